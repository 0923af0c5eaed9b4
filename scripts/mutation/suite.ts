import { join } from 'node:path';
import { readFileSync } from 'node:fs';
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
  /**
   * Runs the tests that a mutant in this copy could fail, until the first that does.
   *
   * @param quick leave out the dearest tests; no verdict when only they could tell
   */
  judge(root: string, mutant: Mutant, quick: boolean): Promise<Verdict | undefined>;
}

/** Judges one mutant in a copy that has no other. */
export async function judge(
  suite: Suite,
  root: string,
  { mutant, quick }: { mutant: Mutant; quick: boolean },
): Promise<Verdict | undefined> {
  const path = join(root, mutant.file);
  const source = readFileSync(path, 'utf8');
  if (source.slice(mutant.start, mutant.end).length === 0)
    throw new Error(`${mutant.file}: expected the text to mutate`);
  return withFile(path, mutate(source, mutant), () => suite.judge(root, mutant, quick));
}
