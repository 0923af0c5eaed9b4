import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../root.ts';
import { ARTIFACT_DIRECTORY, setupCommand } from './build-folder.ts';
import type { ArtifactFile } from './manifest.ts';
import { artifactPath, keyFile, missingArtifact, type ArtifactSource } from './source.ts';

/** Copies of the verification keys, committed and part of the package: verifying needs no build. */
const KEY_DIRECTORY = join(ROOT, 'prover/artifacts/keys');

/** Artefacts in a folder of this computer. A verification key that is not there is taken from the package. */
export class DirectorySource implements ArtifactSource {
  readonly #directory: string;

  constructor(directory: string = ARTIFACT_DIRECTORY) {
    this.#directory = directory;
  }

  async read(circuit: string, file: ArtifactFile): Promise<Uint8Array> {
    try {
      const path = join(this.#directory, artifactPath(circuit, file));
      const buffer = await readFile(path).catch((cause: unknown) => {
        if (file !== 'vkey') throw cause;
        return readFile(join(KEY_DIRECTORY, keyFile(circuit)));
      });
      // Not the Buffer itself: its `slice` would share memory where that of every other byte array copies.
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    } catch (cause) {
      const mend = this.#directory === ARTIFACT_DIRECTORY ? setupCommand(circuit) : undefined;
      throw missingArtifact({ circuit, file, cause, mend });
    }
  }
}
