/** What went wrong, in the three kinds that decide the exit code of the command line. */
export type ErrorCode = 'INVALID' | 'USAGE' | 'ENVIRONMENT';

/** Exit code of each kind; 0 means valid. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = { INVALID: 1, USAGE: 2, ENVIRONMENT: 3 };

export interface ErrorContext {
  /** Values a program may act on; never a secret (no blinding, position or key). */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class. The message reads `where: expected X, got Y`.
 *
 * - `INVALID`: a statement was checked and is false, or a proof does not verify.
 * - `USAGE`: input from outside is wrong.
 * - `ENVIRONMENT`: something needed is missing or was tampered with (artefact, key, chain).
 */
export class PlimsollError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'PlimsollError';
    this.code = code;
    this.details = context.details ?? {};
  }
}
