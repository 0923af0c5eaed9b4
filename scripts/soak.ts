/** Many proofs in a row through a proving pool, with random cancels and killed processes. */
import { Command } from 'commander';
import { availableParallelism } from 'node:os';

import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { runScript, type ScriptContext } from '../prover/setup/run.ts';
import { Soak, type SoakOptions } from './soak/soak.ts';
import { subjectOf } from './soak/subject.ts';

const integer = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new PlimsollError('USAGE', `soak: expected a whole number above 0, got ${text}`);
};

interface Options extends SoakOptions {
  readonly circuit: string;
  readonly json: boolean;
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const change = ({ quarter, end }: { readonly quarter: number; readonly end: number }): string =>
  `${mebibytes(quarter)} in the first quarter, ${mebibytes(end)} at the end`;

async function run({ circuit, json, ...options }: Options, { signal, onMessage }: ScriptContext): Promise<number> {
  const subject = await subjectOf(circuit);
  const report = await new Soak(subject, options, onMessage).run(signal);
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const { jobs, proofs, verified, cancelled, gaveUp, kills, restarts, seconds, memory } = report;
    process.stdout.write(
      [
        `${circuit}: ${proofs} proofs in ${seconds.toFixed(0)} s, ${verified} verified`,
        `${jobs} jobs, each settled once: ${cancelled} cancelled, ${gaveUp} given up after two ended processes`,
        `${kills} processes killed, ${restarts} started in place of others`,
        `memory of the parent: ${change(memory.parent)}`,
        `memory of the process that was spared: ${change(memory.process)}`,
        '',
      ].join('\n'),
    );
  }
  return 0;
}

await new Command('soak')
  .description('Make many proofs in a row through a proving pool while processes are killed and jobs cancelled.')
  .option('--proofs <number>', 'proofs to make; jobs that are cancelled come on top', integer, 2000)
  .option('--circuit <name>', 'circuit of the package, or in-range, a small one of the tests', 'in-range')
  .option('--processes <number>', 'processes of the pool, at least 2', integer, Math.max(2, availableParallelism()))
  .option('--seed <number>', 'of the random cancels and kills', integer, (Date.now() % 1_000_000) + 1)
  .option('--json', 'print the summary as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run soak\n  npm run soak -- --proofs 200\n  npm run soak -- --circuit isolated-4 --json\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action((options: Options) => runScript(options.json, (context) => run(options, context)))
  .parseAsync();
