import { fork, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';

import { PlimsollError } from '../errors.ts';
import type { Job } from './job.ts';
import type { FromWorker, JobMessage, SentError, StartMessage, ToWorker } from './worker.ts';

const EXTENSION = extname(import.meta.filename);
/** Proving makes little garbage; by default the engine would give each process some 20 MiB more to collect it in. */
const FLAGS = ['--max-semi-space-size=4', ...(EXTENSION === '.ts' ? ['--disable-warning=ExperimentalWarning'] : [])];

export interface ChildEvents {
  readonly onMessage: (child: Child, message: JobMessage) => void;
  /** Once, after its last message. @param how in words */
  readonly onEnd: (child: Child, how: string) => void;
}

/** A process of a pool, from its start to its end. */
export class Child {
  /** The job it works on. */
  job: Job | undefined;
  /** Proofs it has made. */
  proofs = 0;
  /** Resident bytes after its last job. */
  memory = 0;
  /** Circuits whose keys it has, or is about to have. */
  readonly circuits: Set<string>;
  /** Resolves when it has loaded what it starts with. @throws ENVIRONMENT when it could not, or ended before. */
  readonly started: Promise<void>;
  readonly ended: Promise<void>;
  hasStarted = false;
  isStopped = false;
  readonly #process: ChildProcess;

  constructor(start: StartMessage, { onMessage, onEnd }: ChildEvents) {
    this.circuits = new Set(start.circuits);
    this.#process = fork(join(import.meta.dirname, `worker${EXTENSION}`), {
      serialization: 'advanced',
      // Not the parent's own flags: `--eval` or `--input-type` would make it another program.
      execArgv: FLAGS,
      // What a crash prints could show a value.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const { promise: started, resolve, reject } = withResolvers();
    const { promise: ended, resolve: end } = withResolvers();
    this.started = started;
    this.ended = ended;
    // Only `open` waits for it; whoever else needs the process learns of its end by `onEnd`.
    started.catch(() => undefined);
    this.#process.on('message', (message: FromWorker) => {
      if (this.isStopped) return;
      if (message.kind === 'started') {
        this.hasStarted = true;
        resolve();
      } else if (message.kind === 'refused') reject(received(message.error));
      else onMessage(this, message);
    });
    let hasEnded = false;
    const close = (how: string): void => {
      if (hasEnded) return;
      hasEnded = true;
      reject(new PlimsollError('ENVIRONMENT', `pool: expected a process to start, got its end by ${how}`));
      onEnd(this, how);
      end();
    };
    // `close`, unlike `exit`, comes when every message has been delivered.
    this.#process.once('close', (code, signal) => {
      close(signal ?? `exit code ${code ?? 'unknown'}`);
    });
    this.#process.on('error', () => {
      if (this.#process.pid === undefined) close('an error of the system');
    });
    this.send(start);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws DataCloneError when the message holds what is not data. */
  send(message: ToWorker): void {
    // It does not reach a process that is about to end: `onEnd` tells.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  /** Ends it at once. It holds nothing that needs an orderly end, and would not listen in the middle of a proof. */
  stop(): void {
    this.isStopped = true;
    this.#process.kill('SIGKILL');
  }
}

/** The error that a process sent, as it was thrown there. */
export const received = ({ code, message, details }: SentError): PlimsollError =>
  new PlimsollError(code, message, { details });

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((...functions) => ([resolve, reject] = functions));
  return { promise, resolve, reject };
}
