/** A second implementation of what may change in an account, written from its rules. Shares no code with the model. */
import type { IntegerAmounts } from './isolated.ts';

export interface PlainState {
  cash: bigint;
  legs: readonly { instrument: number; size: bigint; cost: bigint }[];
}

export type PlainChange =
  | { kind: 'fill'; side: 'buyer' | 'seller'; fill: { instrument: number; size: bigint; cost: bigint } }
  | { kind: 'flow'; asset: number; amount: bigint }
  | { kind: 'settle'; instrument: number }
  | { kind: 'reseal' };

export interface PlainRow {
  settlementPrice: bigint;
  reduceOnly: boolean;
  frozen: boolean;
  maxSize: bigint;
  fillBand: bigint;
}

type Rows = ReadonlyMap<number, PlainRow>;
/** Margin of a state at some level, at one scale. */
export type MarginOf = (state: PlainState, level: 'maintenance' | 'initial') => IntegerAmounts;

const UNIT = 100_000_000n;
const FIRST_DERIVATIVE = 64;
const isSigned = (value: bigint, bits: number): boolean => BigInt.asIntN(bits, value) === value;

/** The whole part of a quotient, downwards. */
function down(value: bigint, by: bigint): bigint {
  const rest = ((value % by) + by) % by;
  return (value - rest) / by;
}

/** Slot, and change of its size, of what is touched; slot 0 where nothing is. */
function touchOf({ legs }: PlainState, change: PlainChange): { slot: number; by: bigint } {
  if (change.kind === 'fill') {
    const { instrument: slot, size } = change.fill;
    return { slot, by: change.side === 'buyer' ? size : -size };
  }
  if (change.kind === 'flow') return { slot: change.asset, by: change.asset === 0 ? 0n : change.amount };
  if (change.kind === 'reseal') return { slot: 0, by: 0n };
  const { instrument: slot } = change;
  return { slot, by: -(legs.find(({ instrument }) => instrument === slot)?.size ?? 0n) };
}

/** The state after a change, or undefined where there is none. */
export function plainChange(state: PlainState, change: PlainChange, rows: Rows): PlainState | undefined {
  const sizes = new Map(state.legs.map(({ instrument, size }) => [instrument, size]));
  const costs = new Map(state.legs.map(({ instrument, cost }) => [instrument, cost]));
  const { slot, by } = touchOf(state, change);
  let { cash } = state;
  if (change.kind === 'settle') {
    const row = rows.get(slot);
    if (row === undefined || !row.frozen || !sizes.has(slot)) return undefined;
    cash += down(-by * row.settlementPrice, UNIT);
  }
  if (change.kind === 'flow' && slot === 0) cash += change.amount;
  if (slot > 0) {
    const paid = change.kind !== 'fill' ? 0n : change.side === 'buyer' ? change.fill.cost : -change.fill.cost;
    sizes.set(slot, (sizes.get(slot) ?? 0n) + by);
    costs.set(slot, (costs.get(slot) ?? 0n) + paid);
    // Slots below 64 hold collateral, whose price is paid in cash.
    if (sizes.get(slot) === 0n || slot < 64) {
      cash -= costs.get(slot) ?? 0n;
      costs.set(slot, 0n);
    }
    if (sizes.get(slot) === 0n) sizes.delete(slot);
  }
  const legs = [...sizes.keys()]
    .sort((a, b) => a - b)
    .map((instrument) => ({ instrument, size: sizes.get(instrument) ?? 0n, cost: costs.get(instrument) ?? 0n }));

  const inRange = isSigned(cash, 64) && legs.every(({ size, cost }) => isSigned(size, 56) && isSigned(cost, 64));
  const short = legs.some(({ instrument, size }) => instrument < FIRST_DERIVATIVE && size < 0n);
  const overdrawn = change.kind === 'flow' && change.amount < 0n && cash < 0n;
  return inRange && !short && !overdrawn ? { cash, legs } : undefined;
}

/** Size of the touched leg before and after. */
function sizesOf(before: PlainState, after: PlainState, slot: number): [bigint, bigint] {
  const sizeIn = ({ legs }: PlainState) => legs.find(({ instrument }) => instrument === slot)?.size ?? 0n;
  return [sizeIn(before), sizeIn(after)];
}

const isCloserToZero = (from: bigint, to: bigint): boolean =>
  from < 0n ? from <= to && to <= 0n : 0n <= to && to <= from;

function isNearMarket(change: PlainChange, rows: Rows): boolean {
  if (change.kind !== 'fill') return true;
  const { instrument, size, cost } = change.fill;
  const { settlementPrice, fillBand } = rows.get(instrument)!;
  // Twice the highest and the lowest price that the fill may have, times its size, around what it costs.
  return (settlementPrice - fillBand) * size <= cost * UNIT && cost * UNIT <= (settlementPrice + fillBand) * size;
}

/** Whether a transition may be proven: within limits, and the new state at or above the margin of the level. */
export function mayTransit(
  before: PlainState,
  change: PlainChange,
  { rows, marginOf, level }: { rows: Rows; marginOf: MarginOf; level: 'maintenance' | 'initial' },
): boolean {
  const after = plainChange(before, change, rows);
  if (after === undefined || !isNearMarket(change, rows)) return false;
  const { slot } = touchOf(before, change);
  const [from, to] = sizesOf(before, after, slot);
  const { reduceOnly, maxSize } = rows.get(slot) ?? { reduceOnly: false, maxSize: 0n };
  if (!isCloserToZero(from, to) && (reduceOnly || to > maxSize || -to > maxSize)) return false;
  const { equity, requirement } = marginOf(after, level);
  return equity >= requirement;
}

/** Whether a reduction may be proven, its bound on the fall of equity asked for in so many words. */
export function mayReduce(
  before: PlainState,
  change: PlainChange,
  { rows, marginOf, scale }: { rows: Rows; marginOf: MarginOf; scale: bigint },
): boolean {
  const after = plainChange(before, change, rows);
  if (change.kind === 'flow' || after === undefined || !isNearMarket(change, rows)) return false;
  const { slot } = touchOf(before, change);
  if (!isCloserToZero(...sizesOf(before, after, slot))) return false;
  const [was, is] = [marginOf(before, 'maintenance'), marginOf(after, 'maintenance')];
  // One unit of a value of 16 decimals is `scale` of a margin; settling rounds off less than a tick of 8.
  const most = change.kind === 'fill' ? change.fill.size * rows.get(slot)!.fillBand : UNIT - 1n;
  const falls = was.equity - is.equity;
  return is.requirement <= was.requirement && is.equity >= is.requirement && falls <= most * scale;
}
