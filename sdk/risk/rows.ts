/** The rows of the table: what each kind of instrument is worth, now and in each scenario, and what it is charged. */
import type { Charge, ExpiryTerms, Row } from '../../prover/model/market.ts';
import { FACTOR_DECIMALS, PRICE_DECIMALS, type Price } from '../../prover/model/units.ts';
import { linearCompensation, optionCompensation, type Compensation, type CompensationContext } from './compensation.ts';
import { STILL } from './cross-parameters.ts';
import { linearCells, movesOf, optionCells } from './cross.ts';
import { fillBandsOf } from './fill-band.ts';
import {
  servesIsolated,
  type CollateralSpec,
  type ExpirySpec,
  type MarketSpec,
  type OptionSpec,
  type PerpSpec,
  type UnderlyingSpec,
} from './market-spec.ts';
import { isSkew } from './parameters.ts';
import { tickError, toTicks, type Direction } from './rounding.ts';
import { doubtRate, shockedForward, shockedVolatility, termFactors } from './shocks.ts';
import { decimal, sizeTiersOf, type LevelTier, type TierBase } from './tiers.ts';
import { valuerOf } from './valuation.ts';
import { factor, price as priceInRange, signedPrice } from './ranges.ts';

/** What cells are computed from besides their instrument. */
export interface CellContext extends CompensationContext {
  readonly market: MarketSpec;
}

/** The part of a row that prices and parameters decide. */
export type Cell = Omit<Row, 'slot' | 'maxSize' | 'reduceOnly' | 'frozen'>;

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

export function expiryTerms(expiry: ExpirySpec, where: string, { parameters, plan }: CellContext): ExpiryTerms {
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

export function perpCell(perp: PerpSpec, underlying: UnderlyingSpec, context: CellContext): Cell {
  const { market, parameters } = context;
  const where = `market.underlyings[${underlying.name}].perps[${perp.name}]`;
  const { perpMaintenance, perpInitial } = parameters.otherContingency;
  const doubt = doubtRate([perp.confidence, underlying.spotConfidence], parameters);
  const [maintenance, initial] = [underlying.spot * perpMaintenance, underlying.spot * (perpInitial + doubt)];
  // In ticks each, so that prices of eight decimals stay exact where their difference in doubles would not.
  const price = ticks(perp.price, 'nearest', `${where}.price`);
  const settlement = price - signedTicks(perp.funding, 'nearest', `${where}.funding`);
  const hidden = tickError(perp.price, PRICE_DECIMALS) + tickError(perp.funding, PRICE_DECIMALS);
  const base: TierBase = { price: perp.price, direction: 'up', hidden };
  return {
    underlying: underlying.id,
    settlementPrice: signedPrice(settlement, `${where}.price`),
    linearPrice: price,
    charge: chargeOf(maintenance, initial, linearCompensation(perp.price, hidden, context), `${where}.charge`),
    shortCharge: NO_CHARGE,
    fillBand: ticks(perp.price * fillBandsOf(market).perp.ofPrice, 'up', `${where}.fillBand`),
    ...(perp.isolated && { sizeTiers: sizeTiersOf(perp.isolated, base, `${where}.isolated`) }),
    ...(market.cross && {
      cross: linearCells(
        {
          exposure: perp.price,
          moves: movesOf(market.cross, underlying),
          tiers: market.cross.addOn,
          base: { ...base, price: underlying.spot },
        },
        `${where}.cross`,
      ),
    }),
  };
}

/** The haircut as tiers at both levels, and what of it the portfolio method charges per unit. */
function haircutOf(item: CollateralSpec): { tiers: readonly LevelTier[]; flat: readonly [number, number] } {
  const { haircuts, maintenanceHaircut = 0, initialHaircut = 0 } = item;
  if (haircuts !== undefined) return { tiers: haircuts, flat: [0, 0] };
  const initial = decimal(maintenanceHaircut + initialHaircut);
  return {
    tiers: [{ floor: 0, maintenance: maintenanceHaircut, initial }],
    flat: [maintenanceHaircut, initialHaircut],
  };
}

export function collateralCell(item: CollateralSpec, context: CellContext): Cell {
  const { market, parameters, stablePrice } = context;
  const where = `market.collateral[${item.name}]`;
  const value = item.price / stablePrice;
  // Collateral that moves with an underlying offsets its scenarios, so it belongs to accounts of that underlying.
  const underlying = market.underlyings.find(({ name }) => name === item.underlying);
  // Doubt in spot touches all collateral; of several underlyings the least trusted one.
  const spots = underlying === undefined ? market.underlyings : [underlying];
  const doubt = doubtRate([item.confidence, ...spots.map(({ spotConfidence }) => spotConfidence)], parameters);
  const risk = underlying === undefined ? 0 : value;
  const { tiers, flat } = haircutOf(item);
  const [maintenance, initial] = [value * flat[0], value * (flat[1] + doubt)];
  const base: TierBase = { price: value, direction: 'down', hidden: 0 };
  const { haircuts, isolatedHaircut } = item;
  const withTiers = haircuts !== undefined || isolatedHaircut !== undefined || servesIsolated(market);
  const isolated = isolatedHaircut === undefined ? tiers : [{ floor: 0, ...isolatedHaircut }];
  return {
    underlying: underlying?.id ?? 0,
    settlementPrice: ticks(value, 'down', `${where}.price`),
    linearPrice: ticks(risk, 'nearest', `${where}.price`),
    charge: chargeOf(maintenance, initial, linearCompensation(risk, 0, context), `${where}.charge`),
    shortCharge: NO_CHARGE,
    fillBand: ticks(value * fillBandsOf(market).collateral.ofPrice, 'up', `${where}.fillBand`),
    ...(withTiers && { sizeTiers: sizeTiersOf(isolated, base, `${where}.haircuts`) }),
    ...(market.cross && {
      cross: linearCells(
        { exposure: risk, moves: underlying ? movesOf(market.cross, underlying) : STILL, tiers, base },
        `${where}.cross`,
      ),
    }),
  };
}

export function optionCell(option: OptionSpec, underlying: UnderlyingSpec, context: CellContext): Cell {
  const { market, parameters, plan } = context;
  const where = `market.underlyings[${underlying.name}].options[${option.name}]`;
  const expiry = underlying.expiries.find((listed) => listed.expiry === option.expiry) as ExpirySpec;
  const valueAt = valuerOf(option, expiry);
  const now = valueAt(expiry.forward, option.impliedVol);
  const volatilities = new Map(
    plan.moves.map((move) => [move, shockedVolatility(option, expiry, { move, parameters })]),
  );
  const inScenarios = `${where}.scenarios`;
  const scenarios = plan.placed.map((scenario) => {
    const forward = shockedForward(expiry, isSkew(scenario) ? 1 : scenario.spotFactor);
    return ticks(valueAt(forward, volatilities.get(scenario.vol) as number), 'nearest', inScenarios);
  });
  const basis = (factorOfSpot: number, name: string): Price =>
    signedTicks(valueAt(shockedForward(expiry, factorOfSpot), option.impliedVol) - now, 'nearest', `${where}.${name}`);
  const { spotUp, spotDown } = parameters.basisContingency;
  const { optionMaintenance, optionInitial } = parameters.otherContingency;
  const doubt = doubtRate(
    [expiry.forwardConfidence, expiry.rateConfidence, expiry.volConfidence, underlying.spotConfidence],
    parameters,
  );
  const skewed = scenarios.filter((_, index) => plan.placed[index]?.vol.startsWith('skew'));
  const extra = optionCompensation(
    {
      forward: expiry.forward,
      strike: option.strike,
      largestSkewValue: skewed.reduce((most, value) => (value > most ? value : most), 0n),
      terms: termFactors(expiry, parameters),
    },
    context,
  );
  const mark = ticks(now, 'nearest', `${where}.mark`);
  const { ofPrice, ofSpot } = fillBandsOf(market).option;
  return {
    underlying: underlying.id,
    settlementPrice: mark,
    linearPrice: 0n as Price,
    charge: chargeOf(0, underlying.spot * doubt, extra, `${where}.charge`),
    shortCharge: chargeOf(
      underlying.spot * optionMaintenance,
      underlying.spot * optionInitial,
      NO_EXTRA,
      `${where}.shortCharge`,
    ),
    fillBand: ticks(now * ofPrice + underlying.spot * ofSpot, 'up', `${where}.fillBand`),
    option: {
      expiry: option.expiry,
      scenarios,
      mark,
      basisUp: basis(spotUp, 'basisUp'),
      basisDown: basis(spotDown, 'basisDown'),
    },
    ...(market.cross && {
      cross: optionCells({ option, expiry, underlying, parameters: market.cross }, `${where}.cross`),
    }),
  };
}
