/**
 * Entry of a pool's process: proves what its parent sends, on one thread, each circuit's key loaded once.
 *
 * It ends when the channel to the parent does, so it never outlives the parent. It prints nothing.
 */
import { DirectorySource } from '../artifacts/directory-source.ts';
import type { Manifest } from '../artifacts/manifest.ts';
import { PlimsollError, type ErrorCode } from '../errors.ts';
import { Prover, type Progress, type ProofResult } from '../prover.ts';
import type { CircuitInputs } from '../witness-calculator.ts';

/** First message to a process. */
export interface StartMessage {
  readonly kind: 'start';
  readonly directory: string;
  readonly manifest: Manifest;
  /** Keys to load before the process says that it has started; others are loaded when first asked for. */
  readonly circuits: readonly string[];
}

export interface ProveMessage {
  readonly kind: 'prove';
  readonly job: number;
  readonly circuit: string;
  readonly inputs: CircuitInputs;
  readonly wantsProgress: boolean;
}

export type ToWorker = StartMessage | ProveMessage;

/** A `PlimsollError` without its cause, which could hold anything. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

type Outcome = { readonly result: ProofResult } | { readonly error: SentError };

/** About one job. */
export type JobMessage =
  | { readonly kind: 'progress'; readonly job: number; readonly progress: Progress }
  | ({ readonly kind: 'settled'; readonly job: number; /** Resident bytes. */ readonly memory: number } & Outcome);

export type FromWorker =
  { readonly kind: 'started' } | { readonly kind: 'refused'; readonly error: SentError } | JobMessage;

const provers = new Map<string, Promise<Prover>>();
let open: (circuit: string) => Promise<Prover>;

function proverOf(circuit: string): Promise<Prover> {
  const cached = provers.get(circuit);
  if (cached !== undefined) return cached;
  const opening = open(circuit);
  provers.set(circuit, opening);
  // An artefact that is put right is read again.
  opening.catch(() => provers.delete(circuit));
  return opening;
}

function send(message: FromWorker): void {
  // A parent that is gone ends this process through `disconnect`.
  process.send?.(message, undefined, undefined, () => undefined);
}

/** What the parent may know of an error. Any other kind means that this process is not sound: it ends by it. */
function sendable(error: unknown): SentError {
  if (!(error instanceof PlimsollError)) throw error;
  return { code: error.code, message: error.message, details: error.details };
}

async function start({ directory, manifest, circuits }: StartMessage): Promise<void> {
  const source = new DirectorySource(directory);
  open = (circuit) => Prover.open({ circuit, source, manifest, singleThread: true });
  try {
    for (const circuit of circuits) await proverOf(circuit);
    send({ kind: 'started' });
  } catch (error) {
    send({ kind: 'refused', error: sendable(error) });
  }
}

async function prove({ job, circuit, inputs, wantsProgress }: ProveMessage): Promise<Outcome> {
  const onProgress = (progress: Progress): void => {
    if (progress.stage !== 'waiting') send({ kind: 'progress', job, progress });
  };
  try {
    const prover = await proverOf(circuit);
    return { result: await prover.prove(inputs, wantsProgress ? { onProgress } : {}) };
  } catch (error) {
    return { error: sendable(error) };
  }
}

process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal; what it stops is the parent's decision.
process.on('SIGINT', () => undefined);
process.on('message', (message: ToWorker) => {
  if (message.kind === 'start') void start(message);
  else {
    void prove(message).then((outcome) => {
      send({ kind: 'settled', job: message.job, memory: process.memoryUsage.rss(), ...outcome });
    });
  }
});
