/**
 * Portfolio margin: the worst of a fixed matrix of scenarios, with contingencies. Exact: no rounding, no division.
 * Circuit: `circuits/margin/portfolio.circom`; both give the same integers.
 */
import { PlimsollError } from '../errors.ts';
import type { Account, Leg } from './account.ts';
import { SKEW_SCENARIOS, type MarketTable, type OptionValues, type Row } from './market.ts';
import { absolute, floorDivide, minimum, ONE_FACTOR, ONE_SIZE } from './units.ts';

export type MarginLevel = 'maintenance' | 'initial';

/** Where the largest loss comes from; `none` when no scenario and no basis move loses. */
export type Worst =
  { readonly kind: 'none' } | { readonly kind: 'basis' } | { readonly kind: 'scenario'; readonly index: number };

export interface LegCharge {
  readonly leg: Leg;
  /** `size * settlement price - cost`, scale 1e16. */
  readonly value: bigint;
  /** Charge on |size|, scale 1e16. */
  readonly charge: bigint;
  /** Charge on naked short size, 0 for the put when it is netted with its call; scale 1e16. */
  readonly shortCharge: bigint;
}

export interface PortfolioMargin {
  readonly level: MarginLevel;
  /** Scale 1e16. */
  readonly equity: bigint;
  /** Never negative; scale 1e43. */
  readonly requirement: bigint;
  /** Damped profit or loss of each scenario, scale 1e34. */
  readonly scenarios: readonly bigint[];
  /** Loss by a move of forwards against spot, never positive; scale 1e25. */
  readonly basis: bigint;
  /** The least of 0, basis and scenarios; scale 1e34. */
  readonly worstLoss: bigint;
  readonly worst: Worst;
  /** Sum over legs; scale 1e16. */
  readonly charges: bigint;
  readonly legs: readonly LegCharge[];
}

/** Equity times this is at the scale of a requirement. */
export const EQUITY_TO_REQUIREMENT = ONE_FACTOR ** 3n;
const BPS = 10_000n;

/** Sums over the options of one expiry, scale 1e16. */
interface ExpirySum {
  readonly expiry: number;
  scenarios: bigint[];
  mark: bigint;
  basisUp: bigint;
  basisDown: bigint;
}

interface Position {
  readonly leg: Leg;
  readonly row: Row;
}

/** @throws USAGE when the account is not a portfolio account of one underlying, or holds what the table does not list. */
function positionsOf(account: Account, table: MarketTable): Position[] {
  if (account.method !== 'portfolio') {
    throw new PlimsollError('USAGE', `account.method: expected portfolio, got ${account.method}`);
  }
  let underlying = 0;
  return account.legs.map((leg) => {
    const row = table.rows.get(leg.instrument);
    if (row === undefined) {
      throw new PlimsollError(
        'USAGE',
        `account.legs: expected instruments of the market table, got slot ${leg.instrument}`,
      );
    }
    if (row.underlying !== 0 && underlying !== 0 && row.underlying !== underlying) {
      throw new PlimsollError(
        'USAGE',
        `account.legs: expected one underlying, got ${underlying} and ${row.underlying} (slot ${leg.instrument})`,
      );
    }
    underlying = row.underlying === 0 ? underlying : row.underlying;
    return { leg, row };
  });
}

function addOption(sum: ExpirySum, leg: Leg, option: OptionValues): void {
  sum.scenarios = sum.scenarios.map((value, index) => value + leg.size * (option.scenarios[index] ?? 0n));
  sum.mark += leg.size * option.mark;
  sum.basisUp += leg.size * option.basisUp;
  sum.basisDown += leg.size * option.basisDown;
}

function sumByExpiry(positions: readonly Position[], scenarios: number): ExpirySum[] {
  const sums = new Map<number, ExpirySum>();
  for (const { leg, row } of positions) {
    if (row.option === undefined) continue;
    const { expiry } = row.option;
    const sum = sums.get(expiry) ?? {
      expiry,
      scenarios: new Array<bigint>(scenarios).fill(0n),
      mark: 0n,
      basisUp: 0n,
      basisDown: 0n,
    };
    addOption(sum, leg, row.option);
    sums.set(expiry, sum);
  }
  return [...sums.values()];
}

function termsOf(table: MarketTable, expiry: number) {
  const terms = table.expiries.get(expiry);
  if (terms === undefined) throw new PlimsollError('USAGE', `market.expiries: expected ${expiry}, got no such expiry`);
  return terms;
}

/** Damped profit or loss of each scenario, scale 1e34. */
function scenarioLosses(positions: readonly Position[], sums: readonly ExpirySum[], table: MarketTable): bigint[] {
  const { shocks, dampings, skew } = table.parameters;
  const linear = positions.reduce((sum, { leg, row }) => sum + leg.size * row.linearPrice, 0n);
  return shocks.map((shock, index) => {
    const counted = skew[index - (shocks.length - SKEW_SCENARIOS)] === true;
    const options = sums.reduce((total, sum) => {
      const { discountLong, discountShort } = termsOf(table, sum.expiry);
      const shocked = sum.scenarios[index] ?? 0n;
      const change = (shocked >= 0n ? discountLong : discountShort) * shocked - ONE_FACTOR * sum.mark;
      return total + (counted ? -absolute(change) : change);
    }, 0n);
    return (dampings[index] ?? 0n) * (linear * shock + options);
  });
}

/** Naked short size of each leg: a call and the put of its strike are netted and counted at the first of the two. */
function nakedShorts(legs: readonly Leg[]): bigint[] {
  return legs.map((leg, index) => {
    const [before, after] = [legs[index - 1], legs[index + 1]];
    const sameStrike = (other: Leg | undefined): other is Leg =>
      other !== undefined && other.instrument >> 1 === leg.instrument >> 1;
    if (sameStrike(before)) return 0n;
    return -minimum(0n, leg.size + (sameStrike(after) ? after.size : 0n));
  });
}

function findWorst(scenarios: readonly bigint[], basis: bigint): { worst: Worst; worstLoss: bigint } {
  const worstLoss = minimum(0n, basis, ...scenarios);
  if (worstLoss === 0n) return { worst: { kind: 'none' }, worstLoss };
  if (worstLoss === basis) return { worst: { kind: 'basis' }, worstLoss };
  return { worst: { kind: 'scenario', index: scenarios.indexOf(worstLoss) }, worstLoss };
}

/**
 * Margin of an account at one level. The requirement is `lossFactor * -worstLoss + charges`, the equity
 * `cash + sum(size * settlement price - cost)`; the account is solvent while equity is at or above the requirement.
 *
 * @throws USAGE when the account does not fit the table.
 */
export function portfolioMargin(account: Account, table: MarketTable, level: MarginLevel): PortfolioMargin {
  const positions = positionsOf(account, table);
  const sums = sumByExpiry(positions, table.parameters.shocks.length);
  const scenarios = scenarioLosses(positions, sums, table);
  const basis = sums.reduce(
    (total, sum) => total + minimum(0n, sum.basisUp, sum.basisDown) * termsOf(table, sum.expiry).basisFactor,
    0n,
  );
  const { worst, worstLoss } = findWorst(scenarios, basis * ONE_FACTOR);

  const shorts = nakedShorts(account.legs);
  const legs = positions.map(({ leg, row }, index) => ({
    leg,
    value: leg.size * row.settlementPrice - leg.cost * ONE_SIZE,
    charge: absolute(leg.size) * row.charge[level],
    shortCharge: (shorts[index] ?? 0n) * row.shortCharge[level],
  }));
  const equity = legs.reduce((sum, { value }) => sum + value, account.cash * ONE_SIZE);
  const charges = legs.reduce((sum, { charge, shortCharge }) => sum + charge + shortCharge, 0n);
  const requirement = -worstLoss * table.parameters.lossFactor[level] + charges * EQUITY_TO_REQUIREMENT;
  return { level, equity, requirement, scenarios, basis, worstLoss, worst, charges, legs };
}

/** Public part of what is claimed about an account. */
export interface Claim {
  /** Required equity in ten-thousandths of the requirement. */
  readonly thresholdBps: bigint;
  /** Cash ticks above that. */
  readonly minExcess: bigint;
}

/** Exactly one of "solvent" and "insolvent" holds; equality is solvent. */
export function isSolvent(margin: Pick<PortfolioMargin, 'equity' | 'requirement'>, claim: Claim): boolean {
  return (
    margin.equity * EQUITY_TO_REQUIREMENT * BPS >=
    claim.thresholdBps * margin.requirement + claim.minExcess * ONE_SIZE * EQUITY_TO_REQUIREMENT * BPS
  );
}

/** Largest threshold at which the account is solvent with no excess, rounded down; undefined without a requirement. */
export function ratioBps(margin: Pick<PortfolioMargin, 'equity' | 'requirement'>): bigint | undefined {
  if (margin.requirement === 0n) return undefined;
  return floorDivide(margin.equity * EQUITY_TO_REQUIREMENT * BPS, margin.requirement);
}

/** Equity above the requirement in cash ticks, rounded down; negative when the account is under the line. */
export function excess(margin: Pick<PortfolioMargin, 'equity' | 'requirement'>): bigint {
  return floorDivide(margin.equity * EQUITY_TO_REQUIREMENT - margin.requirement, EQUITY_TO_REQUIREMENT * ONE_SIZE);
}
