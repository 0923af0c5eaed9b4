import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templateReach } from './circuits.ts';
import type { Mutant } from './mutant.ts';
import { runMocha } from './run.ts';
import type { Preparation, Suite, Verdict } from './suite.ts';
import { ROOT } from './workspace.ts';

/**
 * What judges a circuit by its witnesses. Style checks and the count of constraints notice every mutant, which says
 * nothing about the circuit; they are left out, as is what needs built artefacts and the worked portfolios.
 */
const TESTS = ['test/analysis/*.test.ts', 'test/circuits/**/*.test.ts'];
const LEFT_OUT = ['test/analysis/circomspect.test.ts', 'test/circuits/vectors.test.ts'];
const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
const PROBED = 'build/mutation-probe.json';
const LEARNT = join(ROOT, 'build/mutation/circuit-tests.json');
const CACHE = 'build/test-circuits';

/** What is known of a test after a run without a mutant. */
interface Learnt {
  readonly file: string;
  readonly title: string;
  /** Main templates of the circuits that it reads. */
  readonly circuits: readonly string[];
  /** Seconds, about: its own time and the compilation of what it reads. */
  readonly cost: number;
}

interface Test extends Omit<Learnt, 'circuits'> {
  /** Templates inside the circuits that it reads. */
  readonly templates: ReadonlySet<string>;
}

/** Tests that cost at most this much (seconds) run before all that cost more. */
const STEPS = [2, 12, Infinity];
/** About what one of this machine compiles in a second. */
const BYTES_PER_SECOND = 600_000;

let tests: readonly Test[] = [];

async function prepare(root: string, { fingerprint, log }: Preparation): Promise<void> {
  const known = readLearnt(fingerprint);
  const learnt = known ?? (await learn(root, log));
  if (known === undefined) writeFileSync(LEARNT, JSON.stringify({ fingerprint, learnt }));
  const sources = globSync('circuits/**/*.circom', { cwd: root });
  const reach = templateReach(sources.map((file) => readFileSync(join(root, file), 'utf8')));
  tests = learnt.map(({ circuits, ...test }) => ({
    ...test,
    templates: new Set(circuits.flatMap((name) => [...(reach.get(name) ?? [])])),
  }));
  const [quick, medium] = STEPS.map((limit) => tests.filter(({ cost }) => cost <= limit).length);
  log(`circuits: ${tests.length} tests, ${quick} within ${STEPS[0]} s, ${medium} within ${STEPS[1]} s`);
}

/** Runs every test without a mutant. @throws when one fails */
async function learn(root: string, log: (message: string) => void): Promise<Learnt[]> {
  const found: Learnt[] = [];
  for (const file of globSync(TESTS, { cwd: root }).sort()) {
    if (LEFT_OUT.includes(file)) continue;
    log(`circuits: ${file} without a mutant`);
    const { failure, tests: ran } = await runMocha(root, { files: [file], require: PROBE });
    if (failure !== undefined)
      throw new Error(`${file}: expected no failure without a mutant, got ${failure.title}\n${failure.message}`);
    const reads = new Map(JSON.parse(readFileSync(join(root, PROBED), 'utf8')) as [string, string[]][]);
    const all = [...reads.values()].flat();
    for (const { fullTitle, duration } of ran) {
      const own = [...(reads.get('') ?? []), ...(reads.get(fullTitle) ?? [])];
      // What reads none by itself shares one that another test read.
      const folders = [...new Set(own.length > 0 ? own : all)];
      const bytes = folders.reduce((sum, folder) => sum + sizeOf(root, folder), 0);
      const circuits = folders.map(mainOf);
      found.push({ file, title: fullTitle, circuits, cost: duration / 1000 + bytes / BYTES_PER_SECOND });
    }
  }
  rmSync(join(root, CACHE), { recursive: true });
  return found;
}

function readLearnt(fingerprint: string): readonly Learnt[] | undefined {
  if (!existsSync(LEARNT)) return undefined;
  const known = JSON.parse(readFileSync(LEARNT, 'utf8')) as { fingerprint: string; learnt: Learnt[] };
  return known.fingerprint === fingerprint ? known.learnt : undefined;
}

/** A folder of compiled circuits is named after the main template and a hash. */
const mainOf = (folder: string): string => folder.replace(/-\w+$/, '');

function sizeOf(root: string, circuit: string): number {
  return statSync(join(root, CACHE, circuit, `${mainOf(circuit)}.r1cs`)).size;
}

async function judge(root: string, { scope }: Mutant): Promise<Verdict> {
  try {
    const affected = tests.filter(({ templates }) => templates.has(scope)).sort((a, b) => a.cost - b.cost);
    let least = 0;
    for (const limit of STEPS) {
      const step = affected.filter(({ cost }) => cost > least && cost <= limit);
      least = limit;
      if (step.length === 0) continue;
      const files = [...new Set(step.map(({ file }) => file))];
      const { failure } = await runMocha(root, { files, titles: step.map(({ title }) => title) });
      if (failure?.message.includes('expected circom to compile it') === true) return { status: 'invalid' };
      if (failure !== undefined) return { status: 'killed', by: failure.title };
    }
    return { status: 'survived' };
  } finally {
    // The next mutant reads other circuits.
    rmSync(join(root, CACHE), { recursive: true, force: true });
  }
}

/** test/circuits and test/analysis: the tests that read a circuit with the mutated template in it, cheapest first. */
export const circuitSuite: Suite = {
  folders: ['circuits', 'test/circuits', 'test/analysis', 'test/support', 'prover'],
  prepare,
  judge,
};
