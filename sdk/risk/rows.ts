/** The rows of the table: what each kind of instrument is worth, now and in each scenario, and what it is charged. */
import { SCENARIOS, SKEW_SCENARIOS, type Charge, type ExpiryTerms, type Row } from '../../prover/model/market.ts';
import {
  factor,
  FACTOR_DECIMALS,
  price as priceInRange,
  PRICE_DECIMALS,
  signedPrice,
  type Price,
} from '../../prover/model/units.ts';
import { optionValue } from './black76.ts';
import { linearCompensation, optionCompensation, type Compensation, type CompensationContext } from './compensation.ts';
import type { CollateralSpec, ExpirySpec, MarketSpec, OptionSpec, PerpSpec } from './market-spec.ts';
import { isSkew } from './parameters.ts';
import { toTicks, type Direction } from './rounding.ts';
import { discountOf, doubtRate, shockedForward, shockedVolatility, termFactors, yearsOf } from './shocks.ts';

/** What cells are computed from besides their instrument. */
export interface CellContext extends CompensationContext {
  readonly market: MarketSpec;
}

/** The part of a row that prices and parameters decide. */
export type Cell = Omit<Row, 'slot' | 'maxSize' | 'reduceOnly'>;

const ticks = (value: number, direction: Direction, where: string): Price =>
  priceInRange(toTicks(value, PRICE_DECIMALS, direction, where), where);
const signedTicks = (value: number, direction: Direction, where: string): Price =>
  signedPrice(toTicks(value, PRICE_DECIMALS, direction, where), where);

const NO_EXTRA: Compensation = { maintenance: 0n, initial: 0n };
const NO_CHARGE: Charge = { maintenance: 0n as Price, initial: 0n as Price };

/** Rates up to the next tick, initial on top of maintenance, and what makes up for rounding elsewhere in the row. */
function chargeOf(maintenance: number, initial: number, extra: Compensation, where: string): Charge {
  const base = ticks(maintenance, 'up', where) + extra.maintenance;
  const total = ticks(maintenance + initial, 'up', where) + extra.initial;
  // Where initial losses count for less than maintenance ones (worked portfolios), so would the rounding in them.
  return { maintenance: priceInRange(base, where), initial: priceInRange(total > base ? total : base, where) };
}

export function expiryTerms(expiry: ExpirySpec, { parameters, plan }: CellContext): ExpiryTerms {
  const where = `market.expiries[${expiry.expiry}]`;
  const terms = termFactors(expiry, parameters);
  const tick = (name: 'discountLong' | 'discountShort', direction: Direction) =>
    factor(toTicks(terms[name], FACTOR_DECIMALS, direction, `${where}.${name}`), `${where}.${name}`);
  const basis = toTicks(terms.basisFactor, FACTOR_DECIMALS, 'up', `${where}.basisFactor`);
  return {
    discountLong: tick('discountLong', 'down'),
    discountShort: tick('discountShort', 'up'),
    basisFactor: factor(plan.scale * basis, `${where}.basisFactor`),
  };
}

export function perpCell(perp: PerpSpec, context: CellContext): Cell {
  const { market, parameters } = context;
  const where = `market.perps[${perp.name}]`;
  const { perpMaintenance, perpInitial } = parameters.otherContingency;
  const doubt = doubtRate([perp.confidence, market.spotConfidence], parameters);
  const [maintenance, initial] = [market.spot * perpMaintenance, market.spot * (perpInitial + doubt)];
  return {
    underlying: market.underlying,
    settlementPrice: signedTicks(perp.price - perp.funding, 'nearest', `${where}.price`),
    linearPrice: ticks(perp.price, 'nearest', `${where}.price`),
    charge: chargeOf(maintenance, initial, linearCompensation(perp.price, context), `${where}.charge`),
    shortCharge: NO_CHARGE,
  };
}

export function collateralCell(item: CollateralSpec, context: CellContext): Cell {
  const { market, parameters, stablePrice } = context;
  const where = `market.collateral[${item.name}]`;
  const value = item.price / stablePrice;
  const doubt = doubtRate([item.confidence, market.spotConfidence], parameters);
  const risk = item.riskCancelling ? value : 0;
  const [maintenance, initial] = [value * item.maintenanceHaircut, value * (item.initialHaircut + doubt)];
  return {
    // Collateral that moves with the underlying offsets its scenarios, so it belongs to accounts of that underlying.
    underlying: item.riskCancelling ? market.underlying : 0,
    settlementPrice: ticks(value, 'down', `${where}.price`),
    linearPrice: ticks(risk, 'nearest', `${where}.price`),
    charge: chargeOf(maintenance, initial, linearCompensation(risk, context), `${where}.charge`),
    shortCharge: NO_CHARGE,
  };
}

export function optionCell(option: OptionSpec, context: CellContext): Cell {
  const { market, parameters, plan } = context;
  const where = `market.options[${option.name}]`;
  const expiry = market.expiries.find((listed) => listed.expiry === option.expiry) as ExpirySpec;
  const valueAt = (forward: number, volatility: number): number =>
    optionValue({
      type: option.type,
      strike: option.strike,
      time: yearsOf(expiry),
      discount: discountOf(expiry),
      forward,
      volatility,
    });
  const now = valueAt(expiry.forward, option.impliedVol);
  const scenarios = plan.placed.map((scenario, index) => {
    const forward = shockedForward(expiry, isSkew(scenario) ? 1 : scenario.spotFactor);
    const volatility = shockedVolatility(option, expiry, { move: scenario.vol, parameters });
    return ticks(valueAt(forward, volatility), 'nearest', `${where}.scenarios[${index}]`);
  });
  const basis = (factorOfSpot: number, name: string): Price =>
    signedTicks(valueAt(shockedForward(expiry, factorOfSpot), option.impliedVol) - now, 'nearest', `${where}.${name}`);
  const { spotUp, spotDown } = parameters.basisContingency;
  const { optionMaintenance, optionInitial } = parameters.otherContingency;
  const doubt = doubtRate(
    [expiry.forwardConfidence, expiry.rateConfidence, expiry.volConfidence, market.spotConfidence],
    parameters,
  );
  const extra = optionCompensation(
    {
      forward: expiry.forward,
      strike: option.strike,
      largestSkewValue: scenarios
        .slice(SCENARIOS - SKEW_SCENARIOS)
        .reduce((most, value) => (value > most ? value : most)),
      terms: termFactors(expiry, parameters),
    },
    context,
  );
  const mark = ticks(now, 'nearest', `${where}.mark`);
  return {
    underlying: market.underlying,
    settlementPrice: mark,
    linearPrice: 0n as Price,
    charge: chargeOf(0, market.spot * doubt, extra, `${where}.charge`),
    shortCharge: chargeOf(
      market.spot * optionMaintenance,
      market.spot * optionInitial,
      NO_EXTRA,
      `${where}.shortCharge`,
    ),
    option: {
      expiry: option.expiry,
      scenarios,
      mark,
      basisUp: basis(spotUp, 'basisUp'),
      basisDown: basis(spotDown, 'basisDown'),
    },
  };
}
