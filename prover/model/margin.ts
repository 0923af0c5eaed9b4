/** The margin of an account by its own method, and what can be claimed about it. */
import type { Account } from './account.ts';
import { crossMargin, type CrossMargin } from './cross.ts';
import { isolatedMargin, type IsolatedMargin } from './isolated.ts';
import type { MarginLevel, MarketTable } from './market.ts';
import { portfolioMargin, type PortfolioMargin } from './portfolio.ts';
import { CASH_DECIMALS, floorDivide } from './units.ts';
import type { Margin } from './valuation.ts';

export type { MarginLevel } from './market.ts';
export type { Margin } from './valuation.ts';

/** The margin with the detail of its method, told apart by `method`. */
export type DetailedMargin = IsolatedMargin | CrossMargin | PortfolioMargin;

/**
 * Margin of an account at one level, by the account's method.
 *
 * @throws USAGE when the account does not fit the table or its method does not take one of its instruments.
 */
export function accountMargin(account: Account, table: MarketTable, level: MarginLevel): DetailedMargin {
  switch (account.method) {
    case 'isolated':
      return isolatedMargin(account, table, level);
    case 'cross':
      return crossMargin(account, table, level);
    case 'portfolio':
      return portfolioMargin(account, table, level);
  }
}

/** Public part of what is claimed about an account. */
export interface Claim {
  /** Required equity in ten-thousandths of the requirement. */
  readonly thresholdBps: bigint;
  /** Cash ticks above that. */
  readonly minExcess: bigint;
}

const BPS = 10_000n;
type Amounts = Pick<Margin, 'equity' | 'requirement' | 'decimals'>;

/** A cash tick at the scale of a margin. */
const oneTick = ({ decimals }: Amounts): bigint => 10n ** BigInt(decimals - CASH_DECIMALS);

/** Exactly one of "solvent" and "insolvent" holds; equality is solvent. */
export const isSolvent = (margin: Amounts, claim: Claim): boolean =>
  margin.equity * BPS >= claim.thresholdBps * margin.requirement + claim.minExcess * oneTick(margin) * BPS;

/** Largest threshold at which the account is solvent with no excess, rounded down; undefined without a requirement. */
export const ratioBps = ({ equity, requirement }: Amounts): bigint | undefined =>
  requirement === 0n ? undefined : floorDivide(equity * BPS, requirement);

/** Equity above the requirement in cash ticks, rounded down; negative when the account is under the line. */
export const excess = (margin: Amounts): bigint => floorDivide(margin.equity - margin.requirement, oneTick(margin));
