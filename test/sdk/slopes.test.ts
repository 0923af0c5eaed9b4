import { expect } from 'chai';
import { ONE_PRICE } from '../../prover/model/units.ts';
import { Random } from '../support/random.ts';
import { SPOT, SpotBook, STRIKES } from '../support/spot-book.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200522);
const PRESETS = ['derive-pm2', 'span-16', 'deribit', 'paradex'];
const HOURS = [0.25, 1, 8, 24 * 7, 24 * 90];
const LINEAR = ['PERP', 'BTC-COIN', 'USDT'];
const BOOKS = 8;
const PAIRS = 25;

describe(`slopes of a margin along spot (PLIMSOLL_SEED=${SEED})`, () => {
  for (const preset of PRESETS) {
    it(`${preset}: between any two prices the margin of a random book changes within its bounds, some of them nearly reached`, () => {
      const random = new Random(SEED);
      let closest = 0;
      for (let count = 0; count < BOOKS; count++) {
        const setting = { method: 'portfolio', hours: HOURS[random.index(HOURS.length)]!, preset } as const;
        const volatility = [0.2, 0.6, 2][random.index(3)]!;
        const holdings = Object.fromEntries([
          ...LINEAR.filter(() => random.chance(0.4)).map((name) => [name, random.index(10) + 1] as const),
          ...Array.from({ length: random.index(5) }, () => {
            const strike = STRIKES[random.index(STRIKES.length)];
            return [`${random.chance(0.5) ? 'C' : 'P'}-${strike}`, random.index(20) - 10 || 1] as const;
          }),
        ]);
        const book = new SpotBook({ ...setting, volatility }, holdings);
        const [least, most] = book.slopes()!;
        const marginAt = book.marginAt(0n);
        for (let pair = 0; pair < PAIRS; pair++) {
          const from = Math.round(SPOT * (0.6 + random.index(1000) / 1000));
          const over = Math.round(Number(ONE_PRICE) * 10 ** (random.index(5) - 1));
          const change = Number(marginAt(from + over)! - marginAt(from)!);
          // Every value of a unit is rounded to a tick, at both prices.
          const rounding = 1e4;
          expect(change, JSON.stringify({ holdings, setting, from, over })).to.be.at.least(least * over - rounding);
          expect(change, JSON.stringify({ holdings, setting, from, over })).to.be.at.most(most * over + rounding);
          if (over > Number(ONE_PRICE) && change !== 0)
            closest = Math.max(closest, change / ((change > 0 ? most : least) * over));
        }
      }
      expect(closest).to.be.within(0.5, 1.001);
    });
  }

  it('another method has none', () => {
    expect(new SpotBook({ method: 'cross', hours: 8 }, { 'C-10000': 1 }).slopes()).to.equal(undefined);
  });
});
