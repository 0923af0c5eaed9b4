import { z } from 'zod';

import { PlimsollError } from '../errors.ts';

/** The files of a circuit that proving and verifying read. */
export const ARTIFACT_FILES = ['r1cs', 'wasm', 'zkey', 'vkey'] as const;
export type ArtifactFile = (typeof ARTIFACT_FILES)[number];

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `expected ${bytes} bytes in lower-case hexadecimal`);
const count = z.int().nonnegative();

const digest = z.strictObject({ sha256: hex(32), bytes: count });

const key = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('development'),
    /** Whoever reads the seed can forge proofs: never for a chain that is not local. */
    insecure: z.literal(true),
    seed: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal('ceremony'),
    insecure: z.literal(false),
    /** Phase-2 contributions, without the beacon. */
    contributions: z.int().min(2),
    beacon: z.strictObject({ hash: hex(32), iterationsExponent: z.int().min(10).max(63) }),
    /** sha256 of the powers of tau the key was made from. */
    powersOfTau: hex(32),
    /** sha256 of the transcript. */
    transcript: hex(32),
  }),
]);

const circuit = z.strictObject({
  constraints: count,
  wires: count,
  /** Names in the order of the proof's public signals, outputs first. */
  publicSignals: z.array(z.string().min(1)),
  files: z.strictObject({ r1cs: digest, wasm: digest, zkey: digest, vkey: digest }),
  key,
});

const schema = z.strictObject({
  compiler: z.strictObject({ circom: z.string(), circom2: z.string(), optimisation: z.enum(['O1', 'O2']) }),
  circuits: z.record(z.string().regex(/^[a-z0-9-]+$/), circuit),
});

/** What this version of Plimsoll trusts: the hash of every artefact, and how each key was made. */
export type Manifest = z.infer<typeof schema>;
export type CircuitEntry = z.infer<typeof circuit>;
export type KeyOrigin = z.infer<typeof key>;
export type Digest = z.infer<typeof digest>;

/** @throws ENVIRONMENT naming the first field that is wrong. */
export function parseManifest(json: unknown): Manifest {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PlimsollError('ENVIRONMENT', `manifest.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, {
    cause: parsed.error,
  });
}

/** @throws ENVIRONMENT when the manifest does not list the circuit. */
export function circuitEntry(manifest: Manifest, name: string): CircuitEntry {
  const entry = Object.hasOwn(manifest.circuits, name) ? manifest.circuits[name] : undefined;
  if (entry !== undefined) return entry;
  const known = Object.keys(manifest.circuits).join(', ') || 'none';
  throw new PlimsollError('ENVIRONMENT', `manifest: expected circuit ${name}, got ${known}`);
}
