import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import { checkReduce, checkTransition, fillStatementOf } from '../../prover/model/check-change.ts';
import type { Side } from '../../prover/model/fill.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { cash, ONE_SIZE, price, signedPrice, size } from '../../prover/model/units.ts';
import { ACCOUNT, fill, flow, legOf } from '../support/change-cases.ts';
import { Random, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const LEVELS = ['maintenance', 'initial'] as const;

describe(`model/check-change (PLIMSOLL_SEED=${SEED})`, () => {
  const table = randomTable(new Random(SEED));
  const perp = table.rows.get(64)!;
  const row = {
    ...perp,
    settlementPrice: signedPrice(100n * ONE_SIZE),
    fillBand: price(ONE_SIZE),
    reduceOnly: false,
    maxSize: size(20n * ONE_SIZE),
  };
  const market: MarketTable = { ...table, rows: new Map(table.rows).set(64, row) };
  const holding = (amount: bigint, money: bigint): Account => ({
    ...ACCOUNT,
    cash: cash(money * ONE_SIZE),
    legs: amount === 0n ? [] : [legOf(64, amount * ONE_SIZE, amount * 100n * ONE_SIZE)],
  });
  /** At so much a unit; 100 is the settlement price. */
  const trade = (side: Side, amount: bigint, at = 100n): Change =>
    fill(side, { size: size(amount * ONE_SIZE), cost: cash(amount * at * ONE_SIZE) });
  const RICH = 10n ** 9n;
  /** Least cash, in ticks, with which an account that holds so much is at a margin. */
  const least = (amount: bigint, level: (typeof LEVELS)[number]): bigint => {
    const { equity, requirement, decimals } = accountMargin(holding(amount, 0n), market, level);
    const tick = 10n ** BigInt(decimals - 8);
    return (requirement - equity + tick - 1n) / tick;
  };

  for (const level of LEVELS) {
    it(`a transition ends at or above the ${level} margin: at the line, and not one tick below`, () => {
      const line = least(15n, level);
      expect(line > 0n).to.equal(true);
      const start = { ...holding(10n, 0n), cash: cash(line) };
      expect(checkTransition(start, trade('buyer', 5n), market, level)).to.include({ level });
      const short = { ...start, cash: cash(line - 1n) };
      expect(() => checkTransition(short, trade('buyer', 5n), market, level)).to.throw(
        `account.equity: expected at least the ${level} requirement after the change, got 0.00000001 less`,
      );
      for (const change of [{ kind: 'reseal' }, flow(0, -1n)] as const) {
        const resting = { ...holding(15n, 0n), cash: cash(change.kind === 'flow' ? line + 1n : line) };
        expect(() => checkTransition(resting, change, market, level)).to.not.throw();
        const less = { ...resting, cash: cash(resting.cash - 1n) };
        expect(() => checkTransition(less, change, market, level)).to.throw('got 0.00000001 less');
      }
    });
  }

  it('a transition keeps to the largest size and to reduce-only, a fill to its band', () => {
    const check =
      (change: Change, of = holding(10n, RICH), at = market) =>
      () =>
        checkTransition(of, change, at, 'initial');
    expect(check(trade('buyer', 10n))).to.not.throw();
    expect(check(trade('buyer', 11n))).to.throw('legs[slot 64].size: expected a magnitude of at most');
    expect(check(trade('seller', 30n))).to.not.throw();
    expect(check(trade('seller', 31n))).to.throw('a magnitude of at most');
    for (const at of [99n, 101n]) expect(check(trade('buyer', 1n, at))).to.not.throw();
    for (const at of [98n, 102n]) expect(check(trade('buyer', 1n, at))).to.throw('fill.cost: expected a price from');
    const only = { ...market, rows: new Map(market.rows).set(64, { ...row, reduceOnly: true }) };
    expect(check(trade('seller', 10n), holding(10n, RICH), only)).to.not.throw();
    expect(check(trade('seller', 11n), holding(10n, RICH), only)).to.throw('the instrument being reduce-only');
    expect(check(trade('buyer', 1n), holding(0n, RICH), only)).to.throw('the instrument being reduce-only');
    // What is deposited counts as well.
    const coin = { ...table.rows.get(16)!, maxSize: size(5n), reduceOnly: false };
    const full = { ...market, rows: new Map(market.rows).set(16, coin) };
    expect(check(flow(16, 5n), holding(10n, RICH), full)).to.not.throw();
    expect(check(flow(16, 6n), holding(10n, RICH), full)).to.throw(
      'legs[slot 16].size: expected a magnitude of at most 5',
    );
    expect(check(fill('buyer', { instrument: 1000 }))).to.throw(
      'expected an instrument of the market table, got slot 1000',
    );
  });

  it('a reduction gets smaller on its side, flows nothing, and ends at or above maintenance', () => {
    const check =
      (change: Change, of = holding(10n, RICH)) =>
      () =>
        checkReduce(of, change, market);
    for (const amount of [1n, 9n, 10n]) expect(check(trade('seller', amount))).to.not.throw();
    expect(check(trade('seller', 11n))).to.throw('legs[slot 64].size: expected a reduction of');
    expect(check(trade('buyer', 1n))).to.throw('expected a reduction of');
    expect(check(trade('buyer', 10n), holding(-10n, RICH))).to.not.throw();
    expect(check(trade('seller', 5n, 98n))).to.throw('fill.cost: expected a price from');
    expect(check({ kind: 'reseal' })).to.not.throw();
    for (const amount of [1n, -1n])
      expect(check(flow(0, amount))).to.throw('change.kind: expected fill, settle or reseal in a reduction, got flow');
    // Below initial, at maintenance: open to a reduction, not to a transition at initial.
    const line = least(9n, 'maintenance');
    const thin = { ...holding(10n, 0n), cash: cash(line) };
    expect(check(trade('seller', 1n), thin)).to.not.throw();
    expect(check(trade('seller', 1n), { ...thin, cash: cash(line - 1n) })).to.throw('got 0.00000001 less');
    if (least(9n, 'initial') > line)
      expect(() => checkTransition(thin, trade('seller', 1n), market, 'initial')).to.throw('the initial requirement');
  });

  it('a fill is proven by a transition where it can be, else by a reduction, and says what a transition lacks', () => {
    const line = least(9n, 'initial');
    const at = (money: bigint): Account => ({ ...holding(10n, 0n), cash: cash(money) });
    expect(fillStatementOf(at(line), trade('seller', 1n), market)).to.equal('transition');
    const thin = at(least(9n, 'maintenance'));
    expect(thin.cash < line).to.equal(true);
    expect(fillStatementOf(thin, trade('seller', 1n), market)).to.equal('reduce');
    const below = at(least(9n, 'maintenance') - 1n);
    for (const [account, change] of [
      [thin, trade('buyer', 1n)],
      [below, trade('seller', 1n)],
    ] as const)
      expect(() => fillStatementOf(account, change, market)).to.throw('expected at least the initial requirement');
  });

  it('a reduction of a hedge raises the requirement, and is refused', () => {
    const cells = { ...market, rows: new Map(market.rows).set(65, { ...row, slot: 65 }) };
    const hedged: Account = {
      ...holding(10n, RICH),
      legs: [legOf(64, 10n * ONE_SIZE, 0n), legOf(65, -10n * ONE_SIZE, 0n)],
    };
    const before = accountMargin(hedged, cells, 'maintenance').requirement;
    expect(() => checkReduce(hedged, trade('seller', 10n), cells)).to.throw(
      `account.requirement: expected at most the one before the change, ${before}, got`,
    );
    expect(() => checkTransition(hedged, trade('seller', 10n), cells, 'initial')).to.not.throw();
  });
});
