import { expect } from 'chai';
import { checkFillBand, checkLimits, checkReduces, reduces } from '../../prover/model/limits.ts';
import { frozenRow, type Row } from '../../prover/model/market.ts';
import { cash, price, PRICE_LIMIT, signedPrice, size, type Size, formatDecimal } from '../../prover/model/units.ts';

const LARGEST = (1n << 55n) - 1n;
const ROW: Row = {
  ...frozenRow({ slot: 64, underlying: 7, settlementPrice: signedPrice(250n) }),
  frozen: false,
  reduceOnly: false,
  maxSize: size(10n),
  fillBand: price(3n),
};

describe('model/limits', () => {
  it('a position reduces when it gets no larger on its own side, or is closed', () => {
    for (const [before, after] of [
      [5n, 4n],
      [5n, 5n],
      [5n, 0n],
      [-5n, -4n],
      [-5n, -5n],
      [-5n, 0n],
      [0n, 0n],
      [-LARGEST - 1n, -LARGEST],
    ] as const)
      expect(reduces(before, after), `${before} to ${after}`).to.equal(true);
    for (const [before, after] of [
      [5n, 6n],
      [5n, -1n],
      [-5n, -6n],
      [-5n, 1n],
      [0n, 1n],
      [0n, -1n],
      [LARGEST, -LARGEST - 1n],
    ] as const) {
      expect(reduces(before, after), `${before} to ${after}`).to.equal(false);
      expect(() => checkReduces(ROW, before, after)).to.throw(
        `account.legs[slot 64].size: expected a reduction of ${before}, got ${after}`,
      );
    }
  });

  it('what does not reduce stays within the largest size, on either side', () => {
    const check =
      (before: bigint, after: bigint, row = ROW) =>
      () =>
        checkLimits(row, before, after);
    for (const after of [10n, -10n]) expect(check(0n, after)).to.not.throw();
    for (const after of [11n, -11n])
      expect(check(3n, after)).to.throw(`account.legs[slot 64].size: expected a magnitude of at most 10, got ${after}`);
    // Beyond it already, by an older limit: downwards only.
    expect(check(30n, 29n)).to.not.throw();
    expect(check(30n, 31n)).to.throw('at most 10');
    expect(check(30n, -11n)).to.throw('at most 10');
    const widest = { ...ROW, maxSize: size(LARGEST) };
    expect(check(0n, LARGEST, widest)).to.not.throw();
    expect(check(0n, -LARGEST - 1n, widest)).to.throw(`at most ${LARGEST}`);
  });

  it('a reduce-only instrument is reduced only, whatever its largest size', () => {
    const row = { ...ROW, reduceOnly: true };
    for (const [before, after] of [
      [5n, 5n],
      [5n, 0n],
      [-5n, -1n],
    ] as const)
      expect(() => checkLimits(row, before, after)).to.not.throw();
    for (const [before, after] of [
      [0n, 1n],
      [5n, 6n],
      [5n, -1n],
      [-5n, 1n],
    ] as const)
      expect(() => checkLimits(row, before, after)).to.throw(
        `a reduction of ${before}, the instrument being reduce-only`,
      );
  });

  it('a fill costs what its size is worth, give or take the band, to the tick', () => {
    // 2.5 units at 2.50 of 1e-8 each: worth 6.25 ticks, a band of 7.5.
    const amount = size(250_000_000n);
    const check =
      (cost: bigint, row = ROW) =>
      () =>
        checkFillBand(row, { instrument: 64, size: amount, cost: cash(cost), salt: 1n });
    for (const cost of [618n, 620n, 625n, 632n]) expect(check(cost)).to.not.throw();
    for (const cost of [617n, 633n, -625n])
      expect(check(cost)).to.throw(
        `fill.cost: expected a price from 0.00000247 to 0.00000253 in slot 64, got ${formatDecimal(cost, 8)} for 2.50000000`,
      );
    const exact = { ...ROW, fillBand: price(0n) };
    expect(check(625n, exact)).to.not.throw();
    for (const cost of [624n, 626n]) expect(check(cost, exact)).to.throw('from 0.00000250 to 0.00000250');
    const negative = { ...ROW, settlementPrice: signedPrice(-250n) };
    expect(check(-625n, negative)).to.not.throw();
    expect(check(625n, negative)).to.throw('from -0.00000253 to -0.00000247');
  });

  it('the widest fill, price and band stay exact', () => {
    const widest = { ...ROW, settlementPrice: price(PRICE_LIMIT), fillBand: price(PRICE_LIMIT) };
    const fill = { instrument: 64, size: LARGEST as Size, salt: 1n };
    expect(() => checkFillBand(widest, { ...fill, cost: cash(0n) })).to.not.throw();
    expect(() => checkFillBand(widest, { ...fill, cost: cash(-1n) })).to.throw('fill.cost');
    expect(() => checkFillBand(widest, { ...fill, cost: cash((1n << 63n) - 1n) })).to.not.throw();
  });
});
