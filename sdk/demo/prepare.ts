/** What the demonstration needs before it starts, built when it is missing. */
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { committedManifest } from '../../prover/artifacts/committed.ts';
import { readArtifact } from '../../prover/artifacts/source.ts';
import { PlimsollError } from '../../prover/errors.ts';
import { setup } from '../../prover/setup/setup.ts';

/**
 * Whether the files that proving and verifying read are there, with the hashes of the manifest.
 *
 * @param directory folder of all circuits
 */
export async function keysAreThere(circuit: string, directory: string): Promise<boolean> {
  const source = new DirectorySource(directory);
  const manifest = committedManifest();
  try {
    for (const file of ['wasm', 'zkey', 'vkey'] as const) await readArtifact({ source, manifest, circuit, file });
    return true;
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'ENVIRONMENT') return false;
    throw error;
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
    `${circuit}: expected the artefacts of the committed manifest, got others (${differences.join(', ')}); after a change of the circuits run: npm run setup`,
  );
}
