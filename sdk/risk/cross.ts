/**
 * Cells of the cross method. Delta and gamma are central differences at the move covered at maintenance itself, so
 * `|delta| + max(0, -gamma)` is exactly the worse of its two ends, for a whole account as for one option.
 *
 * Initial cells are the same Greeks over a larger move: delta by its ratio, gamma by the square of it, to the tick, and
 * the same vega under larger moves of volatility. So every part of the initial requirement of every account is at least
 * that of its maintenance requirement. Values at the larger move itself would not do: some books (a ratio spread) lose
 * less at its ends than at those of the smaller one, and could be withdrawn from below maintenance.
 */
import type { CrossCell, PerLevel } from '../../prover/model/market.ts';
import { FACTOR_DECIMALS, floorDivide, ONE_PRICE, PRICE_DECIMALS, type Factor } from '../../prover/model/units.ts';
import { FLOAT_ERROR, HALF } from './compensation.ts';
import { spotMovesOf, type CrossLevel, type CrossParameters, type SpotMoves } from './cross-parameters.ts';
import type { ExpirySpec, OptionSpec, UnderlyingSpec } from './market-spec.ts';
import { tickError, toTicks } from './rounding.ts';
import { shockedForward, termScale, type TermStructure } from './shocks.ts';
import { sizeTiersOf, type LevelTier, type TierBase } from './tiers.ts';
import { valuerOf } from './valuation.ts';
import { factor, signedPrice } from './ranges.ts';

/** Ticks per unit at maintenance, and how far the truth may be from them. */
interface Rounded {
  readonly ticks: bigint;
  readonly error: number;
}

/** To the nearest multiple of a unit of ticks; nothing where the value is one. */
function toMultiple(value: number, unit: bigint, where: string): Rounded {
  const ticks = toTicks(value, PRICE_DECIMALS, 'nearest', where);
  const multiple = floorDivide(2n * ticks + unit, 2n * unit) * unit;
  return { ticks: multiple, error: tickError(value, PRICE_DECIMALS) + Math.abs(Number(multiple - ticks)) };
}

/** A cell of both levels before its tiers, at maintenance. */
interface Sensitivities {
  readonly delta: Rounded;
  readonly gamma: Rounded;
  readonly vega: bigint;
  readonly volatility: PerLevel<Pick<CrossCell, 'volUp' | 'volDown'>>;
  /** Ticks per unit that rounding can hide besides delta and gamma. */
  readonly hidden: number;
}

/** Cells of both levels. What rounding hides at initial, which is more, is charged at both. */
function cellsOf(
  { delta, gamma, vega, volatility, hidden }: Sensitivities,
  { ratio: { times, per } }: SpotMoves,
  { tiers, base, where }: { tiers: readonly LevelTier[]; base: TierBase; where: string },
): PerLevel<CrossCell> {
  const ratio = Number(times) / Number(per);
  const rounding = delta.error * ratio + gamma.error * ratio ** 2 + hidden;
  const schedules = sizeTiersOf(tiers, { ...base, hidden: base.hidden + rounding }, where);
  const cell = (level: keyof PerLevel<unknown>, [linear, even]: readonly [bigint, bigint]): CrossCell => ({
    delta: signedPrice(linear, `${where}.delta`),
    gamma: signedPrice(even, `${where}.gamma`),
    vega: signedPrice(vega, `${where}.vega`),
    ...volatility[level],
    tiers: schedules[level],
  });
  return {
    maintenance: cell('maintenance', [delta.ticks, gamma.ticks]),
    initial: cell('initial', [(delta.ticks * times) / per, (gamma.ticks * times ** 2n) / per ** 2n]),
  };
}

const NOTHING: Rounded = { ticks: 0n, error: 0 };
const NO_VOLATILITY = { volUp: 0n as Factor, volDown: 0n as Factor };

export interface LinearPosition {
  /** What moves with spot: the price of a perpetual, the value of risk-cancelling collateral, 0 of other collateral. */
  readonly exposure: number;
  readonly moves: SpotMoves;
  /** Liquidity add-on, or haircut. */
  readonly tiers: readonly LevelTier[];
  readonly base: TierBase;
}

/** @throws USAGE naming what is out of range */
export function linearCells({ exposure, moves, tiers, base }: LinearPosition, where: string): PerLevel<CrossCell> {
  const sensitivities: Sensitivities = {
    delta: toMultiple(exposure * moves.maintenance, moves.ratio.per, `${where}.delta`),
    gamma: NOTHING,
    vega: 0n,
    volatility: { maintenance: NO_VOLATILITY, initial: NO_VOLATILITY },
    hidden: 0,
  };
  return cellsOf(sensitivities, moves, { tiers, base, where });
}

/** Moves of spot for an underlying; without a volatility they are their floors. @throws USAGE as `spotMovesOf` */
export const movesOf = (parameters: CrossParameters, { volatility = 0 }: UnderlyingSpec): SpotMoves =>
  spotMovesOf(parameters, volatility, 'cross');

interface VolMoves {
  readonly up: number;
  readonly down: number;
}

/** Moves of volatility for one expiry, in 1.00. */
export function volMovesOf(
  { volUp, volDown }: CrossLevel,
  term: TermStructure,
  { volatility, expiry }: { volatility: number; expiry: ExpirySpec },
): VolMoves {
  const scale = volatility * termScale(expiry, term);
  return { up: scale * volUp, down: scale * volDown };
}

export interface OptionPosition {
  readonly option: OptionSpec;
  readonly expiry: ExpirySpec;
  readonly underlying: UnderlyingSpec;
  readonly parameters: CrossParameters;
}

/** @throws USAGE naming what is out of range */
export function optionCells(position: OptionPosition, where: string): PerLevel<CrossCell> {
  const { underlying, parameters } = position;
  const base: TierBase = { price: underlying.spot, direction: 'up', hidden: HALF };
  const moves = movesOf(parameters, underlying);
  return cellsOf(optionSensitivities(position, moves, where), moves, { tiers: parameters.addOn, base, where });
}

function optionSensitivities(
  { option, expiry, underlying, parameters }: OptionPosition,
  { maintenance: move, ratio: { times, per } }: SpotMoves,
  where: string,
): Sensitivities {
  const valueAt = valuerOf(option, expiry);
  const { impliedVol } = option;
  const [up, now, down] = [1 + move, 1, 1 - move].map((spot) => valueAt(shockedForward(expiry, spot), impliedVol));
  const { volatility = 0 } = underlying;
  const [vol, further] = [parameters.maintenance, parameters.initial].map((level) =>
    volMovesOf(level, parameters.term, { volatility, expiry }),
  ) as [VolMoves, VolMoves];
  // A volatility falls to zero at most: the slope is that of the part that it can move.
  const [high, low] = [impliedVol + vol.up, Math.max(0, impliedVol - vol.down)];
  const change = valueAt(expiry.forward, high) - valueAt(expiry.forward, low);
  const float = (expiry.forward * (1 + move) + option.strike) * Number(ONE_PRICE) * FLOAT_ERROR;
  const vega = high > low ? change / (high - low) : 0;
  return {
    delta: toMultiple(((up ?? 0) - (down ?? 0)) / 2, per, `${where}.delta`),
    gamma: toMultiple(((up ?? 0) + (down ?? 0)) / 2 - (now ?? 0), per ** 2n, `${where}.gamma`),
    vega: toTicks(vega, PRICE_DECIMALS, 'nearest', `${where}.vega`),
    volatility: { maintenance: upwards(vol, where), initial: upwards(further, where) },
    // Half a tick of vega times the move it meets, and doubles as far as the initial cell carries them.
    hidden: HALF * Math.max(further.up, further.down) + FLOATS * float * (Number(times) / Number(per)) ** 2,
  };
}

const movedUp = (move: number, where: string): Factor => factor(toTicks(move, FACTOR_DECIMALS, 'up', where), where);

/** Either only adds to a charge. */
const upwards = ({ up, down }: VolMoves, where: string): Pick<CrossCell, 'volUp' | 'volDown'> => ({
  volUp: movedUp(up, `${where}.volUp`),
  volDown: movedUp(down, `${where}.volDown`),
});

/** Values that a charge is computed from: two ends of the move, the mark twice, two ends of volatility. */
const FLOATS = 6;
