import { expect } from 'chai';
import type { Account, Method } from '../../prover/model/account.ts';
import { checkTable } from '../../prover/model/check-table.ts';
import { crossMargin } from '../../prover/model/cross.ts';
import { isolatedMargin } from '../../prover/model/isolated.ts';
import { accountMargin, excess, isSolvent, ratioBps } from '../../prover/model/margin.ts';
import { frozenRow, type CrossCell, type MarginLevel, type MarketTable, type Row } from '../../prover/model/market.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { NO_TIERS } from '../../prover/model/tiers.ts';
import { cash, factor, price, signedPrice, size } from '../../prover/model/units.ts';
import { integerCross, type CrossRow } from '../reference/cross.ts';
import { integerMargin } from '../reference/integer.ts';
import { integerIsolated, type IntegerAmounts, type IsolatedRow } from '../reference/isolated.ts';
import { Random, randomAccount, randomTable, UNDERLYINGS } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200521);
const TABLES = 100;
const ACCOUNTS = 100;
const LEVELS: readonly MarginLevel[] = ['maintenance', 'initial'];

const rowOf = (table: MarketTable, slot: number): Row => table.rows.get(slot)!;

/** The account as the references of the methods isolated and cross take it. */
function bookOf<Taken>(account: Account, table: MarketTable, taken: (row: Row) => Taken) {
  const legs = account.legs.map(({ instrument, size, cost }) => ({
    slot: instrument,
    size,
    cost,
    row: taken(rowOf(table, instrument)),
  }));
  return { cash: account.cash, legs };
}

const isolatedRow = ({ settlementPrice, sizeTiers }: Row): IsolatedRow => ({ settlementPrice, sizeTiers: sizeTiers! });
const crossRow = ({ underlying, settlementPrice, option, cross }: Row): CrossRow => ({
  underlying,
  settlementPrice,
  expiry: option?.expiry,
  cross: cross!,
});

const REFERENCES: Readonly<
  Record<Method, (account: Account, table: MarketTable, level: MarginLevel) => IntegerAmounts>
> = {
  isolated: (account, table, level) => integerIsolated(bookOf(account, table, isolatedRow), level),
  cross: (account, table, level) => integerCross(bookOf(account, table, crossRow), level),
  portfolio: (account, table, level) =>
    integerMargin(account, { ...table.parameters, rows: table.rows, expiries: table.expiries }, level),
};

describe(`margin methods (PLIMSOLL_SEED=${SEED})`, () => {
  let table: MarketTable;

  beforeEach(() => {
    table = randomTable(new Random(SEED), { optioned: 2 });
  });

  /** An account that holds one unit of each slot. */
  const holding = (method: Method, ...slots: number[]): Account => ({
    ...randomAccount(new Random(SEED), table, { method }),
    legs: slots.map((instrument) => ({ instrument, size: size(100_000_000n), cost: cash(0n) })),
  });
  const slotsOf = (taken: (row: Row) => boolean): number[] =>
    [...table.rows.values()]
      .filter(taken)
      .map(({ slot }) => slot)
      .sort((a, b) => a - b);
  const without = (slot: number, section: 'cross' | 'sizeTiers'): MarketTable => {
    const { [section]: _, ...rest } = rowOf(table, slot);
    return { ...table, rows: new Map(table.rows).set(slot, rest) };
  };

  for (const method of ['isolated', 'cross', 'portfolio'] as const) {
    it(`${method}: agrees with the independent reference on ${TABLES * ACCOUNTS} random accounts, to the last integer`, () => {
      const random = new Random(SEED);
      for (let run = 0; run < TABLES; run++) {
        const style = run % 2 === 0 ? 'wild' : 'sane';
        const scenarios = run % 10 === 0 ? 33 : 5;
        const market = checkTable(randomTable(random, { style, scenarios, optioned: 1 + random.index(4) }));
        for (let each = 0; each < ACCOUNTS; each++) {
          const legs = each % 10 === 0 ? 20 : 8;
          const account = randomAccount(random, market, { method, style, legs, collaterals: 3 });
          for (const level of LEVELS) {
            const margin = accountMargin(account, market, level);
            const { equity, requirement } = REFERENCES[method](account, market, level);
            expect(margin.equity, `equity, table ${run}, account ${each}`).to.equal(equity);
            expect(margin.requirement, `requirement, table ${run}, account ${each}`).to.equal(requirement);
            expect([margin.method, margin.level, margin.requirement >= 0n]).to.deep.equal([method, level, true]);
          }
        }
      }
    });

    it(`${method}: ratio, excess and the claim turn at the same integer`, () => {
      const random = new Random(SEED);
      for (let run = 0; run < 200; run++) {
        const margin = accountMargin(randomAccount(random, table, { method }), table, 'maintenance');
        const band = ratioBps(margin);
        if (band !== undefined) {
          expect(isSolvent(margin, { thresholdBps: band, minExcess: 0n })).to.equal(true);
          expect(isSolvent(margin, { thresholdBps: band + 1n, minExcess: 0n })).to.equal(false);
        }
        const spare = excess(margin);
        expect(isSolvent(margin, { thresholdBps: 10_000n, minExcess: spare })).to.equal(true);
        expect(isSolvent(margin, { thresholdBps: 10_000n, minExcess: spare + 1n })).to.equal(false);
      }
    });

    it(`${method}: a frozen instrument is worth its settlement price and asks for nothing`, () => {
      const frozen = frozenRow({ slot: 900, underlying: 7, settlementPrice: signedPrice(-5n * 10n ** 8n) });
      const market = checkTable({ ...table, rows: new Map(table.rows).set(900, frozen) });
      const account = { ...holding(method, 900), cash: cash(7n * 10n ** 8n) };
      for (const level of LEVELS) {
        const margin = accountMargin(account, market, level);
        expect(margin.requirement).to.equal(0n);
        expect(margin.equity).to.equal(2n * 10n ** BigInt(margin.decimals));
      }
    });

    it(`${method}: refuses an account of another method and an instrument that the market does not list`, () => {
      const margin = { isolated: isolatedMargin, cross: crossMargin, portfolio: portfolioMargin }[method];
      const other = method === 'cross' ? 'portfolio' : 'cross';
      expect(() => margin(holding(other), table, 'initial')).to.throw(
        `account.method: expected ${method}, got ${other}`,
      );
      expect(() => margin(holding(method, 63), table, 'initial')).to.throw(
        'account.legs: expected instruments of the market table, got slot 63',
      );
    });
  }

  it('isolated: refuses a second position, naming both slots, and any option', () => {
    const [option = 0] = slotsOf((row) => row.option !== undefined);
    expect(() => isolatedMargin(holding('isolated', 1, 64, 65), table, 'maintenance')).to.throw(
      'account.legs: expected one position beside collateral, got slots 64 and 65',
    );
    const refusal = `account.legs: expected instruments that the isolated method takes, got slot ${option}`;
    expect(() => isolatedMargin(holding('isolated', 1, option), table, 'maintenance')).to.throw(refusal);
    // Size tiers in the row would not make a premium a notional.
    const row = { ...rowOf(table, option), sizeTiers: rowOf(table, 64).sizeTiers! };
    const lenient = { ...table, rows: new Map(table.rows).set(option, row) };
    expect(() => isolatedMargin(holding('isolated', 1, option), lenient, 'maintenance')).to.throw(refusal);
  });

  it('names the slot of an instrument that the method does not take', () => {
    for (const slot of [16, 64]) {
      expect(() => isolatedMargin(holding('isolated', slot), without(slot, 'sizeTiers'), 'initial')).to.throw(
        `account.legs: expected instruments that the isolated method takes, got slot ${slot}`,
      );
      expect(() => crossMargin(holding('cross', slot), without(slot, 'cross'), 'initial')).to.throw(
        `account.legs: expected instruments that the cross method takes, got slot ${slot}`,
      );
    }
    expect(() => portfolioMargin(holding('portfolio', 3), without(3, 'sizeTiers'), 'initial')).to.throw(
      'account.legs: expected instruments that the portfolio method takes, got slot 3',
    );
  });

  it('portfolio: refuses two underlyings, naming the slot of the second', () => {
    expect(() => portfolioMargin(holding('portfolio', 1, 64, 65), table, 'maintenance')).to.throw(
      'account.legs: expected one underlying, got 7 and 8 (slot 65)',
    );
  });

  it('cross: a call and a put of one strike net, those of two underlyings or two expiries do not', () => {
    const cell = (delta: bigint, vega: bigint): CrossCell => ({
      delta: signedPrice(delta),
      gamma: signedPrice(0n),
      vega: signedPrice(vega),
      volUp: factor(2n),
      volDown: factor(5n),
      tiers: NO_TIERS,
    });
    const held = (row: Row, delta: bigint, vega: bigint): Row => ({
      ...row,
      cross: { maintenance: cell(delta, vega), initial: cell(delta, vega) },
    });
    const options = slotsOf(({ option }) => option !== undefined).map((slot) => rowOf(table, slot));
    const [first] = options;
    const beside = (same: (row: Row) => boolean) => options.find((row) => row.slot > first!.slot && same(row))!;
    const put = beside((row) => row.slot === first!.slot + 1);
    const later = beside((row) => row.underlying === first!.underlying && row.option!.expiry !== first!.option!.expiry);
    const foreign = beside((row) => row.underlying !== first!.underlying);
    const charge = (other: Row): bigint[] => {
      const rows = new Map(table.rows)
        .set(first!.slot, held(first!, 500n, 300n))
        .set(other.slot, held(other, -500n, -300n));
      const { underlyings, expiries } = crossMargin(
        holding('cross', first!.slot, other.slot),
        { ...table, rows },
        'maintenance',
      );
      return [underlyings, expiries].map((parts) => parts.reduce((sum, part) => sum + part.charge, 0n));
    };
    const [unit, volatility] = [10n ** 8n, 300n * 10n ** 8n * (2n + 5n)];
    expect(charge(put)).to.deep.equal([0n, 0n]);
    expect(charge(later)).to.deep.equal([0n, volatility]);
    expect(charge(foreign)).to.deep.equal([2n * 500n * unit * 10n ** 9n, volatility]);
  });

  it('details sum to equity and requirement', () => {
    const random = new Random(SEED);
    const add = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
    for (let run = 0; run < 100; run++) {
      const cross = crossMargin(randomAccount(random, table, { method: 'cross' }), table, 'initial');
      const charges = [...cross.underlyings, ...cross.expiries].map(({ charge }) => charge);
      expect(add([...charges, ...cross.legs.map(({ addOn }) => addOn)])).to.equal(cross.requirement);
      const account = randomAccount(random, table, { method: 'isolated' });
      const isolated = isolatedMargin(account, table, 'initial');
      expect(add(isolated.legs.map(({ requirement }) => requirement))).to.equal(isolated.requirement);
      const net = isolated.legs.map(({ value, haircut }) => 10n ** 9n * value - haircut);
      expect(add([10n ** 17n * account.cash, ...net])).to.equal(isolated.equity);
    }
  });

  it('portfolio: collateral in slots 1 to 15 adds its tiered haircut to the requirement, other collateral none', () => {
    const tiers = { price: price(100n * 10n ** 8n), tiers: [{ floor: 0n, rate: factor(2n * 10n ** 8n) }] };
    const requirementOf = (slot: number): bigint => {
      const bare = frozenRow({ slot, underlying: 0, settlementPrice: price(0n) });
      const row = { ...bare, sizeTiers: { maintenance: tiers, initial: tiers } };
      return portfolioMargin(
        holding('portfolio', slot),
        { ...table, rows: new Map(table.rows).set(slot, row) },
        'initial',
      ).requirement;
    };
    // A fifth of one unit at 100.
    expect([1, 15, 16, 63, 64].map(requirementOf)).to.deep.equal([20n * 10n ** 43n, 20n * 10n ** 43n, 0n, 0n, 0n]);
  });

  it('generated tables hold options of several underlyings on one date, each with its own terms', () => {
    const dates = new Map<number, Set<number>>();
    for (const { underlying, option } of table.rows.values()) {
      if (option !== undefined) dates.set(option.expiry, (dates.get(option.expiry) ?? new Set()).add(underlying));
    }
    for (const held of dates.values()) expect([...held]).to.have.members(UNDERLYINGS.slice(0, 2));
    expect(table.expiries.size).to.equal(2 * dates.size);
  });
});
