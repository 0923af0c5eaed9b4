import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseR1cs, type R1cs } from '../../prover/dealer/r1cs.ts';
import { compileInto, type Main } from '../../test/support/circuit.ts';
import { type ConstraintSystem, readConstraintSystem } from '../../test/support/constraints.ts';
import { type Mutant, mutate } from './mutant.ts';
import { ROOT } from './workspace.ts';

/** A circuit as the compiler writes it, without a program for witnesses. */
export interface Weakened {
  readonly r1cs: R1cs;
  readonly system: ConstraintSystem;
}

/** Folders of circuits; the main component finds their copies first. */
const SOURCES = ['circuits', 'test/support/circuits'];

/**
 * Compiles a circuit with some mutants in it, in a copy of the sources.
 *
 * @returns undefined when the compiler objects
 */
export async function compileWeakened(
  main: Main,
  mutants: readonly Mutant[],
  optimisation: 'O0' | 'O1',
): Promise<Weakened | undefined> {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'build/weakened-'));
  try {
    for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
    // The last one first, so that the offsets of the others hold.
    for (const mutant of [...mutants].sort((a, b) => b.start - a.start)) {
      const file = join(folder, mutant.file);
      writeFileSync(file, mutate(readFileSync(file, 'utf8'), mutant));
    }
    const objection = await compileInto(relative(ROOT, folder), main, [`--${optimisation}`, '--r1cs', '--sym']);
    if (objection !== undefined) return undefined;
    const [r1cs, symbols] = ['r1cs', 'sym'].map((kind) => join(folder, `${main.name}.${kind}`)) as [string, string];
    return { r1cs: parseR1cs(readFileSync(r1cs)), system: readConstraintSystem(r1cs, symbols) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
