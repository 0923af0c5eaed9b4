import { PlimsollError } from '../errors.ts';
import type { Progress, ProofResult } from '../prover.ts';
import type { CircuitInputs } from '../witness-calculator.ts';

export interface PoolProgress extends Progress {
  /** Process at work on it; undefined while it waits. */
  readonly pid: number | undefined;
}

export interface PoolProveOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds from the call of `prove`, time in the queue included. */
  readonly timeoutMs?: number;
  /** A job whose process ended goes back to `waiting`. */
  readonly onProgress?: (progress: PoolProgress) => void;
}

/** A longer time overflows a timer, which then fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const failure = (circuit: string, what: string, cause?: unknown): PlimsollError =>
  new PlimsollError('ENVIRONMENT', `${circuit} in pool: ${what}`, { cause });

export const cancelled = (circuit: string, { reason }: AbortSignal): PlimsollError =>
  failure(circuit, 'expected a proof, got cancelled', reason);

/** One proof asked of a pool: what to prove, and whom to tell. */
export class Job {
  readonly id: number;
  readonly circuit: string;
  readonly inputs: CircuitInputs;
  readonly result: Promise<ProofResult>;
  /** Processes that ended while they worked on it. */
  deaths = 0;
  readonly #options: PoolProveOptions;
  readonly #stop: (error: PlimsollError) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #abort: () => void;
  #resolve: (result: ProofResult) => void = () => undefined;
  #reject: (error: PlimsollError) => void = () => undefined;

  /** @param onStop asks to give it up: it is cancelled, out of time, or its `onProgress` threw */
  constructor(
    { id, circuit, inputs }: Pick<Job, 'id' | 'circuit' | 'inputs'>,
    options: PoolProveOptions,
    onStop: (job: Job, error: PlimsollError) => void,
  ) {
    this.id = id;
    this.circuit = circuit;
    this.inputs = inputs;
    this.result = new Promise((...functions) => ([this.#resolve, this.#reject] = functions));
    this.#options = options;
    this.#stop = (error) => {
      onStop(this, error);
    };
    const { signal, timeoutMs } = options;
    this.#abort = () => {
      if (signal !== undefined) this.#stop(cancelled(circuit, signal));
    };
    signal?.addEventListener('abort', this.#abort);
    if (timeoutMs !== undefined) {
      this.#timer = setTimeout(
        () => {
          this.#stop(failure(circuit, `expected a proof within ${timeoutMs} ms, got none`));
        },
        Math.min(timeoutMs, LONGEST_TIMER_MS),
      );
    }
  }

  get wantsProgress(): boolean {
    return this.#options.onProgress !== undefined;
  }

  report(progress: PoolProgress): void {
    try {
      this.#options.onProgress?.(progress);
    } catch (cause) {
      this.#stop(failure(this.circuit, 'expected onProgress to return, got an error from it', cause));
    }
  }

  /** To be called once. */
  settle(outcome: ProofResult | PlimsollError): void {
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#abort);
    if (outcome instanceof PlimsollError) this.#reject(outcome);
    else this.#resolve(outcome);
  }
}
