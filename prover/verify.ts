import type { Curve } from 'ffjavascript';

import { circuitEntry, type Manifest } from './artifacts/manifest.ts';
import { readArtifact, type ArtifactSource } from './artifacts/source.ts';
import { BASE_FIELD, localCurve } from './curve.ts';
import { SCALAR_FIELD } from './model/units.ts';
import { PlimsollError } from './errors.ts';
import { isUncontributed, parseVerificationKeyFile, type VerificationKeyFile } from './groth16/verification-key.ts';
import type { Proof } from './proof.ts';

/** A verification key whose points have all been checked. */
export interface VerificationKey {
  readonly circuit: string;
  /** True for a development key: anybody can forge proofs that verify. */
  readonly insecure: boolean;
  readonly file: VerificationKeyFile;
}

type Pair = readonly [bigint, bigint];

/** Reads a circuit's verification key. @throws ENVIRONMENT as `readArtifact` and `checkVerificationKey` do. */
export async function openVerificationKey({
  circuit,
  source,
  manifest,
}: {
  circuit: string;
  source: ArtifactSource;
  manifest: Manifest;
}): Promise<VerificationKey> {
  const entry = circuitEntry(manifest, circuit);
  const file = parseVerificationKeyFile(await readArtifact({ source, manifest, circuit, file: 'vkey' }));
  if (file.nPublic !== entry.publicSignals.length) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `${circuit} verification key: expected ${entry.publicSignals.length} public signals, got ${file.nPublic}`,
    );
  }
  return checkVerificationKey({ circuit, insecure: entry.key.insecure, file });
}

/**
 * Checks what the pairing equation relies on: points in their groups, and delta neither gamma nor its negative. A
 * key without a phase-2 contribution has gamma = delta, and anybody can prove anything with it.
 *
 * @throws ENVIRONMENT naming the point
 */
export async function checkVerificationKey(key: VerificationKey): Promise<VerificationKey> {
  const curve = await localCurve();
  const { file, circuit } = key;
  const where = (name: string): string => `${circuit} verification key ${name}`;
  const g1 = (name: string, [x, y]: readonly string[]): void => {
    if (readG1(curve, [BigInt(x as string), BigInt(y as string)]) === undefined)
      throw new PlimsollError('ENVIRONMENT', `${where(name)}: expected a point of G1, got none`);
  };
  const g2 = (name: string, point: VerificationKeyFile['vk_beta_2']): void => {
    if (readG2(curve, coordinates(point)) === undefined)
      throw new PlimsollError('ENVIRONMENT', `${where(name)}: expected a point of G2, got none`);
  };
  g1('alpha', file.vk_alpha_1);
  g2('beta', file.vk_beta_2);
  g2('gamma', file.vk_gamma_2);
  g2('delta', file.vk_delta_2);
  file.IC.forEach((point, index) => g1(`IC[${index}]`, point));
  if (isUncontributed(file)) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `${circuit} verification key: expected delta to differ from gamma, got a key without a phase-2 contribution`,
    );
  }
  return key;
}

/**
 * Checks a Groth16 proof.
 *
 * @returns whether the pairing equation holds, and whether the key is one that anybody can forge under
 * @throws INVALID when a public signal is negative or not below r (signal + r would be a second name for one statement),
 *   their number is wrong, or a point of the proof is not in its group
 */
export async function verifyProof({
  key,
  proof,
  publicSignals,
}: {
  key: VerificationKey;
  proof: Proof;
  publicSignals: readonly bigint[];
}): Promise<{ valid: boolean; insecure: boolean }> {
  const { file, circuit, insecure } = key;
  if (publicSignals.length !== file.nPublic) {
    throw new PlimsollError(
      'INVALID',
      `${circuit} public signals: expected ${file.nPublic}, got ${publicSignals.length}`,
    );
  }
  publicSignals.forEach((signal, index) => {
    if (signal < 0n || signal >= SCALAR_FIELD)
      throw new PlimsollError(
        'INVALID',
        `${circuit} public signal ${index}: expected an integer in [0, r), got ${signal}`,
      );
  });
  const curve = await localCurve();
  const { G1, G2 } = curve;
  const inGroup = (name: string, point: Uint8Array | undefined): Uint8Array => {
    if (point === undefined)
      throw new PlimsollError('INVALID', `${circuit} proof point ${name}: expected a point of its group, got none`);
    return point;
  };
  const a = inGroup('a', readG1(curve, proof.a));
  const b = inGroup('b', readG2(curve, proof.b));
  const c = inGroup('c', readG1(curve, proof.c));
  const [constant, ...bases] = file.IC.map((point) => G1.fromObject(point.map(BigInt)));
  let inputs = constant as Uint8Array;
  bases.forEach(
    (base, index) => (inputs = G1.add(inputs, G1.timesFr(base, curve.Fr.e(publicSignals[index] as bigint)))),
  );
  const stored = (point: VerificationKeyFile['vk_beta_2']): Uint8Array => G2.fromObject(coordinates(point));
  const valid = await curve.pairingEq(
    G1.neg(a),
    b,
    G1.fromObject(file.vk_alpha_1.map(BigInt)),
    stored(file.vk_beta_2),
    inputs,
    stored(file.vk_gamma_2),
    c,
    stored(file.vk_delta_2),
  );
  return { valid, insecure };
}

function coordinates([x, y]: VerificationKeyFile['vk_beta_2']): [Pair, Pair] {
  return [
    [BigInt(x[0]), BigInt(x[1])],
    [BigInt(y[0]), BigInt(y[1])],
  ];
}

/** The point, or undefined when a coordinate is out of the field or the point is not on the curve (of prime order). */
function readG1(curve: Curve, point: Pair): Uint8Array | undefined {
  if (!point.every(inBaseField)) return undefined;
  const affine = curve.G1.fromObject(point);
  return curve.G1.isZero(affine) || !curve.G1.isValid(affine) ? undefined : affine;
}

/** As `readG1`; the twist has a cofactor, so the order is checked as well. */
function readG2(curve: Curve, point: readonly [Pair, Pair]): Uint8Array | undefined {
  if (!point.flat().every(inBaseField)) return undefined;
  const affine = curve.G2.fromObject(point);
  if (curve.G2.isZero(affine) || !curve.G2.isValid(affine)) return undefined;
  return curve.G2.isZero(curve.G2.timesScalar(affine, SCALAR_FIELD)) ? affine : undefined;
}

function inBaseField(value: bigint): boolean {
  return value >= 0n && value < BASE_FIELD;
}
