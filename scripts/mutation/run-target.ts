import { circuitSuite } from './circuit-suite.ts';
import { contractSuite } from './contract-suite.ts';
import { type Entry, openJournal } from './journal.ts';
import { keyOf, type Mutant, type Target } from './mutant.ts';
import type { Judged } from './result.ts';
import type { Suite } from './suite.ts';
import { copyOf, discard, fingerprintOf, type Snapshot } from './workspace.ts';

const SUITES: Readonly<Record<Target, Suite>> = { circuits: circuitSuite, contracts: contractSuite };

export interface TargetRun {
  readonly snapshot: Snapshot;
  readonly mutants: readonly Mutant[];
  /** Copies that work at the same time. */
  readonly jobs: number;
  readonly resume: boolean;
  /** No mutant is begun after this many; what is left counts as not judged. */
  readonly minutes: number;
  readonly log: (message: string) => void;
}

/** Judges the mutants of one target, each in a copy of its own worker. */
export async function runTarget(
  target: Target,
  { snapshot, mutants, jobs, resume, minutes, log }: TargetRun,
): Promise<Judged[]> {
  const suite = SUITES[target];
  const fingerprint = fingerprintOf(snapshot.root, suite.folders);
  const journal = openJournal(target, { fingerprint, resume });
  const queue = mutants.filter((mutant) => !journal.known.has(keyOf(mutant)));
  if (queue.length < mutants.length) log(`${target}: ${mutants.length - queue.length} of ${mutants.length} known`);
  if (queue.length > 0 && minutes > 0)
    await judgeAll(suite, {
      snapshot,
      fingerprint,
      queue,
      jobs,
      minutes,
      log,
      done: (entry) => journal.add(entry),
    });

  const files = [...new Set(mutants.map(({ file }) => file))];
  return files.map((file) => ({
    file,
    verdicts: mutants
      .filter((mutant) => mutant.file === file)
      .map((mutant) => [mutant, journal.known.get(keyOf(mutant))] as const),
  }));
}

interface Work {
  readonly snapshot: Snapshot;
  readonly fingerprint: string;
  readonly queue: readonly Mutant[];
  readonly jobs: number;
  readonly minutes: number;
  readonly log: (message: string) => void;
  readonly done: (entry: Entry) => void;
}

async function judgeAll(suite: Suite, { snapshot, fingerprint, queue, jobs, minutes, log, done }: Work): Promise<void> {
  await suite.prepare(snapshot.root, { fingerprint, log });
  const started = performance.now();
  const inTime = (): boolean => performance.now() - started < minutes * 60_000;
  const groups = suite.groups(queue);
  let next = 0;
  let finished = 0;
  const work = async (): Promise<void> => {
    const root = copyOf(snapshot);
    try {
      for (let group = groups[next++]; group !== undefined && inTime(); group = groups[next++]) {
        let before = performance.now();
        for await (const [mutant, verdict] of suite.judge(root, group)) {
          const took = performance.now() - before;
          before += took;
          done({ key: keyOf(mutant), ...verdict, seconds: Math.round(took / 100) / 10 });
          finished += 1;
          const left = ((before - started) / finished) * (queue.length - finished);
          const progress = `${finished}/${queue.length}, ${Math.ceil(left / 60_000)} min left`;
          const about = `${mutant.file}:${mutant.line} ${mutant.scope}, ${mutant.kind}, ${mutant.change}`;
          log(`[${progress}] ${verdict.status} ${about}${verdict.by === undefined ? '' : ` by: ${verdict.by}`}`);
          if (!inTime()) break;
        }
      }
    } finally {
      discard(root);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, groups.length) }, work));
}
