import { inverse, linearForm } from '../../test/analysis/combination.ts';
import { type Combination, type Constraint, type ConstraintSystem, modulo } from '../../test/support/constraints.ts';

/** Wires of a system that the compiler would put in the place of others. */
export interface Substitution {
  /** The wire that stands for the given one. */
  readonly wireOf: (wire: number) => number;
  /** Values of wires that equal a constant. */
  readonly constants: ReadonlyMap<number, bigint>;
  /** What is left to say about these wires. */
  readonly constraints: readonly Constraint[];
}

/**
 * What `--O1` does to a system compiled with `--O0`: where a constraint says that a signal equals another or a constant,
 * one stands for both, or the constant for the signal.
 *
 * @param fixed outputs and public inputs, wires 1 to this number: nothing replaces them
 */
export function substitute({ constraints }: Pick<ConstraintSystem, 'constraints'>, fixed: number): Substitution {
  const parents = new Map<number, number>();
  const wireOf = (wire: number): number => {
    let root = wire;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  const isFixed = (wire: number): boolean => wire <= fixed;
  const left: Constraint[] = [];
  const settings: { constraint: Constraint; wire: number; value: bigint }[] = [];
  for (const constraint of constraints) {
    const pair = equalWires(constraint)?.map(wireOf);
    const setting = constantWire(constraint);
    if (setting !== undefined) settings.push({ constraint, ...setting });
    else if (pair === undefined || pair.every(isFixed)) left.push(constraint);
    // The lowest: a fixed one where there is one.
    else if (pair[0] !== pair[1]) parents.set(Math.max(...pair), Math.min(...pair));
  }
  const constants = new Map<number, bigint>();
  for (const { constraint, wire, value } of settings) {
    const root = wireOf(wire);
    if (isFixed(root) || constants.has(root)) left.push(constraint);
    else constants.set(root, value);
  }

  const replaced = left.map((constraint) => replaceWires(constraint, wireOf, constants));
  return { wireOf, constants, constraints: replaced.filter((each) => linearForm(each)?.size !== 0) };
}

/** The last replacement in each constraint: few differ between one mutant and the next. */
const replacements = new WeakMap<
  Constraint,
  { readonly by: readonly (number | bigint)[]; readonly result: Constraint }
>();

function replaceWires(
  constraint: Constraint,
  wireOf: (wire: number) => number,
  constants: ReadonlyMap<number, bigint>,
): Constraint {
  const by: (number | bigint)[] = [];
  const parts = [constraint.a, constraint.b, constraint.c] as const;
  for (const part of parts) {
    for (const wire of part.keys()) {
      const root = wireOf(wire);
      by.push(constants.get(root) ?? root);
    }
  }
  const last = replacements.get(constraint);
  if (last?.by.every((each, index) => each === by[index]) === true) return last.result;
  let next = 0;
  const replace = (combination: Combination): Combination => {
    const sum = new Map<number, bigint>();
    for (const coefficient of combination.values()) {
      const value = by[next++] ?? 0;
      const [into, term] = typeof value === 'number' ? [value, coefficient] : [0, coefficient * value];
      const total = modulo((sum.get(into) ?? 0n) + term);
      if (total === 0n) sum.delete(into);
      else sum.set(into, total);
    }
    return sum;
  };
  const [a, b, c] = parts.map(replace) as [Combination, Combination, Combination];
  const result = { a, b, c };
  replacements.set(constraint, { by, result });
  return result;
}

/** The system as the compiler would have simplified it; wires keep their numbers, and one has all names of its signals. */
export function simplified(system: ConstraintSystem, fixed: number): ConstraintSystem {
  const { wireOf: rootOf, constants, constraints } = substitute(system, fixed);
  const read = new Set(constraints.flatMap(({ a, b, c }) => [...a.keys(), ...b.keys(), ...c.keys()]));
  const isKept = (wire: number): boolean => !constants.has(wire) && (wire <= fixed || read.has(wire));
  const wireOf = new Map<string, number>();
  const removed = new Set<string>();
  for (const [name, wire] of system.wireOf) {
    const root = rootOf(wire);
    if (isKept(root)) wireOf.set(name, root);
    else removed.add(name);
  }
  const inputs = [...new Set(system.inputs.map(rootOf))].filter(isKept);
  return { constraints, wires: system.wires, inputs, wireOf, removed };
}

/** The two wires of a constraint that says that they are equal. */
function equalWires(constraint: Constraint): readonly number[] | undefined {
  const linear = linearForm(constraint);
  if (linear?.size !== 2 || linear.has(0)) return undefined;
  const [[left, first], [right, second]] = [...linear] as [[number, bigint], [number, bigint]];
  return modulo(first + second) === 0n ? [left, right] : undefined;
}

/** The wire of a constraint that says what it is. */
function constantWire(constraint: Constraint): { wire: number; value: bigint } | undefined {
  const linear = linearForm(constraint);
  const wires = [...(linear?.keys() ?? [])].filter((wire) => wire !== 0);
  const [wire] = wires;
  const coefficient = wire === undefined ? undefined : linear?.get(wire);
  if (wire === undefined || wires.length !== 1 || coefficient === undefined) return undefined;
  return { wire, value: modulo(-(linear?.get(0) ?? 0n) * inverse(coefficient)) };
}
