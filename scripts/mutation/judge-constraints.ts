/**
 * Judges mutants that only take constraints away: `judge-constraints.ts <keys> <verdicts>`, in a copy. The first file
 * names mutants of one template; verdicts go to the second, none where constraints alone do not tell.
 */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
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

async function judgeOn(subject: Subject, mutants: readonly Mutant[]): Promise<[Mutant, Verdict][]> {
  const { main, tests } = await subject.open();
  const { intact, dropped, invalid } = await compile(main, mutants);
  const fails = tests(intact);
  const without = (gone: ReadonlySet<number>): ConstraintSystem => {
    const constraints = intact.system.constraints.filter((_, index) => !gone.has(index));
    return simplified({ ...intact.system, constraints }, intact.r1cs.publicSignals);
  };
  const failure = fails(without(new Set()));
  if (failure !== undefined) throw new Error(`${main.name}: expected no failure without a mutant, got ${failure}`);
  const verdicts: [Mutant, Verdict][] = invalid.map((mutant) => [mutant, { status: 'invalid' }]);
  for (const mutant of mutants) {
    const gone = dropped.get(mutant) ?? new Set();
    // At this size the statement may constrain nothing.
    if (gone.size === 0) continue;
    const system = without(gone);
    if (Math.random() < 1 / SAMPLE) await compare(main, mutant, system);
    const by = fails(system);
    if (by !== undefined) verdicts.push([mutant, { status: 'killed', by }]);
  }
  return verdicts;
}

/** @throws when the compiler makes another system of the mutant */
async function compare(main: Main, mutant: Mutant, system: ConstraintSystem): Promise<void> {
  const alone = await compileWeakened(main, [mutant], 'O1');
  if (alone === undefined || !isSameSystem(system, alone.system))
    throw new Error(`${keyOf(mutant)}: expected the constraints of ${main.name} without those of its statement`);
}

const [keys = '', answer = ''] = process.argv.slice(2);
const wanted = new Set(JSON.parse(readFileSync(keys, 'utf8')) as string[]);
let pending = allMutants(ROOT, 'circuits').filter((mutant) => wanted.has(keyOf(mutant)));
const found: [string, Verdict][] = [];
for (const subject of subjectsWith(pending[0]?.scope ?? '')) {
  if (pending.length === 0) break;
  const verdicts = new Map(await judgeOn(subject, pending));
  found.push(...[...verdicts].map(([mutant, verdict]): [string, Verdict] => [keyOf(mutant), verdict]));
  pending = pending.filter((mutant) => !verdicts.has(mutant));
}
writeFileSync(answer, JSON.stringify(found));
