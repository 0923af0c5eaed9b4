/** The folder of everything that is built, and the command that fills it. */
import { basename, dirname, join, resolve } from 'node:path';

import { ROOT } from '../root.ts';

/** Another folder than `build` of this package, for whoever wants one. */
const CHOSEN = process.env['PLIMSOLL_BUILD'] ?? '';

export const BUILD_FOLDER = CHOSEN === '' ? join(ROOT, 'build') : resolve(CHOSEN);
/** Where setup puts the artefacts. */
export const ARTIFACT_DIRECTORY = join(BUILD_FOLDER, 'circuits');

/** Whether this runs as a package of another project: such has no scripts, no contract compiler and no local chain. */
export const isInstalled = (root: string = ROOT): boolean => basename(dirname(root)) === 'node_modules';

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/** A command line that builds into the folder in use. */
export const intoBuildFolder = (command: string, folder: string = CHOSEN): string =>
  folder === '' ? command : `PLIMSOLL_BUILD=${quoted(resolve(folder))} ${command}`;

/** What to run so that the artefacts of a circuit are there, or those of all. */
export function setupCommand(circuit?: string, { root = ROOT, folder = CHOSEN } = {}): string {
  const options = circuit === undefined ? '' : `--circuits ${circuit}`;
  const command = isInstalled(root) ? `npx plimsoll setup ${options}` : `npm run setup ${options && `-- ${options}`}`;
  return intoBuildFolder(command.trimEnd(), folder);
}
