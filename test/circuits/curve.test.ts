import { expect } from 'chai';
import { SCALAR_FIELD, toField } from '../../prover/model/units.ts';
import { instance, rejects, wireOf, type Circuit } from '../support/circuit.ts';
import { curveOracle, type CurveOracle, type OraclePoint } from '../support/curve-oracle.ts';
import { randomSecret } from '../support/generate-change.ts';
import { Random } from '../support/random.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const DIGITS = 254;
const RUNS = 15;

/** As the number is written, the last digit first. */
function digitsOf(value: bigint): bigint[] {
  const text = value.toString(2).padStart(DIGITS, '0');
  return Array.from({ length: DIGITS }, (_, bit) => BigInt(text.charAt(DIGITS - 1 - bit)));
}

describe(`lib/curve (PLIMSOLL_SEED=${SEED})`, () => {
  let random: Random;
  let oracle: CurveOracle;
  /** 0 and the largest, whole turns of the subgroup and one beside, a first and a last digit of each segment alone. */
  let scalars: bigint[];

  const curve = (template: string): Promise<Circuit> => instance({ include: 'circuits/lib/curve.circom', template });
  const element = (): bigint => toField(randomSecret(random) * randomSecret(random));

  before(async () => {
    oracle = await curveOracle();
    const { subgroupOrder: order } = oracle;
    const turns = [order, 2n * order, 7n * order].flatMap((turn) => [turn - 1n, turn, turn + 1n]);
    const digits = [1, 2, 147, 148, 246, 249, 252, 253].map((bit) => 1n << BigInt(bit));
    scalars = [0n, 1n, ...digits, ...turns, SCALAR_FIELD - 2n, SCALAR_FIELD - 1n];
  });
  beforeEach(() => {
    random = new Random(SEED);
  });

  it('FieldDigits spells every element as the number below r that it is', async () => {
    const circuit = await curve('FieldDigits');
    for (const value of [...scalars, ...Array.from({ length: RUNS }, element)]) {
      const witness = await circuit.witness({ in: value });
      const digits = Array.from({ length: DIGITS }, (_, bit) => witness[wireOf(circuit, `out[${bit}]`)]);
      expect(digits, `${value}`).to.deep.equal(digitsOf(value));
    }
  });

  it('BaseMultiple multiplies the base as circomlibjs does, by any element and at every edge', async () => {
    const circuit = await curve('BaseMultiple');
    for (const scalar of [...scalars, ...Array.from({ length: RUNS }, element)]) {
      const witness = await circuit.witness({ digit: digitsOf(scalar) });
      expect(witness[wireOf(circuit, 'y')], `${scalar}`).to.equal(oracle.multiply(oracle.base, scalar)[1]);
    }
  });

  describe('KeyMultiple', () => {
    let circuit: Circuit;
    before(async () => {
      circuit = await curve('KeyMultiple');
    });

    const product = async ([x, y]: OraclePoint, scalar: bigint): Promise<bigint | undefined> =>
      (await circuit.witness({ digit: digitsOf(scalar), key: y, keyX: x }))[wireOf(circuit, 'y')];
    const expected = (key: OraclePoint, scalar: bigint): bigint => oracle.multiply(oracle.multiply(key, 8n), scalar)[1];

    it('multiplies a key cleared of its cofactor as circomlibjs does, by any element and at every edge', async () => {
      for (const scalar of [...scalars, ...Array.from({ length: RUNS }, element)]) {
        const key = oracle.multiply(oracle.base, 1n + randomSecret(random));
        expect(await product(key, scalar), `${scalar}`).to.equal(expected(key, scalar));
      }
    });

    it('gives one y for both points of a key, and for a key off the subgroup that of the one in it', async () => {
      for (const torsion of oracle.lowOrder) {
        const [key, scalar] = [oracle.multiply(oracle.base, 1n + randomSecret(random)), element()];
        const [x, y] = oracle.add(key, torsion);
        for (const point of [[x, y] as const, [toField(-x), y] as const])
          expect(await product(point, scalar)).to.equal(expected(key, scalar));
      }
    });

    it('takes the first and the last key there are, and none of low order or off the curve', async () => {
      const { base, subgroupOrder, lowOrder } = oracle;
      for (const secret of [1n, 2n, subgroupOrder - 1n]) {
        const key = oracle.multiply(base, secret);
        const scalar = element();
        expect(await product(key, scalar)).to.equal(expected(key, scalar));
      }
      for (const key of lowOrder)
        await rejects(circuit, { digit: digitsOf(5n), keyX: key[0], key: key[1] }, 'KeyMultiple');
      for (const [x, y] of [[base[0], toField(base[1] + 1n)] as const, [0n, 0n] as const])
        await rejects(circuit, { digit: digitsOf(5n), keyX: x, key: y }, 'BabyCheck');
    });
  });
});
