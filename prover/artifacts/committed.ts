import { parseManifest, type Manifest } from './manifest.ts';
import manifest from './manifest.json' with { type: 'json' };

/** The manifest that belongs to this version of the code. @throws ENVIRONMENT when it is malformed. */
export function committedManifest(): Manifest {
  return parseManifest(manifest);
}
