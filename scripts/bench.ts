import { Command } from 'commander';
import { cpus, totalmem } from 'node:os';

import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { runScript } from '../prover/setup/run.ts';
import { CIRCUITS, HOUSE_CIRCUITS } from '../prover/witness/circuits.ts';
import { measureAccuracy } from './bench/accuracy.ts';
import { measureGas } from './bench/gas.ts';
import { measureHouseGas } from './bench/house-gas.ts';
import { measureProving } from './bench/proving.ts';
import { blocks, checkMarkers, writeReadme, type Figures } from './bench/tables.ts';
import { measureThroughput } from './bench/throughput.ts';
import { measureWhatIf } from './bench/whatif.ts';

const PIECES = ['accuracy', 'whatif', 'proving', 'throughput', 'gas'] as const;
/** Unless others are named: one proof of the smallest is too short, one of the largest too long to need a pool. */
const THROUGHPUT_CIRCUITS = ['cross-8', 'portfolio-8'];
const ROUNDS = 3;
const ANSWERS = 40;

interface Options {
  readonly only: readonly string[];
  readonly circuit?: readonly string[];
  readonly runs: number;
  readonly write: boolean;
  readonly json: boolean;
}

const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;

/** A list in one word, with commas. */
const list = (text: string): string[] => text.split(',').map((word) => word.trim());

function checkKnown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new PlimsollError('USAGE', `--${option}: expected some of ${known.join(', ')}, got ${unknown}`);
}

async function measure({ only, circuit, runs }: Options, log: (message: string) => void): Promise<Figures> {
  const circuits = circuit ?? HOUSE_CIRCUITS;
  const ofMargin = circuits.filter((name) => Object.hasOwn(CIRCUITS, name));
  const measures = (piece: (typeof PIECES)[number]): boolean => only.includes(piece);
  return {
    machine: machine(),
    ...(measures('accuracy') && { accuracy: measureAccuracy(log) }),
    ...(measures('whatif') && { whatif: await measureWhatIf(ANSWERS, log) }),
    ...(measures('proving') && { proving: await measureProving(circuits, runs, log) }),
    ...(measures('throughput') && { throughput: await measureThroughput(circuit ?? THROUGHPUT_CIRCUITS, ROUNDS, log) }),
    ...(measures('gas') && { gas: await measureGas(ofMargin, log) }),
    ...(measures('gas') && circuit === undefined && { houseGas: await measureHouseGas(log) }),
  };
}

async function run(options: Options, log: (message: string) => void): Promise<number> {
  const { only, circuit, runs, write, json } = options;
  checkKnown('only', only, PIECES);
  checkKnown('circuit', circuit ?? [], HOUSE_CIRCUITS);
  if (!(runs >= 1)) throw new PlimsollError('USAGE', `--runs: expected a number of at least 1, got ${runs}`);
  if (write && circuit !== undefined)
    throw new PlimsollError('USAGE', '--write: expected every circuit, got --circuit: tables would lose the others');
  if (write) checkMarkers(only);
  const figures = await measure(options, log);
  if (write) writeReadme(figures);
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${Object.values(blocks(figures)).join('\n\n')}\n`);
  return 0;
}

await new Command('bench')
  .description(
    'Measure proving time and memory in pairs with the snarkjs command line, throughput of a pool, gas, the latency of what-if answers, and rounding.',
  )
  .option('--only <pieces>', `some of ${PIECES.join(',')}`, list, [...PIECES])
  .option('--circuit <names>', 'circuits, with commas; by default all, for throughput two')
  .option('--runs <number>', 'pairs of proofs for each circuit', (text) => Number.parseInt(text, 10), 5)
  .option('--write', 'put the tables into README.md', false)
  .option('--json', 'print the figures as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run bench\n  npm run bench -- --write\n  npm run bench -- --only proving --circuit isolated-4\n  npm run bench -- --runs 9 --json\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action((options: Omit<Options, 'circuit'> & { circuit?: string }) =>
    runScript(options.json, ({ onMessage }) => {
      const { circuit, ...rest } = options;
      return run({ ...rest, ...(circuit !== undefined && { circuit: list(circuit) }) }, onMessage);
    }),
  )
  .parseAsync();
