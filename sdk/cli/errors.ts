import { CommanderError } from 'commander';

import { EXIT_CODES, PlimsollError, type ErrorCode } from '../../prover/errors.ts';
import { toJson } from './command.ts';
import { inNames } from './instrument-names.ts';
import { notice, onStderr } from './terminal.ts';

/** The part in quotes or brackets of a message of commander: what was given, or what is asked for. */
const quoted = (message: string): string => /'([^']*)'/.exec(message)?.[1] ?? '';

const EXPECTATIONS: Readonly<Record<string, (message: string) => string>> = {
  'commander.unknownOption': (message) =>
    `${quoted(message)}: expected an option that --help lists, got an unknown one`,
  'commander.unknownCommand': (message) => `command: expected one that --help lists, got ${quoted(message)}`,
  'commander.missingArgument': (message) => `${quoted(message)}: expected an argument, got none`,
  'commander.optionMissingArgument': (message) => `${quoted(message)}: expected a value, got none`,
  'commander.missingMandatoryOptionValue': (message) => `${quoted(message)}: expected this option, got none`,
  'commander.excessArguments': () => 'arguments: expected no more than --help lists, got too many',
};

/**
 * Any failure as the one error class. What nobody foresaw is ENVIRONMENT, never INVALID: a crash proves nothing.
 * Its message is kept, its stack is not shown: it may quote input.
 */
export function toPlimsollError(error: unknown): PlimsollError {
  if (error instanceof PlimsollError) return error;
  if (error instanceof CommanderError) {
    const expectation = EXPECTATIONS[error.code];
    return new PlimsollError('USAGE', expectation?.(error.message) ?? error.message.replace(/^error: /, ''), {
      cause: error,
    });
  }
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'something that is no error';
  return new PlimsollError('ENVIRONMENT', `plimsoll: expected no failure inside, got ${message}`, { cause: error });
}

export const exitCodeOf = (code: ErrorCode): number => EXIT_CODES[code];

/** One line on stderr, or with `--json` one document on stdout. */
export function reportError(error: PlimsollError, json: boolean): void {
  const { code, details } = error;
  const message = inNames(error.message);
  if (json) process.stdout.write(`${toJson({ error: { code, message, details } })}\n`);
  else process.stderr.write(`${onStderr('red', 'error:')} ${message.replaceAll('\n', ' ')}\n`);
}

/** One line on stderr, or with `--json` the document of an error. */
export function reportInterruption(json: boolean): void {
  if (json) reportError(new PlimsollError('ENVIRONMENT', 'plimsoll: expected to finish, got interrupted'), json);
  else notice(`${process.stderr.isTTY ? '\r\u001b[2K' : ''}interrupted`);
}
