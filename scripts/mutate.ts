/** Weakens circuits and contracts one place at a time, and asks whether the tests notice. */

import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { allMutants, keyOf, type Mutant, sourceFiles, type Target, TARGETS } from './mutation/mutant.ts';
import {
  discrepancies,
  type Judged,
  mergeResult,
  readResult,
  readSurvivors,
  type Result,
  writeResult,
} from './mutation/result.ts';
import { runTarget } from './mutation/run-target.ts';
import { discard, ROOT, takeSnapshot } from './mutation/workspace.ts';

const HELP = `Usage: npm run mutate -- [options]

Weaken one thing at a time (an equality, a constraint, a range, a guard, a modifier, a comparison) in a copy of the
repository, and ask the tests that could notice. A mutant that survives is a missing test, or the same circuit or
contract: then test/mutation/survivors.json says why. Counts go to test/mutation/result.json.

How a verdict is reached:
  a constraint or an equality less in a circuit
      takes away the constraints of one statement, and nothing else. They are found by compiling the circuits of the
      tests with groups of mutants, without simplification; then the tests' own questions are asked of what is left:
      do the inputs still determine every signal (test/analysis), is every forged witness still refused
      (test/circuits/corpus)? Each template alone comes first, then the circuits that it is part of. One mutant in ten,
      by chance, is also compiled by itself, and the run fails when that is not the circuit that was judged. Where
      constraints do not tell, the tests of witnesses run as for a range.
  a range in a circuit one bit wider or narrower
      is compiled, and the tests that read a circuit with that template run until one fails: those of the template by
      itself, then the cheapest first. Survivors that are explained are judged together, all wider and all narrower ones.
  a mutant of a contract
      is compiled, and all tests of contracts run until one fails, those that name the contract first.

Options:
  --only <target>   circuits or contracts
  --file <text>     only sources whose path contains the text; what is known of others is kept
  --commit <ref>    sources and tests of a commit, not of the working tree
  --jobs <n>        copies that work at the same time (1)
  --minutes <n>     begin no mutant of a target after this time; what is left counts as not judged;
                      0 writes down what an interrupted run has found (with --resume)
  --resume          go on with an interrupted run, unless sources or tests changed
  --list            list the mutants and stop
  --json            at the end, print the result as JSON; progress goes to the error output
  --help            show this

Exit codes: 0 when every survivor is explained and every explanation is of a survivor, else 1.

Nightly: it takes hours on one core, too long for every change; --minutes and --resume spread it over nights. Schedule a job that does
  npm install && npm run mutate -- --resume
and fails by its exit code (cron: 0 2 * * *). It yields the processor to other work. Commit result.json when it changed:
the usual tests refuse one with an unexplained survivor.

Examples:
  npm run mutate -- --only contracts
  npm run mutate -- --file circuits/lib/range --list`;

const OPTIONS = {
  only: { type: 'string' },
  file: { type: 'string' },
  commit: { type: 'string' },
  jobs: { type: 'string' },
  minutes: { type: 'string' },
  resume: { type: 'boolean' },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Options = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    throw new PlimsollError('USAGE', `mutate: expected options of --help, got ${args.join(' ')}`, { cause });
  }
}

function targetsOf({ only }: Options): readonly Target[] {
  if (only === undefined) return TARGETS;
  const target = TARGETS.find((name) => name === only);
  if (target === undefined) throw new PlimsollError('USAGE', `mutate: expected ${TARGETS.join(' or ')}, got ${only}`);
  return [target];
}

function jobsOf({ jobs = '1' }: Options): number {
  if (!/^[1-9]\d?$/.test(jobs)) throw new PlimsollError('USAGE', `mutate: expected --jobs of 1 to 99, got ${jobs}`);
  return Number(jobs);
}

function minutesOf({ minutes }: Options): number {
  if (minutes === undefined) return Infinity;
  if (!/^\d{1,4}$/.test(minutes))
    throw new PlimsollError('USAGE', `mutate: expected --minutes of 0 to 9999, got ${minutes}`);
  return Number(minutes);
}

/** @returns whether every survivor is explained */
async function main(args: readonly string[]): Promise<boolean> {
  const options = parse(args);
  if (options.help === true) {
    console.log(HELP);
    return true;
  }
  const targets = targetsOf(options);
  const [jobs, minutes] = [jobsOf(options), minutesOf(options)];
  const log = options.json === true ? console.error : console.log;
  const isChosen = ({ file }: Mutant): boolean => file.includes(options.file ?? '');
  const snapshot = takeSnapshot(options.commit);
  try {
    const judged: Judged[] = [];
    for (const target of targets) {
      const mutants = allMutants(snapshot.root, target).filter(isChosen);
      if (options.list === true) {
        for (const mutant of mutants) console.log(`${mutant.file}:${mutant.line} ${keyOf(mutant)}`);
        continue;
      }
      // Whatever else the machine does comes first.
      setPriority(10);
      judged.push(
        ...(await runTarget(target, {
          snapshot,
          mutants,
          jobs,
          minutes,
          resume: options.resume === true,
          log,
        })),
      );
    }
    if (options.list === true) return true;
    const present = TARGETS.flatMap((target) => sourceFiles(snapshot.root, target));
    const result = mergeResult(earlierResult(), { judged, snapshot, present });
    writeResult(result);
    if (options.json === true) console.log(JSON.stringify(result, null, 2));
    return report(result, log);
  } finally {
    discard(snapshot.root);
  }
}

function earlierResult(): Result | undefined {
  try {
    return readResult();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function report(result: Result, log: (message: string) => void): boolean {
  const mutants = TARGETS.flatMap((target) => allMutants(ROOT, target));
  const { unexplained, gone, killed } = discrepancies(result, { survivors: readSurvivors(), mutants });
  for (const key of unexplained) log(`survived without an explanation: ${key}`);
  for (const key of gone) log(`explained, but no longer in the sources: ${key}`);
  for (const key of killed) log(`explained, but killed: ${key}`);
  const { totals } = result;
  const { killed: dead, survived, invalid, unjudged } = totals;
  log(`${dead} killed, ${survived} survived, ${invalid} do not compile, ${unjudged} not judged`);
  return unexplained.length + gone.length + killed.length === 0;
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof PlimsollError)) throw error;
  console.error(error.message);
  process.exitCode = EXIT_CODES[error.code];
}
