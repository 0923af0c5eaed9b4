import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { Combination, Constraint, ConstraintSystem } from '../support/constraints.ts';
import { booleanOf, centred, linearForm, wiresOf } from './combination.ts';
import { boundBy, type Interval } from './intervals.ts';
import { indicatorOf, leastOf, staircaseOf, zeroTestOf } from './patterns.ts';

/** What is known so far; grows until nothing follows any more. */
export interface Knowledge {
  readonly system: ConstraintSystem;
  /** Wires that are determined, the constant one among them. */
  readonly known: Set<number>;
  readonly intervals: Map<number, Interval>;
  /** Constraints that mention a wire, by wire. */
  readonly uses: ReadonlyMap<number, readonly Constraint[]>;
  /** The wires of a combination that are not determined. */
  readonly unknown: (combination: Combination) => number[];
}

/**
 * Finds wires that the given ones determine. Each rule is a proof:
 *
 * - **linear**: a constraint in which one unknown wire is left, with a constant coefficient, determines it;
 * - **quotient**: so does a product with a known divisor, if the product is a constant other than 0, so that no divisor is
 *   0, or if the caller knows that this one never is;
 * - **digits**: a linear constraint whose unknown wires have known intervals, such that each weight exceeds all that
 *   the smaller ones can add up to and everything together stays below r, determines all of them;
 * - the patterns of `patterns.ts`.
 *
 * Intervals come from booleanity constraints and from linear constraints over other intervals.
 * The rules are sound, not complete: a wire that is not found may still be unique.
 *
 * @param isDivided whether the divisor that a wire is left by is never 0
 * @returns `known`, extended
 */
export function propagate(
  system: ConstraintSystem,
  given: Iterable<number>,
  isDivided: (wire: number) => boolean = () => false,
): Set<number> {
  const known = new Set([0, ...given]);
  const unknown = (combination: Combination): number[] => [...combination.keys()].filter((wire) => !known.has(wire));
  const intervals = new Map<number, Interval>([[0, { low: 1n, high: 1n }]]);
  const uses = new Map<number, Constraint[]>();
  const queue = new Set(system.constraints);
  for (const constraint of system.constraints) {
    for (const wire of wiresOf(constraint)) {
      const users = uses.get(wire);
      if (users === undefined) uses.set(wire, [constraint]);
      else users.push(constraint);
    }
    const digit = booleanOf(constraint);
    if (digit !== undefined) intervals.set(digit, { low: 0n, high: 1n });
  }
  const knowledge: Knowledge = { system, known, intervals, uses, unknown };
  const revisit = (wire: number): void => {
    for (const constraint of uses.get(wire) ?? []) queue.add(constraint);
  };
  const determine = (wire: number): void => {
    known.add(wire);
    revisit(wire);
  };

  const products = system.constraints.filter(({ c }) => c.size === 0);
  do {
    for (const constraint of queue) {
      queue.delete(constraint);
      const linear = linearForm(constraint);
      for (const wire of linear === undefined ? [] : boundBy(linear, intervals)) revisit(wire);
      // A product of known factors is a known number, so that what is left is linear in `c`.
      const { a, b, c } = constraint;
      const sum = linear ?? (unknown(a).length === 0 && unknown(b).length === 0 ? c : undefined);
      if (sum !== undefined) for (const wire of determinedBy(sum, knowledge)) determine(wire);
      else for (const wire of quotientsOf(constraint, knowledge, isDivided)) determine(wire);
    }
    for (const product of products) {
      const wire = zeroTestOf(product, knowledge) ?? leastOf(product, knowledge);
      if (wire !== undefined) determine(wire);
    }
  } while (queue.size > 0);
  return known;
}

/** The rule `quotient`. */
function quotientsOf(
  { a, b, c }: Constraint,
  { unknown }: Knowledge,
  isDivided: (wire: number) => boolean,
): readonly number[] {
  const [left, right] = [unknown(a), unknown(b)];
  const [wire, ...more] = [...left, ...right];
  if (wire === undefined || more.length > 0 || unknown(c).length > 0) return [];
  const isConstant = c.size === 1 && c.has(0);
  return isConstant || isDivided(wire) ? [wire] : [];
}

/** The rules `linear` and `digits`, the staircase and the one-hot vector. */
function determinedBy(linear: Combination, knowledge: Knowledge): number[] {
  const wires = knowledge.unknown(linear);
  if (wires.length <= 1) return wires;
  if (areDigits(wires, linear, knowledge)) return wires;
  const steps = staircaseOf(linear, knowledge);
  return steps.length > 0 ? steps : indicatorOf(linear, knowledge);
}

function areDigits(wires: readonly number[], linear: Combination, { intervals }: Knowledge): boolean {
  const digits: { weight: bigint; spread: bigint }[] = [];
  for (const wire of wires) {
    const interval = intervals.get(wire);
    if (interval === undefined) return false;
    const weight = centred(linear.get(wire) ?? 0n);
    digits.push({ weight: weight < 0n ? -weight : weight, spread: interval.high - interval.low });
  }
  digits.sort((left, right) => (left.weight < right.weight ? -1 : 1));
  let reach = 0n;
  for (const { weight, spread } of digits) {
    if (weight <= reach) return false;
    reach += weight * spread;
  }
  return reach < SCALAR_FIELD;
}
