/**
 * Isolated margin: one perpetual or future beside its collateral, both charged by size tiers. Exact: no rounding, no
 * division. Circuit: `circuits/margin/isolated.circom`; both give the same integers.
 */
import { PlimsollError } from '../errors.ts';
import type { Account, Leg } from './account.ts';
import { isCollateral, type MarginLevel, type MarketTable } from './market.ts';
import { tierCharge, tierIndex } from './tiers.ts';
import { absolute, CHARGE_DECIMALS, ONE_FACTOR } from './units.ts';
import { notTaken, positionsOf, worthOf, type Margin } from './valuation.ts';

export interface IsolatedLeg {
  readonly leg: Leg;
  /** `size * settlement price - cost`, scale 1e16. */
  readonly value: bigint;
  /** Taken off the value of collateral, 0 for the position; scale 1e25. */
  readonly haircut: bigint;
  /** Of the position, 0 for collateral; scale 1e25. */
  readonly requirement: bigint;
  /** Tier that the notional falls in, from 0. */
  readonly tier: number;
}

/** 25 decimals. */
export interface IsolatedMargin extends Margin {
  readonly method: 'isolated';
  readonly legs: readonly IsolatedLeg[];
}

/**
 * Margin of an isolated account at one level. The requirement is the charge of its position by size tiers, the equity
 * `cash + sum(size * settlement price - cost)` less the haircut of each collateral.
 *
 * @throws USAGE when the account does not fit the table, holds two positions or an instrument without size tiers, such
 *   as an option.
 */
export function isolatedMargin(account: Account, table: MarketTable, level: MarginLevel): IsolatedMargin {
  const positions = positionsOf(account, table, 'isolated');
  const [held, second] = account.legs.filter(({ instrument }) => !isCollateral(instrument));
  if (held !== undefined && second !== undefined) {
    throw new PlimsollError(
      'USAGE',
      `account.legs: expected one position beside collateral, got slots ${held.instrument} and ${second.instrument}`,
    );
  }
  const legs = positions.map(({ leg, row, value }) => {
    const schedule = row.sizeTiers?.[level];
    if (schedule === undefined || row.option !== undefined) throw notTaken('isolated', row.slot);
    const [charge, tier] = [tierCharge(schedule, leg.size), tierIndex(schedule, absolute(leg.size))];
    return isCollateral(row.slot)
      ? { leg, value, haircut: charge, requirement: 0n, tier }
      : { leg, value, haircut: 0n, requirement: charge, tier };
  });
  return {
    method: 'isolated',
    level,
    equity: legs.reduce((sum, { haircut }) => sum - haircut, ONE_FACTOR * worthOf(account, positions)),
    requirement: legs.reduce((sum, { requirement }) => sum + requirement, 0n),
    decimals: CHARGE_DECIMALS,
    legs,
  };
}
