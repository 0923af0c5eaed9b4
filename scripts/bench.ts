import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

import { EXIT_CODES } from '../prover/errors.ts';
import { runScript } from '../prover/setup/run.ts';
import { measureAccuracy, type Accuracy } from './bench/accuracy.ts';
import { measureGas } from './bench/gas.ts';
import { measureProving, type Proving } from './bench/proving.ts';

const README = new URL('../README.md', import.meta.url);

interface Figures {
  readonly machine: string;
  readonly proving: readonly Proving[];
  readonly gas: Readonly<Record<string, number>>;
  readonly accuracy: readonly Accuracy[];
}

const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;

const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function provingTable(proving: readonly Proving[]): string {
  return table(
    [
      'circuit',
      'constraints',
      'warm proof',
      'per 1,000 constraints',
      'memory',
      'snarkjs command line, same inputs',
      'ratio',
      'verify',
    ],
    proving.map(({ circuit, constraints, warm, memory, snarkjs, ratio, verify }) => [
      `\`${circuit}\``,
      thousands(constraints),
      seconds(warm),
      seconds((1000 * warm) / constraints),
      `${thousands(memory / 2 ** 20)} MiB`,
      seconds(snarkjs),
      `${ratio.toFixed(2)}x`,
      `${thousands(verify)} ms`,
    ]),
  );
}

/** Markdown between the markers of the README, one block for each. */
function blocks({ machine: name, proving, gas, accuracy }: Figures): Record<string, string> {
  return {
    proving: `${provingTable(proving)}\n\nMedian of one run on: ${name}. The ratio is the snarkjs command line over the warm prover, pair by pair.`,
    gas: table(
      ['call', 'gas, all in'],
      Object.entries(gas).map(([call, value]) => [`\`${call}\``, thousands(value)]),
    ),
    ...(accuracy.length > 0 && {
      accuracy: table(
        [
          'margin',
          'largest difference to the published figure',
          'tighter than the float reference by at most',
          'looser by at most',
        ],
        accuracy.map(({ level, published, tighter, looser }) => [
          level,
          ...[published, tighter, looser].map((value) => value.toExponential(1)),
        ]),
      ),
    }),
  };
}

function writeReadme(figures: Figures): void {
  let text = readFileSync(README, 'utf8');
  for (const [name, block] of Object.entries(blocks(figures))) {
    const marked = new RegExp(`(<!-- bench:${name} -->)[^]*?(<!-- /bench:${name} -->)`);
    if (!marked.test(text)) throw new Error(`README.md: expected the marker bench:${name}, got none`);
    text = text.replace(marked, (_, start: string, end: string) => `${start}\n\n${block}\n\n${end}`);
  }
  writeFileSync(README, text);
}

await new Command('bench')
  .description(
    'Measure constraints, proving time and memory, gas and rounding; proving in pairs with the snarkjs command line.',
  )
  .option('--runs <number>', 'pairs of proofs for each circuit', (text) => Number.parseInt(text, 10), 5)
  .option('--write', 'put the tables into README.md', false)
  .option('--json', 'print the figures as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run bench\n  npm run bench -- --write\n  npm run bench -- --runs 9 --json\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action(async ({ runs, write, json }: { runs: number; write: boolean; json: boolean }) => {
    await runScript(json, async ({ onMessage }) => {
      const figures: Figures = {
        machine: machine(),
        accuracy: measureAccuracy(onMessage),
        proving: await measureProving(runs, onMessage),
        gas: await measureGas(onMessage),
      };
      if (write) writeReadme(figures);
      process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${Object.values(blocks(figures)).join('\n\n')}\n`);
      return 0;
    });
  })
  .parseAsync();
