import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { committedManifest } from '../../prover/artifacts/committed.ts';
import { ARTIFACT_DIRECTORY, DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { circuitEntry } from '../../prover/artifacts/manifest.ts';
import { artifactPath } from '../../prover/artifacts/source.ts';
import { Market } from '../../prover/model/tree.ts';
import { Prover } from '../../prover/prover.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import { PORTFOLIO_CIRCUITS, stateMargin } from '../../prover/witness/portfolio.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { Random, randomAccount, randomTable } from '../../test/support/generate.ts';

export interface Proving {
  readonly circuit: string;
  readonly constraints: number;
  /** Milliseconds of a proof in a process that made one before. */
  readonly warm: number;
  /** Peak bytes of that process. */
  readonly memory: number;
  /** Milliseconds of `snarkjs groth16 fullprove` as a process. */
  readonly snarkjs: number;
  /** Median over pairs of snarkjs over warm. */
  readonly ratio: number;
  /** Milliseconds to verify. */
  readonly verify: number;
}

type Log = (message: string) => void;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function timed<Result>(work: () => Promise<Result>): Promise<[number, Result]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** A statement about a random account that fills the circuit. */
function statementOf(circuit: string): CircuitInputs {
  const capacity = PORTFOLIO_CIRCUITS[circuit];
  if (capacity === undefined) throw new RangeError(`${circuit}: expected a circuit of the portfolio method`);
  const random = new Random(8);
  const table = randomTable(random, { expiries: capacity.expiries, strikes: capacity.legs });
  let account = randomAccount(random, table, capacity);
  while (account.legs.length < capacity.legs) account = randomAccount(random, table, capacity);
  const claim = { thresholdBps: 10_000n, minExcess: 0n };
  return stateMargin({ account, market: new Market(table), claim, context: 1n, capacity }).inputs;
}

/** Sends lines to a process that proves once per line, and reads one line of JSON for each. */
async function inChild(
  circuit: string,
  work: (prove: () => Promise<{ time: number; memory: number }>) => Promise<void>,
): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', import.meta.filename, circuit], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8');
  const prove = (): Promise<{ time: number; memory: number }> =>
    new Promise((resolve, reject) => {
      child.stdout.once('data', (line: string) => {
        resolve(JSON.parse(line) as { time: number; memory: number });
      });
      child.once('close', () => {
        reject(new Error(`${circuit}: expected a proof, got the end of the process`));
      });
      child.stdin.write('prove\n');
    });
  await work(prove);
  child.stdin.end();
  await ended;
}

/** Witness and proof, in pairs: the warm prover, then the snarkjs command line with the same inputs and key. */
export async function measureProving(runs: number, log: Log): Promise<Proving[]> {
  const manifest = committedManifest();
  const source = new DirectorySource();
  const snarkjs = join(dirname(createRequire(import.meta.url).resolve('snarkjs')), 'cli.cjs');
  const results: Proving[] = [];
  for (const circuit of Object.keys(PORTFOLIO_CIRCUITS)) {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
    try {
      const inputFile = join(folder, 'input.json');
      writeFileSync(
        inputFile,
        JSON.stringify(statementOf(circuit), (_, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        ),
      );
      const artefact = (file: 'wasm' | 'zkey'): string => join(ARTIFACT_DIRECTORY, artifactPath(circuit, file));
      const commandLine = [
        snarkjs,
        'groth16',
        'fullprove',
        inputFile,
        artefact('wasm'),
        artefact('zkey'),
        join(folder, 'proof.json'),
        join(folder, 'public.json'),
      ];
      const warm: number[] = [];
      const cold: number[] = [];
      let memory = 0;
      await inChild(circuit, async (prove) => {
        await prove();
        for (let run = 1; run <= runs; run++) {
          const proof = await prove();
          warm.push(proof.time);
          memory = proof.memory;
          cold.push((await timed(() => promisify(execFile)(process.execPath, commandLine)))[0]);
          log(`${circuit}: pair ${run} of ${runs}`);
        }
      });
      const key = await openVerificationKey({ circuit, source, manifest });
      const prover = await Prover.open({ circuit, source, manifest });
      const { proof, publicSignals } = await prover.prove(statementOf(circuit));
      await prover.close();
      const checks: number[] = [];
      for (let run = 0; run <= runs; run++)
        checks.push((await timed(() => verifyProof({ key, proof, publicSignals })))[0]);
      results.push({
        circuit,
        constraints: circuitEntry(manifest, circuit).constraints,
        warm: median(warm),
        memory,
        snarkjs: median(cold),
        ratio: median(cold.map((time, index) => time / (warm[index] ?? NaN))),
        verify: median(checks.slice(1)),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return results;
}

/** The child: proves once for each line it reads. */
if (process.argv[1] === import.meta.filename) {
  const circuit = process.argv[2] ?? '';
  const prover = await Prover.open({ circuit, source: new DirectorySource(), manifest: committedManifest() });
  const inputs = statementOf(circuit);
  process.stdin.setEncoding('utf8');
  for await (const _ of process.stdin) {
    const [time] = await timed(() => prover.prove(inputs));
    process.stdout.write(`${JSON.stringify({ time, memory: process.resourceUsage().maxRSS * 1024 })}\n`);
  }
  await prover.close();
}
