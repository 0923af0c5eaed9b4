/** A run from end to end over the crash of March 2020: on a chain with real proofs, or on models alone. */
import { Command } from 'commander';

import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { runScript, type ScriptContext } from '../prover/setup/run.ts';
import { chainRun } from './e2e/chain-run.ts';
import { dryRun, type EpochReport } from './e2e/dry-run.ts';
import { buildEpochs, pricesOf, type Epoch } from './e2e/epochs.ts';
import type { Plan } from './e2e/plan.ts';
import { makePlan } from './e2e/planner.ts';
import { CRASH, SMALL } from './e2e/scenario.ts';
import { countSteps, inWords, showEpoch } from './e2e/show.ts';
import { figuresOf, showFigures, type Figures } from './e2e/show-chain.ts';

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

type OnEpoch = (report: EpochReport) => void;

/** Carries out the plan on a chain, and says on the error stream how far it is. */
async function onChain(
  plan: Plan,
  epochs: readonly Epoch[],
  { signal, onMessage, onEpoch }: ScriptContext & { readonly onEpoch: OnEpoch },
): Promise<Figures> {
  const start = performance.now();
  const steps = plan.epochs.reduce((sum, epoch) => sum + epoch.steps.length, 0);
  let done = 0;
  onMessage(`${plan.traders.length} accounts to open, ${steps} steps to do`);
  const book = await chainRun(plan, epochs, {
    signal,
    onEpoch,
    onStep: (step, { epoch }, { proofs }) => {
      const seconds = (performance.now() - start) / 1000;
      const refused = step.refused === undefined ? '' : 'refused: ';
      onMessage(
        `[${++done}/${steps}] ${seconds.toFixed(0)} s, ${proofs.total} proofs, epoch ${epoch.number}: ${refused}${inWords(step, epoch)}`,
      );
    },
  });
  return figuresOf(book, (performance.now() - start) / 1000);
}

async function run({ dry, small, seed: text, json }: Options, context: ScriptContext): Promise<number> {
  const scenario = small ? SMALL : CRASH;
  const seed = text === undefined ? scenario.seed : readSeed(text);
  const epochs = buildEpochs(scenario, pricesOf(scenario));
  const plan = makePlan(scenario, epochs, seed);
  const reports: EpochReport[] = [];
  const onEpoch = (report: EpochReport): void => {
    if (!json) process.stdout.write(`${showEpoch(report, reports.at(-1)?.epoch)}\n`);
    reports.push(report);
  };
  let figures: Figures | undefined;
  if (dry) for (const report of dryRun(plan, epochs)) onEpoch(report);
  else figures = await onChain(plan, epochs, { ...context, onEpoch });

  const steps = countSteps(reports);
  const below = plan.epochs.filter((epoch) => epoch.below.length > 0).map(({ epoch, below }) => ({ epoch, below }));
  const summary = { seed: seed.toString(), traders: plan.traders.length, epochs: epochs.length, below, steps };
  if (json) process.stdout.write(`${JSON.stringify({ ...summary, ...(figures && { chain: figures }) })}\n`);
  else {
    const counts = Object.entries(steps).map(([kind, count]) => `${kind} ${count}`);
    process.stdout.write(
      `${epochs.length} epochs, ${plan.traders.length} traders, seed ${seed}: ${counts.join(', ')}\n`,
    );
    if (figures !== undefined) process.stdout.write(showFigures(figures));
  }
  return 0;
}

await new Command('e2e')
  .description(
    'Traders deposit, trade, settle and withdraw over the crash of March 2020, epoch by epoch, in a clearing house on a chain in this process; prices are read from PLIMSOLL_SHARED.',
  )
  .option('--dry', 'on models of the accounts alone: no proofs, no chain', false)
  .option('--small', 'three traders and three epochs instead of six and twelve', false)
  .option('--seed <number>', 'of what the traders do')
  .option('--json', 'print a summary as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run e2e -- --small\n  npm run e2e -- --dry\n  npm run e2e -- --dry --small --seed 7\n  npm run e2e -- --json\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action((options: Options) => runScript(options.json, (context) => run(options, context)))
  .parseAsync();
