/**
 * Portfolio margin: the worst of a fixed matrix of scenarios, with contingencies. Exact: no rounding, no division.
 * Circuit: `circuits/margin/portfolio.circom`; both give the same integers.
 */
import { PlimsollError } from '../errors.ts';
import type { Account, Leg } from './account.ts';
import {
  expiryKey,
  hasTieredHaircut,
  SKEW_SCENARIOS,
  type ExpiryTerms,
  type MarginLevel,
  type MarketTable,
  type OptionValues,
} from './market.ts';
import { tierCharge } from './tiers.ts';
import { absolute, minimum, ONE_FACTOR, REQUIREMENT_DECIMALS } from './units.ts';
import { notTaken, positionsOf, worthOf, type Margin, type Position } from './valuation.ts';

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
  /** Tiered haircut of collateral, a part of the requirement here; scale 1e25. */
  readonly haircut: bigint;
}

/** 43 decimals. */
export interface PortfolioMargin extends Margin {
  readonly method: 'portfolio';
  /** Damped profit or loss of each scenario, scale 1e34. */
  readonly scenarios: readonly bigint[];
  /** Loss by a move of forwards against spot, never positive; scale 1e25. */
  readonly basis: bigint;
  /** The least of 0, basis and scenarios; scale 1e34. */
  readonly worstLoss: bigint;
  readonly worst: Worst;
  /** Sums over legs: charges and short charges, scale 1e16, and haircuts, scale 1e25. */
  readonly charges: bigint;
  readonly haircuts: bigint;
  readonly legs: readonly LegCharge[];
}

/** Sums over the options of one expiry, scale 1e16. */
interface ExpirySum {
  readonly terms: ExpiryTerms;
  scenarios: bigint[];
  mark: bigint;
  basisUp: bigint;
  basisDown: bigint;
}

/** @throws USAGE naming the second underlying's slot. */
function checkUnderlying(positions: readonly Position[]): void {
  let first = 0;
  for (const { underlying, slot } of positions.map(({ row }) => row)) {
    if (underlying !== 0 && first !== 0 && underlying !== first) {
      throw new PlimsollError(
        'USAGE',
        `account.legs: expected one underlying, got ${first} and ${underlying} (slot ${slot})`,
      );
    }
    first ||= underlying;
  }
}

function addOption(sum: ExpirySum, leg: Leg, option: OptionValues): void {
  sum.scenarios = sum.scenarios.map((value, index) => value + leg.size * (option.scenarios[index] ?? 0n));
  sum.mark += leg.size * option.mark;
  sum.basisUp += leg.size * option.basisUp;
  sum.basisDown += leg.size * option.basisDown;
}

function sumByExpiry(positions: readonly Position[], table: MarketTable): ExpirySum[] {
  const sums = new Map<string, ExpirySum>();
  for (const { leg, row } of positions) {
    if (row.option === undefined) continue;
    const key = expiryKey(row.underlying, row.option.expiry);
    const terms = table.expiries.get(key);
    if (terms === undefined) throw new PlimsollError('USAGE', `market.expiries: expected ${key}, got no such expiry`);
    const sum = sums.get(key) ?? {
      terms,
      scenarios: new Array<bigint>(table.parameters.shocks.length).fill(0n),
      mark: 0n,
      basisUp: 0n,
      basisDown: 0n,
    };
    addOption(sum, leg, row.option);
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** Damped profit or loss of each scenario, scale 1e34. */
function scenarioLosses(positions: readonly Position[], sums: readonly ExpirySum[], table: MarketTable): bigint[] {
  const { shocks, dampings, skew } = table.parameters;
  const linear = positions.reduce((sum, { leg, row }) => sum + leg.size * row.linearPrice, 0n);
  return shocks.map((shock, index) => {
    const counted = skew[index - (shocks.length - SKEW_SCENARIOS)] === true;
    const options = sums.reduce((total, sum) => {
      const { discountLong, discountShort } = sum.terms;
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

/** @throws USAGE when a row of such collateral has no size tiers. */
function haircutOf({ leg, row }: Position, level: MarginLevel): bigint {
  if (!hasTieredHaircut(row.slot)) return 0n;
  if (row.sizeTiers === undefined) throw notTaken('portfolio', row.slot);
  return tierCharge(row.sizeTiers[level], leg.size);
}

/**
 * Margin of a portfolio account at one level. The requirement is `lossFactor * -worstLoss + charges + haircuts`, the
 * equity `cash + sum(size * settlement price - cost)`; the account is solvent while equity is at or above the requirement.
 *
 * @throws USAGE when the account does not fit the table or has more than one underlying.
 */
export function portfolioMargin(account: Account, table: MarketTable, level: MarginLevel): PortfolioMargin {
  const positions = positionsOf(account, table, 'portfolio');
  checkUnderlying(positions);
  const sums = sumByExpiry(positions, table);
  const scenarios = scenarioLosses(positions, sums, table);
  const basis = sums.reduce(
    (total, { basisUp, basisDown, terms }) => total + minimum(0n, basisUp, basisDown) * terms.basisFactor,
    0n,
  );
  const { worst, worstLoss } = findWorst(scenarios, basis * ONE_FACTOR);

  const shorts = nakedShorts(account.legs);
  const legs = positions.map((position, index) => {
    const { leg, row, value } = position;
    return {
      leg,
      value,
      charge: absolute(leg.size) * row.charge[level],
      shortCharge: (shorts[index] ?? 0n) * row.shortCharge[level],
      haircut: haircutOf(position, level),
    };
  });
  const charges = legs.reduce((sum, { charge, shortCharge }) => sum + charge + shortCharge, 0n);
  const haircuts = legs.reduce((sum, { haircut }) => sum + haircut, 0n);
  return {
    method: 'portfolio',
    level,
    equity: ONE_FACTOR ** 3n * worthOf(account, positions),
    requirement: -worstLoss * table.parameters.lossFactor[level] + ONE_FACTOR ** 2n * (ONE_FACTOR * charges + haircuts),
    decimals: REQUIREMENT_DECIMALS,
    scenarios,
    basis,
    worstLoss,
    worst,
    charges,
    haircuts,
    legs,
  };
}
