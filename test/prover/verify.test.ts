import { expect } from 'chai';
import { BASE_FIELD } from '../../prover/curve.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { toxicWasteFromSeed, writeKey } from '../../prover/dealer/dealer.ts';
import { localCurve } from '../../prover/curve.ts';
import { parseProvingKey } from '../../prover/groth16/key.ts';
import { verificationKeyOf } from '../../prover/groth16/verification-key.ts';
import { fromCalldata, fromSnarkjs, toCalldata, toSnarkjs, type Proof } from '../../prover/proof.ts';
import { Prover, type ProofResult } from '../../prover/prover.ts';
import { encodeVerificationKey } from '../../prover/setup/setup.ts';
import { openVerificationKey, verifyProof, type VerificationKey } from '../../prover/verify.ts';
import { smallCircuits, withFile, type SmallCircuits } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';

describe('verification', () => {
  let small: SmallCircuits;
  let key: VerificationKey;
  let made: ProofResult;
  before(async () => {
    small = await smallCircuits();
    key = await openVerificationKey({ circuit: 'multiply', ...small });
    const prover = await Prover.open({ circuit: 'multiply', singleThread: true, ...small });
    made = await prover.prove({ left: 6n, right: 7n, tag: 5n });
    await prover.close();
  });

  const verifyWith = (changes: { proof?: Proof; publicSignals?: bigint[] }) =>
    verifyProof({ key, ...made, ...changes });

  it('accepts a proof and says that the key is insecure', async () => {
    expect(await verifyWith({})).to.deep.equal({ valid: true, insecure: true });
  });

  it('rejects each public signal + 1', async () => {
    for (const index of made.publicSignals.keys()) {
      const publicSignals = made.publicSignals.map((signal, at) => (at === index ? signal + 1n : signal));
      expect((await verifyWith({ publicSignals })).valid, `signal ${index}`).to.equal(false);
    }
  });

  it('public signal + r is refused', async () => {
    for (const index of made.publicSignals.keys()) {
      const publicSignals = made.publicSignals.map((signal, at) => (at === index ? signal + SCALAR_FIELD : signal));
      await rejection(
        verifyWith({ publicSignals }),
        'INVALID',
        new RegExp(`public signal ${index}: expected an integer in \\[0, r\\)`),
      );
    }
  });

  it('public signal - r (negative) is refused', async () => {
    await rejection(verifyWith({ publicSignals: [42n - SCALAR_FIELD, 5n] }), 'INVALID', /public signal 0/);
  });

  it('a wrong number of public signals is refused', async () => {
    await rejection(verifyWith({ publicSignals: [42n] }), 'INVALID', /expected 2, got 1/);
    await rejection(verifyWith({ publicSignals: [42n, 5n, 0n] }), 'INVALID', /expected 2, got 3/);
  });

  it('a proof point off the curve, at infinity or with a coordinate + q is refused', async () => {
    const { a, b, c } = made.proof;
    await rejection(verifyWith({ proof: { a: [a[0], a[1] + 1n], b, c } }), 'INVALID', /point a/);
    await rejection(verifyWith({ proof: { a: [0n, 0n], b, c } }), 'INVALID', /point a/);
    await rejection(verifyWith({ proof: { a, b, c: [c[0] + BASE_FIELD, c[1]] } }), 'INVALID', /point c/);
    await rejection(verifyWith({ proof: { a, b, c: [c[0], c[1] - BASE_FIELD] } }), 'INVALID', /point c/);
    await rejection(
      verifyWith({
        proof: {
          a,
          b: [
            [0n, 0n],
            [0n, 0n],
          ],
          c,
        },
      }),
      'INVALID',
      /point b/,
    );
  });

  it('a proof point b on the twist but outside of the group of prime order is refused', async () => {
    const { a, c } = made.proof;
    await rejection(verifyWith({ proof: { a, b: await twistPointOfWrongOrder(), c } }), 'INVALID', /point b/);
  });

  it('a malleated proof (-a, -b) verifies: replay protection belongs to the statement, never to the proof bytes', async () => {
    const { a, b, c } = made.proof;
    const negate = (value: bigint): bigint => BASE_FIELD - value;
    const proof: Proof = { a: [a[0], negate(a[1])], b: [b[0], [negate(b[1][0]), negate(b[1][1])]], c };
    expect((await verifyWith({ proof })).valid).to.equal(true);
    expect((await verifyWith({ proof: { ...proof, b } })).valid).to.equal(false);
  });

  it('refuses a key with no phase-2 contribution (gamma = delta)', async () => {
    const file = verificationKeyOf(
      parseProvingKey(await writeKey(await small.file('multiply', 'r1cs'), { ...toxicWasteFromSeed('x'), delta: 1n })),
      await localCurve(),
    );
    const poisoned = withFile(small, { circuit: 'multiply', file: 'vkey', bytes: encodeVerificationKey(file) });
    await rejection(
      openVerificationKey({ circuit: 'multiply', ...poisoned }),
      'ENVIRONMENT',
      /delta to differ from gamma/,
    );
  });

  it('refuses delta = -gamma, and gamma = delta written in another way', async () => {
    const open = (file: ReturnType<typeof verificationKeyOf>): Promise<unknown> => {
      const bytes = encodeVerificationKey(file);
      return openVerificationKey({
        circuit: 'multiply',
        ...withFile(small, { circuit: 'multiply', file: 'vkey', bytes }),
      });
    };
    const keyWith = async (delta: bigint): Promise<ReturnType<typeof verificationKeyOf>> => {
      const zkey = await writeKey(await small.file('multiply', 'r1cs'), { ...toxicWasteFromSeed('x'), delta });
      return verificationKeyOf(parseProvingKey(zkey), await localCurve());
    };
    await rejection(open(await keyWith(SCALAR_FIELD - 1n)), 'ENVIRONMENT', /delta to differ from gamma/);
    const file = await keyWith(1n);
    const [[real, imaginary], y, z] = file.vk_delta_2;
    await rejection(
      open({ ...file, vk_delta_2: [[`0${real}`, imaginary], y, z] }),
      'ENVIRONMENT',
      /verification key vk_delta_2/,
    );
  });

  it('refuses a verification key with an IC point at infinity or off the curve, or one IC point too few', async () => {
    const open = (IC: typeof key.file.IC) => {
      const bytes = encodeVerificationKey({ ...key.file, IC });
      return openVerificationKey({
        circuit: 'multiply',
        ...withFile(small, { circuit: 'multiply', file: 'vkey', bytes }),
      });
    };
    const [first, second, third] = key.file.IC as [
      (typeof key.file.IC)[0],
      (typeof key.file.IC)[0],
      (typeof key.file.IC)[0],
    ];
    await rejection(open([first, second, ['0', '1', '0' as '1']]), 'ENVIRONMENT', /IC\.2.*infinity/);
    await rejection(open([first, second, ['0', '0', '1']]), 'ENVIRONMENT', /IC\[2\]/);
    await rejection(open([first, [second[0], third[1], '1'], third]), 'ENVIRONMENT', /IC\[1\]/);
    await rejection(open([first, second]), 'ENVIRONMENT', /expected 3 IC points, got 2/);
  });

  it('refuses the verification key of another circuit', async () => {
    const poisoned = withFile(small, {
      circuit: 'multiply',
      file: 'vkey',
      bytes: await small.file('in-range', 'vkey'),
    });
    await rejection(
      openVerificationKey({ circuit: 'multiply', ...poisoned }),
      'ENVIRONMENT',
      /expected 2 public signals, got 1/,
    );
  });

  it('rejects a proof under a key with swapped IC points', async () => {
    const [first, second, third] = key.file.IC as [
      (typeof key.file.IC)[0],
      (typeof key.file.IC)[0],
      (typeof key.file.IC)[0],
    ];
    const swapped = { ...key, file: { ...key.file, IC: [first, third, second] } };
    expect((await verifyProof({ key: swapped, ...made })).valid).to.equal(false);
  });

  it('converts proofs to the forms of snarkjs and Solidity and back, real and imaginary part swapped for EIP-197', () => {
    const proof: Proof = {
      a: [1n, 2n],
      b: [
        [3n, 4n],
        [5n, 6n],
      ],
      c: [7n, 8n],
    };
    expect(toCalldata(proof)).to.deep.equal([1n, 2n, 4n, 3n, 6n, 5n, 7n, 8n]);
    expect(fromCalldata(toCalldata(proof))).to.deep.equal(proof);
    expect(fromSnarkjs(toSnarkjs(proof))).to.deep.equal(proof);
    expect(() => fromCalldata([1n])).to.throw(/expected 8 words, got 1/);
    expect(() => fromSnarkjs({ ...toSnarkjs(proof), pi_a: ['1', '-2', '1'] })).to.throw(/pi_a/);
    expect(() => fromSnarkjs({ ...toSnarkjs(proof), pi_c: ['0', '1', '0'] })).to.throw(/affine/);
  });
});

/** A point (x, y) with y^2 = x^3 + 3 / (9 + u): nearly every one has an order that the cofactor divides. */
async function twistPointOfWrongOrder(): Promise<Proof['b']> {
  const { G2 } = await localCurve();
  const F = G2.F as unknown as {
    fromObject(value: readonly [bigint, bigint]): Uint8Array;
    square(value: Uint8Array): Uint8Array;
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    isSquare(value: Uint8Array): boolean;
    sqrt(value: Uint8Array): Uint8Array;
    toObject(value: Uint8Array): [bigint, bigint];
  };
  const { b } = G2 as unknown as { b: Uint8Array };
  for (let x = 1n; ; x++) {
    const element = F.fromObject([x, 0n]);
    const right = F.add(F.mul(F.square(element), element), b);
    if (F.isSquare(right)) return [[x, 0n], F.toObject(F.sqrt(right))];
  }
}
