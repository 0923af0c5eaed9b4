/** Writing files so that a process which ends at any moment leaves the old content or the new one, never a part. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlimsollError } from '../../prover/errors.ts';

/** Ending of files that a killed process may leave behind; whoever owns the folder may remove them. */
export const UNFINISHED = '.unfinished';

/**
 * Writes a file whole or not at all: a new file beside it takes its name in one step, after its bytes are on the disk.
 *
 * @throws USAGE naming the file when it cannot be written
 */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const folder = dirname(path);
  const unfinished = join(folder, `.${randomBytes(6).toString('hex')}${UNFINISHED}`);
  try {
    const file = openSync(unfinished, 'wx', mode);
    try {
      writeAll(file, Buffer.from(text));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
    syncFolder(folder);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new PlimsollError('USAGE', `${path}: expected a writable place, got ${systemCode(cause)}`, { cause });
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}

/** A new name survives a loss of power only when its folder is on the disk too. Windows opens no folders. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** `ENOENT` and the like. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'an error';
}
