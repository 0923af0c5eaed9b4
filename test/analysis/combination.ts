import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { type Combination, type Constraint, modulo } from '../support/constraints.ts';

/** Inverse modulo r of a value other than 0. */
export function inverse(value: bigint): bigint {
  let [low, high] = [modulo(value), SCALAR_FIELD];
  let [x, y] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [x, y] = [y - quotient * x, x];
  }
  return modulo(x);
}

/** The representative of least magnitude, in (-r/2, r/2). */
export function centred(value: bigint): bigint {
  return value > SCALAR_FIELD / 2n ? value - SCALAR_FIELD : value;
}

/** `left + factor * right`. */
export function addScaled(left: Combination, right: Combination, factor: bigint): Combination {
  const sum = new Map(left);
  for (const [wire, coefficient] of right) {
    const value = modulo((sum.get(wire) ?? 0n) + factor * coefficient);
    if (value === 0n) sum.delete(wire);
    else sum.set(wire, value);
  }
  return sum;
}

export function scale(combination: Combination, factor: bigint): Combination {
  return addScaled(new Map(), combination, factor);
}

/** The combination without one wire. */
export function without(combination: Combination, wire: number): Combination {
  const rest = new Map(combination);
  rest.delete(wire);
  return rest;
}

export function isSame(left: Combination, right: Combination): boolean {
  return left.size === right.size && [...left].every(([wire, coefficient]) => right.get(wire) === coefficient);
}

/** Whether one is a non-zero multiple of the other. */
export function isMultiple(left: Combination, right: Combination): boolean {
  const [first] = right;
  const leading = first && left.get(first[0]);
  if (first === undefined || leading === undefined || left.size !== right.size) return false;
  return isSame(left, scale(right, leading * inverse(first[1])));
}

/** The value of a combination of the constant wire alone, else undefined. */
function constantOf(combination: Combination): bigint | undefined {
  if (combination.size === 0) return 0n;
  return combination.size === 1 ? combination.get(0) : undefined;
}

const linearForms = new WeakMap<Constraint, Combination | null>();

/** A constraint without a product of wires as the combination that must be 0, else undefined. */
export function linearForm(constraint: Constraint): Combination | undefined {
  let form = linearForms.get(constraint);
  if (form === undefined) {
    form = formOf(constraint) ?? null;
    linearForms.set(constraint, form);
  }
  return form ?? undefined;
}

function formOf({ a, b, c }: Constraint): Combination | undefined {
  const [left, right] = [constantOf(a), constantOf(b)];
  if (left !== undefined) return addScaled(scale(c, -1n), b, left);
  if (right !== undefined) return addScaled(scale(c, -1n), a, right);
  return undefined;
}

/** The wire that a constraint of its own forces to 0 or 1, in whatever form: a quadratic that vanishes at both. */
export function booleanOf({ a, b, c }: Constraint): number | undefined {
  const wires = new Set([...a.keys(), ...b.keys(), ...c.keys()]);
  wires.delete(0);
  const [wire] = wires;
  if (wire === undefined || wires.size !== 1 || !a.has(wire) || !b.has(wire)) return undefined;
  const at = (combination: Combination, value: bigint): bigint =>
    (combination.get(0) ?? 0n) + value * (combination.get(wire) ?? 0n);
  const vanishes = (value: bigint): boolean => modulo(at(a, value) * at(b, value) - at(c, value)) === 0n;
  return vanishes(0n) && vanishes(1n) ? wire : undefined;
}

export function wiresOf({ a, b, c }: Constraint): Set<number> {
  return new Set([...a.keys(), ...b.keys(), ...c.keys()]);
}
