import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { digestOf } from '../artifacts/source.ts';
import { PlimsollError } from '../errors.ts';
import type { Digest } from '../artifacts/manifest.ts';

/** Writes a whole file or nothing: an interrupted run leaves the old one. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

export async function readBytes(path: string): Promise<Uint8Array> {
  const buffer = await readFile(path);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** The file's content, or undefined when there is none. */
export async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readBytes(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Hash and size of a file, or undefined when there is none. */
export async function digestIfPresent(path: string): Promise<Digest | undefined> {
  const bytes = await readIfPresent(path);
  return bytes === undefined ? undefined : digestOf(bytes);
}

/** @throws ENVIRONMENT naming the file when it is not JSON. */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new PlimsollError('ENVIRONMENT', `${path}: expected JSON, got something else`, { cause });
  }
}
