import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../prover/artifacts/source.ts';
import { templateReach } from './circuits.ts';
import { keyOf, type Mutant } from './mutant.ts';
import { readSurvivors } from './result.ts';
import { linesOf, runMocha } from './run.ts';
import { type Preparation, type Suite, type Verdict, withMutants } from './suite.ts';
import { ROOT } from './workspace.ts';

/**
 * What judges a circuit by its witnesses. Style checks and the count of constraints notice every mutant, which says
 * nothing about the circuit; they are left out, as is what needs built artefacts and the worked portfolios.
 */
const TESTS = ['test/analysis/*.test.ts', 'test/circuits/**/*.test.ts'];
const LEFT_OUT = [
  'test/analysis/circomspect.test.ts',
  ...['vectors', 'left-out'].map((name) => `test/circuits/${name}.test.ts`),
];
/** Of these, what asks constraints alone has been asked by `JUDGE`. */
const OF_CONSTRAINTS = /^test\/(analysis\/|circuits\/corpus\.test\.ts$)/;
const JUDGE = 'scripts/mutation/judge-constraints.ts';
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

interface Known {
  readonly fingerprint: string;
  readonly by: string;
  readonly learnt: readonly Learnt[];
}

interface Test extends Learnt {
  /** Templates inside the circuits that it reads. */
  readonly templates: ReadonlySet<string>;
}

/** Tests that cost at most this much (seconds) run before all that cost more. */
const STEPS = [2, 5, 12, 30, Infinity];
/** About what one of this machine compiles in a second. */
const BYTES_PER_SECOND = 600_000;

let tests: readonly Test[] = [];

async function prepare(root: string, { fingerprint, log }: Preparation): Promise<void> {
  // Compiled from the same sources they are the same; of others nobody asks.
  if (existsSync(join(ROOT, CACHE))) cpSync(join(ROOT, CACHE), join(root, CACHE), { recursive: true });
  else mkdirSync(join(root, CACHE), { recursive: true });
  const known = readLearnt(fingerprint);
  const learnt = known ?? (await learn(root, log));
  if (known === undefined)
    writeFileSync(LEARNT, JSON.stringify({ fingerprint, by: LEARNT_BY, learnt } satisfies Known));
  const sources = globSync('circuits/**/*.circom', { cwd: root });
  const reach = templateReach(sources.map((file) => readFileSync(join(root, file), 'utf8')));
  tests = learnt.map((test) => ({
    ...test,
    templates: new Set(test.circuits.flatMap((name) => [...(reach.get(name) ?? [])])),
  }));
  const within = STEPS.map((limit) => `${tests.filter(({ cost }) => cost <= limit).length} within ${limit} s`);
  log(`circuits: ${tests.length} tests, ${within.join(', ')}`);
}

/** Which tests read what also depends on how it was found out. */
const LEARNT_BY = digestOf(Buffer.concat([readFileSync(PROBE), readFileSync(fileURLToPath(import.meta.url))])).sha256;

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
    const all = new Set([...reads.values()].flat());
    for (const { fullTitle, duration } of ran) {
      const own = reads.get(fullTitle) ?? [];
      // What reads none by itself shares one that another test read.
      const folders = own.length > 0 ? own : [...all];
      const bytes = folders.reduce((sum, folder) => sum + sizeOf(root, folder), 0);
      const circuits = folders.map(mainOf);
      found.push({ file, title: fullTitle, circuits, cost: duration / 1000 + bytes / BYTES_PER_SECOND });
    }
  }
  return found;
}

function readLearnt(fingerprint: string): readonly Learnt[] | undefined {
  if (!existsSync(LEARNT)) return undefined;
  const known = JSON.parse(readFileSync(LEARNT, 'utf8')) as Known;
  return known.fingerprint === fingerprint && known.by === LEARNT_BY ? known.learnt : undefined;
}

/** A folder of compiled circuits is named after the main template and a hash. */
const mainOf = (folder: string): string => folder.replace(/-\w+$/, '');

function sizeOf(root: string, circuit: string): number {
  return statSync(join(root, CACHE, circuit, `${mainOf(circuit)}.r1cs`)).size;
}

/** Hints and dropped equalities take the constraints of their statement away, and do nothing else. */
const takesConstraints = ({ kind }: Mutant): boolean => kind === 'hint' || kind === 'equality';

/** The tests that mutants of one kind could fail, in the order in which to run them: a batch is one process. */
function batchesFor(mutants: readonly Mutant[]): Test[][] {
  const scopes = new Set(mutants.map(({ scope }) => scope));
  const affected = tests
    .filter(({ templates }) => [...scopes].some((scope) => templates.has(scope)))
    .filter(({ file }) => !(mutants.every(takesConstraints) && OF_CONSTRAINTS.test(file)))
    .sort((a, b) => a.cost - b.cost);
  // Those of the template by itself, then by their cost.
  const isOwn = ({ circuits }: Test): boolean => circuits.every((name) => scopes.has(name));
  const others = affected.filter((test) => !isOwn(test));
  const steps = STEPS.map((limit, index) =>
    others.filter(({ cost }) => cost <= limit && cost > (STEPS[index - 1] ?? -1)),
  );
  return [affected.filter(isOwn), ...steps].filter(({ length }) => length > 0);
}

/** What the tests say that witnesses are calculated for, of a circuit with mutants in it. */
async function verdictOn(root: string, mutants: readonly Mutant[]): Promise<Verdict> {
  const compiled = new Set(readdirSync(join(root, CACHE)));
  try {
    for (const batch of batchesFor(mutants)) {
      const files = [...new Set(batch.map(({ file }) => file))];
      const { failure } = await runMocha(root, { files, titles: batch.map(({ title }) => title) });
      if (failure?.message.includes('expected circom to compile it') === true) return { status: 'invalid' };
      if (failure !== undefined) return { status: 'killed', by: failure.title };
    }
    return { status: 'survived' };
  } finally {
    // The next mutant reads other circuits.
    for (const folder of readdirSync(join(root, CACHE)))
      if (!compiled.has(folder)) rmSync(join(root, CACHE, folder), { recursive: true });
  }
}

/** Asks the constraints of circuits without those that mutants of one template take away. */
async function* verdictsOfConstraints(root: string, mutants: readonly Mutant[]): ReturnType<Suite['judge']> {
  const keys = join(root, 'build/mutation-keys.json');
  writeFileSync(keys, JSON.stringify(mutants.map(keyOf)));
  const byKey = new Map(mutants.map((mutant) => [keyOf(mutant), mutant]));
  for await (const line of linesOf(root, 'node', ['--disable-warning=ExperimentalWarning', JUDGE, keys])) {
    const [key, verdict] = JSON.parse(line) as [string, Verdict];
    const mutant = byKey.get(key);
    if (mutant === undefined) throw new Error(`${JUDGE}: expected a mutant of its group, got ${key}`);
    yield [mutant, verdict];
  }
}

async function* judge(root: string, group: readonly Mutant[]): ReturnType<Suite['judge']> {
  const judged = new Set<Mutant>();
  if (group.every(takesConstraints)) {
    for await (const [mutant, verdict] of verdictsOfConstraints(root, group)) {
      judged.add(mutant);
      yield [mutant, verdict];
    }
  }
  const left = group.filter((each) => !judged.has(each));
  // Wider ranges only admit more, narrower ones only less: of what no test notices in all of them, none notices a part.
  if (left.length > 1 && !left.some(takesConstraints)) {
    const verdict = await withMutants(root, left, () => verdictOn(root, left));
    if (verdict.status === 'survived') {
      for (const mutant of left) yield [mutant, verdict];
      return;
    }
  }
  for (const mutant of left) yield [mutant, await withMutants(root, [mutant], () => verdictOn(root, [mutant]))];
}

/**
 * Mutants of one template that only take constraints away stand together, and so do ranges of one kind that are
 * explained, as a survivor costs every test there is; each other one stands alone.
 */
function groups(mutants: readonly Mutant[]): Mutant[][] {
  const explained = new Set(readSurvivors().map(keyOf));
  const nameOf = (mutant: Mutant): string => {
    if (takesConstraints(mutant)) return `${mutant.file} ${mutant.scope}`;
    return explained.has(keyOf(mutant)) ? mutant.kind : keyOf(mutant);
  };
  const together = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const name = nameOf(mutant);
    together.set(name, [...(together.get(name) ?? []), mutant]);
  }
  const cost = ([name, [first]]: readonly [string, readonly Mutant[]]): number =>
    first === undefined || takesConstraints(first) ? 0 : name === first.kind ? 2 : 1;
  return [...together].sort((a, b) => cost(a) - cost(b)).map(([, group]) => group);
}

/** test/circuits and test/analysis: the tests that read a circuit with the mutated template in it, cheapest first. */
export const circuitSuite: Suite = {
  folders: ['circuits', 'test/circuits', 'test/analysis', 'test/support', 'prover'],
  prepare,
  groups,
  judge,
};
