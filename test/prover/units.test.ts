import { expect } from 'chai';
import { buildPoseidonOpt } from 'circomlibjs';
import { hash, TAG } from '../../prover/model/poseidon.ts';
import { cash, factor, floorDivide, formatDecimal, parseDecimal, price, size } from '../../prover/model/units.ts';

describe('model/units', () => {
  it('reads and writes decimals exactly', () => {
    expect(parseDecimal('-1.5', 8)).to.equal(-150_000_000n);
    expect(parseDecimal('0.00000001', 8)).to.equal(1n);
    expect(parseDecimal('7.10000000000', 8)).to.equal(710_000_000n);
    for (const value of [0n, 1n, -1n, 123_456_789n, -100_000_000n]) {
      expect(parseDecimal(formatDecimal(value, 8), 8)).to.equal(value);
    }
    expect(formatDecimal(-1n, 8, 2)).to.equal('-0.01');
    expect(formatDecimal(199n, 2, 0)).to.equal('1');
  });

  it('refuses what is no decimal number or has more decimals than ticks', () => {
    for (const text of ['', '1e5', '0x10', 'NaN', '1.', '.5', '1,000', '--1']) {
      expect(() => parseDecimal(text, 8, 'size')).to.throw('size: expected a decimal number');
    }
    expect(() => parseDecimal('0.000000001', 8, 'size')).to.throw('size: expected at most 8 decimals, got 0.000000001');
  });

  it('names value and range of a number outside it (10: a price that overflows a packed word)', () => {
    expect(() => price(1n << 52n, 'mark')).to.throw(
      'mark: expected an integer in [0, 4503599627370495], got 4503599627370496',
    );
    expect(() => size(1n << 55n)).to.throw('size: expected');
    expect(() => cash(-(1n << 63n) - 1n)).to.throw('cash: expected');
    expect(() => factor(-1n)).to.throw('factor: expected');
  });

  it('rounds a division towards minus infinity', () => {
    expect([7n, -7n, 6n, -6n].map((value) => floorDivide(value, 3n))).to.deep.equal([2n, -3n, 2n, -2n]);
  });
});

describe('model/poseidon', () => {
  it('equals the reference implementation of circomlibjs', async () => {
    const poseidon = await buildPoseidonOpt();
    for (const length of [1, 4, 9, 13, 15]) {
      const vector = Array.from({ length }, (_, index) => BigInt(index) ** 30n);
      expect(hash(TAG.row, vector)).to.equal(poseidon.F.toObject(poseidon([TAG.row, ...vector])));
    }
  });
});
