/** The figures as tables in Markdown, and their place in the README. */
import { readFileSync, writeFileSync } from 'node:fs';

import { PlimsollError } from '../../prover/errors.ts';
import type { Accuracy } from './accuracy.ts';
import type { Gas } from './gas.ts';
import type { HouseGas } from './house-gas.ts';
import type { Proving } from './proving.ts';
import type { Throughput } from './throughput.ts';
import type { WhatIfLatency } from './whatif.ts';

const README = new URL('../../README.md', import.meta.url);

/** What was measured; each part has a block of its own. */
export interface Figures {
  readonly machine: string;
  readonly proving?: readonly Proving[];
  readonly throughput?: readonly Throughput[];
  readonly gas?: readonly Gas[];
  readonly houseGas?: readonly HouseGas[];
  readonly whatif?: readonly WhatIfLatency[];
  readonly accuracy?: readonly Accuracy[];
}

const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : thousands(value)} ms`;
const mebibytes = (bytes: number): string => `${thousands(bytes / 2 ** 20)} MiB`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const provingTable = (proving: readonly Proving[], machine: string): string => {
  const rows = proving.map(({ circuit, constraints, warm, memory, snarkjs, ratio, verify }) => [
    `\`${circuit}\``,
    thousands(constraints),
    seconds(warm),
    milliseconds((1000 * warm) / constraints),
    mebibytes(memory),
    seconds(snarkjs),
    `${ratio.toFixed(2)}x`,
    milliseconds(verify),
  ]);
  const head = [
    'circuit',
    'constraints',
    'warm proof',
    'per 1,000 constraints',
    'memory',
    'snarkjs command line, same inputs',
    'ratio',
    'verify',
  ];
  return `${table(head, rows)}\n\nMedian of one run on: ${machine}. The ratio is the snarkjs command line over the warm prover, pair by pair.`;
};

const throughputTable = (throughput: readonly Throughput[], machine: string): string => {
  const rows = throughput.map(({ circuit, processes, pool, prover, ratio, memory }) => [
    `\`${circuit}\``,
    prover.toFixed(1),
    `${pool.toFixed(1)} (${processes} processes)`,
    `${ratio.toFixed(2)}x`,
    mebibytes(memory),
  ]);
  const head = ['circuit', 'one prover, proofs a minute', 'pool, proofs a minute', 'ratio', 'memory of a process'];
  return `${table(head, rows)}\n\nOne prover with a thread for each processor against processes with one thread each, in turn, on: ${machine}.`;
};

const gasTable = (gas: readonly Gas[]): string =>
  table(
    ['circuit', '`certify`, gas all in', '`proveInsolvent`', '`isSolvent`'],
    gas.map(({ circuit, ...calls }) => [
      `\`${circuit}\``,
      ...[calls.certify, calls.proveInsolvent, calls.isSolvent].map(thousands),
    ]),
  );

const houseGasTable = (gas: readonly HouseGas[]): string =>
  table(
    ['clearing house', 'gas all in, the most of a run'],
    gas.map(({ call, gas: spent }) => [call, thousands(spent)]),
  );

const whatIfTable = (latencies: readonly WhatIfLatency[]): string =>
  table(
    ['book', 'legs', 'instruments of the market', 'opening', 'after a trade', 'after a move'],
    latencies.map(({ book, legs, instruments, ...times }) => [
      book,
      String(legs),
      String(instruments),
      ...[times.opening, times.trade, times.move].map(milliseconds),
    ]),
  );

const accuracyTable = (accuracy: readonly Accuracy[]): string =>
  table(
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
  );

/** One block of Markdown for each part that was measured. */
export function blocks({
  machine,
  proving,
  throughput,
  gas,
  houseGas,
  whatif,
  accuracy,
}: Figures): Record<string, string> {
  return {
    ...(proving && { proving: provingTable(proving, machine) }),
    ...(throughput && { throughput: throughputTable(throughput, machine) }),
    ...(gas && { gas: [gasTable(gas), ...(houseGas ? [houseGasTable(houseGas)] : [])].join('\n\n') }),
    ...(whatif && { whatif: whatIfTable(whatif) }),
    // No rows where the published portfolios are not at hand.
    ...(accuracy && accuracy.length > 0 && { accuracy: accuracyTable(accuracy) }),
  };
}

const marked = (name: string): RegExp => new RegExp(`(<!-- bench:${name} -->)[^]*?(<!-- /bench:${name} -->)`);

/** To be called before measuring for minutes. @throws ENVIRONMENT when the README has no place for a block */
export function checkMarkers(names: readonly string[]): void {
  const text = readFileSync(README, 'utf8');
  const missing = names.find((name) => !marked(name).test(text));
  if (missing === undefined) return;
  throw new PlimsollError('ENVIRONMENT', `README.md: expected the marker bench:${missing}, got none`);
}

/** Puts the blocks between their markers. */
export function writeReadme(figures: Figures): void {
  let text = readFileSync(README, 'utf8');
  for (const [name, block] of Object.entries(blocks(figures))) {
    text = text.replace(marked(name), (_, start: string, end: string) => `${start}\n\n${block}\n\n${end}`);
  }
  writeFileSync(README, text);
}
