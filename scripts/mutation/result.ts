import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Entry } from './journal.ts';
import { keyOf, type Mutant, type MutantKey } from './mutant.ts';
import type { Snapshot } from './workspace.ts';
import { ROOT } from './workspace.ts';

export const RESULT_FILE = join(ROOT, 'test/mutation/result.json');
export const SURVIVORS_FILE = join(ROOT, 'test/mutation/survivors.json');

const Key = z.strictObject({
  file: z.string(),
  scope: z.string(),
  kind: z.string(),
  text: z.string(),
  change: z.string(),
  nth: z.int().min(1),
});
/** `invalid`: does not compile; `unjudged`: the run ended before it. */
const Count = z.strictObject({ killed: z.int(), survived: z.int(), invalid: z.int(), unjudged: z.int() });
export type Count = z.infer<typeof Count>;

const FileResult = z.strictObject({
  /** The commit it ran on, and whether files differed from it. */
  commit: z.string(),
  modified: z.boolean(),
  date: z.iso.date(),
  kinds: z.record(z.string(), Count),
  survivors: z.array(Key),
});
const Result = z.strictObject({ totals: Count, files: z.record(z.string(), FileResult) });
export type Result = z.infer<typeof Result>;

const Survivors = z.array(Key.extend({ reason: z.string().min(20) }));
/** A mutant that no test can kill, and why it is the same circuit or contract. */
export type Survivor = z.infer<typeof Survivors>[number];

export function readResult(): Result {
  return Result.parse(JSON.parse(readFileSync(RESULT_FILE, 'utf8')));
}

export function readSurvivors(): Survivor[] {
  return Survivors.parse(JSON.parse(readFileSync(SURVIVORS_FILE, 'utf8')));
}

/** The verdicts on the mutants of one file, as far as the run came. */
export interface Judged {
  readonly file: string;
  readonly verdicts: readonly (readonly [Mutant, Entry | undefined])[];
}

/**
 * Puts the verdicts on some files in the place of earlier ones.
 *
 * @param present sources that exist; what is no longer there is dropped
 */
export function mergeResult(
  earlier: Result | undefined,
  { judged, snapshot, present }: { judged: readonly Judged[]; snapshot: Snapshot; present: readonly string[] },
): Result {
  const { commit, modified } = snapshot;
  const date = new Date().toISOString().slice(0, 10);
  const files = new Map(Object.entries(earlier?.files ?? {}));
  for (const { file, verdicts } of judged) {
    const kinds: Record<string, Count> = {};
    for (const [mutant, entry] of verdicts) {
      const count = (kinds[mutant.kind] ??= { killed: 0, survived: 0, invalid: 0, unjudged: 0 });
      count[entry?.status ?? 'unjudged'] += 1;
    }
    const survivors = verdicts.flatMap(([mutant, entry]) => (entry?.status === 'survived' ? [plainKey(mutant)] : []));
    files.set(file, { commit, modified, date, kinds, survivors });
  }
  const kept = [...files].filter(([file]) => present.includes(file)).sort(([a], [b]) => (a < b ? -1 : 1));
  const totals: Count = { killed: 0, survived: 0, invalid: 0, unjudged: 0 };
  for (const [, { kinds }] of kept) {
    for (const count of Object.values(kinds)) {
      for (const status of ['killed', 'survived', 'invalid', 'unjudged'] as const) totals[status] += count[status];
    }
  }
  return { totals, files: Object.fromEntries(kept) };
}

const plainKey = ({ file, scope, kind, text, change, nth }: MutantKey): MutantKey => ({
  file,
  scope,
  kind,
  text,
  change,
  nth,
});

export function writeResult(result: Result): void {
  writeFileSync(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
}

/** What is wrong between what survived, what is explained and what the sources hold. */
export interface Discrepancies {
  /** Survivors without an explanation. */
  readonly unexplained: readonly string[];
  /** Explanations of what the sources no longer hold. */
  readonly gone: readonly string[];
  /** Explanations of what is killed, or does not compile. */
  readonly killed: readonly string[];
}

/** @param mutants of the sources as they are now */
export function discrepancies(
  result: Result,
  { survivors, mutants }: { survivors: readonly MutantKey[]; mutants: readonly MutantKey[] },
): Discrepancies {
  const explained = new Set(survivors.map(keyOf));
  const existing = new Set(mutants.map(keyOf));
  const survived = new Set(Object.values(result.files).flatMap((file) => file.survivors.map(keyOf)));
  // A mutant that was not judged may be any of those of its kind in its file.
  const isJudged = ({ file, kind }: MutantKey): boolean => result.files[file]?.kinds[kind]?.unjudged === 0;
  return {
    unexplained: [...survived].filter((key) => !explained.has(key)),
    gone: [...explained].filter((key) => !existing.has(key)),
    killed: survivors
      .filter((each) => isJudged(each) && existing.has(keyOf(each)) && !survived.has(keyOf(each)))
      .map(keyOf),
  };
}
