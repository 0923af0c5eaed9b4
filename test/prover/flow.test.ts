import { expect } from 'chai';
import { packFlow } from '../../prover/model/flow.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';

const MOST = (1n << 63n) - 1n;

describe('model/flow', () => {
  it('packs asset and amount into one element, what leaves as a negative one', () => {
    expect(packFlow({ asset: 0, amount: 5n })).to.equal(5n << 16n);
    expect(packFlow({ asset: 63, amount: 5n })).to.equal((5n << 16n) + 63n);
    expect(packFlow({ asset: 0, amount: -5n })).to.equal(SCALAR_FIELD - (5n << 16n));
    expect(packFlow({ asset: 63, amount: -MOST })).to.equal(SCALAR_FIELD - (MOST << 16n) + 63n);
  });

  it('gives every asset and amount an element of its own, none of them 0', () => {
    const amounts = [1n, 2n, 1n << 16n, MOST - 1n, MOST].flatMap((amount) => [amount, -amount]);
    const packed = amounts.flatMap((amount) => [0, 1, 62, 63].map((asset) => packFlow({ asset, amount })));
    expect(new Set([0n, ...packed]).size).to.equal(packed.length + 1);
  });

  it('refuses an asset that is no collateral, no amount, and one beyond the range', () => {
    for (const asset of [-1, 64, 1.5, NaN])
      expect(() => packFlow({ asset, amount: 1n })).to.throw('flow.asset: expected 0 to 63, got');
    expect(() => packFlow({ asset: 1, amount: 0n })).to.throw('flow.amount: expected some, got 0');
    for (const amount of [MOST + 1n, -MOST - 1n])
      expect(() => packFlow({ asset: 0, amount })).to.throw(`flow.amount: expected an integer in [${-MOST}, ${MOST}]`);
  });
});
