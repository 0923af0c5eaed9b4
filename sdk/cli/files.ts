import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { PlimsollError } from '../../prover/errors.ts';
import { systemCode } from '../files/write.ts';

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
 * Looks before long work at where its result will go. A file there may only be an older result of the same kind: any
 * other could be the last copy of a secret.
 *
 * @param read throws USAGE for a file of another kind
 * @throws USAGE naming the file when its folder cannot be written, or when it must not be replaced
 */
export function expectReplaceable(path: string, kind: string, read: (json: unknown) => void): void {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new PlimsollError('USAGE', `${path}: expected a writable place, got ${systemCode(cause)}`, { cause });
  }
  if (!existsSync(path)) return;
  try {
    if (!statSync(path).isFile()) throw new PlimsollError('USAGE', `${path}: expected a file, got none`);
    read(readJson(path));
  } catch (cause) {
    throw new PlimsollError(
      'USAGE',
      `${path}: expected a new file or ${kind} to replace, got something else that exists`,
      { cause },
    );
  }
}

/**
 * Makes a folder for new files.
 *
 * @throws USAGE naming the folder when it is not a folder, not empty or not writable
 */
export function makeEmptyFolder(path: string): void {
  let names: string[];
  try {
    mkdirSync(path, { recursive: true });
    names = readdirSync(path);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new PlimsollError('USAGE', `${path}: expected a writable folder, got ${systemCode(cause)}`, { cause });
  }
  if (names.length > 0)
    throw new PlimsollError('USAGE', `${path}: expected a new or empty folder, got one that holds files`);
}
