import { expect } from 'chai';
import { commitmentOf, checkAccount, type Account } from '../../prover/model/account.ts';
import { checkTable, type MarketTable, type Row } from '../../prover/model/market.ts';
import { excess, isSolvent, portfolioMargin, ratioBps } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, factor, SCALAR_FIELD, price, size } from '../../prover/model/units.ts';
import { circuitFor, PORTFOLIO_CIRCUITS, stateMargin } from '../../prover/witness/portfolio.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);

describe(`model/account and model/market (PLIMSOLL_SEED=${SEED})`, () => {
  let table: MarketTable;
  let account: Account;

  beforeEach(() => {
    const random = new Random(SEED);
    table = randomTable(random);
    account = randomAccount(random, table);
  });

  it('refuses an account with a repeated leg, legs out of order, slot 0 or an unknown method', () => {
    const leg = { instrument: 5, size: size(1n), cost: cash(0n) };
    const check = (change: Partial<Account>) => () => checkAccount({ ...account, ...change });
    expect(check({ legs: [leg, leg] })).to.throw('expected a slot above 5, got 5');
    expect(check({ legs: [{ ...leg, instrument: 0 }] })).to.throw('expected a slot from 1 to 1023, got 0');
    expect(check({ legs: [{ ...leg, instrument: 1024 }] })).to.throw('got 1024');
    expect(check({ method: 'span' as Account['method'] })).to.throw(
      'account.method: expected one of isolated, cross, portfolio, got span',
    );
    expect(check({ sequence: 1n << 64n })).to.throw('account.sequence');
    expect(check({ id: SCALAR_FIELD })).to.throw('account.id');
  });

  it('never names the blinding by value (52: secrets in logs or artefacts)', () => {
    const secret = SCALAR_FIELD + 424242n;
    expect(() => checkAccount({ ...account, blinding: secret })).to.throw(/^account\.blinding: (?!.*424242).*$/);
  });

  it('hides equal accounts behind different blindings (43: guessable commitment)', () => {
    expect(commitmentOf(account)).to.not.equal(commitmentOf({ ...account, blinding: account.blinding + 1n }));
  });

  it('changes the root with every field of a row, an expiry, the parameters, the epoch and the time', () => {
    const roots = new Set([new Market(table).root]);
    const add = (change: Partial<MarketTable>): void => void roots.add(new Market({ ...table, ...change }).root);
    const row = [...table.rows.values()].find((each) => each.option !== undefined);
    if (row?.option === undefined) throw new Error('expected an option in the table');
    const one = price(1n);
    const { option } = row;
    const rows: Row[] = [
      { ...row, underlying: 8 },
      { ...row, settlementPrice: one },
      { ...row, charge: { maintenance: one, initial: row.charge.initial } },
      { ...row, maxSize: size(1n) },
      { ...row, reduceOnly: !row.reduceOnly },
      { ...row, option: { ...option, mark: one } },
      { ...row, option: { ...option, basisUp: one } },
      { ...row, option: { ...option, basisDown: one } },
      ...option.scenarios.map((_, at) => ({
        ...row,
        option: { ...option, scenarios: option.scenarios.map((value, index) => (index === at ? one : value)) },
      })),
    ];
    const linear = [...table.rows.values()].find((each) => each.linearPrice > 0n);
    if (linear === undefined) throw new Error('expected a row that scenarios shock');
    rows.push({ ...linear, linearPrice: price(linear.linearPrice - 1n) });
    for (const each of rows) add({ rows: new Map(table.rows).set(each.slot, each) });
    const pair = table.rows.get(row.slot ^ 1);
    if (pair === undefined) throw new Error('expected a call beside its put');
    const shortCharge = { maintenance: one, initial: row.shortCharge.initial };
    add({ rows: new Map(table.rows).set(row.slot, { ...row, shortCharge }).set(pair.slot, { ...pair, shortCharge }) });

    const terms = table.expiries.get(option.expiry);
    if (terms === undefined) throw new Error('expected terms');
    add({ expiries: new Map(table.expiries).set(option.expiry, { ...terms, discountLong: factor(0n) }) });
    add({
      expiries: new Map(table.expiries).set(option.expiry, {
        ...terms,
        discountShort: factor(terms.discountShort + 1n),
      }),
    });
    add({
      expiries: new Map(table.expiries).set(option.expiry, { ...terms, basisFactor: factor(terms.basisFactor + 1n) }),
    });
    const { parameters } = table;
    add({ epoch: table.epoch + 1 });
    add({ time: table.time + 1 });
    add({ parameters: { ...parameters, version: parameters.version + 1 } });
    add({ parameters: { ...parameters, skew: [!parameters.skew[0], parameters.skew[1]] } });
    add({ parameters: { ...parameters, lossFactor: { ...parameters.lossFactor, initial: factor(3n) } } });
    add({
      parameters: {
        ...parameters,
        dampings: parameters.dampings.map((value, index) => (index === 32 ? factor(value + 1n) : value)),
      },
    });
    expect(roots.size).to.equal(1 + rows.length + 10);
  });

  it('refuses a bad table by name: discounts, ranges, pairs, scenarios, charges', () => {
    const expiry = [...table.expiries.keys()][0] ?? 0;
    const row = [...table.rows.values()].find((each) => each.option !== undefined);
    if (row?.option === undefined) throw new Error('expected an option in the table');
    const check = (change: Partial<MarketTable>) => () => checkTable({ ...table, ...change });
    const withRow = (slot: number, change: Partial<Row>) =>
      check({ rows: new Map(table.rows).set(slot, { ...row, slot, ...change }) });
    expect(
      check({
        expiries: new Map(table.expiries).set(expiry, {
          discountLong: factor(2n),
          discountShort: factor(1n),
          basisFactor: factor(0n),
        }),
      }),
    ).to.throw(`market.expiries[${expiry}].discountLong: expected at most discountShort 1, got 2`);
    expect(withRow(row.slot, { settlementPrice: (1n << 52n) as Row['settlementPrice'] })).to.throw(
      '.settlementPrice: expected an integer in',
    );
    expect(withRow(row.slot, { charge: { maintenance: price(2n), initial: price(1n) } })).to.throw(
      '.charge.initial: expected at least the maintenance charge 2, got 1',
    );
    expect(withRow(row.slot, { option: { ...row.option, scenarios: [] } })).to.throw('expected 33 values, got 0');
    expect(withRow(row.slot, { option: { ...row.option, expiry: 5 } })).to.throw(
      'expected an expiry of the table, got 5',
    );
    expect(withRow(row.slot, { underlying: -1 })).to.throw('.underlying: expected an integer from 1');
    expect(withRow(5, {})).to.throw('expected the call and put of one strike');
    expect(withRow(row.slot, { shortCharge: { maintenance: price(1n), initial: price(1n) } })).to.throw(
      '.shortCharge: expected that of slot',
    );
    expect(check({ epoch: -1 })).to.throw('market.epoch');
    expect(check({ parameters: { ...table.parameters, shocks: table.parameters.shocks.slice(1) } })).to.throw(
      'expected an odd number of scenarios',
    );
    expect(check({ parameters: { ...table.parameters, dampings: [] } })).to.throw(
      '.dampings: expected 33 factors, got 0',
    );
  });

  it('refuses in a row what belongs to rows of another kind', () => {
    const option = [...table.rows.values()].find((each) => each.option !== undefined);
    const perpetual = table.rows.get(4);
    if (option === undefined || perpetual === undefined) throw new Error('expected an option and a perpetual');
    const check = (row: Row) => () => checkTable({ ...table, rows: new Map(table.rows).set(row.slot, row) });
    for (const maintenance of [0n, 1n]) {
      expect(check({ ...perpetual, shortCharge: { maintenance: price(maintenance), initial: price(1n) } })).to.throw(
        'market.rows[4].shortCharge.initial: expected 0 without an option, got 1',
      );
    }
    expect(check({ ...option, linearPrice: price(1n) })).to.throw(
      `market.rows[${option.slot}].linearPrice: expected 0 for an option, got 1`,
    );
    expect(check({ ...option, underlying: 0 })).to.throw(
      `market.rows[${option.slot}].underlying: expected an integer from 1 to 4294967295, got 0`,
    );
  });

  it('refuses skew that is not exactly two booleans', () => {
    for (const skew of [[], [true], [true, false, true], [1, 0], ['true', true], [undefined, true]]) {
      const parameters = { ...table.parameters, skew: skew as unknown as MarketTable['parameters']['skew'] };
      expect(() => checkTable({ ...table, parameters })).to.throw(
        `market.parameters.skew: expected two booleans, got [${skew.join()}]`,
      );
    }
  });

  it('refuses a portfolio account of two underlyings, of another method, or with an unlisted instrument', () => {
    const margin =
      (change: Partial<Account>, market = table) =>
      () =>
        portfolioMargin({ ...account, ...change }, market, 'maintenance');
    const free = Array.from({ length: 1023 }, (_, index) => index + 1).find((slot) => !table.rows.has(slot)) ?? 0;
    expect(margin({ method: 'cross' })).to.throw('account.method: expected portfolio, got cross');
    expect(margin({ legs: [{ instrument: free, size: size(1n), cost: cash(0n) }] })).to.throw(`got slot ${free}`);
  });

  it('says when an account does not fit a circuit or a market', () => {
    const options = [...table.rows.values()].filter((row) => row.option !== undefined).sort((a, b) => a.slot - b.slot);
    const legs = options.slice(0, 9).map(({ slot }) => ({ instrument: slot, size: size(1n), cost: cash(0n) }));
    const market = new Market(table);
    expect(() => circuitFor({ ...account, legs }, market)).to.throw('expected at most 8 legs in 4 expiries, got 9 in');
    expect(circuitFor({ ...account, legs: legs.slice(0, 8) }, market)).to.equal('portfolio-8');
    const capacity = PORTFOLIO_CIRCUITS['portfolio-8'];
    if (capacity === undefined) throw new Error('expected portfolio-8');
    const state = (claim: { thresholdBps: bigint; minExcess: bigint }) => () =>
      stateMargin({ account, market, claim, context: 0n, capacity });
    expect(state({ thresholdBps: 1n << 24n, minExcess: 0n })).to.throw(
      'claim.thresholdBps: expected an integer in [0, 16777215], got 16777216',
    );
    expect(state({ thresholdBps: 1n, minExcess: -1n })).to.throw('claim.minExcess: expected an integer in [0, ');
    const few = new Market(randomTable(new Random(1), { scenarios: 5 }));
    expect(() =>
      stateMargin({
        account: { ...account, legs: [] },
        market: few,
        claim: { thresholdBps: 1n, minExcess: 0n },
        context: 0n,
        capacity,
      }),
    ).to.throw('expected 33 scenarios, got 5');
  });

  it('agrees with itself: ratio, excess and the claim turn at the same integer', () => {
    const random = new Random(SEED);
    for (let run = 0; run < 200; run++) {
      const margin = portfolioMargin(randomAccount(random, table), table, 'maintenance');
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
});
