import { dirname, join } from 'node:path';

import { ARTIFACT_DIRECTORY } from '../artifacts/build-folder.ts';
import { ARTIFACT_FILES, parseManifest, type CircuitEntry, type Manifest } from '../artifacts/manifest.ts';
import { artifactPath, digestOf, keyFile } from '../artifacts/source.ts';
import { localCurve } from '../curve.ts';
import { dealKey, developmentSeed, toxicWasteFromSeed } from '../dealer/dealer.ts';
import { PlimsollError } from '../errors.ts';
import { parseProvingKey } from '../groth16/key.ts';
import { verificationKeyOf, type VerificationKeyFile } from '../groth16/verification-key.ts';
import { COMPILER, mainCircuits, type Compilation } from './compile.ts';
import { compileAhead } from './compile-ahead.ts';
import { digestIfPresent, parseJson, readBytes, readIfPresent, writeWhole } from './files.ts';
import { ROOT } from '../root.ts';

export const MANIFEST_PATH = join(ROOT, 'prover/artifacts/manifest.json');

export interface SetupOptions {
  /** By default every circuit in circuits/main; those left out keep their entries. */
  readonly circuits?: readonly string[];
  /** Build, but leave manifest and committed keys alone and report what it would have changed. */
  readonly check?: boolean;
  readonly outDir?: string;
  readonly manifestPath?: string;
  /** Where a circuit's main file is; by default circuits/main/<circuit>.circom. */
  readonly sourceOf?: (circuit: string) => string;
  readonly signal?: AbortSignal;
  readonly onMessage?: (message: string) => void;
}

export interface SetupResult {
  readonly circuits: readonly {
    readonly circuit: string;
    readonly constraints: number;
    readonly built: boolean;
    readonly insecure: boolean;
  }[];
  /** What of the committed files differs from what was built: `circuits.cross-8.files.zkey.sha256`, `keys.cross-8`. */
  readonly differences: readonly string[];
  readonly manifestWritten: boolean;
}

/**
 * Builds every artefact of the circuits: compiles, deals development keys, and brings manifest and keys up to date. A second
 * run only compares hashes. A circuit with a ceremony key keeps it, and is an error when its constraints have changed.
 *
 * @throws USAGE when a circuit is unknown or does not compile; ENVIRONMENT when cancelled or a ceremony key is missing
 */
export async function setup(options: SetupOptions = {}): Promise<SetupResult> {
  const { outDir = ARTIFACT_DIRECTORY, manifestPath = MANIFEST_PATH, check = false, signal, onMessage } = options;
  const names = await selectCircuits(options);
  const manifest = await readManifest(manifestPath);
  const circuits: Record<string, CircuitEntry> = {};
  const report: { circuit: string; constraints: number; built: boolean; insecure: boolean }[] = [];
  for await (const compilation of compileAhead(names, options)) {
    const { circuit } = compilation;
    const old = manifest.circuits[circuit];
    const upToDate = old !== undefined && (await matches({ entry: old, compilation, outDir }));
    const entry = upToDate ? old : await build({ compilation, old, outDir, signal, onMessage });
    circuits[circuit] = entry;
    report.push({
      circuit,
      constraints: entry.constraints,
      built: !upToDate || !compilation.cached,
      insecure: entry.key.insecure,
    });
  }
  const fresh = parseManifest({
    compiler: COMPILER,
    circuits: sortKeys({ ...(await withoutRemoved(manifest, options)), ...circuits }),
  });
  const changed = differencesBetween(manifest, fresh);
  const manifestWritten = !check && changed.length > 0;
  if (manifestWritten) await writeManifest(manifestPath, fresh);
  const differences = [...changed, ...(await copyKeys({ manifest: fresh, names, outDir, manifestPath, check }))];
  return { circuits: report, differences, manifestWritten };
}

/** Where the copy of a verification key is that is committed beside the manifest. */
export const keyPath = (manifestPath: string, circuit: string): string =>
  join(dirname(manifestPath), 'keys', keyFile(circuit));

/** Brings the copies of verification keys up to date with the manifest. @returns those that were not, as `keys.circuit` */
async function copyKeys({
  manifest,
  names,
  outDir,
  manifestPath,
  check,
}: {
  manifest: Manifest;
  names: readonly string[];
  outDir: string;
  manifestPath: string;
  check: boolean;
}): Promise<string[]> {
  const stale: string[] = [];
  for (const circuit of names) {
    const path = keyPath(manifestPath, circuit);
    if ((await digestIfPresent(path))?.sha256 === manifest.circuits[circuit]?.files.vkey.sha256) continue;
    stale.push(`keys.${circuit}`);
    if (!check) await writeWhole(path, await readBytes(join(outDir, artifactPath(circuit, 'vkey'))));
  }
  return stale;
}

/** The manifest at that path; an empty one when there is none. @throws ENVIRONMENT when it is malformed. */
export async function readManifest(path: string = MANIFEST_PATH): Promise<Manifest> {
  const bytes = await readIfPresent(path);
  if (bytes === undefined) return { compiler: COMPILER, circuits: {} };
  return parseManifest(parseJson(bytes, path));
}

export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await writeWhole(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The verification key as a file: the same bytes wherever it is written. */
export function encodeVerificationKey(key: VerificationKeyFile): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(key, null, 2)}\n`);
}

async function selectCircuits({ circuits, sourceOf }: SetupOptions): Promise<readonly string[]> {
  if (circuits !== undefined && sourceOf !== undefined) return circuits;
  const known = await mainCircuits();
  const unknown = circuits?.find((circuit) => !known.includes(circuit));
  if (unknown !== undefined)
    throw new PlimsollError('USAGE', `circuits: expected some of ${known.join(', ')}, got ${unknown}`);
  return circuits ?? known;
}

/** Entries of circuits that still exist. */
async function withoutRemoved(manifest: Manifest, { sourceOf }: SetupOptions): Promise<Manifest['circuits']> {
  if (sourceOf !== undefined) return manifest.circuits;
  const known = await mainCircuits();
  return Object.fromEntries(Object.entries(manifest.circuits).filter(([circuit]) => known.includes(circuit)));
}

async function matches({
  entry,
  compilation,
  outDir,
}: {
  entry: CircuitEntry;
  compilation: Compilation;
  outDir: string;
}): Promise<boolean> {
  if (
    entry.constraints !== compilation.constraints ||
    entry.wires !== compilation.wires ||
    String(entry.publicSignals) !== String(compilation.publicSignals)
  )
    return false;
  for (const file of ARTIFACT_FILES) {
    const digest = await digestIfPresent(join(outDir, artifactPath(compilation.circuit, file)));
    if (digest?.sha256 !== entry.files[file].sha256 || digest.bytes !== entry.files[file].bytes) return false;
  }
  return true;
}

async function build({
  compilation,
  old,
  outDir,
  signal,
  onMessage,
}: {
  compilation: Compilation;
  old: CircuitEntry | undefined;
  outDir: string;
  signal: AbortSignal | undefined;
  onMessage: SetupOptions['onMessage'];
}): Promise<CircuitEntry> {
  const { circuit, constraints, wires, publicSignals } = compilation;
  if (old?.key.kind === 'ceremony') {
    throw new PlimsollError(
      'ENVIRONMENT',
      `${circuit}: expected the artefacts of its ceremony key in ${join(outDir, circuit)}, got others; fetch them, or hold a new ceremony when the circuit has changed`,
    );
  }
  onMessage?.(`dealing an INSECURE development key for ${circuit}`);
  const seed = developmentSeed(circuit);
  const r1cs = await readBytes(compilation.r1cs);
  const wasm = await readBytes(compilation.wasm);
  const zkey = await dealKey(r1cs, toxicWasteFromSeed(seed), signal);
  const vkey = encodeVerificationKey(verificationKeyOf(parseProvingKey(zkey), await localCurve()));
  await writeWhole(join(outDir, artifactPath(circuit, 'zkey')), zkey);
  await writeWhole(join(outDir, artifactPath(circuit, 'vkey')), vkey);
  return {
    constraints,
    wires,
    publicSignals: [...publicSignals],
    files: { r1cs: digestOf(r1cs), wasm: digestOf(wasm), zkey: digestOf(zkey), vkey: digestOf(vkey) },
    key: { kind: 'development', insecure: true, seed },
  };
}

function sortKeys<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Paths of the leaves that differ between two plain objects. */
function differencesBetween(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [path];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) =>
    differencesBetween(
      (a as Record<string, unknown>)[key],
      (b as Record<string, unknown>)[key],
      path === '' ? key : `${path}.${key}`,
    ),
  );
}
