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

/** Move of spot that the method covers, as a share of it. */
export const moveOf = ({ z, horizonDays, floor, cap }: CrossLevel, volatility: number): number =>
  Math.min(cap, Math.max(floor, z * volatility * Math.sqrt(horizonDays / DAYS_PER_YEAR)));
