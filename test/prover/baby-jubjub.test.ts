import { expect } from 'chai';
import {
  checkKey,
  multiplyBase,
  multiplyCleared,
  pointOfY,
  publicKeyOf,
  SUBGROUP_ORDER,
} from '../../prover/model/baby-jubjub.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { curveOracle, type CurveOracle } from '../support/curve-oracle.ts';
import { randomSecret } from '../support/generate-change.ts';
import { Random } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);

describe(`model/baby-jubjub (PLIMSOLL_SEED=${SEED})`, () => {
  let oracle: CurveOracle;
  let random: Random;
  const wide = (): bigint => (randomSecret(random) * randomSecret(random)) % SCALAR_FIELD;

  before(async () => {
    oracle = await curveOracle();
  });
  beforeEach(() => {
    random = new Random(SEED);
  });

  it('multiplies the base point as circomlibjs does, by any field element and at every edge', () => {
    expect(SUBGROUP_ORDER).to.equal(oracle.subgroupOrder);
    const edges = [0n, 1n, 2n, SUBGROUP_ORDER - 1n, SUBGROUP_ORDER, SUBGROUP_ORDER + 1n, SCALAR_FIELD - 1n];
    for (const scalar of [...edges, ...Array.from({ length: 20 }, wide)])
      expect(multiplyBase(scalar)).to.equal(oracle.multiply(oracle.base, scalar)[1]);
    expect(multiplyBase(1n)).to.equal(oracle.base[1]);
  });

  it('multiplies any point, cleared of its cofactor, as circomlibjs does, for both points of one y', () => {
    for (let run = 0; run < 20; run++) {
      const torsion = oracle.lowOrder[random.index(8)]!;
      const point = oracle.add(oracle.multiply(oracle.base, wide()), torsion);
      const scalar = wide();
      const expected = oracle.multiply(oracle.multiply(point, 8n), scalar)[1];
      expect(multiplyCleared(scalar, point[1])).to.equal(expected);
      const mirrored = [SCALAR_FIELD - point[0], point[1]] as const;
      expect(oracle.multiply(oracle.multiply(mirrored, 8n), scalar)[1]).to.equal(expected);
    }
  });

  it('finds the point of a y, with the smaller x, and refuses a y of none', () => {
    let refused = 0;
    for (let run = 0; run < 60; run++) {
      const y = wide();
      try {
        const point = pointOfY(y);
        expect(oracle.isOnCurve([point.x, point.y])).to.equal(true);
        expect([point.y, point.x <= SCALAR_FIELD / 2n]).to.deep.equal([y, true]);
      } catch (error) {
        expect((error as Error).message).to.equal(
          `point: expected the y coordinate of a point of Baby Jubjub, got ${y}`,
        );
        refused++;
      }
    }
    // Half of all numbers, about.
    expect(refused).to.be.within(10, 50);
    for (const y of [-1n, SCALAR_FIELD])
      expect(() => pointOfY(y, 'key')).to.throw('key: expected a field element, got a number outside the field');
  });

  it('refuses keys of low order: every secret would agree with them', () => {
    const keys = new Set(oracle.lowOrder.map(([, y]) => y));
    expect(keys.size).to.equal(5);
    for (const key of [...keys, 0n, 1n, SCALAR_FIELD - 1n]) {
      expect(multiplyCleared(12345n, key)).to.equal(1n);
      expect(() => checkKey(key, 'viewingKey')).to.throw(
        `viewingKey: expected a point of full order, got one of low order, ${key}`,
      );
    }
    for (let run = 0; run < 10; run++) {
      const key = publicKeyOf(1n + randomSecret(random));
      expect(checkKey(key, 'viewingKey')).to.deep.equal(pointOfY(key));
    }
  });

  it('agrees on one secret from both ends', () => {
    for (let run = 0; run < 20; run++) {
      const [own, other] = [1n + randomSecret(random), 1n + randomSecret(random)];
      expect(multiplyCleared(own, publicKeyOf(other))).to.equal(multiplyCleared(other, publicKeyOf(own)));
    }
  });

  it('refuses a secret out of range and never names it by value (52: secrets in logs or artefacts)', () => {
    expect(publicKeyOf(1n)).to.equal(oracle.base[1]);
    expect(publicKeyOf(SUBGROUP_ORDER - 1n)).to.equal(oracle.base[1]);
    for (const secret of [0n, -5n, SUBGROUP_ORDER, SCALAR_FIELD]) {
      expect(() => publicKeyOf(secret))
        .to.throw('secret: expected')
        .with.property('message')
        .not.matches(/\d\d/);
    }
  });
});
