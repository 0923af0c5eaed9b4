import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { Combination, Constraint } from '../support/constraints.ts';
import { inverse, isMultiple, isSame, linearForm, scale, without } from './combination.ts';
import type { Knowledge } from './propagation.ts';

/**
 * The zero test: `x * out = 0` together with `x * inverse = u + v * out`, where x and u are known and v is a constant.
 * Where x is 0 the second gives `out`, elsewhere the first makes it 0.
 *
 * @returns `out`, when the first constraint is the one given
 */
export function zeroTestOf({ a, b }: Constraint, knowledge: Knowledge): number | undefined {
  return zeroTestWith({ x: a, factor: b, knowledge }) ?? zeroTestWith({ x: b, factor: a, knowledge });
}

function zeroTestWith(parts: { x: Combination; factor: Combination; knowledge: Knowledge }): number | undefined {
  const { x, factor } = parts;
  const { unknown, uses } = parts.knowledge;
  const [out] = unknown(factor);
  if (out === undefined || factor.size !== 1 || unknown(x).length > 0) return undefined;
  const isPair = ({ a, b, c }: Constraint): boolean =>
    unknown(c).length === 1 && c.has(out) && !a.has(out) && !b.has(out) && (isMultiple(a, x) || isMultiple(b, x));
  return uses.get(out)?.some(isPair) === true ? out : undefined;
}

/**
 * The least of several known values: a product of differences `value - least` is 0, and each of these differences is
 * in [0, r/2). Two solutions would each equal a value that the other does not exceed.
 *
 * @param product a constraint `a * b = 0`; a factor may be a wire that stands for the product of other differences
 * @returns `least`
 */
export function leastOf({ a, b }: Constraint, knowledge: Knowledge): number | undefined {
  const factors = [...factorsOf(a, knowledge), ...factorsOf(b, knowledge)];
  const candidates = new Set(factors.flatMap((factor) => knowledge.unknown(factor)));
  return [...candidates].find((least) => isLeast(least, factors, knowledge));
}

function isLeast(least: number, factors: readonly Combination[], knowledge: Knowledge): boolean {
  const differences = differencesTo(least, knowledge);
  const ranged = differences.filter((difference) => difference.ranged);
  return factors.every((factor) => {
    // A factor is a difference itself or a wire that stands for one.
    const [wire] = factor.keys();
    const named = factor.size === 1 ? differences.find((difference) => difference.wire === wire) : undefined;
    const coefficient = factor.get(least);
    if (named === undefined && coefficient === undefined) return false;
    const value = named?.value ?? without(scale(factor, -inverse(coefficient ?? 1n)), least);
    return ranged.some((difference) => isSame(difference.value, value));
  });
}

/** A factor, taken apart where it is a wire that a constraint defines as a product. */
function factorsOf(factor: Combination, knowledge: Knowledge, above: readonly number[] = []): Combination[] {
  const [wire] = knowledge.unknown(factor);
  // A wire that is a factor of itself is not taken apart for ever.
  if (wire === undefined || factor.size !== 1 || above.includes(wire)) return [factor];
  const definition = knowledge.uses
    .get(wire)
    ?.find((constraint) => constraint.c.size === 1 && constraint.c.has(wire) && linearForm(constraint) === undefined);
  if (definition === undefined) return [factor];
  const path = [...above, wire];
  return [...factorsOf(definition.a, knowledge, path), ...factorsOf(definition.b, knowledge, path)];
}

interface Difference {
  readonly wire: number;
  /** `wire = value - least`, of known wires. */
  readonly value: Combination;
  /** Whether the wire is known to be in [0, r/2). */
  readonly ranged: boolean;
}

/** The wires that linear constraints define as a known value less `least`. */
function differencesTo(least: number, { uses, unknown, intervals }: Knowledge): Difference[] {
  return (uses.get(least) ?? []).flatMap((constraint) => {
    const linear = linearForm(constraint);
    const wires = linear === undefined ? [] : unknown(linear);
    const [wire] = wires.filter((candidate) => candidate !== least);
    const coefficient = wire === undefined ? undefined : linear?.get(wire);
    if (linear === undefined || wire === undefined || coefficient === undefined || wires.length !== 2) return [];
    const right = without(scale(linear, -inverse(coefficient)), wire);
    if (right.get(least) !== SCALAR_FIELD - 1n) return [];
    const interval = intervals.get(wire);
    const ranged = interval !== undefined && interval.low >= 0n && interval.high < SCALAR_FIELD / 2n;
    return [{ wire, value: without(right, least), ranged }];
  });
}

/**
 * The staircase `1 1 1 0 0`: boolean wires of one weight in a linear constraint, so that their count is known, each of
 * which may be 1 only where the one before it is.
 *
 * @param linear a combination that must be 0, up to known values
 * @returns the wires, or none when the constraint is no such sum
 */
export function staircaseOf(linear: Combination, { unknown, intervals, uses }: Knowledge): number[] {
  const wires = new Set(unknown(linear));
  const [first] = wires;
  const weight = first === undefined ? undefined : linear.get(first);
  const isDigit = (wire: number): boolean => intervals.get(wire)?.low === 0n && intervals.get(wire)?.high === 1n;
  if (![...wires].every((wire) => linear.get(wire) === weight && isDigit(wire))) return [];

  const stepAfter = new Map<number, number>();
  for (const wire of wires) {
    for (const { a, b, c } of uses.get(wire) ?? []) {
      const before = c.size === 0 ? (stepBefore(wire, a, b) ?? stepBefore(wire, b, a)) : undefined;
      if (before !== undefined && before !== wire) stepAfter.set(before, wire);
    }
  }
  const later = new Set(stepAfter.values());
  const steps: number[] = [];
  for (let step = [...wires].find((wire) => !later.has(wire)); step !== undefined; step = stepAfter.get(step)) {
    if (!wires.has(step) || steps.includes(step)) return [];
    steps.push(step);
  }
  return steps.length === wires.size ? steps : [];
}

/** With `rest * factor = 0`: y, when it reads `(1 - y) * wire = 0`. */
function stepBefore(wire: number, rest: Combination, factor: Combination): number | undefined {
  if (factor.size !== 1 || !factor.has(wire)) return undefined;
  const [y] = without(rest, 0).keys();
  return y !== undefined &&
    isMultiple(
      rest,
      new Map([
        [0, 1n],
        [y, SCALAR_FIELD - 1n],
      ]),
    )
    ? y
    : undefined;
}

/**
 * The one-hot vector of a known number: wires of one weight in a linear constraint, each of which is 0 unless a known
 * value of its own is: `wire * (known - i) = 0` with a different i for each. At most one may differ from 0, so their sum
 * gives all.
 *
 * @param linear a combination that must be 0, up to known values
 * @returns the wires, or none when the constraint is no such sum
 */
export function indicatorOf(linear: Combination, { unknown, uses }: Knowledge): number[] {
  const wires = unknown(linear);
  const [first] = wires;
  const weight = first === undefined ? undefined : linear.get(first);
  let number: Combination | undefined;
  const places = new Set<bigint>();
  for (const wire of wires) {
    if (linear.get(wire) !== weight) return [];
    const place = (uses.get(wire) ?? [])
      .flatMap(({ a, b, c }) => (c.size === 0 ? [placeOf(wire, a, b), placeOf(wire, b, a)] : []))
      .find((each) => each !== undefined);
    if (place === undefined || place.number.size === 0 || unknown(place.number).length > 0) return [];
    number ??= place.number;
    if (!isSame(number, place.number)) return [];
    places.add(place.offset);
  }
  return places.size === wires.length ? wires : [];
}

/** With `factor * rest = 0`: what `rest` compares, its first wire of weight 1, when `factor` is the wire alone. */
function placeOf(
  wire: number,
  factor: Combination,
  rest: Combination,
): { number: Combination; offset: bigint } | undefined {
  if (factor.size !== 1 || !factor.has(wire) || rest.has(wire)) return undefined;
  const [first] = without(rest, 0).values();
  if (first === undefined) return undefined;
  const unit = scale(rest, inverse(first));
  return { number: without(unit, 0), offset: unit.get(0) ?? 0n };
}
