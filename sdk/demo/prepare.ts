/** What the demonstration needs before it starts, built when it is missing. */
import { setupCommand } from '../../prover/artifacts/build-folder.ts';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { committedManifest } from '../../prover/artifacts/committed.ts';
import type { ArtifactFile } from '../../prover/artifacts/manifest.ts';
import { artifactPath, readArtifact } from '../../prover/artifacts/source.ts';
import { PlimsollError } from '../../prover/errors.ts';
import { setup } from '../../prover/setup/setup.ts';

/**
 * What stands in the way of the files that proving and verifying read, with the hashes of the manifest: nothing
 * (undefined), or the first file that is missing or differs, in words.
 *
 * @param directory folder of all circuits
 */
export async function whyNotReady(circuit: string, directory: string): Promise<string | undefined> {
  const source = new DirectorySource(directory);
  const manifest = committedManifest();
  try {
    for (const file of ['wasm', 'zkey', 'vkey'] as const) await readArtifact({ source, manifest, circuit, file });
    return undefined;
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== 'ENVIRONMENT') throw error;
    // Only a file that is there has a hash of its own.
    const { file, actual } = error.details;
    if (actual === undefined) return 'not there yet: building them';
    return `${artifactPath(circuit, file as ArtifactFile)} is altered, its hash is not that of the manifest: replacing it`;
  }
}

/**
 * Builds the keys of one circuit. The committed manifest decides what they must be.
 *
 * @param directory folder of all circuits
 * @throws ENVIRONMENT when what is built here differs from the manifest
 */
export async function buildKeys({
  circuit,
  directory,
  onMessage,
  signal,
}: {
  circuit: string;
  directory: string;
  onMessage: (message: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { differences } = await setup({ circuits: [circuit], outDir: directory, check: true, onMessage, signal });
  if (differences.length === 0) return;
  throw new PlimsollError(
    'ENVIRONMENT',
    `${circuit}: expected the artefacts of the committed manifest, got others (${differences.join(', ')}); after a change of the circuits run: ${setupCommand(circuit)}`,
  );
}
