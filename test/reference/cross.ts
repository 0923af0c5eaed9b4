/** A second implementation of the cross margin on integer rows. It shares no code with the model or the circuits. */
import type { IntegerAmounts, IntegerBook } from './isolated.ts';
import { integerCharge, type IntegerTiers } from './tiers.ts';

export interface IntegerCell {
  delta: bigint;
  gamma: bigint;
  vega: bigint;
  volUp: bigint;
  volDown: bigint;
  tiers: IntegerTiers;
}

export interface CrossRow {
  underlying: number;
  settlementPrice: bigint;
  /** Of an option; every other row is in one group with those of its underlying. */
  expiry: number | undefined;
  cross: { maintenance: IntegerCell; initial: IntegerCell };
}

const ONE = 100_000_000n;
const ONE_FACTOR = 1_000_000_000n;
const FIRST_POSITION = 64;

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

export function integerCross({ cash, legs }: IntegerBook<CrossRow>, level: 'maintenance' | 'initial'): IntegerAmounts {
  const held = legs.map(({ slot, size, cost, row }) => {
    const cell = row.cross[level];
    const value = size * row.settlementPrice - ONE * cost;
    return { size, value, row, cell, charge: integerCharge(cell.tiers, size), position: slot >= FIRST_POSITION };
  });
  const total = (of: (leg: (typeof held)[number]) => bigint): bigint => held.reduce((sum, leg) => sum + of(leg), 0n);

  let requirement = total(({ position, charge }) => (position ? charge : 0n));
  for (const underlying of distinct(held.map(({ row }) => row.underlying))) {
    const sum = (greek: 'delta' | 'gamma' | 'vega', expiry?: number | 'none'): bigint =>
      total(({ row, size, cell }) => {
        const counted = expiry === undefined || (row.expiry ?? 'none') === expiry;
        return counted && row.underlying === underlying ? size * cell[greek] : 0n;
      });
    const delta = sum('delta');
    requirement += ONE_FACTOR * (delta > 0n ? delta : -delta);
    const gamma = sum('gamma');
    if (gamma < 0n) requirement -= ONE_FACTOR * gamma;

    const own = held.filter(({ row }) => row.underlying === underlying);
    for (const expiry of distinct(own.map(({ row }) => row.expiry ?? 'none'))) {
      const first = own.find(({ row }) => (row.expiry ?? 'none') === expiry);
      if (first === undefined) continue;
      const vega = sum('vega', expiry);
      requirement += vega < 0n ? -vega * first.cell.volUp : vega * first.cell.volDown;
    }
  }
  const equity =
    ONE_FACTOR * (ONE * cash + total(({ value }) => value)) - total(({ position, charge }) => (position ? 0n : charge));
  return { equity, requirement };
}
