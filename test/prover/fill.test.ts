import { expect } from 'chai';
import { fillHash, type Fill } from '../../prover/model/fill.ts';
import { cash, SCALAR_FIELD, size, type Cash, type Size } from '../../prover/model/units.ts';
import { curveOracle } from '../support/curve-oracle.ts';

const FILL: Fill = { instrument: 64, size: size(7n), cost: cash(-9n), salt: 1n << 130n };

describe('model/fill', () => {
  it('is hashed with its tag, instrument, size, cost and salt, as circomlibjs does (51: hashes drifting apart)', async () => {
    const { permute } = await curveOracle();
    for (const fill of [FILL, { ...FILL, cost: cash((1n << 63n) - 1n), size: size((1n << 55n) - 1n) }]) {
      const inputs = [10n, BigInt(fill.instrument), fill.size, fill.cost, fill.salt];
      expect(fillHash(fill)).to.equal(permute(inputs, 1)[0]);
    }
  });

  it('changes its hash with every field', () => {
    const fills: Fill[] = [
      FILL,
      { ...FILL, instrument: 65 },
      { ...FILL, size: size(8n) },
      { ...FILL, cost: cash(9n) },
      { ...FILL, salt: FILL.salt + 1n },
    ];
    expect(new Set(fills.map(fillHash)).size).to.equal(fills.length);
  });

  it('has a slot, a size of at least one tick and a cost in range, at both edges of each', () => {
    const hashOf = (change: Partial<Fill>) => () => fillHash({ ...FILL, ...change });
    for (const fill of [
      { instrument: 1 },
      { instrument: 1023 },
      { size: size(1n) },
      { size: size((1n << 55n) - 1n) },
      { cost: cash(-(1n << 63n)) },
      { cost: cash((1n << 63n) - 1n) },
      { salt: 0n },
      { salt: SCALAR_FIELD - 1n },
    ]) {
      expect(hashOf(fill)).to.not.throw();
    }
    for (const instrument of [0, 1024, -1, 1.5, NaN])
      expect(hashOf({ instrument })).to.throw('fill.instrument: expected a slot from 1 to 1023, got');
    for (const amount of [0n, -1n, 1n << 55n]) expect(hashOf({ size: amount as Size })).to.throw('fill.size: expected');
    for (const cost of [-(1n << 63n) - 1n, 1n << 63n])
      expect(hashOf({ cost: cost as Cash })).to.throw('fill.cost: expected');
  });

  it('never names the salt by value (52: secrets in logs or artefacts)', () => {
    for (const salt of [-1n, SCALAR_FIELD, SCALAR_FIELD + 7n]) {
      expect(() => fillHash({ ...FILL, salt }))
        .to.throw('fill.salt: expected a field element')
        .with.property('message')
        .not.matches(/\d/);
    }
  });
});
