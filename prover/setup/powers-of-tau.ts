import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { PlimsollError } from '../errors.ts';

/** Powers of tau and the hash they must have, from a place other than the file. */
export interface PinnedPowersOfTau {
  /** A file, already prepared for phase 2. */
  readonly file: string;
  /** Hexadecimal; the published files come with blake2b-512. One of the two is required. */
  readonly sha256?: string | undefined;
  readonly blake2b?: string | undefined;
}

/**
 * Hashes the file and compares with the pinned hash.
 *
 * @returns the file's sha256
 * @throws USAGE when no hash is pinned; ENVIRONMENT when the file is missing or another one
 */
export async function checkPowersOfTau({ file, sha256, blake2b }: PinnedPowersOfTau): Promise<string> {
  if (sha256 === undefined && blake2b === undefined)
    throw new PlimsollError('USAGE', 'powers of tau: expected a pinned sha256 or blake2b hash, got none');
  const hashers = { sha256: createHash('sha256'), blake2b: createHash('blake2b512') };
  try {
    for await (const chunk of createReadStream(file)) {
      hashers.sha256.update(chunk as Buffer);
      hashers.blake2b.update(chunk as Buffer);
    }
  } catch (cause) {
    throw new PlimsollError('ENVIRONMENT', `powers of tau ${file}: expected a file, got none`, { cause });
  }
  const actual = { sha256: hashers.sha256.digest('hex'), blake2b: hashers.blake2b.digest('hex') };
  for (const [kind, pinned] of Object.entries({ sha256, blake2b })) {
    const found = actual[kind as 'sha256' | 'blake2b'];
    if (pinned !== undefined && pinned.toLowerCase() !== found)
      throw new PlimsollError('ENVIRONMENT', `powers of tau ${file}: expected ${kind} ${pinned}, got ${found}`);
  }
  return actual.sha256;
}

/** Downloads powers of tau to a file, which appears only when its hash is the pinned one. @throws as `checkPowersOfTau` */
export async function downloadPowersOfTau({
  url,
  file,
  sha256,
  blake2b,
  signal,
}: PinnedPowersOfTau & { url: URL; signal?: AbortSignal | undefined }): Promise<string> {
  const temporary = `${file}.download`;
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(temporary));
    const hash = await checkPowersOfTau({ file: temporary, sha256, blake2b });
    await rename(temporary, file);
    return hash;
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    throw new PlimsollError(
      'ENVIRONMENT',
      `powers of tau ${url.href}: expected a file, got ${(cause as Error).message}`,
      {
        cause,
      },
    );
  } finally {
    await rm(temporary, { force: true });
  }
}
