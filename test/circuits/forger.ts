/** What a forger does with an honest witness: changes some signals, and recomputes all that follows from them. */
import { booleanOf, linearForm, wiresOf } from '../analysis/combination.ts';
import { wireOf, type Circuit } from '../support/circuit.ts';
import {
  modulo,
  violations,
  type Combination,
  type Constraint,
  type ConstraintSystem,
  type Violation,
} from '../support/constraints.ts';
import { digitsStep, leastStep, linearStep, productStep, zeroStep, type Step } from './steps.ts';

/** The one public input that follows from the others: a forger claims whichever side comes out, if not told otherwise. */
const ANSWER = 'solvent';

export interface Forged {
  readonly witness: readonly bigint[];
  /** Every constraint that it violates. */
  readonly violations: readonly Violation[];
}

/** Orders the constraints into steps. What no constraint gives is a hint, which a forger chooses freely. */
function plan(system: ConstraintSystem): Step[] {
  const answer = system.wireOf.get(ANSWER);
  const uses = new Map<number, Constraint[]>();
  const booleans = new Set<number>();
  for (const constraint of system.constraints) {
    for (const wire of wiresOf(constraint)) {
      const users = uses.get(wire);
      if (users === undefined) uses.set(wire, [constraint]);
      else users.push(constraint);
    }
    const digit = booleanOf(constraint);
    if (digit !== undefined) booleans.add(digit);
  }
  const known = new Set([0, ...system.inputs.filter((wire) => wire !== answer)]);
  const unknown = (of: Combination): number[] => [...of.keys()].filter((wire) => !known.has(wire));
  const steps: Step[] = [];
  const queue = new Set(system.constraints);
  const learn = (wires: readonly number[]): void => {
    for (const wire of wires) {
      known.add(wire);
      for (const constraint of uses.get(wire) ?? []) queue.add(constraint);
    }
  };
  const take = (step: Step | undefined): void => {
    if (step === undefined) return;
    steps.push(step);
    learn(step.wires);
  };
  const follow = (constraint: Constraint): Step | undefined => {
    const linear = linearForm(constraint);
    const { a, b, c } = constraint;
    const isProduct = linear === undefined && unknown(a).length === 0 && unknown(b).length === 0;
    const wires = linear === undefined ? (isProduct ? unknown(c) : []) : unknown(linear);
    const [wire] = wires;
    if (wire === undefined) return undefined;
    if (wires.length === 1) return linear === undefined ? productStep(constraint, wire) : linearStep(linear, wire);
    const areDigits = linear !== undefined && wires.every((each) => booleans.has(each));
    return areDigits ? digitsStep(linear, wires) : undefined;
  };

  const digits = new Set<number>();
  for (const constraint of system.constraints) {
    const linear = linearForm(constraint);
    const wires = linear === undefined ? [] : [...linear.keys()].filter((wire) => booleans.has(wire));
    if (linear !== undefined && wires.length > 1 && digitsStep(linear, wires) !== undefined)
      for (const wire of wires) digits.add(wire);
  }
  const assertions = system.constraints.filter(({ c }) => c.size === 0);
  const isDefined = (wire: number): boolean =>
    (uses.get(wire) ?? []).some((each) => each.c.size === 1 && each.c.has(wire) && linearForm(each) === undefined);
  for (;;) {
    for (const constraint of queue) {
      queue.delete(constraint);
      take(follow(constraint));
    }
    const before = steps.length;
    for (const assertion of assertions) take(zeroStep(assertion, unknown, uses));
    if (steps.length > before) continue;
    const isHint = ([wire, ...more]: readonly number[]): boolean =>
      wire !== undefined && more.length === 0 && !isDefined(wire) && !digits.has(wire);
    const pairs = assertions.map(({ a, b }) => [unknown(a), unknown(b)] as const);
    // One that stands beside what is known comes first: in a product of two unknown ones either may follow later.
    const hint =
      pairs.find(([a, b]) => (b.length === 0 || b[0] === a[0]) && isHint(a))?.[0] ??
      pairs.find(([a, b]) => a.length === 0 && isHint(b))?.[1] ??
      pairs.flat().find(isHint);
    const [wire] = hint ?? [];
    if (wire === undefined) return steps;
    const least = leastStep(wire, unknown, uses);
    if (least === undefined) learn([wire]);
    else take(least);
  }
}

const plans = new WeakMap<ConstraintSystem, readonly Step[]>();

/** A value for a signal, or one made of its honest value and of those of others. */
export type Edit = bigint | ((honest: bigint, of: (signal: string) => bigint) => bigint);

/**
 * A copy of a witness with other values for some signals, and with all that follows from them made consistent: what is
 * violated are the constraints that really stand against the forger.
 *
 * @param edits by signal. Nothing else replaces these; `(honest) => honest` keeps a signal
 * @throws when a signal does not exist, or no edit changes anything
 */
export function forge(
  circuit: Pick<Circuit, 'name' | 'system'>,
  honest: readonly bigint[],
  edits: Readonly<Record<string, Edit>>,
): Forged {
  const { system } = circuit;
  const steps = plans.get(system) ?? plan(system);
  plans.set(system, steps);
  const valueOf = (signal: string): bigint => honest[wireOf(circuit, signal)] ?? 0n;
  const witness = [...honest];
  const pinned = new Set<number>();
  const changed = new Set<number>();
  const set = (wire: number, value: bigint): void => {
    if (witness[wire] === value) return;
    witness[wire] = value;
    changed.add(wire);
  };
  for (const [signal, edit] of Object.entries(edits)) {
    const wire = wireOf(circuit, signal);
    pinned.add(wire);
    set(wire, modulo(typeof edit === 'bigint' ? edit : edit(honest[wire] ?? 0n, valueOf)));
  }
  if (changed.size === 0) throw new Error(`${circuit.name}: expected edits that change the witness, got none`);
  for (const { wires, from, compute } of steps) {
    if (!from.some((wire) => changed.has(wire)) && !wires.some((wire) => changed.has(wire))) continue;
    compute(witness, pinned).forEach((value, index) => {
      const wire = wires[index] ?? 0;
      if (!pinned.has(wire)) set(wire, value);
    });
  }
  const touched = system.constraints.flatMap((constraint, index) =>
    [...wiresOf(constraint)].some((wire) => changed.has(wire)) ? [index] : [],
  );
  return { witness, violations: [...violations(system, witness, touched)] };
}
