import { PlimsollError } from './errors.ts';

/** A Groth16 proof over BN254: affine points; `b` has its coordinates over Fp2 as [real, imaginary]. */
export interface Proof {
  readonly a: readonly [bigint, bigint];
  readonly b: readonly [readonly [bigint, bigint], readonly [bigint, bigint]];
  readonly c: readonly [bigint, bigint];
}

/** A proof as snarkjs writes it: decimal strings, projective with a last coordinate of one. */
export interface SnarkjsProof {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
  readonly protocol: string;
  readonly curve: string;
}

export function toSnarkjs(proof: Proof): SnarkjsProof {
  return {
    pi_a: [...proof.a.map(String), '1'],
    pi_b: [...proof.b.map((pair) => pair.map(String)), ['1', '0']],
    pi_c: [...proof.c.map(String), '1'],
    protocol: 'groth16',
    curve: 'bn128',
  };
}

/** @throws USAGE when the object is not an affine Groth16 proof over BN254 in decimal strings. */
export function fromSnarkjs(proof: SnarkjsProof): Proof {
  if (proof.protocol !== 'groth16' || proof.curve !== 'bn128') {
    throw new PlimsollError('USAGE', `proof: expected groth16 over bn128, got ${proof.protocol} over ${proof.curve}`);
  }
  const last = [proof.pi_a[2], proof.pi_b[2]?.[0], proof.pi_b[2]?.[1], proof.pi_c[2]].join();
  if (last !== '1,1,0,1')
    throw new PlimsollError('USAGE', `proof: expected affine points (1,1,0,1), got last coordinates ${last}`);
  return {
    a: pair(proof.pi_a, 'pi_a'),
    b: [pair(proof.pi_b[0], 'pi_b[0]'), pair(proof.pi_b[1], 'pi_b[1]')],
    c: pair(proof.pi_c, 'pi_c'),
  };
}

/**
 * The eight words a Solidity verifier takes, [a.x, a.y, b.x, b.y, c.x, c.y]: by EIP-197 the imaginary part of a
 * coordinate over Fp2 comes before the real one.
 */
export function toCalldata({ a, b, c }: Proof): bigint[] {
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]];
}

/** Inverse of `toCalldata`. @throws USAGE when there are not eight words. */
export function fromCalldata(words: readonly bigint[]): Proof {
  if (words.length !== 8) throw new PlimsollError('USAGE', `proof: expected 8 words, got ${words.length}`);
  const [ax, ay, bxi, bxr, byi, byr, cx, cy] = words as readonly [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return {
    a: [ax, ay],
    b: [
      [bxr, bxi],
      [byr, byi],
    ],
    c: [cx, cy],
  };
}

function pair(values: readonly string[] | undefined, where: string): [bigint, bigint] {
  const [first, second] = values ?? [];
  if (!isDecimal(first) || !isDecimal(second))
    throw new PlimsollError('USAGE', `proof ${where}: expected two decimal integers, got ${JSON.stringify(values)}`);
  return [BigInt(first), BigInt(second)];
}

function isDecimal(text: unknown): text is string {
  return typeof text === 'string' && /^\d+$/.test(text);
}
