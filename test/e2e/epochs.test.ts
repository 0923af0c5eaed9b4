import { expect } from 'chai';
import { formatDecimal, PRICE_DECIMALS } from '../../prover/model/units.ts';
import { buildEpochs, pricesOf, type Epoch } from '../../scripts/e2e/epochs.ts';
import { HOUR, loadPrices, type HourlyPrices } from '../../scripts/e2e/prices.ts';
import { fundingBetween, impliedVolatility, perpPrice, realisedVolatility } from '../../scripts/e2e/quotes.ts';
import { CRASH, SMALL, type Scenario } from '../../scripts/e2e/scenario.ts';
import { checkSuccessor } from '../../sdk/risk/successor.ts';
import { hashMarket } from '../../sdk/table-file.ts';
import { expectClose } from '../support/close.ts';
import { sharedPath } from '../support/shared.ts';

/** Prices that a rule gives for every hour. */
const ruled = (rule: (hour: number) => number): HourlyPrices => {
  const at = (time: number): number => rule(time / HOUR);
  return {
    at,
    until: (time, hours) => Array.from({ length: hours }, (_, index) => at(time - HOUR * (hours - 1 - index))),
  };
};
const START = 1000 * HOUR;
const DAY = 24 * HOUR;

describe('quotes of a run', () => {
  const flat = ruled(() => 8000);
  const rising = ruled((hour) => 8000 * 1.005 ** (hour - 1000));
  const falling = ruled((hour) => 8000 * 0.995 ** (hour - 1000));

  it('a perpetual stands above the index after a rise, and longs pay; under it after a fall, and shorts pay', () => {
    expect(perpPrice(rising, START)).to.be.above(8000);
    expect(perpPrice(falling, START)).to.be.below(8000);
    expect(perpPrice(flat, START)).to.equal(8000);
    expect(fundingBetween(rising, START, START + DAY)).to.be.above(0);
    expect(fundingBetween(falling, START, START + DAY)).to.be.below(0);
    // Without a premium longs pay the rate of interest, a hundredth of a percent in eight hours.
    expect(fundingBetween(flat, START, START + DAY)).to.equal(2.4);
    expect(fundingBetween(flat, START, START)).to.equal(0);
  });

  it('the premium, and so funding, is bounded however far a price falls', () => {
    const fallen = ruled((hour) => (hour < 1000 ? 8000 : 800));
    expect(perpPrice(fallen, START)).to.equal(796);
    expect(fundingBetween(fallen, START - HOUR, START)).to.be.within(-0.0055 * 800, 0);
  });

  it('volatility is that of the hours before, over the time an option has left, and bounded', () => {
    const alternating = ruled((hour) => (hour % 2 === 0 ? 8000 : 8080));
    const expected = Math.log(1.01) * Math.sqrt(24 * 365);
    expectClose(realisedVolatility(alternating, START, 72), expected, 1e-12);
    expect(impliedVolatility(alternating, START, 5 * DAY)).to.equal(Number(expected.toFixed(4)));
    expect(impliedVolatility(flat, START, 5 * DAY)).to.equal(0.4);
    // One jump a hundred hours ago: an option of a week remembers it, one of an hour looks back three days only.
    const jumped = ruled((hour) => (hour < 900 ? 8000 : 4000));
    expect(impliedVolatility(jumped, START, HOUR)).to.equal(0.4);
    expect(impliedVolatility(jumped, START, 7 * DAY)).to.equal(2.5);
  });
});

describe('epochs of a run', () => {
  const runs = new Map<Scenario, readonly Epoch[]>();
  before(function () {
    sharedPath(this, 'data', 'prices');
    for (const scenario of [CRASH, SMALL]) runs.set(scenario, buildEpochs(scenario, pricesOf(scenario)));
  });
  const epochsOf = (scenario: Scenario): readonly Epoch[] => runs.get(scenario) ?? expect.fail('no epochs');
  const rowOf = ({ market }: Epoch, name: string) => {
    const { slot } = market.instruments.find((instrument) => instrument.name === name) ?? expect.fail(name);
    return market.table.rows.get(slot) ?? expect.fail(name);
  };
  const kinds = ({ market }: Epoch) =>
    market.instruments.reduce<Record<string, number>>(
      (counts, { kind }) => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 }),
      {},
    );

  it('twelve epochs of twelve instruments, and three of four', () => {
    const [crash, small] = [epochsOf(CRASH), epochsOf(SMALL)];
    expect(crash.map(({ number }) => number)).to.deep.equal(Array.from({ length: 12 }, (_, index) => index + 1));
    for (const epoch of crash) expect(kinds(epoch)).to.deep.equal({ collateral: 2, perp: 2, call: 4, put: 4 });
    expect(small).to.have.length(3);
    for (const epoch of small) expect(kinds(epoch)).to.deep.equal({ collateral: 1, perp: 1, call: 1, put: 1 });
  });

  it('each table may follow the one before: same slots, later epoch and time', () => {
    for (const epochs of runs.values()) {
      epochs.slice(1).forEach((epoch, index) => {
        const previous = epochs[index]?.market ?? expect.fail();
        expect(() => checkSuccessor(previous, epoch.market)).to.not.throw();
      });
    }
  });

  it('prices are those of the data: the fall of a fifth in an hour is there', () => {
    const spots = epochsOf(CRASH).map(({ file }) => file.underlyings.map(({ spot }) => spot));
    expect(spots[5]).to.deep.equal([7397.35, 171.86]);
    expect(spots[6]).to.deep.equal([5974.24, 131.63]);
  });

  it('options of the expiry inside the run are frozen from it on at what they pay, the others stay live', () => {
    for (const [scenario, expiry] of [
      [CRASH, 9],
      [SMALL, 2],
    ] as const) {
      const epochs = epochsOf(scenario);
      epochs.forEach((epoch, index) => {
        const frozen = epoch.market.instruments.filter(({ slot }) => epoch.market.table.rows.get(slot)?.frozen);
        const settled =
          index < expiry ? [] : epoch.market.instruments.filter((each) => each.expiry === scenario.times[expiry]);
        expect(frozen).to.deep.equal(settled);
        for (const { name, kind, strike = 0 } of frozen) {
          const { spot } = epochs[expiry]?.file.underlyings.find((each) => name.startsWith(each.name)) ?? expect.fail();
          const pays = Math.max(0, kind === 'call' ? spot - strike : strike - spot);
          const price = rowOf(epoch, name).settlementPrice;
          expectClose(Number(formatDecimal(price, PRICE_DECIMALS)), pays, 1e-8);
        }
      });
    }
  });

  it('funding accrues into the settlement price of the perpetuals, of both signs over the crash', () => {
    const epochs = epochsOf(CRASH);
    for (const name of ['BTC-PERP', 'ETH-PERP']) {
      const funding = epochs.map((epoch) => {
        const { linearPrice, settlementPrice } = rowOf(epoch, name);
        return linearPrice - settlementPrice;
      });
      const accrued = funding.slice(1).map((paid, index) => paid - (funding[index] ?? 0n));
      expect(funding[0]).to.equal(0n);
      expect(accrued.some((paid) => paid > 0n)).to.equal(true);
      // Bitcoin and ether fell into the epoch of the fall, so shorts paid.
      expect(accrued[5] ?? 0n).to.be.below(0n);
    }
  });

  it('the same tables every time', () => {
    const again = buildEpochs(SMALL, pricesOf(SMALL));
    const roots = (epochs: readonly Epoch[]) => epochs.map(({ market }) => hashMarket(market).market.root);
    expect(roots(again)).to.deep.equal(roots(epochsOf(SMALL)));
  });
});

describe('prices of a run', () => {
  const given = process.env['PLIMSOLL_SHARED'];
  afterEach(() => {
    if (given === undefined) delete process.env['PLIMSOLL_SHARED'];
    else process.env['PLIMSOLL_SHARED'] = given;
  });

  it('says which file it misses, in a folder without it and without a folder', () => {
    expect(() => loadPrices('BTC', import.meta.dirname)).to.throw(
      /btcusdt_perp_1h_2020-01_2024-04\.csv: expected hourly prices/,
    );
    process.env['PLIMSOLL_SHARED'] = 'no-such-folder';
    expect(() => loadPrices('ETH')).to.throw(
      'PLIMSOLL_SHARED: expected a folder with data/prices/ethusdt_perp_1h_2020-01_2024-04.csv, got none',
    );
  });
});
