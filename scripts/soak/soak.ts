import { PlimsollError } from '../../prover/errors.ts';
import type { PoolProgress } from '../../prover/pool/job.ts';
import { ProvingPool } from '../../prover/pool/pool.ts';
import type { ProofResult } from '../../prover/prover.ts';
import { Random } from '../../test/support/random.ts';
import type { Subject } from './subject.ts';

export interface SoakOptions {
  readonly proofs: number;
  readonly processes: number;
  readonly seed: number;
}

/** Median resident bytes around the end of the first quarter, and at the end. */
interface Growth {
  readonly quarter: number;
  readonly end: number;
}

export interface SoakReport extends SoakOptions {
  readonly circuit: string;
  readonly jobs: number;
  readonly verified: number;
  readonly cancelled: number;
  /** Jobs that two processes ended on. */
  readonly gaveUp: number;
  readonly kills: number;
  readonly restarts: number;
  readonly seconds: number;
  readonly memory: { readonly parent: Growth; readonly process: Growth };
}

const CANCELS = 0.03;
const KILLS = 0.015;
/** Of those, jobs whose second process is killed too. */
const SECOND_KILLS = 0.2;
const MOST_GROWTH = 1.1;
const REPORTS = 20;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

function growthOf(samples: readonly number[]): Growth {
  const part = (from: number, to: number): number =>
    median(samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)));
  return { quarter: part(0.15, 0.25), end: part(0.9, 1) };
}

/** One run: `proofs` proofs through a pool, jobs cancelled and processes killed on the way, everything counted. */
export class Soak {
  readonly #subject: Subject;
  readonly #options: SoakOptions;
  readonly #log: (message: string) => void;
  readonly #random: Random;
  /** How often each job settled. */
  readonly #settled: number[] = [];
  readonly #memory = { parent: [] as number[], process: [] as number[] };
  readonly #count = { proofs: 0, verified: 0, cancelled: 0, gaveUp: 0, kills: 0 };
  /** Never hurt, so that it lives from the start to the end. */
  #spared = 0;

  constructor(subject: Subject, options: SoakOptions, log: (message: string) => void) {
    this.#subject = subject;
    this.#options = options;
    this.#log = log;
    this.#random = new Random(options.seed);
  }

  /** @throws INVALID when a job settles not once, a proof does not verify, memory grows or a process is left */
  async run(interruption: AbortSignal): Promise<SoakReport> {
    const stop = new AbortController();
    const signal = AbortSignal.any([interruption, stop.signal]);
    const { circuit, directory, manifest } = this.#subject;
    const { processes, proofs, seed } = this.#options;
    check(processes > 1, `at least 2 processes, one of them spared, got ${processes}`, 'USAGE');
    this.#log(`soak: ${proofs} proofs of ${circuit} in ${processes} processes, seed ${seed}`);
    const start = performance.now();
    const pool = await ProvingPool.open({ circuits: [circuit], directory, manifest, processes, queueLimit: processes });
    try {
      this.#spared = pool.statistics.processes[0]?.pid ?? 0;
      const work = new Set<Promise<void>>();
      for (let index = 0; this.#count.proofs + work.size < proofs || work.size > 0;) {
        signal.throwIfAborted();
        if (this.#count.proofs + work.size >= proofs) {
          await Promise.race(work);
          continue;
        }
        await pool.whenRoom();
        const job = this.#job(pool, index++, start)
          .catch((error: unknown) => stop.abort(error))
          .finally(() => work.delete(job));
        work.add(job);
      }
      signal.throwIfAborted();
      return await this.#report(pool, (performance.now() - start) / 1000);
    } finally {
      await pool.close();
    }
  }

  /** One job, cancelled or hurt at random. @throws INVALID when it ends in a way that nobody asked for */
  async #job(pool: ProvingPool, index: number, start: number): Promise<void> {
    const abort = new AbortController();
    const moment = (['waiting', 'witness', 'proving'] as const)[this.#random.index(3)];
    const cancels = this.#random.chance(CANCELS);
    const kills = this.#random.chance(KILLS) ? (this.#random.chance(SECOND_KILLS) ? 2 : 1) : 0;
    const hurt = new Set<number>();
    const onProgress = ({ stage, pid }: PoolProgress): void => {
      if (pid === this.#spared) return;
      if (cancels && stage === moment) abort.abort();
      if (pid !== undefined && hurt.size < kills && !hurt.has(pid)) {
        hurt.add(pid);
        this.#count.kills++;
        process.kill(pid, 'SIGKILL');
      }
    };
    const { circuit } = this.#subject;
    const options = { signal: abort.signal, ...((cancels || kills > 0) && { onProgress }) };
    const result = await pool.prove(circuit, this.#subject.inputs(index), options).catch((error: unknown) => error);
    this.#settled[index] = (this.#settled[index] ?? 0) + 1;
    if (result instanceof Error) {
      if (abort.signal.aborted && result.message.endsWith('got cancelled')) this.#count.cancelled++;
      // One may be meant for the job before: it ends a process that has just taken this one.
      else if (result.message.endsWith('the end of 2 processes, the last by SIGKILL')) this.#count.gaveUp++;
      else throw result;
      return;
    }
    await this.#prove(pool, { index, result: result as ProofResult, start });
  }

  async #prove(
    pool: ProvingPool,
    { index, result, start }: { index: number; result: ProofResult; start: number },
  ): Promise<void> {
    const { proofs } = this.#options;
    if (this.#count.proofs % this.#subject.verifyEvery === 0) {
      this.#count.verified++;
      check(await this.#subject.verifies(index, result), `a proof that verifies, got another for job ${index}`);
    }
    this.#count.proofs++;
    const memory = pool.statistics.processes.find(({ pid }) => pid === this.#spared)?.memory;
    check(memory !== undefined, 'the spared process to live, got its end');
    this.#memory.parent.push(process.memoryUsage.rss());
    this.#memory.process.push(memory);
    if (this.#count.proofs % Math.ceil(proofs / REPORTS) !== 0) return;
    const rate = (60_000 * this.#count.proofs) / (performance.now() - start);
    const [parent, child] = [this.#memory.parent.at(-1) ?? 0, memory].map((bytes) => Math.round(bytes / 2 ** 20));
    this.#log(
      `soak: ${this.#count.proofs} of ${proofs} proofs, ${rate.toFixed(0)} a minute, parent ${parent} MiB, process ${child} MiB, ${pool.statistics.restarts} restarts`,
    );
  }

  async #report(pool: ProvingPool, seconds: number): Promise<SoakReport> {
    const jobs = this.#settled.length;
    const { processes, waiting, running, done, failed, restarts } = pool.statistics;
    const { cancelled, gaveUp, kills, proofs } = this.#count;
    const wrong = Array.from(this.#settled, (times, index) => ({ times, index })).find(({ times }) => times !== 1);
    check(wrong === undefined, `job ${wrong?.index} to settle once, got ${wrong?.times} times`);
    check(waiting + running === 0, `no job left, got ${waiting} waiting and ${running} running`);
    check(done === proofs, `${done} proofs as the pool counts, got ${proofs}`);
    const ended = kills + cancelled;
    check(restarts <= ended, `at most ${ended} processes killed, or stopped with a cancelled job, got ${restarts}`);
    check(2 * gaveUp <= kills, `two kills for each job given up, got ${kills} for ${gaveUp}`);
    check(failed === cancelled + gaveUp, `${failed} failures as the pool counts, got ${cancelled + gaveUp}`);
    await pool.close();
    for (const { pid } of processes) check(!isAlive(pid), `no process after close, got ${pid}`);
    const memory = { parent: growthOf(this.#memory.parent), process: growthOf(this.#memory.process) };
    for (const [who, { quarter, end }] of Object.entries(memory)) {
      check(end <= MOST_GROWTH * quarter, `memory of the ${who} within a tenth of ${quarter} bytes, got ${end}`);
    }
    const { circuit } = this.#subject;
    return { circuit, jobs, ...this.#options, ...this.#count, restarts, seconds, memory };
  }
}

function check(holds: boolean, expected: string, code: 'INVALID' | 'USAGE' = 'INVALID'): asserts holds {
  if (!holds) throw new PlimsollError(code, `soak: expected ${expected}`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
