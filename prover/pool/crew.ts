import type { Manifest } from '../artifacts/manifest.ts';
import { Child, type ChildEvents } from './child.ts';
import type { Job } from './job.ts';

export interface ProcessStatistics {
  readonly pid: number;
  /** What it proves now. */
  readonly circuit: string | undefined;
  /** Proofs it has made. */
  readonly proofs: number;
  /** Resident bytes after its last job, 0 before. */
  readonly memory: number;
}

export interface CrewOptions extends ChildEvents {
  readonly processes: number;
  readonly directory: string;
  readonly manifest: Manifest;
  /** Keys that each of the first processes loads. One that comes later loads those that it needs. */
  readonly circuits: readonly string[];
}

/** The processes of a pool: how many there are, which is free, and others in place of those that end. */
export class Crew {
  readonly #options: CrewOptions;
  /** Every process that has not ended, stopped ones included. */
  readonly #all = new Set<Child>();
  #restarts = 0;
  #isClosed = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    for (let count = 0; count < options.processes; count++) this.#start(options.circuits);
  }

  /** Processes started in place of others that ended or were stopped. */
  get restarts(): number {
    return this.#restarts;
  }

  get statistics(): readonly ProcessStatistics[] {
    return this.#alive().flatMap(({ pid, job, proofs, memory }) =>
      pid === undefined ? [] : [{ pid, circuit: job?.circuit, proofs, memory }],
    );
  }

  /** Resolves when each has loaded its keys. @throws ENVIRONMENT when one could not */
  async whenStarted(): Promise<void> {
    await Promise.all(Array.from(this.#all, ({ started }) => started));
  }

  /** A free process, if it can be one that has the circuit's key. */
  idle(circuit: string): Child | undefined {
    const alive = this.#alive();
    const idle = alive.filter(({ job }) => job === undefined);
    const missing = alive.length < this.#options.processes;
    return idle.find(({ circuits }) => circuits.has(circuit)) ?? idle[0] ?? (missing ? this.#replace() : undefined);
  }

  /** Ends the process that works on the job, if one does. */
  stopWorkOn(job: Job): void {
    for (const child of this.#alive()) {
      if (child.job !== job) continue;
      child.stop();
      this.#replace();
    }
  }

  /** Ends them all; resolves when none is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const child of this.#all) child.stop();
    await Promise.all(Array.from(this.#all, ({ ended }) => ended));
  }

  #alive(): Child[] {
    return [...this.#all].filter(({ isStopped }) => !isStopped);
  }

  #start(circuits: readonly string[]): Child {
    const { directory, manifest, onMessage, onEnd } = this.#options;
    const child = new Child(
      { kind: 'start', directory, manifest, circuits },
      {
        onMessage,
        onEnd: (ended, how) => {
          this.#all.delete(ended);
          // One that never started would be followed by others like it: the next job tries again.
          if (!ended.isStopped && ended.hasStarted && !this.#isClosed) this.#replace();
          onEnd(ended, how);
        },
      },
    );
    this.#all.add(child);
    return child;
  }

  #replace(): Child {
    this.#restarts++;
    return this.#start([]);
  }
}
