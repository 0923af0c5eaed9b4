import { expect } from 'chai';
import { hash } from '../../prover/model/poseidon.ts';
import { SCALAR_FIELD, toField } from '../../prover/model/units.ts';
import { editWitness, instance, rejects, violates, wireOf, type Circuit } from '../support/circuit.ts';
import { Random } from '../support/random.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);

const output = async (circuit: Circuit, inputs: Record<string, bigint | bigint[]>, name = 'out'): Promise<bigint> =>
  (await circuit.witness(inputs))[wireOf(circuit, name)] ?? -1n;

describe('lib/hash', () => {
  it('equals the model for one step, two steps and a full step', async () => {
    for (const length of [1, 4, 15, 16, 31]) {
      const circuit = await instance({ include: 'circuits/lib/hash.circom', template: 'Hash', args: [length] });
      const vector = Array.from({ length }, (_, index) => BigInt(index) * 7919n + 1n);
      expect(await output(circuit, { state: 5n, in: vector })).to.equal(hash(5n, vector));
    }
  });

  it('tells a hash of one kind from one of another (11: a hash of one kind used as another)', () => {
    const vector = [1n, 2n, 3n];
    const seen = new Set([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map((tag) => hash(tag, vector)));
    expect(seen.size).to.equal(8);
  });
});

describe('lib/range', () => {
  it('Unsigned takes 0 and 2^n - 1 and refuses 2^n, -1 and r - 1', async () => {
    const circuit = await instance({ include: 'circuits/lib/range.circom', template: 'Unsigned', args: [24] });
    for (const value of [0n, 1n, (1n << 24n) - 1n]) await circuit.witness({ in: value });
    for (const value of [1n << 24n, SCALAR_FIELD - 1n, SCALAR_FIELD >> 1n])
      await rejects(circuit, { in: value }, 'Num2Bits');
  });

  it('Signed tells the sign at every edge and refuses a size wrapped around the field', async () => {
    const circuit = await instance({ include: 'circuits/lib/range.circom', template: 'Signed', args: [56] });
    const half = 1n << 55n;
    for (const [value, sign] of [
      [0n, 1n],
      [1n, 1n],
      [half - 1n, 1n],
      [-1n, 0n],
      [-half, 0n],
    ] as const) {
      expect(await output(circuit, { in: toField(value) }, 'nonNegative')).to.equal(sign);
    }
    for (const value of [half, -half - 1n, SCALAR_FIELD >> 1n, 1n << 253n])
      await rejects(circuit, { in: toField(value) }, 'Num2Bits');
  });

  it('Signed has no second witness: another sign breaks a constraint', async () => {
    const circuit = await instance({ include: 'circuits/lib/range.circom', template: 'Signed', args: [56] });
    const witness = await circuit.witness({ in: toField(-5n) });
    violates(circuit, editWitness(circuit, witness, { nonNegative: 1n }), 'in');
    violates(circuit, editWitness(circuit, witness, { 'digits.out[0]': 0n, 'digits.out[1]': 2n }), 'digits.out[1]');
  });

  it('TwoSums takes both sums apart at every edge of their range', async () => {
    const circuit = await instance({ include: 'circuits/lib/range.circom', template: 'TwoSums', args: [111, 116] });
    const half = 1n << 110n;
    for (const low of [-half, -1n, 0n, half - 1n]) {
      for (const high of [-half, -1n, 0n, half - 1n]) {
        const witness = await circuit.witness({ in: toField(low + (high << 116n)) });
        const read = (name: string) => witness[wireOf(circuit, name)];
        expect([read('value[0]'), read('value[1]')]).to.deep.equal([toField(low), toField(high)]);
        expect([read('nonNegative[0]'), read('nonNegative[1]')]).to.deep.equal([low >= 0n, high >= 0n].map(BigInt));
      }
    }
    for (const low of [half, -half - 1n]) await rejects(circuit, { in: toField(low) }, 'TwoSums');
    for (const high of [half, -half - 1n]) await rejects(circuit, { in: toField(high << 116n) }, 'TwoSums');
  });

  it('TwoSums refuses digits that are not boolean and a value moved from one sum to the other', async () => {
    const circuit = await instance({ include: 'circuits/lib/range.circom', template: 'TwoSums', args: [8, 10] });
    const witness = await circuit.witness({ in: toField(3n + (-2n << 10n)) });
    violates(circuit, editWitness(circuit, witness, { 'digit[0][0]': 3n }), 'digit[0][0]');
    violates(
      circuit,
      editWitness(circuit, witness, { 'value[0]': toField(3n + 1024n), 'value[1]': toField(-3n) }),
      'value[0]',
    );
    violates(circuit, editWitness(circuit, witness, { 'nonNegative[1]': 1n }), 'nonNegative[1]');
  });
});

describe(`lib/divide (PLIMSOLL_SEED=${SEED})`, () => {
  /** The largest multiple at or below, divided. */
  const floor = (value: bigint, divisor: bigint): bigint =>
    (value - (((value % divisor) + divisor) % divisor)) / divisor;

  for (const [divisor, bits] of [
    [100_000_000n, 82],
    [2n, 2],
    [3n, 64],
    [1n << 64n, 180],
  ] as const) {
    it(`FloorDivide rounds down by ${divisor}, to ${bits} bits: on random numbers, at every edge, and nothing beyond`, async () => {
      const random = new Random(SEED);
      const circuit = await instance({
        include: 'circuits/lib/divide.circom',
        template: 'FloorDivide',
        args: [divisor, bits],
      });
      const end = divisor << BigInt(bits - 1);
      const near = (value: bigint): bigint[] => [value - 1n, value, value + 1n];
      const edges = [0n, divisor, -divisor, end - divisor, divisor - end].flatMap(near);
      const values = [
        ...edges,
        end - 1n,
        1n - end,
        -end,
        ...Array.from({ length: 40 }, () => random.within(-end, end - 1n)),
      ];
      for (const value of values)
        expect(await output(circuit, { in: toField(value) }), `${value}`).to.equal(toField(floor(value, divisor)));
      for (const value of [end, end + 1n, -end - 1n, -2n * end, SCALAR_FIELD >> 1n])
        await rejects(circuit, { in: toField(value) }, 'Num2Bits');
    });
  }
});

describe('lib/compare', () => {
  it('Least is the least of signed numbers, equal ones included', async () => {
    const circuit = await instance({ include: 'circuits/lib/compare.circom', template: 'Least', args: [3, 66] });
    const half = 1n << 64n;
    for (const values of [
      [0n, 5n, 9n],
      [0n, -5n, 3n],
      [-7n, -7n, -7n],
      [half, -half, 0n],
      [half, half, half - 1n],
    ]) {
      const least = values.reduce((a, b) => (b < a ? b : a));
      expect(await output(circuit, { in: values.map(toField) })).to.equal(toField(least));
    }
  });

  it('Least refuses a bound that is lower than attained, and one above the least (19: a scenario dropped)', async () => {
    const circuit = await instance({ include: 'circuits/lib/compare.circom', template: 'Least', args: [3, 66] });
    const values = [0n, -5n, 3n];
    const witness = await circuit.witness({ in: values.map(toField) });
    for (const claimed of [-6n, -4n, 0n, 3n]) {
      // The best a forger can do: every signal that follows from `out` is made consistent with it.
      const edits: Record<string, bigint> = { out: toField(claimed) };
      let product = 1n;
      values.forEach((value, index) => {
        const gap = value - claimed;
        product *= gap;
        edits[`product[${index}]`] = toField(product);
        for (let bit = 0; bit < 66; bit++)
          edits[`above[${index}].digits.out[${bit}]`] = (toField(gap) >> BigInt(bit)) & 1n;
      });
      const known = Object.fromEntries(Object.entries(edits).filter(([name]) => circuit.system.wireOf.has(name)));
      violates(circuit, editWitness(circuit, witness, known), values.includes(claimed) ? 'above' : 'product');
    }
  });

  it('Equal tells equality and nothing else', async () => {
    const circuit = await instance({ include: 'circuits/lib/compare.circom', template: 'Equal' });
    expect(await output(circuit, { a: 9n, b: 9n })).to.equal(1n);
    expect(await output(circuit, { a: 9n, b: SCALAR_FIELD - 9n })).to.equal(0n);
    const witness = await circuit.witness({ a: 9n, b: 8n });
    violates(circuit, editWitness(circuit, witness, { out: 1n }), 'out');
  });
});

describe('lib/select', () => {
  it('OneHot marks the place of every number', async () => {
    for (const bits of [1, 3, 4]) {
      const circuit = await instance({ include: 'circuits/lib/select.circom', template: 'OneHot', args: [bits] });
      for (let number = 0; number < 1 << bits; number++) {
        const witness = await circuit.witness({
          digit: Array.from({ length: bits }, (_, bit) => BigInt((number >> bit) & 1)),
        });
        const hot = Array.from({ length: 1 << bits }, (_, index) => witness[wireOf(circuit, `out[${index}]`)]);
        expect(hot).to.deep.equal(hot.map((_, index) => (index === number ? 1n : 0n)));
      }
    }
  });

  it('Pick takes the marked entry', async () => {
    const circuit = await instance({ include: 'circuits/lib/select.circom', template: 'Pick', args: [4] });
    expect(await output(circuit, { in: [5n, 6n, 7n, 8n], hot: [0n, 0n, 1n, 0n] })).to.equal(7n);
  });

  it('Prefix starts with the count of ones and refuses a count above its length', async () => {
    const circuit = await instance({ include: 'circuits/lib/select.circom', template: 'Prefix', args: [4] });
    for (const count of [0n, 1n, 4n]) {
      const witness = await circuit.witness({ count });
      const ones = [0, 1, 2, 3].map((index) => witness[wireOf(circuit, `out[${index}]`)]);
      expect(ones).to.deep.equal([0n, 1n, 2n, 3n].map((index) => BigInt(index < count)));
    }
    await rejects(circuit, { count: 5n }, 'Prefix');
    await rejects(circuit, { count: SCALAR_FIELD - 1n }, 'Prefix');
    const witness = await circuit.witness({ count: 1n });
    violates(circuit, editWitness(circuit, witness, { 'out[0]': 0n, 'out[1]': 1n }), 'out[1]');
  });
});
