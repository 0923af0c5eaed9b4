/** A run from end to end over the crash of March 2020; so far on models alone. */
import { Command } from 'commander';

import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { runScript } from '../prover/setup/run.ts';
import { dryRun, type EpochReport } from './e2e/dry-run.ts';
import { buildEpochs, pricesOf } from './e2e/epochs.ts';
import { makePlan } from './e2e/planner.ts';
import { CRASH, SMALL } from './e2e/scenario.ts';
import { countSteps, showEpoch } from './e2e/show.ts';

interface Options {
  readonly dry: boolean;
  readonly small: boolean;
  readonly seed?: string;
  readonly json: boolean;
}

function readSeed(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new PlimsollError('USAGE', `--seed: expected a whole number of at most 18 digits, got ${text}`);
}

function run({ dry, small, seed: text, json }: Options): Promise<number> {
  if (!dry) throw new PlimsollError('USAGE', 'e2e: expected --dry, got no option: there is no run on a chain yet');
  const scenario = small ? SMALL : CRASH;
  const seed = text === undefined ? scenario.seed : readSeed(text);
  const epochs = buildEpochs(scenario, pricesOf(scenario));
  const plan = makePlan(scenario, epochs, seed);
  const reports: EpochReport[] = [];
  for (const report of dryRun(plan, epochs)) {
    if (!json) process.stdout.write(`${showEpoch(report, reports.at(-1)?.epoch)}\n`);
    reports.push(report);
  }
  const steps = countSteps(reports);
  const below = plan.epochs.filter((epoch) => epoch.below.length > 0).map(({ epoch, below }) => ({ epoch, below }));
  const summary = { seed: seed.toString(), traders: plan.traders.length, epochs: epochs.length, below, steps };
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else {
    const counts = Object.entries(steps).map(([kind, count]) => `${kind} ${count}`);
    process.stdout.write(
      `${epochs.length} epochs, ${plan.traders.length} traders, seed ${seed}: ${counts.join(', ')}\n`,
    );
  }
  return Promise.resolve(0);
}

await new Command('e2e')
  .description(
    'Traders deposit, trade, settle and withdraw over the crash of March 2020, epoch by epoch; prices are read from PLIMSOLL_SHARED.',
  )
  .option('--dry', 'on models of the accounts alone: no proofs, no chain', false)
  .option('--small', 'three traders and three epochs instead of six and twelve', false)
  .option('--seed <number>', 'of what the traders do')
  .option('--json', 'print a summary as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run e2e -- --dry\n  npm run e2e -- --dry --small --seed 7\n  npm run e2e -- --dry --json\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action((options: Options) => runScript(options.json, () => run(options)))
  .parseAsync();
