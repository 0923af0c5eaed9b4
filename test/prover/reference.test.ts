import { expect } from 'chai';
import fc from 'fast-check';
import type { Account } from '../../prover/model/account.ts';
import { checkTable } from '../../prover/model/check-table.ts';
import { expiryKey, type MarketTable, type OptionValues, type PerLevel, type Row } from '../../prover/model/market.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { SIZE_TIERS, type SizeTiers } from '../../prover/model/tiers.ts';
import {
  cash,
  CASH_RANGE,
  factor,
  FACTOR_LIMIT,
  ONE_FACTOR,
  price,
  PRICE_LIMIT,
  signedFactor,
  signedPrice,
  size,
  SIZE_RANGE,
  type Price,
} from '../../prover/model/units.ts';
import { integerMargin, type IntegerMarket } from '../reference/integer.ts';

const RUNS = 10_000;
const EXPIRIES = [1_700_000_000, 1_800_000_000] as const;
/** Collateral of both kinds and a perpetual beside two strikes of one expiry and one of another, calls and puts. */
const SLOTS = [1, 16, 64, 66, 67, 68, 69, 70, 71] as const;
const FIRST_OPTION = 66;
const SECOND_STRIKE = 68;
const SECOND_EXPIRY = 70;

/** Anything in the range, its ends and its middle more often than by chance. */
const ranged = (low: bigint, high: bigint): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt(low, high),
    fc.constantFrom(low, low + 1n, high - 1n, high, ...(low < 0n ? [-1n, 0n, 1n] : [])),
    fc.bigInt(low < -1_000n ? -1_000n : low, 1_000n),
  );
const prices = ranged(0n, PRICE_LIMIT).map((value) => price(value));
const signedPrices = ranged(-PRICE_LIMIT, PRICE_LIMIT).map((value) => signedPrice(value));
const factors = ranged(0n, FACTOR_LIMIT).map((value) => factor(value));
const charges = fc
  .tuple(prices, prices)
  .map(([a, b]) => (a < b ? { maintenance: a, initial: b } : { maintenance: b, initial: a }));
const terms = fc
  .tuple(factors, factors, factors)
  .map(([a, b, basisFactor]) => ({ discountLong: a < b ? a : b, discountShort: a < b ? b : a, basisFactor }));
const leg = fc.option(fc.tuple(ranged(...SIZE_RANGE), ranged(...CASH_RANGE)), { nil: undefined, freq: 3 });

/** Any floors and rates in order; the initial rates are the maintenance ones and more. */
const levels: fc.Arbitrary<PerLevel<SizeTiers>> = fc
  .record({
    price: prices,
    floors: fc.uniqueArray(ranged(1n, (1n << 36n) - 1n), { maxLength: SIZE_TIERS - 1 }),
    rates: fc.array(ranged(0n, ONE_FACTOR), { minLength: SIZE_TIERS, maxLength: SIZE_TIERS, size: 'max' }),
    more: ranged(0n, ONE_FACTOR),
  })
  .map(({ price: risk, floors, rates, more }) => {
    const [starts, rising] = [[0n, ...floors], rates].map((list) => [...list].sort((a, b) => (a < b ? -1 : 1)));
    const tiers = (added: bigint): SizeTiers['tiers'] =>
      starts!.map((floor, index) => {
        const rate = rising![index]! + added;
        return { floor, rate: factor(rate < ONE_FACTOR ? rate : ONE_FACTOR) };
      });
    return { maintenance: { price: risk, tiers: tiers(0n) }, initial: { price: risk, tiers: tiers(more) } };
  });

const option = (expiry: number, scenarios: number): fc.Arbitrary<OptionValues> =>
  fc.record({
    expiry: fc.constant(expiry),
    scenarios: fc.array(prices, { minLength: scenarios, maxLength: scenarios, size: 'max' }),
    mark: prices,
    basisUp: signedPrices,
    basisDown: signedPrices,
  });

/** A haircut is a share of all the value. */
const raised = (schedule: SizeTiers, least: Price): SizeTiers =>
  schedule.price < least ? { ...schedule, price: least } : schedule;

const row = (slot: number, scenarios: number, short: Row['shortCharge']): fc.Arbitrary<Row> => {
  const fixed = {
    slot,
    underlying: 1,
    maxSize: size(SIZE_RANGE[1]),
    reduceOnly: false,
    frozen: false,
    fillBand: price(0n),
  };
  if (slot < FIRST_OPTION) {
    const none = { maintenance: 0n as Price, initial: 0n as Price };
    // Collateral of no underlying moves with none.
    const [underlying, linearPrice] = slot === 1 ? [0, fc.constant(price(0n))] : [1, prices];
    return fc
      .record({ settlementPrice: signedPrices, charge: charges, linearPrice, sizeTiers: levels })
      .map(({ sizeTiers: { maintenance, initial }, ...part }) => {
        const sizeTiers = {
          maintenance: raised(maintenance, part.settlementPrice),
          initial: raised(initial, part.settlementPrice),
        };
        return { ...fixed, ...part, underlying, sizeTiers, shortCharge: none };
      });
  }
  return fc
    .record({ charge: charges, option: option(slot < SECOND_EXPIRY ? EXPIRIES[0] : EXPIRIES[1], scenarios) })
    .map((part) => ({
      ...fixed,
      ...part,
      settlementPrice: part.option.mark,
      linearPrice: 0n as Price,
      shortCharge: short,
    }));
};

const worlds = fc.constantFrom(5, 5, 5, 33).chain((scenarios) => {
  const list = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
    fc.array(of, { minLength: scenarios, maxLength: scenarios, size: 'max' });
  return fc.tuple(charges, charges).chain(([first, second]) =>
    fc.record({
      parameters: fc.record({
        version: fc.constant(1),
        shocks: list(ranged(-ONE_FACTOR, FACTOR_LIMIT).map((value) => signedFactor(value))),
        dampings: list(factors),
        skew: fc.tuple(fc.boolean(), fc.boolean()),
        lossFactor: fc.record({ maintenance: factors, initial: factors }),
      }),
      expiries: fc.tuple(terms, terms),
      // Both halves of a pair carry one short charge.
      rows: fc.tuple(...SLOTS.map((slot) => row(slot, scenarios, slot < SECOND_STRIKE ? first : second))),
      cash: ranged(...CASH_RANGE),
      legs: fc.tuple(...SLOTS.map(() => leg)),
    }),
  );
});

describe('independent integer reference', () => {
  it(`agrees with the model on ${RUNS} random accounts and rows, edges of every range among them`, function () {
    const outcome = fc.check(
      fc.property(worlds, (world) => {
        const table: MarketTable = {
          epoch: 1,
          time: 1_600_000_000,
          parameters: world.parameters,
          expiries: new Map(world.expiries.map((value, index) => [expiryKey(1, EXPIRIES[index] ?? 0), value])),
          rows: new Map(world.rows.map((value) => [value.slot, value])),
        };
        const account: Account = {
          id: 1n,
          owner: 1n,
          method: 'portfolio',
          sequence: 0n,
          lossCheckpoint: 0n,
          cash: cash(world.cash),
          legs: world.legs.flatMap((held, index) =>
            held === undefined ? [] : [{ instrument: SLOTS[index] ?? 0, size: size(held[0]), cost: cash(held[1]) }],
          ),
          blinding: 1n,
        };
        checkTable(table);
        const market: IntegerMarket = { ...world.parameters, rows: table.rows, expiries: table.expiries };
        for (const level of ['maintenance', 'initial'] as const) {
          const model = portfolioMargin(account, table, level);
          const reference = integerMargin(account, market, level);
          expect(model.equity).to.equal(reference.equity);
          expect(model.requirement).to.equal(reference.requirement);
          expect(model.scenarios).to.deep.equal(reference.scenarios);
          expect(model.basis).to.equal(reference.basis);
          expect(model.worstLoss).to.equal(reference.worst);
        }
      }),
      { numRuns: RUNS },
    );
    console.log(`      seed ${outcome.seed}`);
    expect(outcome.failed || outcome.numRuns === RUNS, 'every run done').to.equal(true);
    if (outcome.failed) throw new Error(fc.defaultReportMessage(outcome) ?? 'expected agreement');
  });
});
