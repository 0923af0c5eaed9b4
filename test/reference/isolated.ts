/** A second implementation of the isolated margin on integer rows. It shares no code with the model or the circuits. */
import { integerCharge, type IntegerTiers } from './tiers.ts';

export interface IsolatedRow {
  settlementPrice: bigint;
  sizeTiers: { maintenance: IntegerTiers; initial: IntegerTiers };
}

export interface IntegerBook<Row> {
  cash: bigint;
  legs: readonly { slot: number; size: bigint; cost: bigint; row: Row }[];
}

/** 25 decimals. */
export interface IntegerAmounts {
  equity: bigint;
  requirement: bigint;
}

const ONE = 100_000_000n;
const ONE_FACTOR = 1_000_000_000n;
const FIRST_POSITION = 64;

export function integerIsolated(
  { cash, legs }: IntegerBook<IsolatedRow>,
  level: 'maintenance' | 'initial',
): IntegerAmounts {
  let equity = ONE_FACTOR * ONE * cash;
  let requirement = 0n;
  for (const { slot, size, cost, row } of legs) {
    equity += ONE_FACTOR * (size * row.settlementPrice - ONE * cost);
    const charge = integerCharge(row.sizeTiers[level], size);
    if (slot < FIRST_POSITION) equity -= charge;
    else requirement += charge;
  }
  return { equity, requirement };
}
