import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ARTIFACT_DIRECTORY, setupCommand } from './build-folder.ts';
import type { ArtifactFile } from './manifest.ts';
import { artifactPath, missingArtifact, type ArtifactSource } from './source.ts';

/** Artefacts in a folder of this computer. */
export class DirectorySource implements ArtifactSource {
  readonly #directory: string;

  constructor(directory: string = ARTIFACT_DIRECTORY) {
    this.#directory = directory;
  }

  async read(circuit: string, file: ArtifactFile): Promise<Uint8Array> {
    try {
      const buffer = await readFile(join(this.#directory, artifactPath(circuit, file)));
      // Not the Buffer itself: its `slice` would share memory where that of every other byte array copies.
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    } catch (cause) {
      const mend = this.#directory === ARTIFACT_DIRECTORY ? setupCommand(circuit) : undefined;
      throw missingArtifact({ circuit, file, cause, mend });
    }
  }
}
