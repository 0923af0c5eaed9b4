import type { Curve } from 'ffjavascript';
import { z } from 'zod';

import { G1_BYTES } from '../curve.ts';
import { PlimsollError } from '../errors.ts';
import type { ProvingKey } from './key.ts';

/** One way to write each number: keys are compared as text. */
const decimal = z.string().regex(/^(0|[1-9]\d{0,76})$/);
const g1 = z.tuple([decimal, decimal, z.literal('1')]);
const g2 = z.tuple([
  z.tuple([decimal, decimal]),
  z.tuple([decimal, decimal]),
  z.tuple([z.literal('1'), z.literal('0')]),
]);

const schema = z.looseObject({
  protocol: z.literal('groth16'),
  curve: z.literal('bn128'),
  nPublic: z.int().nonnegative(),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  IC: z.array(g1),
});

/** A Groth16 verification key as snarkjs writes it; every point is affine, none at infinity (last coordinate one). */
export type VerificationKeyFile = z.infer<typeof schema>;

/** @throws ENVIRONMENT when the JSON is no Groth16 key over BN254, a point is at infinity, or counts disagree. */
export function parseVerificationKeyFile(bytes: Uint8Array): VerificationKeyFile {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new PlimsollError('ENVIRONMENT', 'verification key: expected JSON, got something else', { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new PlimsollError(
      'ENVIRONMENT',
      `verification key ${path}: expected an affine Groth16 key over bn128 with no point at infinity, got another value`,
      { cause: parsed.error },
    );
  }
  if (parsed.data.IC.length !== parsed.data.nPublic + 1) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `verification key: expected ${parsed.data.nPublic + 1} IC points, got ${parsed.data.IC.length}`,
    );
  }
  return parsed.data;
}

/**
 * Whether delta is gamma or its negative, told by their first coordinate: then anybody can prove anything, as C can cancel
 * the public signals. A key without a phase-2 contribution is one.
 */
export const isUncontributed = ({ vk_gamma_2: gamma, vk_delta_2: delta }: VerificationKeyFile): boolean =>
  gamma[0][0] === delta[0][0] && gamma[0][1] === delta[0][1];

/** The part of a proving key that verifies. */
export function verificationKeyOf(key: ProvingKey, curve: Curve): VerificationKeyFile {
  const text = (point: unknown[]): unknown =>
    JSON.parse(JSON.stringify(point, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
  const file = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: key.publicSignals,
    vk_alpha_1: text(curve.G1.toObject(key.alpha1)),
    vk_beta_2: text(curve.G2.toObject(key.beta2)),
    vk_gamma_2: text(curve.G2.toObject(key.gamma2)),
    vk_delta_2: text(curve.G2.toObject(key.delta2)),
    IC: Array.from({ length: key.publicSignals + 1 }, (_, index) =>
      text(curve.G1.toObject(key.ic.subarray(index * G1_BYTES, (index + 1) * G1_BYTES))),
    ),
  };
  return parseVerificationKeyFile(new TextEncoder().encode(JSON.stringify(file)));
}
