/** Ctrl-C, as a signal that long work listens to, so that it leaves nothing half-written. */
import { once } from 'node:events';

const controller = new AbortController();

/** Aborted by Ctrl-C or a request to end. */
export const interruption: AbortSignal = controller.signal;

/** Time for work to clean up after itself before the process ends anyway. */
const GRACE_MS = 2000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Turns Ctrl-C and a request to end into `interruption`. With a handler a signal also waits for a file being written:
 * each is written in one synchronous step.
 *
 * @param onGivingUp last words of a process whose work did not end in time
 */
export function listenForInterruption(onGivingUp: () => void): void {
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      controller.abort(code);
      setTimeout(() => {
        onGivingUp();
        process.exit(code);
      }, GRACE_MS).unref();
    });
  }
}

/** Whether the command is one that goes on until it is told to end. */
let serves = false;

/** Waits for Ctrl-C, which is how a command that serves others ends well. */
export async function serveUntilInterrupted(): Promise<void> {
  serves = true;
  if (!interruption.aborted) await once(interruption, 'abort');
}

/** Exit code of an interrupted command; undefined when it was not interrupted. */
export const interruptedCode = (): number | undefined =>
  interruption.aborted && !serves ? (interruption.reason as number) : undefined;
