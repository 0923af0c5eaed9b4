import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { modulo, type Combination, type Constraint, type ConstraintSystem } from '../support/constraints.ts';
import { addScaled, booleanOf, centred, inverse, linearForm, wiresOf } from './combination.ts';
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

/** What the caller knows besides. */
export interface Granted {
  /** Whether what a wire is divided by, a combination of these wires, is never 0. */
  readonly isDivided: (wire: number, by: Iterable<number>) => boolean;
  /** Whether a wire stands for a comparison with r, which the digits beside it pass. */
  readonly isCompared: (wire: number) => boolean;
}

/**
 * Finds wires that the given ones determine. Each rule is a proof:
 *
 * - **linear**: a constraint in which one unknown wire is left, with a constant coefficient, determines it;
 * - **quotient**: so does a product with a known divisor, if the product is a constant other than 0, so that no divisor is
 *   0, or if the caller knows that this one never is;
 * - **digits**: a linear constraint whose unknown wires have known intervals, such that each weight exceeds all that
 *   the smaller ones can add up to and everything together stays below r, determines all of them; so do the powers of
 *   two below 2r if the caller knows that another constraint leaves the lesser of two numbers;
 * - the patterns of `patterns.ts`.
 *
 * Intervals come from booleanity constraints and from linear constraints over other intervals, also from two that have an
 * unknown wire in common: a remainder and what it is short of the divisor have their sum.
 * The rules are sound, not complete: a wire that is not found may still be unique.
 *
 * @returns `known`, extended
 */
export function propagate(
  system: ConstraintSystem,
  given: Iterable<number>,
  { isDivided = () => false, isCompared = () => false }: Partial<Granted> = {},
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
      for (const sum of linear === undefined ? [] : eliminated(linear, knowledge))
        for (const wire of boundBy(sum, intervals)) revisit(wire);
      // A product of known factors is a known number, so that what is left is linear in `c`.
      const { a, b, c } = constraint;
      const sum = linear ?? (unknown(a).length === 0 && unknown(b).length === 0 ? c : undefined);
      if (sum !== undefined) for (const wire of determinedBy(sum, knowledge, isCompared)) determine(wire);
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
  isDivided: Granted['isDivided'],
): readonly number[] {
  const left = unknown(a);
  const [wire, ...more] = [...left, ...unknown(b)];
  if (wire === undefined || more.length > 0 || unknown(c).length > 0) return [];
  const isConstant = c.size === 1 && c.has(0);
  return isConstant || isDivided(wire, (left.length > 0 ? b : a).keys()) ? [wire] : [];
}

/** Without one of its two unknown wires, by each other linear constraint in which that is one of two. */
function eliminated(linear: Combination, { unknown, uses, intervals }: Knowledge): Combination[] {
  const wires = unknown(linear);
  const isWide = (wire: number): boolean => (intervals.get(wire)?.high ?? 1n) > 1n;
  if (wires.length !== 2 || !wires.every(isWide)) return [];
  return wires.flatMap((wire) =>
    (uses.get(wire) ?? []).flatMap((constraint) => {
      const other = linearForm(constraint);
      if (other === undefined || other === linear || unknown(other).length !== 2) return [];
      return [addScaled(linear, other, -(linear.get(wire) ?? 0n) * inverse(other.get(wire) ?? 0n))];
    }),
  );
}

/** The rules `linear` and `digits`, the staircase and the one-hot vector. */
function determinedBy(linear: Combination, knowledge: Knowledge, isCompared: Granted['isCompared']): number[] {
  const wires = knowledge.unknown(linear);
  if (wires.length <= 1) return wires;
  if (areDigits(wires, linear, knowledge) || areComparedDigits(wires, linear, knowledge, isCompared)) return wires;
  const steps = staircaseOf(linear, knowledge);
  return steps.length > 0 ? steps : indicatorOf(linear, knowledge);
}

/** Digits of a number that another constraint compares with r: all powers of two below 2r, in one constraint. */
function areComparedDigits(
  wires: readonly number[],
  linear: Combination,
  { uses, intervals }: Knowledge,
  isCompared: Granted['isCompared'],
): boolean {
  const isDigit = (wire: number): boolean => intervals.get(wire)?.low === 0n && intervals.get(wire)?.high === 1n;
  const isRead = (wire: number): boolean =>
    uses.get(wire)?.some((constraint) => [...wiresOf(constraint)].some(isCompared)) === true;
  return (
    2n ** BigInt(wires.length) < 2n * SCALAR_FIELD &&
    [1n, -1n].some((sign) => {
      const weights = new Set(wires.map((wire) => modulo(sign * (linear.get(wire) ?? 0n))));
      return wires.every((_, place) => weights.has(2n ** BigInt(place)));
    }) &&
    wires.every((wire) => isDigit(wire) && isRead(wire))
  );
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
