/** Parameters of the cross method in numbers. `sdk/files/parameters.ts` reads them. */
import { PlimsollError } from '../../prover/errors.ts';
import { CROSS_TIERS } from '../../prover/model/tiers.ts';
import type { TermStructure } from './shocks.ts';
import { checkLevelTiers, type LevelTier } from './tiers.ts';

export interface CrossLevel {
  /** Standard deviations of the move of spot. */
  readonly z: number;
  readonly horizonDays: number;
  /** Shares of spot between which the move stays; the cap is below 1. */
  readonly floor: number;
  readonly cap: number;
  /** Moves of volatility in thirty days, as shares of the underlying's volatility. */
  readonly volUp: number;
  readonly volDown: number;
}

export interface CrossParameters {
  readonly maintenance: CrossLevel;
  readonly initial: CrossLevel;
  /** How the moves of volatility depend on the days to expiry. */
  readonly term: TermStructure;
  /** Liquidity add-on of everything but collateral, over `|size| * spot`; at most four tiers. */
  readonly addOn: readonly LevelTier[];
}

/** @throws USAGE when initial is looser than maintenance on any part, or a move is not below spot */
export function checkCrossParameters(parameters: CrossParameters, where = 'cross'): CrossParameters {
  const { maintenance, initial, addOn } = parameters;
  for (const level of ['maintenance', 'initial'] as const) {
    const { floor, cap } = parameters[level];
    if (floor > cap) refuse(`${where}.${level}.floor`, `at most cap ${cap}`, floor);
    if (cap >= 1) refuse(`${where}.${level}.cap`, 'less than 1', cap);
  }
  for (const part of ['z', 'horizonDays', 'floor', 'cap', 'volUp', 'volDown'] as const) {
    if (initial[part] < maintenance[part])
      refuse(
        `${where}.initial.${part}`,
        `at least that of maintenance ${maintenance[part]}, so that initial is not looser`,
        initial[part],
      );
  }
  checkLevelTiers(addOn, CROSS_TIERS, `${where}.addOn`);
  return parameters;
}

function refuse(where: string, expected: string, got: number): never {
  throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
}

const DAYS_PER_YEAR = 365;

/** Moves of spot as shares of it: the one covered at maintenance, and how many times as far the initial one goes. */
export interface SpotMoves {
  readonly maintenance: number;
  /** At least 1, as `times / per`: a fraction, so that cells in ticks can be multiplied by it without a rest. */
  readonly ratio: { readonly times: bigint; readonly per: bigint };
}

/** Of what does not move. */
export const STILL: SpotMoves = { maintenance: 0, ratio: { times: 1n, per: 1n } };

const MAX_PER = 8;
/** A third is not one in doubles. */
const DOUBLES = 1e-9;

/** The least fraction with a small denominator that is not below a number. */
function fractionFrom(least: number): SpotMoves['ratio'] {
  const timesOf = (per: number): number => Math.ceil(least * per - DOUBLES);
  const pers = Array.from({ length: MAX_PER }, (_, index) => index + 1);
  const per = pers.reduce((best, each) => (timesOf(each) * best < timesOf(best) * each ? each : best));
  return { times: BigInt(timesOf(per)), per: BigInt(per) };
}

/**
 * Moves of spot for an underlying; the initial one is at least that of its parameters.
 *
 * @throws USAGE when only the maintenance move is nothing
 */
export function spotMovesOf({ maintenance, initial }: CrossParameters, volatility: number, where: string): SpotMoves {
  const [covered, further] = [moveOf(maintenance, volatility), moveOf(initial, volatility)];
  if (further === 0) return STILL;
  if (covered === 0) refuse(`${where}.maintenance.floor`, 'more than 0 where volatility is 0, as at initial', covered);
  return { maintenance: covered, ratio: fractionFrom(further / covered) };
}

/** Move of spot of a level, as a share of it. */
export const moveOf = ({ z, horizonDays, floor, cap }: CrossLevel, volatility: number): number =>
  Math.min(cap, Math.max(floor, z * volatility * Math.sqrt(horizonDays / DAYS_PER_YEAR)));
