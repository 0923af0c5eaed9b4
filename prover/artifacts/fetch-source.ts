import type { ArtifactFile } from './manifest.ts';
import { artifactPath, missingArtifact, type ArtifactSource } from './source.ts';

/** Artefacts below an address, for browsers. */
export class FetchSource implements ArtifactSource {
  readonly #base: URL;

  /** @param base address of the folder that holds all circuits; a path is relative to it only when it ends in a slash */
  constructor(base: URL) {
    this.#base = base;
  }

  async read(circuit: string, file: ArtifactFile): Promise<Uint8Array> {
    const response = await fetch(new URL(artifactPath(circuit, file), this.#base)).catch((cause: unknown) => {
      throw missingArtifact({ circuit, file, cause });
    });
    if (!response.ok) throw missingArtifact({ circuit, file, cause: new Error(`status ${response.status}`) });
    return new Uint8Array(await response.arrayBuffer());
  }
}
