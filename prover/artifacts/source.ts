import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { PlimsollError } from '../errors.ts';
import { circuitEntry, type ArtifactFile, type Digest, type Manifest } from './manifest.ts';

/** Where artefacts come from; what it delivers is not trusted until `readArtifact` has checked it. */
export interface ArtifactSource {
  /** @throws ENVIRONMENT when the file is missing. */
  read(circuit: string, file: ArtifactFile): Promise<Uint8Array>;
}

/** Name of a circuit's verification key. */
export const keyFile = (circuit: string): string => `${circuit}.vkey.json`;

/** Path of an artefact below the folder (or address) that holds all circuits. */
export const artifactPath = (circuit: string, file: ArtifactFile): string =>
  `${circuit}/${file === 'vkey' ? keyFile(circuit) : `${circuit}.${file}`}`;

/** The error of every source for a file that is not there. @param mend what to run, where that would help */
export function missingArtifact({
  circuit,
  file,
  cause,
  mend,
}: {
  circuit: string;
  file: ArtifactFile;
  cause: unknown;
  mend?: string | undefined;
}): PlimsollError {
  return new PlimsollError(
    'ENVIRONMENT',
    `artefact ${artifactPath(circuit, file)}: expected a file, got none${mend === undefined ? '' : `; run: ${mend}`}`,
    { details: { circuit, file }, cause },
  );
}

export function digestOf(bytes: Uint8Array): Digest {
  return { sha256: bytesToHex(sha256(bytes)), bytes: bytes.length };
}

/**
 * Reads an artefact and checks it against the manifest before anyone uses it.
 *
 * @throws ENVIRONMENT when it is missing, or its sha256 differs (the message names the file and both hashes)
 */
export async function readArtifact({
  source,
  manifest,
  circuit,
  file,
}: {
  source: ArtifactSource;
  manifest: Manifest;
  circuit: string;
  file: ArtifactFile;
}): Promise<Uint8Array> {
  const expected = circuitEntry(manifest, circuit).files[file].sha256;
  const bytes = await source.read(circuit, file);
  const actual = bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  if (actual !== expected) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `artefact ${artifactPath(circuit, file)}: expected sha256 ${expected}, got ${actual}`,
      {
        details: { circuit, file, expected, actual },
      },
    );
  }
  return bytes;
}
