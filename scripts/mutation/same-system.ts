import { inverse, linearForm, scale } from '../../test/analysis/combination.ts';
import type { Combination, Constraint, ConstraintSystem } from '../../test/support/constraints.ts';

/**
 * Whether two systems say the same about signals of the same names: as many times the same constraints, a linear one up
 * to a factor. Either may give a wire names of which the other knows but one.
 */
export function isSameSystem(left: ConstraintSystem, right: ConstraintSystem): boolean {
  const wires = new Map([[0, 0]]);
  for (const [name, wire] of right.wireOf) {
    const own = left.wireOf.get(name);
    if (own === undefined || (wires.get(own) ?? wire) !== wire) return false;
    wires.set(own, wire);
  }
  if (new Set(wires.values()).size < wires.size) return false;
  const count = new Map<string, number>();
  for (const constraint of right.constraints) {
    const text = written(constraint, (wire) => wire);
    count.set(text, (count.get(text) ?? 0) + 1);
  }
  for (const constraint of left.constraints) {
    const text = written(constraint, (wire) => wires.get(wire) ?? NaN);
    const more = count.get(text) ?? 0;
    if (more === 0) return false;
    count.set(text, more - 1);
  }
  return left.constraints.length === right.constraints.length;
}

/** A constraint as one string, with other numbers for its wires. */
function written(constraint: Constraint, wireOf: (wire: number) => number): string {
  const terms = (combination: Combination): (readonly [number, bigint])[] =>
    [...combination].map(([wire, value]) => [wireOf(wire), value] as const).sort(([a], [b]) => a - b);
  const linear = linearForm(constraint);
  if (linear === undefined)
    return [constraint.a, constraint.b, constraint.c].map((each) => terms(each).join()).join('|');
  const [first] = terms(linear);
  return terms(scale(linear, inverse(first?.[1] ?? 1n))).join();
}
