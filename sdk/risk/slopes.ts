/**
 * Bounds of how fast the margin of a portfolio account changes along a spot. The margin is the least of a few sums (the
 * value now, less the loss of one scenario or of basis), less charges; every term of a sum is a multiple of a price, or
 * of the value of an option, which follows its forward by no more than one to one.
 */
import type { Account } from '../../prover/model/account.ts';
import { ONE_SIZE, PRICE_DECIMALS, REQUIREMENT_DECIMALS } from '../../prover/model/units.ts';
import type { CollateralSpec, ExpirySpec, Listing, MarketSpec, OptionSpec, UnderlyingSpec } from './market-spec.ts';
import { isSkew, type RiskParameters, type Scenario } from './parameters.ts';
import { discountOf, shockedLine, skewCurve, termFactors, yearsOf } from './shocks.ts';

/** The least and the most. */
export type Slopes = readonly [number, number];

const scaled = ([least, most]: Slopes, by: number): Slopes =>
  by < 0 ? [most * by, least * by] : [least * by, most * by];
const sumOf = (all: readonly Slopes[]): Slopes =>
  all.reduce<Slopes>(([least, most], each) => [least + each[0], most + each[1]], [0, 0]);
/** Of whichever of several counts. */
const hullOf = (all: readonly Slopes[]): Slopes => [
  Math.min(...all.map(([least]) => least)),
  Math.max(...all.map(([, most]) => most)),
];

/** One leg's part, per unit of spot. */
interface LegSlopes {
  readonly value: Slopes;
  /** Of the value now and of the loss in a scenario, where so much of the loss counts. */
  readonly in: (scenario: Scenario, counted: number) => Slopes;
  readonly basis: Slopes;
  readonly charge: Slopes;
}

/** @param charge of one unit, per unit of spot */
function linearLeg(slope: number, charge: Slopes): LegSlopes {
  const at = (factor: number): Slopes => [slope * factor, slope * factor];
  return {
    value: at(1),
    in: (scenario, counted) => at(1 + (isSkew(scenario) ? 0 : counted * (scenario.spotFactor - 1))),
    basis: [0, 0],
    charge,
  };
}

/** The density of the normal distribution is nowhere larger. */
const DENSITY = 1 / Math.sqrt(2 * Math.PI);

interface Held {
  readonly size: number;
  readonly spot: number;
  readonly parameters: RiskParameters;
}

function optionLeg(option: OptionSpec, expiry: ExpirySpec, { size, spot, parameters }: Held): LegSlopes {
  const discount = discountOf(expiry);
  const { discountLong, discountShort, basisFactor } = termFactors(expiry, parameters);
  const { spotUp, spotDown } = parameters.basisContingency;
  const forward = (factor: number): number => shockedLine(expiry, factor).moving / spot;
  const delta: Slopes = option.type === 'call' ? [0, discount] : [-discount, 0];
  const valueAt = (factor: number): Slopes => scaled(delta, size * forward(factor));
  const now = valueAt(1);
  const discounted = (slopes: Slopes): Slopes => hullOf([scaled(slopes, discountLong), scaled(slopes, discountShort)]);
  // The volatility of a skew scenario moves with the forward.
  const skewed = (linear: boolean): Slopes => {
    const { slope, cap } = skewCurve(expiry, parameters, linear);
    // A cap below zero makes a jump at the money.
    if (cap < 0) return [-Infinity, Infinity];
    const vega = size * discount * forward(1) * DENSITY * Math.sqrt(yearsOf(expiry));
    const most = Math.abs(vega * option.impliedVol * slope);
    return sumOf([now, [-most, most]]);
  };
  return {
    value: now,
    in: (scenario, counted) => {
      if (!isSkew(scenario))
        return sumOf([scaled(now, 1 - counted), scaled(discounted(valueAt(scenario.spotFactor)), counted)]);
      // A gain counts as a loss.
      const change = sumOf([discounted(skewed(scenario.vol === 'skew-linear')), scaled(now, -1)]);
      return sumOf([now, scaled(hullOf([change, scaled(change, -1)]), counted)]);
    },
    basis: scaled(
      hullOf([[0, 0], ...[spotUp, spotDown].map((factor) => sumOf([valueAt(factor), scaled(now, -1)]))]),
      basisFactor,
    ),
    charge: [0, size < 0 ? -size * parameters.otherContingency.optionMaintenance : 0],
  };
}

/** Largest share of the value that is cut, at maintenance. */
const haircutOf = ({ haircuts = [], maintenanceHaircut = 0 }: CollateralSpec): number =>
  Math.max(maintenanceHaircut, ...haircuts.map(({ maintenance }) => maintenance));

/** Legs of the underlying; nothing else moves with it. */
function legsOf(account: Account, market: MarketSpec, underlying: UnderlyingSpec): LegSlopes[] {
  const { parameters, stablePrice } = market;
  const { spot } = underlying;
  const sizes = new Map(account.legs.map(({ instrument, size }) => [instrument, Number(size) / Number(ONE_SIZE)]));
  const sizeOf = ({ slot = 0 }: Listing): number => sizes.get(slot) ?? 0;
  return [
    ...underlying.perps.map((perp) => {
      const charge = Math.abs(sizeOf(perp)) * parameters.otherContingency.perpMaintenance;
      return linearLeg((sizeOf(perp) * perp.price) / spot, [charge, charge]);
    }),
    ...market.collateral
      .filter((item) => item.underlying === underlying.name)
      .map((item) => {
        const slope = (sizeOf(item) * item.price) / stablePrice / spot;
        return linearLeg(slope, [0, Math.abs(slope) * haircutOf(item)]);
      }),
    ...underlying.options.flatMap((option) => {
      const expiry = underlying.expiries.find((listed) => listed.expiry === option.expiry);
      return expiry === undefined ? [] : [optionLeg(option, expiry, { size: sizeOf(option), spot, parameters })];
    }),
  ];
}

/** What ticks add, and doubles, as a share of all that is held; many times too much. */
const ROUNDING = 1e-6;
const PER_TICK = 10 ** (REQUIREMENT_DECIMALS - PRICE_DECIMALS);

/**
 * The least and the most that the exact excess at maintenance changes over one tick of a spot, at any price; undefined
 * for other methods, and where a skew has a jump.
 *
 * @param market of what the account holds, as `heldMarket` makes it
 */
export function slopesOf(account: Account, market: MarketSpec, underlying: UnderlyingSpec): Slopes | undefined {
  if (account.method !== 'portfolio') return undefined;
  const { scenarios, margin } = market.parameters;
  const legs = legsOf(account, market, underlying);
  const value = sumOf(legs.map((leg) => leg.value));
  const basis = sumOf(legs.map((leg) => scaled(leg.basis, margin.maintenanceLossFactor)));
  const sums = [
    value,
    sumOf([value, basis]),
    ...scenarios.map((scenario) =>
      sumOf(legs.map((leg) => leg.in(scenario, margin.maintenanceLossFactor * scenario.damping))),
    ),
  ];
  const [least, most] = sumOf([hullOf(sums), scaled(sumOf(legs.map(({ charge }) => charge)), -1)]);
  const room = ROUNDING * legs.reduce((sum, leg) => sum + Math.max(...leg.value.map(Math.abs)), 0);
  const slopes = [(least - room) * PER_TICK, (most + room) * PER_TICK] as const;
  return slopes.every(Number.isFinite) ? slopes : undefined;
}
