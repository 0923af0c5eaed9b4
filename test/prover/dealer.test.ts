import { expect } from 'chai';
import fc from 'fast-check';
import { groth16, wtns, zKey, type File } from 'snarkjs';
import { readSections, section } from '../../prover/binfile.ts';
import { G1_BYTES, localCurve } from '../../prover/curve.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { dealKey, developmentSeed, toxicWasteFromSeed, writeKey } from '../../prover/dealer/dealer.ts';
import { multiplyGenerator } from '../../prover/dealer/fixed-base.ts';
import { domainPower, parseR1cs } from '../../prover/dealer/r1cs.ts';
import { smallCircuits, type SmallCircuits } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';
import { powersOfTau } from '../support/powers-of-tau.ts';

describe('development key dealer', () => {
  let small: SmallCircuits;
  before(async () => {
    small = await smallCircuits();
  });

  const cases = [
    { circuit: 'multiply', inputs: { left: 3n, right: 4n, tag: 9n }, signals: ['12', '9'] },
    { circuit: 'in-range', inputs: { value: 65535n }, signals: ['4294836225'] },
  ];

  for (const { circuit, inputs, signals } of cases) {
    it(`makes the key of snarkjs zkey new from the same secrets: ${circuit}`, async () => {
      const r1cs = await small.file(circuit, 'r1cs');
      const waste = { ...toxicWasteFromSeed('comparison'), delta: 1n };
      const ptau = await powersOfTau(domainPower(parseR1cs(r1cs)) + 1, waste);
      const theirs: File = { type: 'mem' };
      await zKey.newZKey({ type: 'mem', data: r1cs }, { type: 'mem', data: ptau }, theirs);
      const expected = readSections((theirs as { data: Uint8Array }).data, 'zkey');
      const actual = readSections(await writeKey(r1cs, waste), 'zkey');
      expect([...actual.keys()].sort()).to.deep.equal([...expected.keys()].sort());
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
        expect(Buffer.compare(section(actual, number), section(expected, number)), `section ${number}`).to.equal(0);
      }
    });

    it(`makes a key under which snarkjs proves and verifies: ${circuit}`, async () => {
      const key: File = { type: 'mem', data: await small.file(circuit, 'zkey') };
      const witness: File = { type: 'mem' };
      await wtns.calculate(inputs, { type: 'mem', data: await small.file(circuit, 'wasm') }, witness);
      const { proof, publicSignals } = await groth16.prove(key, witness);
      expect(publicSignals).to.deep.equal(signals);
      const verificationKey = JSON.parse(new TextDecoder().decode(await small.file(circuit, 'vkey'))) as Record<
        string,
        unknown
      >;
      expect(await groth16.verify(verificationKey, publicSignals, proof)).to.equal(true);
      expect(await zKey.exportVerificationKey(key)).to.deep.include(verificationKey);
    });
  }

  it('gives the same bytes for the same seed and others for another', async () => {
    const r1cs = await small.file('multiply', 'r1cs');
    const first = await dealKey(r1cs, toxicWasteFromSeed(developmentSeed('multiply')));
    expect(Buffer.compare(first, await small.file('multiply', 'zkey'))).to.equal(0);
    const other = await dealKey(r1cs, toxicWasteFromSeed(developmentSeed('other')));
    expect(Buffer.compare(first, other)).to.not.equal(0);
  });

  it('refuses to deal a key with gamma = delta', async () => {
    const r1cs = await small.file('multiply', 'r1cs');
    await rejection(
      dealKey(r1cs, { ...toxicWasteFromSeed('x'), delta: 1n }),
      'ENVIRONMENT',
      /delta to differ from gamma/,
    );
  });

  it('refuses a truncated r1cs', async () => {
    const r1cs = await small.file('in-range', 'r1cs');
    await rejection(dealKey(r1cs.slice(0, 200), toxicWasteFromSeed('x')), 'ENVIRONMENT', /whole sections/);
  });

  it('multiplies the generators as ffjavascript does, zero and r - 1 included', async () => {
    const curve = await localCurve();
    const scalar = fc.oneof(
      fc.constantFrom(0n, 1n, 2n, SCALAR_FIELD - 1n, 2n ** 253n),
      fc.bigInt(0n, SCALAR_FIELD - 1n),
    );
    for (const group of ['G1', 'G2'] as const) {
      const size = group === 'G1' ? G1_BYTES : 2 * G1_BYTES;
      const seed = Date.now() % 2 ** 31;
      console.log(`      ${group}: fast-check seed ${seed}`);
      fc.assert(
        fc.property(fc.array(scalar, { minLength: 1, maxLength: 40 }), (scalars) => {
          const points = multiplyGenerator(curve, group, scalars);
          scalars.forEach((value, index) => {
            const point = points.slice(index * size, (index + 1) * size);
            expect(curve[group].eq(point, curve[group].timesScalar(curve[group].g, value))).to.equal(true);
          });
        }),
        { numRuns: 15, seed },
      );
    }
  });
});
