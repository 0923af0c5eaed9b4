import type { Curve } from 'ffjavascript';

import { circuitEntry, type Manifest } from './artifacts/manifest.ts';
import { readArtifact, type ArtifactSource } from './artifacts/source.ts';
import { readInteger } from './binfile.ts';
import { endWorkers, localCurve, threadedCurve } from './curve.ts';
import { PlimsollError } from './errors.ts';
import { loadKey, proveGroth16, type LoadedKey } from './groth16/driver.ts';
import { isUncontributedKey, parseProvingKey } from './groth16/key.ts';
import { TaskQueue } from './groth16/tasks.ts';
import type { Proof } from './proof.ts';
import { WitnessCalculator, type CircuitInputs } from './witness-calculator.ts';

/** `waiting` for an earlier proof, computing the `witness`, `proving` (with the number of steps done so far), `done`. */
export interface Progress {
  readonly stage: 'waiting' | 'witness' | 'proving' | 'done';
  readonly steps: number;
}

export interface ProveOptions {
  readonly signal?: AbortSignal;
  /**
   * Milliseconds from the call of `prove`, time in the queue included. Worth setting: a worker that is out of memory
   * does not answer.
   */
  readonly timeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface ProofResult {
  readonly proof: Proof;
  /** In the order of the manifest's names, each in [0, r). */
  readonly publicSignals: bigint[];
}

/**
 * A warm prover for one circuit: curve, witness calculator and key stay in memory from `open` to `close`.
 *
 * Proofs asked for at the same time are made one after the other. A failed, cancelled or timed-out proof leaves the
 * prover usable. Workers keep a Node process alive until `close`.
 */
export class Prover {
  readonly circuit: string;
  /** True when the key is a development key: anybody can forge proofs that verify. */
  readonly insecure: boolean;
  readonly #calculator: WitnessCalculator;
  readonly #key: LoadedKey;
  readonly #singleThread: boolean;
  #curve: Promise<Curve> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #cancels = new Set<AbortController>();
  #closed = false;

  private constructor(parts: {
    circuit: string;
    insecure: boolean;
    calculator: WitnessCalculator;
    key: LoadedKey;
    curve: Curve;
    singleThread: boolean;
  }) {
    this.circuit = parts.circuit;
    this.insecure = parts.insecure;
    this.#calculator = parts.calculator;
    this.#key = parts.key;
    this.#singleThread = parts.singleThread;
    this.#curve = Promise.resolve(parts.curve);
  }

  /**
   * @param singleThread prove on this thread alone, without workers: half the speed, for many processes side by side
   * @throws ENVIRONMENT when an artefact is missing, differs from the manifest or does not fit the others, or the key
   *   has gamma = delta
   */
  static async open({
    circuit,
    source,
    manifest,
    singleThread = false,
  }: {
    circuit: string;
    source: ArtifactSource;
    manifest: Manifest;
    singleThread?: boolean;
  }): Promise<Prover> {
    const entry = circuitEntry(manifest, circuit);
    const read = (file: 'wasm' | 'zkey'): Promise<Uint8Array> => readArtifact({ source, manifest, circuit, file });
    const calculator = await WitnessCalculator.open(circuit, await read('wasm'));
    const file = parseProvingKey(await read('zkey'));
    if (file.wires !== entry.wires || file.publicSignals !== entry.publicSignals.length) {
      throw new PlimsollError(
        'ENVIRONMENT',
        `${circuit}.zkey: expected ${entry.wires} wires and ${entry.publicSignals.length} public signals, got ${file.wires} and ${file.publicSignals}`,
      );
    }
    if (isUncontributedKey(file)) {
      throw new PlimsollError(
        'ENVIRONMENT',
        `${circuit}.zkey: expected delta to differ from gamma, got a key without a phase-2 contribution`,
      );
    }
    const curve = await (singleThread ? localCurve() : threadedCurve());
    const key = loadKey(file, curve.tm.concurrency);
    return new Prover({ circuit, insecure: entry.key.insecure, calculator, key, curve, singleThread });
  }

  /**
   * Proves that the inputs satisfy the circuit.
   *
   * @throws USAGE when an input is missing, unknown, of the wrong length or outside the field
   * @throws INVALID when the circuit rejects the inputs; the message names the template and line, never a value
   * @throws ENVIRONMENT when cancelled, out of time or closed
   */
  async prove(inputs: CircuitInputs, options: ProveOptions = {}): Promise<ProofResult> {
    const cancel = new AbortController();
    const report = (stage: Progress['stage'], steps = 0): void => {
      try {
        options.onProgress?.({ stage, steps });
      } catch (cause) {
        cancel.abort(this.#error('expected onProgress to return, got an error from it', cause));
      }
    };
    const abort = (): void => {
      cancel.abort(this.#error('expected a proof, got cancelled', options.signal?.reason));
    };
    const expire = (): void => {
      cancel.abort(this.#error(`expected a proof within ${options.timeoutMs ?? 0} ms, got none`));
    };
    if (this.#closed) throw this.#error(CLOSED);
    if (options.signal?.aborted) abort();
    cancel.signal.throwIfAborted();
    const cancelled = new Promise<never>((_, reject) => {
      cancel.signal.addEventListener('abort', () => {
        reject(cancel.signal.reason as PlimsollError);
      });
    });
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(expire, options.timeoutMs);
    options.signal?.addEventListener('abort', abort);
    this.#cancels.add(cancel);
    report('waiting');
    const run = this.#last.then(() => this.#make(inputs, cancel.signal, report));
    this.#last = run.catch(() => undefined);
    try {
      return await Promise.race([run, cancelled]);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      this.#cancels.delete(cancel);
    }
  }

  async #make(
    inputs: CircuitInputs,
    signal: AbortSignal,
    report: (stage: Progress['stage'], steps?: number) => void,
  ): Promise<ProofResult> {
    signal.throwIfAborted();
    report('witness');
    const witness = await this.#calculator.calculate(inputs);
    const curve = await this.#openCurve();
    signal.throwIfAborted();
    let steps = 0;
    const queue = new TaskQueue(curve, () => {
      report('proving', ++steps);
    });
    const stop = (): void => {
      queue.drop(signal.reason as PlimsollError);
      // Workers that are busy, or out of memory and silent, would be in the way of the next proof.
      if (!this.#singleThread) {
        endWorkers(curve);
        this.#curve = undefined;
      }
    };
    signal.addEventListener('abort', stop);
    report('proving');
    const proof = await proveGroth16({ curve, queue, key: this.#key, witness });
    signal.removeEventListener('abort', stop);
    const publicSignals = Array.from({ length: this.#key.publicSignals }, (_, index) =>
      readInteger(witness, 32 * (index + 1)),
    );
    report('done', steps);
    return { proof, publicSignals };
  }

  /** Cancels what is under way and ends the workers. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel.abort(this.#error(CLOSED));
    const curve = await this.#curve;
    this.#curve = undefined;
    if (curve !== undefined && !this.#singleThread) endWorkers(curve);
  }

  /** The curve, with fresh workers after a cancelled proof. */
  #openCurve(): Promise<Curve> {
    this.#curve ??= threadedCurve();
    return this.#curve;
  }

  #error(what: string, cause?: unknown): PlimsollError {
    return new PlimsollError('ENVIRONMENT', `${this.circuit} prover: ${what}`, { cause });
  }
}

const CLOSED = 'expected an open prover, got a closed one';
