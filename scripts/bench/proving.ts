import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { committedManifest } from '../../prover/artifacts/committed.ts';
import { ARTIFACT_DIRECTORY } from '../../prover/artifacts/build-folder.ts';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { circuitEntry } from '../../prover/artifacts/manifest.ts';
import { artifactPath } from '../../prover/artifacts/source.ts';
import { Prover, type ProofResult } from '../../prover/prover.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import { median, timed, type Log } from './measure.ts';
import { inputsOf } from './sample.ts';

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

/** What the child writes for each proof; the proof in decimal strings. */
interface Proven {
  readonly time: number;
  readonly memory: number;
  readonly result: string;
}

const bigintsOut = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? { n: String(value) } : value);
const bigintsIn = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'n' in value ? BigInt(String(value.n)) : value;

/** Sends lines to a process that proves once per line, and reads one line of JSON for each. */
async function inChild(circuit: string, work: (prove: () => Promise<Proven>) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', import.meta.filename, circuit], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8');
  const prove = (): Promise<Proven> =>
    new Promise((resolve, reject) => {
      child.stdout.once('data', (line: string) => {
        resolve(JSON.parse(line) as Proven);
      });
      child.once('close', () => {
        reject(new Error(`${circuit}: expected a proof, got the end of the process`));
      });
      child.stdin.write('prove\n');
    });
  try {
    await work(prove);
  } finally {
    child.stdin.end();
    await ended;
  }
}

/** The arguments of Node for the snarkjs command line, with the inputs in a file of that folder. */
function snarkjsCommand(circuit: string, folder: string): string[] {
  const snarkjs = join(dirname(createRequire(import.meta.url).resolve('snarkjs')), 'cli.cjs');
  const artefact = (file: 'wasm' | 'zkey'): string => join(ARTIFACT_DIRECTORY, artifactPath(circuit, file));
  const [input, proof, signals] = ['input.json', 'proof.json', 'public.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const inText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
  writeFileSync(input, JSON.stringify(inputsOf(circuit), inText));
  return [snarkjs, 'groth16', 'fullprove', input, artefact('wasm'), artefact('zkey'), proof, signals];
}

async function measureVerifying(circuit: string, { proof, publicSignals }: ProofResult, runs: number): Promise<number> {
  const key = await openVerificationKey({ circuit, source: new DirectorySource(), manifest: committedManifest() });
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const [time, { valid }] = await timed(() => verifyProof({ key, proof, publicSignals }));
    if (!valid) throw new Error(`${circuit}: expected a proof that verifies, got another`);
    times.push(time);
  }
  return median(times.slice(1));
}

/** Witness and proof, in pairs: the warm prover, then the snarkjs command line with the same inputs and key. */
export async function measureProving(circuits: readonly string[], runs: number, log: Log): Promise<Proving[]> {
  const results: Proving[] = [];
  for (const circuit of circuits) {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
    try {
      const command = snarkjsCommand(circuit, folder);
      const warm: number[] = [];
      const cold: number[] = [];
      let memory = 0;
      let last = '';
      await inChild(circuit, async (prove) => {
        await prove();
        for (let run = 1; run <= runs; run++) {
          const proof = await prove();
          warm.push(proof.time);
          memory = proof.memory;
          last = proof.result;
          cold.push((await timed(() => promisify(execFile)(process.execPath, command)))[0]);
          log(`proving: ${circuit}, pair ${run} of ${runs}`);
        }
      });
      results.push({
        circuit,
        constraints: circuitEntry(committedManifest(), circuit).constraints,
        warm: median(warm),
        memory,
        snarkjs: median(cold),
        ratio: median(cold.map((time, index) => time / (warm[index] ?? NaN))),
        verify: await measureVerifying(circuit, JSON.parse(last, bigintsIn) as ProofResult, runs),
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
  const inputs = inputsOf(circuit);
  process.stdin.setEncoding('utf8');
  for await (const _ of process.stdin) {
    const [time, result] = await timed(() => prover.prove(inputs));
    const proven: Proven = {
      time,
      memory: process.resourceUsage().maxRSS * 1024,
      result: JSON.stringify(result, bigintsOut),
    };
    process.stdout.write(`${JSON.stringify(proven)}\n`);
  }
  await prover.close();
}
