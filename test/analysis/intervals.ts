import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { type Combination, modulo } from '../support/constraints.ts';
import { centred, inverse } from './combination.ts';

/** Integers of which one is congruent to a wire's value modulo r. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Learns intervals from a linear constraint (`combination = 0`): that of the only wire without one, or narrower ones
 * when all wires have one.
 *
 * @param intervals is extended
 * @returns wires with a new interval
 */
export function boundBy(linear: Combination, intervals: Map<number, Interval>): number[] {
  const unbounded = [...linear.keys()].filter((wire) => !intervals.has(wire));
  if (unbounded.length > 1) return [];
  // What is one integer has nothing to lose.
  const isWide = (wire: number): boolean => {
    const { low, high } = intervals.get(wire) ?? { low: 0n, high: 0n };
    return high - low > 0n;
  };
  const candidates = unbounded.length === 1 ? unbounded : [...linear.keys()].filter(isWide);
  return candidates.filter((wire) => {
    const bound = boundOf(wire, linear, intervals);
    const before = intervals.get(wire);
    const after = bound === undefined || before === undefined ? bound : narrowed(before, bound);
    if (after === undefined) return false;
    intervals.set(wire, after);
    return true;
  });
}

/** What the other wires of the constraint leave for one. */
function boundOf(wire: number, linear: Combination, intervals: ReadonlyMap<number, Interval>): Interval | undefined {
  const factor = -inverse(linear.get(wire) ?? 0n);
  let [low, high] = [0n, 0n];
  for (const [other, coefficient] of linear) {
    const interval = other === wire ? undefined : intervals.get(other);
    if (interval === undefined) continue;
    const weight = centred(modulo(coefficient * factor));
    low += weight * (weight < 0n ? interval.high : interval.low);
    high += weight * (weight < 0n ? interval.low : interval.high);
    if (high - low >= SCALAR_FIELD) return undefined;
  }
  return { low, high };
}

/**
 * Both intervals hold; they speak of the same integer when no two of their members are r apart.
 * An interval that loses less than a quarter is not worth another round of everything that follows.
 */
function narrowed(before: Interval, bound: Interval): Interval | undefined {
  const outer = { low: least(before.low, bound.low), high: greatest(before.high, bound.high) };
  const inner = { low: greatest(before.low, bound.low), high: least(before.high, bound.high) };
  const isSameInteger = outer.high - outer.low < SCALAR_FIELD;
  const isWorthIt = 4n * (inner.high - inner.low) < 3n * (before.high - before.low);
  return isSameInteger && isWorthIt && inner.low <= inner.high ? inner : undefined;
}

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const greatest = (left: bigint, right: bigint): bigint => (left < right ? right : left);
