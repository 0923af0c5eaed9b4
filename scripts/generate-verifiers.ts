/**
 * Writes `verifier-contracts/generated/<Circuit>Verifier.sol` for every circuit of the manifest, from the verification
 * key that `npm run setup` left under `build/circuits`; the key is checked against the manifest first.
 *
 * `--check` writes nothing and fails when a committed verifier is missing, stale or belongs to no circuit.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { committedManifest } from '../prover/artifacts/committed.ts';
import { DirectorySource } from '../prover/artifacts/directory-source.ts';
import { circuitEntry, type Manifest } from '../prover/artifacts/manifest.ts';
import { readArtifact, type ArtifactSource } from '../prover/artifacts/source.ts';
import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { parseVerificationKeyFile } from '../prover/groth16/verification-key.ts';
import { verifierOf } from '../sdk/deploy.ts';
import { renderVerifier } from './verifier-template.ts';

const OUTPUT = fileURLToPath(new URL('../verifier-contracts/generated', import.meta.url));

/**
 * Source of every verifier by file name.
 *
 * @throws ENVIRONMENT when a key is missing, differs from the manifest or is unsound
 */
export async function renderVerifiers(manifest: Manifest, source: ArtifactSource): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const circuit of Object.keys(manifest.circuits).sort()) {
    const bytes = await readArtifact({ source, manifest, circuit, file: 'vkey' });
    const key = parseVerificationKeyFile(bytes);
    sources.set(`${verifierOf(circuit)}.sol`, renderVerifier(circuit, key, circuitEntry(manifest, circuit)));
  }
  return sources;
}

/** Names of files in `folder` that are missing, differ from `sources`, or have no source. */
export function staleVerifiers(folder: string, sources: ReadonlyMap<string, string>): string[] {
  const present = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.sol')) : [];
  const names = new Set([...present, ...sources.keys()]);
  return [...names].sort().filter((name) => {
    return !present.includes(name) || readFileSync(join(folder, name), 'utf8') !== sources.get(name);
  });
}

/** Makes `folder` hold exactly `sources`; returns the names of the files it wrote or removed. */
export function writeVerifiers(folder: string, sources: ReadonlyMap<string, string>): string[] {
  const stale = staleVerifiers(folder, sources);
  mkdirSync(folder, { recursive: true });
  for (const name of stale) {
    const text = sources.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  return stale;
}

const HELP = `Usage: npm run verifiers -- [--check]

Write the Solidity verifier of every circuit of the manifest, from the keys that \`npm run setup\` left.

Options:
  --check  write nothing; exit with 1 when a committed verifier is missing, stale or belongs to no circuit
  --help   show this

Examples:
  npm run verifiers
  npm run verifiers -- --check`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return;
  }
  const check = args[0] === '--check';
  if (args.length > (check ? 1 : 0)) {
    throw new PlimsollError(
      'USAGE',
      `generate-verifiers: expected no argument, --check or --help, got ${args.join(' ')}`,
    );
  }
  const sources = await renderVerifiers(committedManifest(), new DirectorySource());
  const stale = check ? staleVerifiers(OUTPUT, sources) : writeVerifiers(OUTPUT, sources);
  if (check && stale.length > 0) {
    throw new PlimsollError(
      'INVALID',
      `generated verifiers: expected them to match the keys, got stale ${stale.join(', ')}; run: npm run verifiers`,
    );
  }
  console.log(stale.length === 0 ? `verifiers match the keys: ${sources.size}` : `wrote ${stale.join(', ')}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    console.error(error.message);
    process.exitCode = EXIT_CODES[error.code];
  }
}
