import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import type { ArtifactFile, Manifest } from '../../prover/artifacts/manifest.ts';
import { artifactPath, digestOf, type ArtifactSource } from '../../prover/artifacts/source.ts';
import { ROOT } from '../../prover/root.ts';
import { readManifest, setup } from '../../prover/setup/setup.ts';

const DIRECTORY = join(ROOT, 'build/test-artifacts');

/** The circuits under test/support/circuits with development keys, built once and cached between runs. */
export interface SmallCircuits {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly source: ArtifactSource;
  file(circuit: string, file: ArtifactFile): Promise<Uint8Array>;
}

export const sourceOf = (circuit: string): string => join(ROOT, 'test/support/circuits', `${circuit}.circom`);

export async function smallCircuits(): Promise<SmallCircuits> {
  const manifestPath = join(DIRECTORY, 'manifest.json');
  await setup({ circuits: ['multiply', 'in-range'], sourceOf, outDir: DIRECTORY, manifestPath });
  return {
    directory: DIRECTORY,
    manifest: await readManifest(manifestPath),
    source: new DirectorySource(DIRECTORY),
    file: async (circuit, file) => new Uint8Array(await readFile(join(DIRECTORY, artifactPath(circuit, file)))),
  };
}

/** The same artefacts with one file replaced; the manifest follows it, as after an attack on the repository. */
export function withFile(
  small: SmallCircuits,
  { circuit, file, bytes }: { circuit: string; file: ArtifactFile; bytes: Uint8Array },
): SmallCircuits {
  const manifest = structuredClone(small.manifest);
  const entry = manifest.circuits[circuit];
  if (entry === undefined) throw new Error(`withFile: expected a known circuit, got ${circuit}`);
  entry.files[file] = digestOf(bytes);
  const read: ArtifactSource['read'] = (name, kind) =>
    name === circuit && kind === file ? Promise.resolve(bytes) : small.source.read(name, kind);
  return { ...small, manifest, source: { read } };
}
