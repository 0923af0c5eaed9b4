/** What the margin of every method starts from: the rows of an account's legs, and what they are worth. */
import { PlimsollError } from '../errors.ts';
import type { Account, Leg, Method } from './account.ts';
import type { MarginLevel, MarketTable, Row } from './market.ts';
import { ONE_SIZE } from './units.ts';

/** What a claim is about, exact: equity and requirement are integers at the same scale. */
export interface Margin {
  readonly method: Method;
  readonly level: MarginLevel;
  readonly equity: bigint;
  /** Never negative. */
  readonly requirement: bigint;
  /** Of equity and requirement. */
  readonly decimals: number;
}

export interface Position {
  readonly leg: Leg;
  readonly row: Row;
  /** `size * settlement price - cost`, scale 1e16. */
  readonly value: bigint;
}

/** @throws USAGE when the account is of another method, or holds what the table does not list. */
export function positionsOf(account: Account, table: MarketTable, method: Method): Position[] {
  if (account.method !== method) {
    throw new PlimsollError('USAGE', `account.method: expected ${method}, got ${account.method}`);
  }
  return account.legs.map((leg) => {
    const row = table.rows.get(leg.instrument);
    if (row === undefined) {
      throw new PlimsollError(
        'USAGE',
        `account.legs: expected instruments of the market table, got slot ${leg.instrument}`,
      );
    }
    return { leg, row, value: leg.size * row.settlementPrice - leg.cost * ONE_SIZE };
  });
}

/** Cash and the value of all positions, collateral at its full price; scale 1e16. */
export const worthOf = (account: Account, positions: readonly Position[]): bigint =>
  positions.reduce((sum, { value }) => sum + value, account.cash * ONE_SIZE);

export const notTaken = (method: Method, slot: number): PlimsollError =>
  new PlimsollError('USAGE', `account.legs: expected instruments that the ${method} method takes, got slot ${slot}`);
