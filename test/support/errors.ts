import { expect } from 'chai';
import { PlimsollError, type ErrorCode } from '../../prover/errors.ts';

/** Expects a rejection with that code and message, and returns it. */
export async function rejection(work: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<PlimsollError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, `expected a rejection that matches ${String(message)}`).to.be.instanceOf(PlimsollError);
  const { code: got, message: text } = error as PlimsollError;
  expect(text).to.match(message);
  expect(got, text).to.equal(code);
  return error as PlimsollError;
}

/** What the work gives, or undefined where it finds a statement false; any other error is a failure of the test. */
export function unlessInvalid<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'INVALID') return undefined;
    throw error;
  }
}
