import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { PlimsollError } from '../../prover/errors.ts';

/** More than the largest market of 1,024 rows with 33 scenarios takes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws USAGE naming the file when it cannot be read or is not JSON. Its content is not repeated: it may be secret. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlimsollError(
      'USAGE',
      `${path}: expected JSON, got ${text.trim() === '' ? 'an empty file' : 'something else'}`,
      { cause },
    );
  }
}

/** @throws USAGE naming the file when it cannot be read. */
function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new PlimsollError('USAGE', `${path}: expected at most ${MOST_BYTES} bytes, got ${size}`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    throw new PlimsollError('USAGE', `${path}: expected a readable file, got ${systemCode(cause)}`, { cause });
  }
}

/**
 * Writes a file whole or not at all: a new file beside it takes its name in one step.
 *
 * @throws USAGE naming the file when it cannot be written
 */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const unfinished = join(dirname(path), `.${randomBytes(6).toString('hex')}.unfinished`);
  try {
    writeFileSync(unfinished, text, { mode, flag: 'wx' });
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new PlimsollError('USAGE', `${path}: expected a writable place, got ${systemCode(cause)}`, { cause });
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'an error';
}
