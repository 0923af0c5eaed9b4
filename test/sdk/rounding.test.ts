import { expect } from 'chai';
import fc from 'fast-check';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import { parsePortfolio, portfolioToModel } from '../../sdk/files/portfolio-file.ts';
import { toTicks } from '../../sdk/risk/rounding.ts';
import { referenceMargin } from '../reference/float.ts';
import type { ReferencePortfolio } from '../reference/portfolio.ts';
import { marginOf } from '../support/vectors.ts';

const RUNS = 400;
/** Share of the gross position by which sums of doubles may differ from exact ones. */
const FLOAT_ERROR = 3e-15;
const STRIKES = [500, 900, 1000.5, 1300, 25_000] as const;
const SECONDS = [0, 600, 86_400, 3_214_052, 40_000_000] as const;

const double = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
/** Sizes with any number of decimals: one tick and fractions of it, doubles. */
const FINE = fc.oneof(double(-50, 50), fc.constantFrom(1e-8, -1e-8, 1.5e-8, -0.4e-8));
/** Sizes that need no rounding, so large that half a tick in a row would show. */
const LARGE = fc.integer({ min: -1_000_000, max: 1_000_000 });
const expiry = (secondsToExpiry: number) =>
  fc.record({
    secondsToExpiry: fc.constant(secondsToExpiry),
    forward: double(800, 1300),
    settledForwardPart: fc.constant(0),
    rate: double(-0.1, 0.4),
    forwardConfidence: double(0.3, 1),
    rateConfidence: fc.constant(1),
    volConfidence: double(0.3, 1),
  });
const option = (sizes: fc.Arbitrary<number>) =>
  fc.record({
    secondsToExpiry: fc.constantFrom(...SECONDS),
    strike: fc.constantFrom(...STRIKES),
    type: fc.constantFrom('call' as const, 'put' as const),
    impliedVol: double(0.05, 3),
    size: sizes,
  });

const portfolios = (sizes: fc.Arbitrary<number>): fc.Arbitrary<ReferencePortfolio> =>
  fc.record({
    market: fc.record({
      spot: double(900, 1100),
      spotConfidence: double(0.3, 1),
      stablePrice: double(0.9, 1.05),
      perp: fc.record({ price: double(900, 1100), confidence: double(0, 1) }),
      expiries: fc.tuple(...SECONDS.map(expiry)),
    }),
    account: fc.record({
      cash: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      collateral: fc.tuple(
        ...['BASE', 'STABLE'].map((asset) =>
          fc.record({
            asset: fc.constant(asset),
            amount: sizes.map(Math.abs),
            price: double(0.5, 1100),
            confidence: double(0, 1),
            riskCancelling: fc.constant(asset === 'BASE'),
            maintenanceHaircut: double(0, 0.5),
            initialHaircut: double(0, 0.5),
          }),
        ),
      ),
      perp: fc.record({ size: sizes, unrealisedPnl: double(-1e4, 1e4), unrealisedFunding: double(-100, 100) }),
      options: fc.uniqueArray(option(sizes), {
        maxLength: 12,
        selector: ({ secondsToExpiry, strike, type }) => `${secondsToExpiry}/${strike}/${type}`,
      }),
    }),
    parameters: fc.constant(loadPreset('portfolio', 'derive-pm2').parameters as ReferencePortfolio['parameters']),
  });

/** The shortest decimal of a double without an exponent. */
function plain(value: number): string {
  const [mantissa = '0', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const places = -Number(exponent);
  return `0.${'0'.repeat(places - whole.length)}${whole}${fraction}`;
}

describe('rounding of rows', () => {
  it('rounds the decimal that a number is written as, close to where a direction turns too', () => {
    const near = fc
      .record({
        ticks: fc.integer({ min: -(2 ** 46), max: 2 ** 46 }),
        half: fc.boolean(),
        by: fc.integer({ min: -40, max: 40 }),
      })
      .map(({ ticks, half, by }) => (ticks + (half ? 0.5 : 0) + by / 1024) / 1e8);
    fc.assert(
      fc.property(fc.oneof(near, double(1e-12, 1e6), double(-1e6, -1e-12)), (value) => {
        // In units of 1e-30 ticks; no shortest decimal of these has more digits that count.
        const [whole = '0', fraction = ''] = plain(Math.abs(value)).split('.');
        const magnitude = BigInt(whole + fraction.padEnd(38, '0').slice(0, 38));
        const exact = value < 0 ? -magnitude : magnitude;
        const unit = 10n ** 30n;
        const down = exact / unit - (exact < 0n && exact % unit !== 0n ? 1n : 0n);
        expect(toTicks(value, 8, 'down', 'x')).to.equal(down);
        expect(toTicks(value, 8, 'up', 'x')).to.equal(exact % unit === 0n ? down : down + 1n);
        const nearest = (2n * magnitude + unit) / (2n * unit);
        expect(toTicks(value, 8, 'nearest', 'x')).to.equal(value < 0 ? -nearest : nearest);
      }),
      { numRuns: 20_000 },
    );
  });

  it('turns numbers into ticks in the named direction, exactly', () => {
    expect(toTicks(0.29, 8, 'down', 'x')).to.equal(29_000_000n);
    expect(toTicks(0.29, 8, 'up', 'x')).to.equal(29_000_000n);
    expect(toTicks(1e-9, 8, 'up', 'x')).to.equal(1n);
    expect(toTicks(1e-9, 8, 'down', 'x')).to.equal(0n);
    expect(toTicks(-1e-9, 8, 'down', 'x')).to.equal(-1n);
    expect(toTicks(-1e-9, 8, 'up', 'x')).to.equal(0n);
    expect(toTicks(0.5e-8, 8, 'nearest', 'x')).to.equal(1n);
    expect(toTicks(-0.5e-8, 8, 'nearest', 'x')).to.equal(-1n);
    expect(toTicks(0.4e-8, 8, 'nearest', 'x')).to.equal(0n);
    expect(toTicks(1.5e21, 8, 'nearest', 'x')).to.equal(15n * 10n ** 28n);
    expect(() => toTicks(NaN, 8, 'down', 'x')).to.throw('x: expected a finite number, got NaN');
  });

  for (const [kind, sizes] of Object.entries({ 'sizes of any length': FINE, 'large sizes': LARGE })) {
    it(`never makes an account look safer: ${RUNS} random portfolios with ${kind} against the float reference`, () => {
      let largest = 0;
      const outcome = fc.check(
        fc.property(portfolios(sizes), (portfolio) => {
          const { market, account } = portfolioToModel(parsePortfolio(portfolio), { purpose: 'publish' });
          const reference = referenceMargin(portfolio);
          const gross = grossOf(portfolio);
          for (const level of ['maintenance', 'initial'] as const) {
            const looser = marginOf(portfolioMargin(account, market.table, level)) - reference[`${level}Margin`];
            expect(looser, level).to.be.at.most(FLOAT_ERROR * gross);
            expect(-looser, level).to.be.below(2e-7 * gross);
            largest = Math.max(largest, -looser / gross);
          }
        }),
        { numRuns: RUNS },
      );
      console.log(`      seed ${outcome.seed}; stricter by at most ${largest.toExponential(1)} of the gross position`);
      if (outcome.failed) throw new Error(fc.defaultReportMessage(outcome) ?? 'expected agreement');
    });
  }
});

/** What the portfolio would be worth if every leg were long: the scale of the errors of doubles. */
function grossOf({ account, market }: ReferencePortfolio): number {
  const options = account.options.map(({ size, strike }) => Math.abs(size) * (strike + 5000));
  const collateral = account.collateral.map(({ amount, price }) => amount * price);
  const perp = Math.abs(account.perp.size) * market.perp.price;
  return [...options, ...collateral, perp, 1e5].reduce((sum, value) => sum + value, Math.abs(account.cash));
}
