import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Root of the package: the nearest folder above with a package.json, for the sources as well as for what `npm run build`
 * makes of them in `build/dist`.
 */
export const ROOT = ((): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
})();
