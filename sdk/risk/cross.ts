/**
 * Cells of the cross method. Delta and gamma are central differences at the covered move itself, so
 * `|delta| + max(0, -gamma)` is exactly the worse of its two ends, for a whole account as for one option.
 */
import type { CrossCell, PerLevel } from '../../prover/model/market.ts';
import { FACTOR_DECIMALS, ONE_PRICE, PRICE_DECIMALS, type Factor, type Price } from '../../prover/model/units.ts';
import { FLOAT_ERROR, HALF } from './compensation.ts';
import { moveOf, type CrossLevel, type CrossParameters } from './cross-parameters.ts';
import type { ExpirySpec, OptionSpec, UnderlyingSpec } from './market-spec.ts';
import { tickError, toTicks } from './rounding.ts';
import { shockedForward, termScale, type TermStructure } from './shocks.ts';
import { sizeTiersOf, type LevelTier, type TierBase } from './tiers.ts';
import { valuerOf } from './valuation.ts';
import { factor, signedPrice } from './ranges.ts';

const LEVELS = ['maintenance', 'initial'] as const;

/** A cell before its tiers, and the ticks per unit that its rounding can hide. */
interface Sensitivities {
  readonly cell: Omit<CrossCell, 'tiers'>;
  readonly hidden: number;
}

const nearest = (value: number, where: string): Price =>
  signedPrice(toTicks(value, PRICE_DECIMALS, 'nearest', where), where);

const NO_FACTOR = 0n as Factor;
const NO_PRICE = 0n as Price;

/** Cells of both levels. What rounding hides at either is charged at both, so initial is not looser by it. */
function cellsOf(
  sensitivities: PerLevel<Sensitivities>,
  { tiers, base, where }: { tiers: readonly LevelTier[]; base: TierBase; where: string },
): PerLevel<CrossCell> {
  const hidden = base.hidden + Math.max(...LEVELS.map((level) => sensitivities[level].hidden));
  const schedules = sizeTiersOf(tiers, { ...base, hidden }, where);
  return {
    maintenance: { ...sensitivities.maintenance.cell, tiers: schedules.maintenance },
    initial: { ...sensitivities.initial.cell, tiers: schedules.initial },
  };
}

export interface LinearPosition {
  /** What moves with spot: the price of a perpetual, the value of risk-cancelling collateral, 0 of other collateral. */
  readonly exposure: number;
  /** Share that it moves by at each level. */
  readonly move: PerLevel<number>;
  /** Liquidity add-on, or haircut. */
  readonly tiers: readonly LevelTier[];
  readonly base: TierBase;
}

/** @throws USAGE naming what is out of range */
export function linearCells({ exposure, move, tiers, base }: LinearPosition, where: string): PerLevel<CrossCell> {
  const at = (level: keyof PerLevel<unknown>): Sensitivities => ({
    cell: {
      delta: nearest(exposure * move[level], `${where}.delta`),
      gamma: NO_PRICE,
      vega: NO_PRICE,
      volUp: NO_FACTOR,
      volDown: NO_FACTOR,
    },
    hidden: tickError(exposure * move[level], PRICE_DECIMALS),
  });
  return cellsOf({ maintenance: at('maintenance'), initial: at('initial') }, { tiers, base, where });
}

/** The move of spot at each level. */
export const movesOf = (parameters: CrossParameters, { volatility = 0 }: UnderlyingSpec): PerLevel<number> => ({
  maintenance: moveOf(parameters.maintenance, volatility),
  initial: moveOf(parameters.initial, volatility),
});

/** Moves of volatility for one expiry, in 1.00. */
export function volMovesOf(
  { volUp, volDown }: CrossLevel,
  term: TermStructure,
  { volatility, expiry }: { volatility: number; expiry: ExpirySpec },
): { up: number; down: number } {
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
  const [maintenance, initial] = [
    optionSensitivities(position, 'maintenance', where),
    optionSensitivities(position, 'initial', where),
  ];
  return cellsOf({ maintenance, initial }, { tiers: parameters.addOn, base, where });
}

function optionSensitivities(
  { option, expiry, underlying, parameters }: OptionPosition,
  level: keyof PerLevel<unknown>,
  where: string,
): Sensitivities {
  const valueAt = valuerOf(option, expiry);
  const { impliedVol } = option;
  const move = movesOf(parameters, underlying)[level];
  const [up, now, down] = [1 + move, 1, 1 - move].map((spot) => valueAt(shockedForward(expiry, spot), impliedVol));
  const vol = volMovesOf(parameters[level], parameters.term, { volatility: underlying.volatility ?? 0, expiry });
  // A volatility falls to zero at most: the slope is that of the part that it can move.
  const [high, low] = [impliedVol + vol.up, Math.max(0, impliedVol - vol.down)];
  const change = valueAt(expiry.forward, high) - valueAt(expiry.forward, low);
  const float = (expiry.forward * (1 + move) + option.strike) * Number(ONE_PRICE) * FLOAT_ERROR;
  return {
    cell: {
      delta: nearest(((up ?? 0) - (down ?? 0)) / 2, `${where}.delta`),
      gamma: nearest(((up ?? 0) + (down ?? 0)) / 2 - (now ?? 0), `${where}.gamma`),
      vega: nearest(high > low ? change / (high - low) : 0, `${where}.vega`),
      // Either only adds to a charge.
      volUp: upwards(vol.up, `${where}.volUp`),
      volDown: upwards(vol.down, `${where}.volDown`),
    },
    // Half a tick of delta and gamma each, and of vega times the move it meets.
    hidden: HALF + HALF + HALF * Math.max(vol.up, vol.down) + FLOATS * float,
  };
}

const upwards = (move: number, where: string): Factor => factor(toTicks(move, FACTOR_DECIMALS, 'up', where), where);

/** Values that a charge is computed from: two ends of the move, the mark twice, two ends of volatility. */
const FLOATS = 6;
