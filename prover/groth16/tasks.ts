import type { Curve, TaskCommand } from 'ffjavascript';

interface Pending {
  readonly task: TaskCommand[];
  readonly resolve: (output: Uint8Array[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Hands the WebAssembly tasks of one proof to the curve's workers, one each at a time. Without workers it yields to the
 * event loop between tasks.
 */
export class TaskQueue {
  readonly #curve: Curve;
  readonly #waiting: Pending[] = [];
  readonly #running = new Set<Pending>();
  readonly #onTask: () => void;
  #dropped: Error | undefined;

  /** @param onTask called after each task that ends */
  constructor(curve: Curve, onTask: () => void = () => undefined) {
    this.#curve = curve;
    this.#onTask = onTask;
  }

  run(task: TaskCommand[]): Promise<Uint8Array[]> {
    if (this.#dropped !== undefined) return Promise.reject(this.#dropped);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#advance();
    });
  }

  /** Rejects every task that has not ended, and any later one. */
  drop(error: Error): void {
    this.#dropped ??= error;
    for (const { reject } of [...this.#running, ...this.#waiting.splice(0)]) reject(error);
  }

  #advance(): void {
    while (this.#running.size < this.#curve.tm.concurrency) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running.add(next);
      void this.#start(next.task)
        .then(next.resolve, next.reject)
        .then(() => {
          this.#running.delete(next);
          this.#onTask();
          this.#advance();
        });
    }
  }

  async #start(task: TaskCommand[]): Promise<Uint8Array[]> {
    // A timer, so that an abort or a timeout that is due has its turn.
    if (this.#curve.tm.singleThread) await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#curve.tm.queueAction(task);
  }
}
