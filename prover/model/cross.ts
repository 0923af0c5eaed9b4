/**
 * Cross margin: legs net for each underlying through their Greeks. Exact: no rounding, no division.
 * Circuit: `circuits/margin/cross.circom`; both give the same integers.
 */
import type { Account, Leg } from './account.ts';
import { expiryKey, isCollateral, type CrossCell, type MarginLevel, type MarketTable } from './market.ts';
import { tierCharge } from './tiers.ts';
import { absolute, CHARGE_DECIMALS, minimum, ONE_FACTOR } from './units.ts';
import { notTaken, positionsOf, worthOf, type Margin, type Position } from './valuation.ts';

/** What the move of one underlying asks for; 0 stands for collateral that moves with none. */
export interface UnderlyingCharge {
  readonly underlying: number;
  /** Gain of all legs over the move, its odd and its even part; scale 1e16. */
  readonly delta: bigint;
  readonly gamma: bigint;
  /** `|delta|` and the loss by gamma; scale 1e25. */
  readonly charge: bigint;
}

/** What the move of volatility asks for in one expiry. */
export interface ExpiryCharge {
  readonly underlying: number;
  readonly expiry: number;
  /** Change of value for 1.00 of volatility; scale 1e16. */
  readonly vega: bigint;
  /** Loss by the move against it; scale 1e25. */
  readonly charge: bigint;
}

export interface CrossLeg {
  readonly leg: Leg;
  /** `size * settlement price - cost`, scale 1e16. */
  readonly value: bigint;
  /** Taken off the value of collateral, 0 for any other; scale 1e25. */
  readonly haircut: bigint;
  /** For liquidity, 0 for collateral; scale 1e25. */
  readonly addOn: bigint;
}

/** 25 decimals. */
export interface CrossMargin extends Margin {
  readonly method: 'cross';
  readonly underlyings: readonly UnderlyingCharge[];
  readonly expiries: readonly ExpiryCharge[];
  readonly legs: readonly CrossLeg[];
}

interface Cell extends Position {
  readonly cell: CrossCell;
}

/** Groups in the order of their first leg. */
function groupBy(cells: readonly Cell[], key: (cell: Cell) => string): [Cell, ...Cell[]][] {
  const groups = new Map<string, [Cell, ...Cell[]]>();
  for (const each of cells) {
    const group = groups.get(key(each));
    if (group === undefined) groups.set(key(each), [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

const sum = (cells: readonly Cell[], greek: 'delta' | 'gamma' | 'vega'): bigint =>
  cells.reduce((total, { leg, cell }) => total + leg.size * cell[greek], 0n);

/** Loss on a sum that moves against the account when it is short. */
const short = (total: bigint): bigint => -minimum(0n, total);

function underlyingCharges(cells: readonly Cell[]): UnderlyingCharge[] {
  return groupBy(cells, ({ row }) => String(row.underlying)).map((group) => {
    const [delta, gamma] = [sum(group, 'delta'), sum(group, 'gamma')];
    return { underlying: group[0].row.underlying, delta, gamma, charge: ONE_FACTOR * (absolute(delta) + short(gamma)) };
  });
}

function expiryCharges(cells: readonly Cell[]): ExpiryCharge[] {
  const options = cells.filter(({ row }) => row.option !== undefined);
  return groupBy(options, ({ row }) => expiryKey(row.underlying, row.option?.expiry ?? 0)).map((group) => {
    const [{ row, cell }] = group;
    const vega = sum(group, 'vega');
    const charge = short(vega) * cell.volUp + short(-vega) * cell.volDown;
    return { underlying: row.underlying, expiry: row.option?.expiry ?? 0, vega, charge };
  });
}

/**
 * Margin of a cross account at one level. The requirement sums what the move of each underlying, the move of volatility
 * in each expiry and the size of each position ask for; the equity is `cash + sum(size * settlement price - cost)` less
 * the haircut of each collateral.
 *
 * @throws USAGE when the account does not fit the table or holds an instrument that the method does not take.
 */
export function crossMargin(account: Account, table: MarketTable, level: MarginLevel): CrossMargin {
  const positions = positionsOf(account, table, 'cross');
  const cells = positions.map((position) => {
    const cell = position.row.cross?.[level];
    if (cell === undefined) throw notTaken('cross', position.row.slot);
    return { ...position, cell };
  });
  const legs = cells.map(({ leg, row, value, cell }) => {
    const charge = tierCharge(cell.tiers, leg.size);
    return isCollateral(row.slot)
      ? { leg, value, haircut: charge, addOn: 0n }
      : { leg, value, haircut: 0n, addOn: charge };
  });
  const [underlyings, expiries] = [underlyingCharges(cells), expiryCharges(cells)];
  return {
    method: 'cross',
    level,
    equity: legs.reduce((total, { haircut }) => total - haircut, ONE_FACTOR * worthOf(account, positions)),
    requirement:
      [...underlyings, ...expiries].reduce((total, { charge }) => total + charge, 0n) +
      legs.reduce((total, { addOn }) => total + addOn, 0n),
    decimals: CHARGE_DECIMALS,
    underlyings,
    expiries,
    legs,
  };
}
