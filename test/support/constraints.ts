import { readFileSync } from 'node:fs';
import { readSections, section, viewOf } from '../../prover/binfile.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { eachTerm, parseR1cs } from '../../prover/dealer/r1cs.ts';

/** A linear combination: coefficient in [1, r) by wire. Wire 0 is the constant one. */
export type Combination = ReadonlyMap<number, bigint>;

/** One constraint, `a * b = c`. */
export interface Constraint {
  readonly a: Combination;
  readonly b: Combination;
  readonly c: Combination;
}

export interface ConstraintSystem {
  readonly constraints: readonly Constraint[];
  readonly wires: number;
  /** Wires of the inputs of the main component, public and private, that constraints read. */
  readonly inputs: readonly number[];
  /** Wire of each signal that the compiler kept, by name without the leading `main.`. */
  readonly wireOf: ReadonlyMap<string, number>;
  /** Names of signals that the compiler optimised away. */
  readonly removed: ReadonlySet<string>;
}

/** Reads the `.r1cs` and `.sym` files of one circuit. */
export function readConstraintSystem(r1csFile: string, symFile: string): ConstraintSystem {
  const bytes = readFileSync(r1csFile);
  const r1cs = parseR1cs(bytes);
  const constraints = Array.from({ length: r1cs.constraints }, () => [new Map(), new Map(), new Map()] as const);
  eachTerm(r1cs, (matrix, row, wire, coefficient) => {
    const terms: Map<number, bigint> | undefined = constraints[row]?.[matrix];
    if (coefficient !== 0n) terms?.set(wire, coefficient);
  });

  // Signals are numbered in the order: one, outputs, public inputs, private inputs, everything else.
  const header = viewOf(section(readSections(bytes, 'r1cs'), 1));
  const outputs = header.getUint32(40, true);
  const inputs = header.getUint32(44, true) + header.getUint32(48, true);
  return {
    constraints: constraints.map(([a, b, c]) => ({ a, b, c })),
    wires: r1cs.wires,
    ...readNames(symFile, (signal) => signal > outputs && signal <= outputs + inputs),
  };
}

function readNames(
  symFile: string,
  isInput: (signal: number) => boolean,
): Pick<ConstraintSystem, 'inputs' | 'wireOf' | 'removed'> {
  const inputs = new Set<number>();
  const wireOf = new Map<string, number>();
  const removed = new Set<string>();
  for (const line of readFileSync(symFile, 'utf8').trimEnd().split('\n')) {
    const [signal, wire, , path] = line.split(',');
    const name = path?.replace(/^main\./, '') ?? '';
    if (Number(wire) === -1) {
      // An input that no constraint reads is counted, but has no wire.
      removed.add(name);
      continue;
    }
    wireOf.set(name, Number(wire));
    if (isInput(Number(signal))) inputs.add(Number(wire));
  }
  return { inputs: [...inputs], wireOf, removed };
}

const namesOf = new WeakMap<ConstraintSystem, ReadonlyMap<number, readonly string[]>>();

/** Every name of each wire; several signals share a wire when the compiler found them equal. */
export function namesByWire(system: ConstraintSystem): ReadonlyMap<number, readonly string[]> {
  const known = namesOf.get(system) ?? collectNames(system);
  namesOf.set(system, known);
  return known;
}

function collectNames(system: ConstraintSystem): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const [name, wire] of system.wireOf) {
    const known = names.get(wire);
    if (known === undefined) names.set(wire, [name]);
    else known.push(name);
  }
  return names;
}

/** Least non-negative representative. */
export function modulo(value: bigint): bigint {
  const rest = value % SCALAR_FIELD;
  return rest < 0n ? rest + SCALAR_FIELD : rest;
}

/** Value of a combination at a witness, in [0, r). */
export function evaluate(combination: Combination, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (const [wire, coefficient] of combination) {
    const value = witness[wire];
    if (value === undefined) throw new RangeError(`witness: expected a value for wire ${wire}, got none`);
    sum += coefficient * value;
  }
  return modulo(sum);
}

export interface Violation {
  /** Index of the constraint in the r1cs. */
  readonly index: number;
  /** Signals that it names, the constant left out. */
  readonly names: readonly string[];
}

/** The constraints that a witness violates, one after the other. */
export function* violations(
  system: ConstraintSystem,
  witness: readonly bigint[],
  among: Iterable<number> = system.constraints.keys(),
): Generator<Violation, undefined> {
  if (witness.length !== system.wires || witness[0] !== 1n) {
    throw new RangeError(`witness: expected ${system.wires} wires that start with 1, got ${witness.length}`);
  }
  const names = namesByWire(system);
  for (const index of among) {
    const constraint = system.constraints[index];
    if (constraint === undefined) throw new RangeError(`constraint ${index}: expected one of the system`);
    const { a, b, c } = constraint;
    if (modulo(evaluate(a, witness) * evaluate(b, witness)) === evaluate(c, witness)) continue;
    const wires = new Set([...a.keys(), ...b.keys(), ...c.keys()]);
    wires.delete(0);
    yield { index, names: [...wires].flatMap((wire) => names.get(wire) ?? []) };
  }
}

/** The first constraint that a witness violates, or null when it satisfies all. */
export function firstViolation(system: ConstraintSystem, witness: readonly bigint[]): Violation | null {
  return violations(system, witness).next().value ?? null;
}
