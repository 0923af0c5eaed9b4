import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './mutant.ts';
import type { Verdict } from './suite.ts';
import { ROOT } from './workspace.ts';

export interface Entry extends Verdict {
  readonly key: string;
  readonly seconds: number;
}

/** Verdicts so far, one line each, so that an interrupted run can go on. */
export interface Journal {
  readonly known: ReadonlyMap<string, Entry>;
  add(entry: Entry): void;
}

/**
 * @param fingerprint of the sources and tests; verdicts on other ones do not count
 * @param resume keep what a run on the same sources found
 */
export function openJournal(
  target: Target,
  { fingerprint, resume }: { fingerprint: string; resume: boolean },
): Journal {
  const folder = join(ROOT, 'build/mutation');
  const path = join(folder, `${target}.jsonl`);
  mkdirSync(folder, { recursive: true });
  const known = new Map<string, Entry>();
  if (resume && existsSync(path)) {
    const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
    if (head === fingerprint) {
      for (const line of lines) {
        const entry = JSON.parse(line) as Entry;
        known.set(entry.key, entry);
      }
    } else {
      console.log(`${target}: sources or tests changed since the interrupted run; starting anew`);
    }
  }
  writeFileSync(path, [fingerprint, ...[...known.values()].map((entry) => JSON.stringify(entry)), ''].join('\n'));
  return {
    known,
    add: (entry) => {
      known.set(entry.key, entry);
      appendFileSync(path, `${JSON.stringify(entry)}\n`);
    },
  };
}
