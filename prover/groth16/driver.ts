import type { Curve, TaskCommand } from 'ffjavascript';

import { readInteger } from '../binfile.ts';
import { SCALAR_FIELD } from '../model/units.ts';
import { PlimsollError } from '../errors.ts';
import type { Proof } from '../proof.ts';
import type { ProvingKey } from './key.ts';
import { cutBases, multiexp, type Bases } from './multiexp.ts';
import type { TaskQueue } from './tasks.ts';

const FIELD_BYTES = 32;

/** A proving key made ready for the workers: points cut into pieces, coefficients in a buffer of their own. */
export interface LoadedKey {
  readonly wires: number;
  readonly publicSignals: number;
  readonly domainSize: number;
  readonly points: Pick<ProvingKey, 'alpha1' | 'beta1' | 'beta2' | 'delta1' | 'delta2'>;
  readonly coefficients: Uint8Array;
  readonly bases: Readonly<Record<'a' | 'b1' | 'b2' | 'c' | 'h', Bases>>;
}

/** Copies what proving needs out of the key's file, so that the file itself can be let go. */
export function loadKey(key: ProvingKey, concurrency: number): LoadedKey {
  return {
    wires: key.wires,
    publicSignals: key.publicSignals,
    domainSize: key.domainSize,
    points: {
      alpha1: key.alpha1.slice(),
      beta1: key.beta1.slice(),
      beta2: key.beta2.slice(),
      delta1: key.delta1.slice(),
      delta2: key.delta2.slice(),
    },
    coefficients: key.coefficients.slice(),
    bases: {
      a: cutBases('G1', key.pointsA, concurrency),
      b1: cutBases('G1', key.pointsB1, concurrency),
      b2: cutBases('G2', key.pointsB2, concurrency),
      c: cutBases('G1', key.pointsC, concurrency),
      h: cutBases('G1', key.pointsH, concurrency),
    },
  };
}

/** What one proof is made of. */
interface ProofTask {
  readonly curve: Curve;
  readonly queue: TaskQueue;
  readonly key: LoadedKey;
  /** Every wire's value, 32 little-endian bytes each. */
  readonly witness: Uint8Array;
}

/**
 * Groth16: a proof of knowledge of `witness` under `key`, blinded with fresh randomness.
 *
 * The polynomials and the four sums over the witness run side by side; only the sum over the quotient waits.
 */
export async function proveGroth16({ curve, queue, key, witness }: ProofTask): Promise<Proof> {
  if (witness.length !== key.wires * FIELD_BYTES) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `prover: expected a witness of ${key.wires} wires for this key, got ${witness.length / FIELD_BYTES}`,
    );
  }
  const { G1, G2, Fr } = curve;
  const sum = (bases: Bases, scalars: Uint8Array): Promise<Uint8Array> => multiexp({ curve, queue, bases, scalars });
  const quotient = evaluateQuotient({ curve, queue, key, witness });
  const [sumA, sumB1, sumB2, sumC, sumH] = await Promise.all([
    sum(key.bases.a, witness),
    sum(key.bases.b1, witness),
    sum(key.bases.b2, witness),
    sum(key.bases.c, witness.subarray((key.publicSignals + 1) * FIELD_BYTES)),
    quotient.then((values) => sum(key.bases.h, values)),
  ]);

  const { alpha1, beta1, beta2, delta1, delta2 } = key.points;
  const r = Fr.e(randomScalar());
  const s = Fr.e(randomScalar());
  const a = G1.add(G1.add(sumA, alpha1), G1.timesFr(delta1, r));
  const b = G2.add(G2.add(sumB2, beta2), G2.timesFr(delta2, s));
  const b1 = G1.add(G1.add(sumB1, beta1), G1.timesFr(delta1, s));
  const blinding = G1.add(G1.add(G1.timesFr(a, s), G1.timesFr(b1, r)), G1.timesFr(delta1, Fr.neg(Fr.mul(r, s))));
  const c = G1.add(G1.add(sumC, sumH), blinding);
  const [ax, ay] = G1.toObject(G1.toAffine(a)) as [bigint, bigint];
  const [bx, by] = G2.toObject(G2.toAffine(b)) as [[bigint, bigint], [bigint, bigint]];
  const [cx, cy] = G1.toObject(G1.toAffine(c)) as [bigint, bigint];
  return {
    a: [ax, ay],
    b: [
      [bx[0], bx[1]],
      [by[0], by[1]],
    ],
    c: [cx, cy],
  };
}

/** A B - C on the odd powers of the root of unity of twice the domain's order, plain little-endian. */
async function evaluateQuotient({ curve, queue, key, witness }: ProofTask): Promise<Uint8Array> {
  const { Fr } = curve;
  const size = key.domainSize;
  const bytes = size * FIELD_BYTES;
  const count = { val: size };
  const rows = await queue.run([
    { cmd: 'ALLOCSET', var: 0, buff: key.coefficients },
    { cmd: 'ALLOCSET', var: 1, buff: witness },
    ...[2, 3, 4].map((index): TaskCommand => ({ cmd: 'ALLOC', var: index, len: bytes })),
    {
      cmd: 'CALL',
      fnName: 'qap_buildABC',
      params: [
        { var: 0 },
        { val: key.coefficients.length / 44 },
        { var: 1 },
        { var: 2 },
        { var: 3 },
        { var: 4 },
        { val: 0 },
        count,
        { val: 0 },
        { val: key.wires },
      ],
    },
    ...[0, 1, 2].map((index): TaskCommand => ({ cmd: 'GET', out: index, var: index + 2, len: bytes })),
  ]);
  const step = (size === 2 ** Fr.s ? Fr.shift : Fr.w[Math.log2(size) + 1]) as Uint8Array;
  const [a, b, c] = await Promise.all(
    rows.map((values) =>
      queue.run([
        { cmd: 'ALLOCSET', var: 0, buff: values },
        { cmd: 'ALLOCSET', var: 1, buff: Fr.one },
        { cmd: 'ALLOCSET', var: 2, buff: step },
        { cmd: 'CALL', fnName: 'frm_ifft', params: [{ var: 0 }, count] },
        { cmd: 'CALL', fnName: 'frm_batchApplyKey', params: [{ var: 0 }, count, { var: 1 }, { var: 2 }, { var: 0 }] },
        { cmd: 'CALL', fnName: 'frm_fft', params: [{ var: 0 }, count] },
        { cmd: 'GET', out: 0, var: 0, len: bytes },
      ]),
    ),
  );
  const joined = await queue.run([
    ...[a, b, c].map((output, index): TaskCommand => ({
      cmd: 'ALLOCSET',
      var: index,
      buff: output?.[0] as Uint8Array,
    })),
    { cmd: 'CALL', fnName: 'qap_joinABC', params: [{ var: 0 }, { var: 1 }, { var: 2 }, count, { var: 0 }] },
    { cmd: 'CALL', fnName: 'frm_batchFromMontgomery', params: [{ var: 0 }, count, { var: 0 }] },
    { cmd: 'GET', out: 0, var: 0, len: bytes },
  ]);
  return joined[0] as Uint8Array;
}

/** Uniform below r up to 2^-258, from the operating system. */
function randomScalar(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(64));
  return (readInteger(bytes, 0) + (readInteger(bytes, 32) << 256n)) % SCALAR_FIELD;
}
