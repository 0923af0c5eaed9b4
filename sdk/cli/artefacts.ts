import { join } from 'node:path';

import { ARTIFACT_DIRECTORY, DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { CONTRACT_DIRECTORY } from '../deploy.ts';

/** The folder of everything that is built; PLIMSOLL_BUILD names another one. */
const build = (): string | undefined => {
  const folder = process.env['PLIMSOLL_BUILD'];
  return folder === undefined || folder === '' ? undefined : folder;
};

export function circuitDirectory(): string {
  const folder = build();
  return folder === undefined ? ARTIFACT_DIRECTORY : join(folder, 'circuits');
}

export function contractDirectory(): string {
  const folder = build();
  return folder === undefined ? CONTRACT_DIRECTORY : join(folder, 'contracts', 'artifacts');
}

export const circuitSource = (): DirectorySource => new DirectorySource(circuitDirectory());
