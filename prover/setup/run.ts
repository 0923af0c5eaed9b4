import { EXIT_CODES, PlimsollError } from '../errors.ts';

/** What a script's work gets from `runScript`. */
export interface ScriptContext {
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal;
  /** Progress, on the error stream. */
  readonly onMessage: (message: string) => void;
}

/**
 * Runs a script's work to an exit code: 0, or that of the PlimsollError (1 invalid, 2 usage, 3 environment). Results go
 * to the output stream, progress and errors to the error stream; the first Ctrl-C stops cleanly.
 *
 * @param json print errors as one JSON object
 */
export async function runScript(json: boolean, work: (context: ScriptContext) => Promise<number>): Promise<void> {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const onMessage = (message: string): void => {
    process.stderr.write(`${message}\n`);
  };
  try {
    process.exitCode = await work({ signal: abort.signal, onMessage });
  } catch (error) {
    process.exitCode = abort.signal.aborted
      ? 130
      : error instanceof PlimsollError
        ? EXIT_CODES[error.code]
        : EXIT_CODES.ENVIRONMENT;
    const { message } = error as Error;
    if (json)
      process.stdout.write(
        `${JSON.stringify({ error: { code: error instanceof PlimsollError ? error.code : 'ENVIRONMENT', message } })}\n`,
      );
    else process.stderr.write(`${message}\n`);
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}
