import { availableParallelism } from 'node:os';

import { ARTIFACT_DIRECTORY } from '../artifacts/build-folder.ts';
import { circuitEntry, type Manifest } from '../artifacts/manifest.ts';
import { PlimsollError } from '../errors.ts';
import type { ProofResult } from '../prover.ts';
import type { CircuitInputs } from '../witness-calculator.ts';
import { received, type Child } from './child.ts';
import { Crew, type ProcessStatistics } from './crew.ts';
import { cancelled, Job, type PoolProveOptions } from './job.ts';
import type { JobMessage } from './worker.ts';

export interface PoolOptions {
  /** What it proves. `open` loads the keys of all of them in each process. */
  readonly circuits: readonly string[];
  readonly manifest: Manifest;
  /** Folder of the artefacts; by default where setup puts them. */
  readonly directory?: string;
  /** Side by side, one thread each; by default one for each processor. */
  readonly processes?: number;
  /** Jobs that may wait while all processes are at work; 64 by default. */
  readonly queueLimit?: number;
}

export interface PoolStatistics {
  readonly waiting: number;
  readonly running: number;
  /** Proofs made. */
  readonly done: number;
  /** Jobs rejected: refuted, cancelled, out of time, given up. Not those refused because the queue was full. */
  readonly failed: number;
  /** Processes started in place of others that ended or were stopped. */
  readonly restarts: number;
  readonly processes: readonly ProcessStatistics[];
}

/** A job whose process ended is run again; one that ends several would end them all. */
const MOST_DEATHS = 2;

/**
 * Proves in several processes at once, each on one thread with its keys in memory: more proofs per minute than one
 * prover on all processors, each of them later.
 *
 * Jobs start in the order of the calls, and each settles once. A cancelled job leaves the queue, or its process is
 * ended and replaced; others are not touched. A process that ends by itself has its job run again once by another.
 * The processes keep this one alive until `close`, and end with it.
 */
export class ProvingPool {
  readonly #circuits: readonly string[];
  readonly #processes: number;
  readonly #queueLimit: number;
  readonly #crew: Crew;
  /** Waiting and running. */
  readonly #jobs = new Set<Job>();
  readonly #waiting: Job[] = [];
  readonly #roomWaiters: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #state: 'open' | 'draining' | 'closed' = 'open';
  #taken = 0;
  #done = 0;
  #failed = 0;

  private constructor({ circuits, manifest, directory, processes, queueLimit }: Required<PoolOptions>) {
    this.#circuits = circuits;
    this.#processes = processes;
    this.#queueLimit = queueLimit;
    this.#crew = new Crew({
      circuits,
      manifest,
      directory,
      processes,
      onMessage: this.#hear.bind(this),
      onEnd: this.#mourn.bind(this),
    });
  }

  /**
   * Starts the processes and loads every key in each.
   *
   * @throws ENVIRONMENT when an artefact is missing or differs from the manifest (by its name), or a process does not
   *   start; USAGE when a number is out of range
   */
  static async open(options: PoolOptions): Promise<ProvingPool> {
    const { circuits, manifest, directory = ARTIFACT_DIRECTORY } = options;
    const { processes = availableParallelism(), queueLimit = 64 } = options;
    for (const circuit of circuits) circuitEntry(manifest, circuit);
    checkCount('processes', processes, 1);
    checkCount('queueLimit', queueLimit, 0);
    const pool = new ProvingPool({ circuits, manifest, directory, processes, queueLimit });
    try {
      await pool.#crew.whenStarted();
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /**
   * Proves that the inputs satisfy the circuit, when its turn comes.
   *
   * @throws USAGE, INVALID as `Prover.prove`; USAGE too when the pool was not opened for the circuit
   * @throws ENVIRONMENT when the queue is full, the job is cancelled, out of time or has ended two processes, or the
   *   pool is closed
   */
  async prove(circuit: string, inputs: CircuitInputs, options: PoolProveOptions = {}): Promise<ProofResult> {
    if (this.#state !== 'open') throw closed();
    if (!this.#circuits.includes(circuit))
      throw new PlimsollError('USAGE', `pool: expected a circuit of ${this.#circuits.join(', ')}, got ${circuit}`);
    if (options.signal?.aborted === true) throw cancelled(circuit, options.signal);
    if (!this.#hasRoom())
      throw new PlimsollError(
        'ENVIRONMENT',
        `pool: expected at most ${this.#queueLimit} waiting jobs, got ${this.#waiting.length + 1}`,
      );
    const job = new Job({ id: ++this.#taken, circuit, inputs }, options, this.#giveUp.bind(this));
    this.#jobs.add(job);
    this.#waiting.push(job);
    job.report({ stage: 'waiting', steps: 0, pid: undefined });
    this.#advance();
    return await job.result;
  }

  /**
   * Resolves when `prove` has room for a job. Every caller that waits hears of it, and the first to prove takes it.
   *
   * @throws ENVIRONMENT when the pool is closed
   */
  async whenRoom(): Promise<void> {
    if (this.#state !== 'open') throw closed();
    if (this.#hasRoom()) return;
    await new Promise<void>((resolve, reject) => this.#roomWaiters.push({ resolve, reject }));
  }

  get statistics(): PoolStatistics {
    return {
      waiting: this.#waiting.length,
      running: this.#running(),
      done: this.#done,
      failed: this.#failed,
      restarts: this.#crew.restarts,
      processes: this.#crew.statistics,
    };
  }

  /**
   * Ends every process; no job is taken from here on. Safe to call twice.
   *
   * @param drain first finish what waits and runs; otherwise it is rejected
   */
  async close({ drain = false }: { readonly drain?: boolean } = {}): Promise<void> {
    if (this.#state === 'open') this.#state = 'draining';
    for (const { reject } of this.#roomWaiters.splice(0)) reject(closed());
    if (drain) await Promise.allSettled(Array.from(this.#jobs, ({ result }) => result));
    this.#state = 'closed';
    this.#waiting.length = 0;
    for (const job of this.#jobs) this.#settle(job, closed());
    await this.#crew.close();
  }

  #running(): number {
    return this.#jobs.size - this.#waiting.length;
  }

  #hasRoom(): boolean {
    return this.#running() < this.#processes || this.#waiting.length < this.#queueLimit;
  }

  /** Gives jobs to processes as long as there are both. */
  #advance(): void {
    if (this.#state === 'closed') return;
    for (let job = this.#waiting[0]; job !== undefined; job = this.#waiting[0]) {
      const child = this.#crew.idle(job.circuit);
      if (child === undefined) break;
      this.#waiting.shift();
      this.#hand(child, job);
    }
    if (this.#hasRoom()) for (const { resolve } of this.#roomWaiters.splice(0)) resolve();
  }

  #hand(child: Child, job: Job): void {
    const { id, circuit, inputs, wantsProgress } = job;
    try {
      child.send({ kind: 'prove', job: id, circuit, inputs, wantsProgress });
    } catch {
      // The cause would show the value.
      this.#settle(job, new PlimsollError('USAGE', `${circuit} inputs: expected bigints, got what is not data`));
      return;
    }
    child.job = job;
    child.circuits.add(circuit);
  }

  #hear(child: Child, message: JobMessage): void {
    const { job } = child;
    if (job?.id !== message.job) return;
    if (message.kind === 'progress') {
      job.report({ ...message.progress, pid: child.pid });
      return;
    }
    child.job = undefined;
    child.memory = message.memory;
    if ('result' in message) child.proofs++;
    this.#settle(job, 'result' in message ? message.result : received(message.error));
    this.#advance();
  }

  /** A process is gone, by itself or stopped. */
  #mourn({ job }: Child, how: string): void {
    if (job !== undefined && this.#jobs.has(job)) {
      job.deaths++;
      if (job.deaths < MOST_DEATHS) {
        this.#waiting.unshift(job);
        job.report({ stage: 'waiting', steps: 0, pid: undefined });
      } else {
        const what = `expected a proof, got the end of ${job.deaths} processes, the last by ${how}`;
        this.#settle(job, new PlimsollError('ENVIRONMENT', `${job.circuit} in pool: ${what}`));
      }
    }
    this.#advance();
  }

  #giveUp(job: Job, error: PlimsollError): void {
    if (!this.#settle(job, error)) return;
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    this.#crew.stopWorkOn(job);
    this.#advance();
  }

  /** Whether this settled it: the first outcome counts, whatever comes later is not heard. */
  #settle(job: Job, outcome: ProofResult | PlimsollError): boolean {
    if (!this.#jobs.delete(job)) return false;
    if (outcome instanceof PlimsollError) this.#failed++;
    else this.#done++;
    job.settle(outcome);
    return true;
  }
}

const closed = (): PlimsollError => new PlimsollError('ENVIRONMENT', 'pool: expected an open pool, got a closed one');

function checkCount(name: keyof PoolOptions, value: number, low: number): void {
  if (!Number.isSafeInteger(value) || value < low)
    throw new PlimsollError('USAGE', `pool.${name}: expected an integer of at least ${low}, got ${value}`);
}
