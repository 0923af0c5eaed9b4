/** What a forger does with an honest witness: changes some signals, and recomputes all that follows from them. */
import { wiresOf } from '../analysis/combination.ts';
import { wireOf, type Circuit } from '../support/circuit.ts';
import { modulo, violations, type ConstraintSystem, type Violation } from '../support/constraints.ts';
import { plan } from './plan.ts';
import type { Step } from './steps.ts';

/** Public inputs that follow from the others: a forger claims whatever comes out, if not told otherwise. */
const ANSWERS = ['solvent', 'newCommitment', 'evaluation'];

export interface Forged {
  readonly witness: readonly bigint[];
  /** Every constraint that it violates. */
  readonly violations: readonly Violation[];
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
  const steps = plans.get(system) ?? plan(system, ANSWERS);
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
