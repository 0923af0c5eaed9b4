/**
 * Judges mutants that only take constraints away: `judge-constraints.ts <keys>`, in a copy. The file names mutants of one
 * template. Each verdict is a line of output as soon as it is known; none where constraints alone do not tell.
 */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Main } from '../../test/support/circuit.ts';
import type { ConstraintSystem } from '../../test/support/constraints.ts';
import { attribute, type Attribution } from './attribution.ts';
import { templateReach } from './circuits.ts';
import { allMutants, keyOf, type Mutant } from './mutant.ts';
import { isSameSystem } from './same-system.ts';
import { simplified } from './simplify.ts';
import { type Subject, SUBJECTS } from './subjects.ts';
import type { Verdict } from './suite.ts';
import { compileWeakened, type Weakened } from './weakened.ts';
import { ROOT } from './workspace.ts';

/** One mutant of so many is compiled for itself, to see that it is what it is taken for. */
const SAMPLE = 10;

interface Compiled extends Attribution<Mutant> {
  readonly intact: Weakened;
}

/** Several subjects may be one circuit. */
const compiled = new Map<string, Compiled>();

async function compile(main: Main, mutants: readonly Mutant[]): Promise<Compiled> {
  const known = compiled.get(main.source);
  if (known !== undefined && mutants.every((mutant) => known.dropped.has(mutant))) return known;
  const intact = known?.intact ?? (await compileWeakened(main, [], 'O0'));
  if (intact === undefined) throw new Error(`${main.name}: expected it to compile without a mutant`);
  const compileWith = async (some: readonly Mutant[]) => (await compileWeakened(main, some, 'O0'))?.r1cs;
  const result = { ...(await attribute(intact.r1cs, mutants, compileWith)), intact };
  compiled.set(main.source, result);
  return result;
}

/** Circuits with the template inside: itself first, then the least. */
function subjectsWith(scope: string): Subject[] {
  const sources = globSync('circuits/**/*.circom', { cwd: ROOT });
  const reach = templateReach(sources.map((file) => readFileSync(join(ROOT, file), 'utf8')));
  const sizeOf = ({ template }: Subject): number => (template === scope ? 0 : (reach.get(template)?.size ?? 0));
  return SUBJECTS.filter(({ template }) => reach.get(template)?.has(scope)).sort((a, b) => sizeOf(a) - sizeOf(b));
}

type Tell = (mutant: Mutant, verdict: Verdict) => void;

interface Asked {
  /** Mutants with other constraints than the circuit without them, after simplification. */
  readonly different: readonly Mutant[];
  /** Mutants that make no difference: nothing depends on what they leave open. */
  readonly same: readonly Mutant[];
}

async function ask(subject: Subject, mutants: readonly Mutant[], tell: Tell): Promise<Asked> {
  const { main, tests } = await subject.open();
  const { intact, dropped, invalid } = await compile(main, mutants);
  const without = (gone: ReadonlySet<number>): ConstraintSystem => {
    const constraints = intact.system.constraints.filter((_, index) => !gone.has(index));
    return simplified({ ...intact.system, constraints }, intact.r1cs.publicSignals);
  };
  const whole = without(new Set());
  const fails = tests(intact);
  const failure = fails(whole);
  if (failure !== undefined) throw new Error(`${main.name}: expected no failure without a mutant, got ${failure}`);
  for (const mutant of invalid) tell(mutant, { status: 'invalid' });
  const [different, same]: [Mutant[], Mutant[]] = [[], []];
  for (const mutant of mutants) {
    const gone = dropped.get(mutant) ?? new Set();
    // At this size the statement may constrain nothing.
    if (gone.size === 0) continue;
    const system = without(gone);
    if (Math.random() < 1 / SAMPLE) await compare(main, mutant, system);
    const by = fails(system);
    if (by !== undefined) tell(mutant, { status: 'killed', by });
    else (isSameSystem(system, whole) ? same : different).push(mutant);
  }
  return { different, same };
}

/** @throws when the compiler makes another system of the mutant */
async function compare(main: Main, mutant: Mutant, system: ConstraintSystem): Promise<void> {
  const alone = await compileWeakened(main, [mutant], 'O1');
  if (alone === undefined || !isSameSystem(system, alone.system))
    throw new Error(`${keyOf(mutant)}: expected the constraints of ${main.name} without those of its statement`);
}

async function judge(mutants: readonly Mutant[]): Promise<void> {
  const found = new Set<Mutant>();
  const tell: Tell = (mutant, verdict) => {
    found.add(mutant);
    console.log(JSON.stringify([keyOf(mutant), verdict]));
  };
  const [different, same] = [new Set<Mutant>(), new Set<Mutant>()];
  for (const subject of subjectsWith(mutants[0]?.scope ?? '')) {
    const pending = mutants.filter((mutant) => !found.has(mutant));
    if (pending.length === 0) break;
    const asked = await ask(subject, pending, tell);
    for (const mutant of asked.different) different.add(mutant);
    for (const mutant of asked.same) same.add(mutant);
  }
  // The same circuit wherever it stands: no test can tell.
  for (const mutant of same) {
    if (!found.has(mutant) && !different.has(mutant)) tell(mutant, { status: 'survived' });
  }
}

const [keys = ''] = process.argv.slice(2);
const wanted = new Set(JSON.parse(readFileSync(keys, 'utf8')) as string[]);
await judge(allMutants(ROOT, 'circuits').filter((mutant) => wanted.has(keyOf(mutant))));
