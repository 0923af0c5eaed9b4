import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { zKey, type File } from 'snarkjs';
import { z } from 'zod';
import { ARTIFACT_DIRECTORY } from '../artifacts/build-folder.ts';
import type { KeyOrigin } from '../artifacts/manifest.ts';
import { artifactPath, digestOf } from '../artifacts/source.ts';
import { localCurve } from '../curve.ts';
import { PlimsollError } from '../errors.ts';
import { parseProvingKey } from '../groth16/key.ts';
import { verificationKeyOf } from '../groth16/verification-key.ts';
import { COMPILER, compileCircuit } from './compile.ts';
import { checkContributions, type Beacon } from './contributions.ts';
import { parseJson, readBytes, readIfPresent, writeWhole } from './files.ts';
import { ROOT } from '../root.ts';
import { checkPowersOfTau, type PinnedPowersOfTau } from './powers-of-tau.ts';
import { encodeVerificationKey, keyPath, MANIFEST_PATH, readManifest, writeManifest } from './setup.ts';

/** Which ceremony, and where its keys and transcript are. */
export interface CeremonyPlace {
  readonly circuit: string;
  /** By default build/ceremony/<circuit>. What a contributor receives and hands on. */
  readonly directory?: string;
  /** Where the compiled circuit is; by default build/circuits. */
  readonly outDir?: string;
  readonly source?: string;
}

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const step = z.strictObject({
  kind: z.enum(['init', 'contribution', 'beacon']),
  name: z.string(),
  file: z.string().regex(/^\d{4}\.zkey$/),
  sha256: hex(32),
  /** snarkjs's hash of the circuit (init) or of the contribution: what a contributor publishes. */
  hash: hex(64),
});
const schema = z.strictObject({
  circuit: z.string(),
  r1cs: hex(32),
  powersOfTau: hex(32),
  steps: z.array(step).min(1),
});

/** The steps of a ceremony, each with the hash of the key it left. */
export type Transcript = z.infer<typeof schema>;

/** First key of a ceremony, from the powers of tau. @throws ENVIRONMENT when their hash is wrong or one has begun here. */
export async function initCeremony(place: CeremonyPlace & { powersOfTau: PinnedPowersOfTau }): Promise<Transcript> {
  const directory = await open(place);
  if ((await readIfPresent(join(directory, 'transcript.json'))) !== undefined) {
    throw new PlimsollError('ENVIRONMENT', `ceremony ${directory}: expected an empty folder, got a ceremony under way`);
  }
  const powersOfTau = await checkPowersOfTau(place.powersOfTau);
  const { r1cs } = await compile(place);
  const r1csHash = digestOf(await readBytes(r1cs)).sha256;
  return record(
    directory,
    { circuit: place.circuit, r1cs: r1csHash, powersOfTau, steps: [] },
    { kind: 'init', name: '' },
    async (_, fresh) => {
      const hash = await zKey.newZKey(await inMemory(r1cs), await inMemory(place.powersOfTau.file), fresh);
      if (hash === -1)
        throw new PlimsollError(
          'ENVIRONMENT',
          'powers of tau: expected enough powers, prepared for phase 2, on BN254, got others',
        );
      return hash;
    },
  );
}

/**
 * One contribution. It is sound when a single contributor forgets the randomness, which comes from the operating system
 * in any case.
 *
 * @param entropy mixed in; never logged or stored
 */
export async function contribute(place: CeremonyPlace & { name: string; entropy?: string }): Promise<Transcript> {
  const { directory, transcript } = await resume(place);
  if (transcript.steps.some(({ kind }) => kind === 'beacon'))
    throw new PlimsollError('USAGE', 'ceremony: expected a contribution before the beacon, got one after it');
  const entropy = `${randomBytes(64).toString('hex')}${place.entropy ?? ''}`;
  return record(directory, transcript, { kind: 'contribution', name: place.name }, (old, fresh) =>
    zKey.contribute(old, fresh, place.name, entropy),
  );
}

/** The last step: public randomness that nobody knew while contributions were open, such as a later block hash. */
export async function applyBeacon(place: CeremonyPlace & Beacon): Promise<Transcript> {
  const { directory, transcript } = await resume(place);
  const { hash, iterationsExponent } = place;
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new PlimsollError(
      'USAGE',
      `beacon: expected 32 bytes in lower-case hexadecimal, got ${JSON.stringify(hash)}`,
    );
  if (!Number.isInteger(iterationsExponent) || iterationsExponent < 10 || iterationsExponent > 63) {
    throw new PlimsollError(
      'USAGE',
      `beacon iterations exponent: expected an integer in [10, 63], got ${iterationsExponent}`,
    );
  }
  if (transcript.steps.some(({ kind }) => kind === 'beacon'))
    throw new PlimsollError('USAGE', 'ceremony: expected one beacon, got a second');
  return record(directory, transcript, { kind: 'beacon', name: 'beacon' }, async (old, fresh) => {
    const result = await zKey.beacon(old, fresh, 'beacon', hash, iterationsExponent);
    if (result === false) throw new PlimsollError('USAGE', `beacon: expected snarkjs to take ${hash}, got a refusal`);
    return result;
  });
}

/**
 * Checks the newest key: the pinned powers of tau, every contribution and the circuit (snarkjs), and what snarkjs leaves
 * out (`checkContributions`).
 *
 * @throws INVALID when the key is not the outcome of a whole ceremony for this circuit
 */
export async function verifyCeremony(
  place: CeremonyPlace & { powersOfTau: PinnedPowersOfTau },
): Promise<{ contributions: number; beacon: Beacon; transcript: Transcript }> {
  const { directory, transcript, last } = await resume(place);
  const zkeyPath = join(directory, last.file);
  const checked = checkContributions(await readBytes(zkeyPath));
  const powersOfTau = await checkPowersOfTau(place.powersOfTau);
  if (powersOfTau !== transcript.powersOfTau)
    throw new PlimsollError(
      'INVALID',
      `ceremony: expected powers of tau ${transcript.powersOfTau}, got ${powersOfTau}`,
    );
  const { r1cs } = await compile(place);
  const r1csHash = digestOf(await readBytes(r1cs)).sha256;
  if (r1csHash !== transcript.r1cs)
    throw new PlimsollError(
      'INVALID',
      `ceremony: expected a key for the r1cs ${r1csHash}, got one for ${transcript.r1cs}`,
    );
  const files = [await inMemory(r1cs), await inMemory(place.powersOfTau.file), await inMemory(zkeyPath)] as const;
  const valid = await withSnarkjs(() => zKey.verifyFromR1cs(...files));
  if (!valid)
    throw new PlimsollError(
      'INVALID',
      `ceremony ${last.file}: expected a key that follows from its contributions, got another`,
    );
  return { ...checked, transcript };
}

/** Verifies, then installs the key beside the circuit and enters it in the manifest. @throws as `verifyCeremony` */
export async function finishCeremony(
  place: CeremonyPlace & { powersOfTau: PinnedPowersOfTau; manifestPath?: string },
): Promise<KeyOrigin> {
  const { contributions, beacon, transcript } = await verifyCeremony(place);
  const { circuit, outDir = ARTIFACT_DIRECTORY, manifestPath = MANIFEST_PATH } = place;
  const { directory, last } = await resume(place);
  const { constraints, wires, publicSignals, r1cs, wasm } = await compile(place);
  const zkey = await readBytes(join(directory, last.file));
  const vkey = encodeVerificationKey(verificationKeyOf(parseProvingKey(zkey), await localCurve()));
  const key: KeyOrigin = {
    kind: 'ceremony',
    insecure: false,
    contributions,
    beacon,
    powersOfTau: transcript.powersOfTau,
    transcript: digestOf(encode(transcript)).sha256,
  };
  await writeWhole(join(outDir, artifactPath(circuit, 'zkey')), zkey);
  await writeWhole(join(outDir, artifactPath(circuit, 'vkey')), vkey);
  await writeWhole(keyPath(manifestPath, circuit), vkey);
  await copyFile(join(directory, 'transcript.json'), join(outDir, circuit, `${circuit}.ceremony.json`));
  const digest = async (path: string) => digestOf(await readBytes(path));
  const files = { r1cs: await digest(r1cs), wasm: await digest(wasm), zkey: digestOf(zkey), vkey: digestOf(vkey) };
  const manifest = await readManifest(manifestPath);
  const entry = { constraints, wires, publicSignals: [...publicSignals], files, key };
  await writeManifest(manifestPath, { compiler: COMPILER, circuits: { ...manifest.circuits, [circuit]: entry } });
  return key;
}

async function open({ circuit, directory = join(ROOT, 'build/ceremony', circuit) }: CeremonyPlace): Promise<string> {
  await mkdir(directory, { recursive: true });
  return directory;
}

function compile({ circuit, outDir, source }: CeremonyPlace) {
  return compileCircuit({ circuit, ...(outDir && { outDir }), ...(source && { source }) });
}

/** The transcript so far; its last key must be the one that the transcript names. */
async function resume(place: CeremonyPlace) {
  const directory = await open(place);
  const bytes = await readIfPresent(join(directory, 'transcript.json'));
  if (bytes === undefined)
    throw new PlimsollError('ENVIRONMENT', `ceremony ${directory}: expected a transcript, got none; run init first`);
  const parsed = schema.safeParse(parseJson(bytes, join(directory, 'transcript.json')));
  if (!parsed.success || parsed.data.circuit !== place.circuit) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `ceremony ${directory}: expected a transcript for ${place.circuit}, got another file`,
      { cause: parsed.error },
    );
  }
  const last = parsed.data.steps.at(-1) as Transcript['steps'][number];
  const key = await readIfPresent(join(directory, last.file));
  const actual = key === undefined ? 'no file' : digestOf(key).sha256;
  if (actual !== last.sha256)
    throw new PlimsollError('ENVIRONMENT', `ceremony ${last.file}: expected sha256 ${last.sha256}, got ${actual}`);
  return { directory, transcript: parsed.data, last };
}

/** Makes the next key from the last one and adds it to the transcript; an interrupted step leaves no trace. */
async function record(
  directory: string,
  transcript: Transcript,
  { kind, name }: Pick<Transcript['steps'][number], 'kind' | 'name'>,
  make: (old: File, fresh: File) => Promise<Uint8Array>,
): Promise<Transcript> {
  const file = `${String(transcript.steps.length).padStart(4, '0')}.zkey`;
  const fresh = join(directory, `${file}.partial`);
  try {
    const hash = await withSnarkjs(() => make(join(directory, transcript.steps.at(-1)?.file ?? ''), fresh));
    const { sha256 } = digestOf(await readBytes(fresh));
    await rename(fresh, join(directory, file));
    const next = {
      ...transcript,
      steps: [...transcript.steps, { kind, name, file, sha256, hash: Buffer.from(hash).toString('hex') }],
    };
    await writeWhole(join(directory, 'transcript.json'), encode(next));
    return next;
  } finally {
    await rm(fresh, { force: true });
  }
}

function encode(transcript: Transcript): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(transcript, null, 2)}\n`);
}

/** A file's content for snarkjs, which leaves files open when it refuses them. */
async function inMemory(path: string): Promise<File> {
  return { type: 'mem', data: await readBytes(path) };
}

/** Runs snarkjs and ends the workers that it leaves behind. */
async function withSnarkjs<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
  }
}
