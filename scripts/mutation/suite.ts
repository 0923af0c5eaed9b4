import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutate } from './mutant.ts';
import { withFile } from './workspace.ts';

/** `invalid`: does not compile, so no mutant. `survived`: every test that could tell passed. */
export const STATUSES = ['killed', 'survived', 'invalid'] as const;
export type Status = (typeof STATUSES)[number];

export interface Verdict {
  readonly status: Status;
  /** Title of the test that failed. */
  readonly by?: string;
}

export interface Preparation {
  /** Of the sources and tests: what was learnt from the same ones holds. */
  readonly fingerprint: string;
  readonly log: (message: string) => void;
}

/** The tests of one target. */
export interface Suite {
  /** Folders that a verdict depends on. */
  readonly folders: readonly string[];
  /** Runs everything on sources without a mutant, and learns from it what to run for which. @throws when a test fails */
  prepare(root: string, preparation: Preparation): Promise<void>;
  /** Groups of mutants that are judged together, the dearest last. */
  groups(mutants: readonly Mutant[]): readonly (readonly Mutant[])[];
  /** Judges the mutants of a group, in any order, in a copy that has none of them. */
  judge(root: string, group: readonly Mutant[]): AsyncIterable<readonly [Mutant, Verdict]>;
}

/** Runs something in a copy that has one mutant. */
export async function withMutant<Result>(root: string, mutant: Mutant, run: () => Promise<Result>): Promise<Result> {
  const path = join(root, mutant.file);
  const source = readFileSync(path, 'utf8');
  if (source.slice(mutant.start, mutant.end).length === 0)
    throw new Error(`${mutant.file}: expected the text to mutate`);
  return withFile(path, mutate(source, mutant), run);
}

/** Runs something in a copy that has several mutants. */
export async function withMutants<Result>(
  root: string,
  mutants: readonly Mutant[],
  run: () => Promise<Result>,
): Promise<Result> {
  // From the end of a file on, so that the places of the others stay what they are.
  const [last, ...others] = mutants.toSorted((a, b) => b.start - a.start);
  return last === undefined ? run() : withMutant(root, last, () => withMutants(root, others, run));
}
