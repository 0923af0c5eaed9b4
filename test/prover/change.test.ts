import { expect } from 'chai';
import { PlimsollError } from '../../prover/errors.ts';
import type { Account } from '../../prover/model/account.ts';
import { applyChange, effectOf, type Change } from '../../prover/model/change.ts';
import type { Side } from '../../prover/model/fill.ts';
import { frozenRow, type MarketTable } from '../../prover/model/market.ts';
import { cash, ONE_SIZE, signedPrice, size, type Cash } from '../../prover/model/units.ts';
import { ACCOUNT, fill, flow, legOf, legsOf } from '../support/change-cases.ts';
import { Random, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const MOST_SIZE = (1n << 55n) - 1n;
const MOST_CASH = (1n << 63n) - 1n;

describe(`model/change (PLIMSOLL_SEED=${SEED})`, () => {
  const after = (change: Change, of = ACCOUNT, table?: MarketTable) =>
    applyChange(of, change, { blinding: 77n, ...(table && { table }) });
  const refusal = (change: Change, of = ACCOUNT, table?: MarketTable) => {
    try {
      after(change, of, table);
    } catch (error) {
      expect(error).to.be.instanceOf(PlimsollError);
      return `${(error as PlimsollError).code} ${(error as PlimsollError).message}`;
    }
    return 'nothing thrown';
  };

  it('goes one sequence on under the new blinding and keeps everything else of the header', () => {
    const changes: Change[] = [fill('buyer'), fill('seller'), flow(0, 1n), flow(2, -1n), { kind: 'reseal' }];
    for (const change of changes) {
      const { sequence, blinding, id, owner, method, lossCheckpoint } = after(change);
      expect({ sequence, blinding, id, owner, method, lossCheckpoint }).to.deep.equal({
        sequence: 2n,
        blinding: 77n,
        id: 5n,
        owner: 6n,
        method: 'cross',
        lossCheckpoint: 0n,
      });
    }
    expect(after({ kind: 'reseal' })).to.deep.equal({ ...ACCOUNT, sequence: 2n, blinding: 77n });
    expect(refusal({ kind: 'reseal' }, { ...ACCOUNT, sequence: (1n << 64n) - 1n })).to.include('account.sequence');
  });

  it('adds size and cost of a fill to the buyer and takes them from the seller', () => {
    expect(legsOf(after(fill('buyer')))[1]).to.deep.equal([64, -15n, -4n]);
    expect(legsOf(after(fill('seller')))[1]).to.deep.equal([64, -25n, -10n]);
    expect(after(fill('buyer')).cash).to.equal(100n);
    // Through 0 to the other side: the leg stays.
    expect(legsOf(after(fill('buyer', { size: size(21n) })))[1]).to.deep.equal([64, 1n, -4n]);
  });

  it('puts a new leg in its place: first, between, last', () => {
    for (const [instrument, place] of [
      [1, 0],
      [65, 2],
      [1023, 3],
    ] as const) {
      const bought = after(fill('buyer', { instrument }));
      // Collateral is paid at once.
      const cost = instrument < 64 ? 0n : 3n;
      expect([bought.cash, legsOf(bought)[place]]).to.deep.equal([97n + cost, [instrument, 5n, cost]]);
      expect(bought.legs).to.have.length(4);
      const { union, place: at, inserted, removed } = effectOf(ACCOUNT, fill('buyer', { instrument }));
      expect([at, inserted, removed]).to.deep.equal([place, true, false]);
      expect(union.map((pair) => pair.instrument)).to.deep.equal(bought.legs.map((leg) => leg.instrument));
      expect(union[place]).to.deep.equal({
        instrument,
        before: { size: 0n, cost: 0n },
        after: { size: 5n, cost },
      });
    }
    expect(legsOf(after(flow(1, 4n)))[0]).to.deep.equal([1, 4n, 0n]);
    expect(legsOf(after(fill('seller', { instrument: 65 })))[2]).to.deep.equal([65, -5n, -3n]);
  });

  it('folds the cost of a leg that is closed into cash, and shows the leg as it was', () => {
    const change = fill('buyer', { size: size(20n), cost: cash(12n) });
    const closed = after(change);
    expect([closed.cash, legsOf(closed)]).to.deep.equal([
      95n,
      [
        [2, 10n, 0n],
        [66, 30n, 9n],
      ],
    ]);
    const { union, place, inserted, removed } = effectOf(ACCOUNT, change);
    expect([place, inserted, removed]).to.deep.equal([1, false, true]);
    expect(union[1]).to.deep.equal({
      instrument: 64,
      before: { size: -20n, cost: -7n },
      after: { size: 0n, cost: 0n },
    });
    expect(union.map(({ instrument }) => instrument)).to.deep.equal([2, 64, 66]);
    // Collateral that an account was opened with at a cost: it is paid with the next change of it.
    const bought = { ...ACCOUNT, legs: [legOf(2, 10n, 40n)] };
    expect([after(flow(2, -10n), bought).cash, after(flow(2, -10n), bought).legs]).to.deep.equal([60n, []]);
    expect(after(flow(2, -9n), bought)).to.deep.include({ cash: 60n, legs: [legOf(2, 1n, 0n)] });
  });

  it('folds a cost beyond the range of a leg, where cash is in range', () => {
    const legs = [legOf(64, 5n, MOST_CASH)];
    const change = fill('seller', { cost: cash(-1n) });
    expect(after(change, { ...ACCOUNT, legs, cash: cash(1n) })).to.deep.include({ cash: -MOST_CASH, legs: [] });
    expect(refusal(change, { ...ACCOUNT, legs, cash: cash(-2n) })).to.equal(
      `INVALID account.cash: expected an integer in [${-MOST_CASH - 1n}, ${MOST_CASH}] after the change, got ${-MOST_CASH - 3n}`,
    );
  });

  it('moves cash and collateral of a flow, and no leg for cash', () => {
    expect(after(flow(0, 7n))).to.deep.include({ cash: 107n, legs: ACCOUNT.legs });
    expect(effectOf(ACCOUNT, flow(0, 7n))).to.include({ place: undefined, inserted: false, removed: false });
    expect(after(flow(0, -100n)).cash).to.equal(0n);
    expect(legsOf(after(flow(2, 7n)))[0]).to.deep.equal([2, 17n, 0n]);
    expect(after(flow(2, -10n)).legs).to.deep.equal(ACCOUNT.legs.slice(1));
  });

  it('stops what leaves at what is there: cash at 0, collateral at 0, and no loan of cash behind bought collateral', () => {
    expect(refusal(flow(0, -101n))).to.equal(
      'INVALID account.cash: expected at least 0 after a withdrawal, got -0.00000001',
    );
    const owing = { ...ACCOUNT, cash: cash(-1n) };
    expect(refusal(flow(2, -1n), owing)).to.include('expected at least 0 after a withdrawal, got -0.00000001');
    expect(after(flow(2, 1n), owing).cash).to.equal(-1n);
    const bought = { ...ACCOUNT, legs: [legOf(2, 10n, 101n)] };
    for (const amount of [-9n, -10n])
      expect(refusal(flow(2, amount), bought)).to.include('expected at least 0 after a withdrawal, got -0.00000001');
  });

  it('never sells collateral short, by a fill or a withdrawal, held or not (a short that no haircut covers)', () => {
    const short = 'size: expected at least 0 for collateral after the change, got -1';
    expect(refusal(flow(2, -11n))).to.equal(`INVALID account.legs[slot 2].${short}`);
    expect(refusal(flow(63, -1n))).to.equal(`INVALID account.legs[slot 63].${short}`);
    expect(refusal(fill('seller', { instrument: 2, size: size(11n) }))).to.equal(
      `INVALID account.legs[slot 2].${short}`,
    );
    expect(refusal(fill('seller', { instrument: 63, size: size(1n) }))).to.equal(
      `INVALID account.legs[slot 63].${short}`,
    );
    expect(after(fill('seller', { instrument: 2, size: size(10n) })).legs).to.have.length(2);
  });

  it('stays in range at the edges of size, cost and cash', () => {
    const at = (amount: bigint, cost: bigint, money = 0n): Account => ({
      ...ACCOUNT,
      cash: cash(money),
      legs: [legOf(64, amount, cost)],
    });
    const one = { size: size(1n), cost: cash(1n) };
    expect(legsOf(after(fill('buyer', one), at(MOST_SIZE - 1n, MOST_CASH - 1n)))).to.deep.equal([
      [64, MOST_SIZE, MOST_CASH],
    ]);
    expect(refusal(fill('buyer', { ...one, cost: cash(0n) }), at(MOST_SIZE, 0n))).to.equal(
      `INVALID account.legs[slot 64].size: expected an integer in [${-MOST_SIZE - 1n}, ${MOST_SIZE}] after the change, got ${MOST_SIZE + 1n}`,
    );
    expect(refusal(fill('buyer', one), at(0n, MOST_CASH))).to.include('legs[slot 64].cost: expected an integer in');
    expect(legsOf(after(fill('seller', one), at(-MOST_SIZE, -MOST_CASH)))).to.deep.equal([
      [64, -MOST_SIZE - 1n, -MOST_CASH - 1n],
    ]);
    expect(refusal(fill('seller', one), at(-MOST_SIZE - 1n, 0n))).to.include('.size: expected an integer in');
    expect(refusal(fill('seller', one), at(0n, -MOST_CASH - 1n))).to.include('.cost: expected an integer in');
    expect(after(flow(0, 1n), at(1n, 0n, MOST_CASH - 1n)).cash).to.equal(MOST_CASH);
    expect(refusal(flow(0, 1n), at(1n, 0n, MOST_CASH))).to.include('account.cash: expected an integer in');
    // From the shortest position there is to none.
    const closing = fill('buyer', { size: size(MOST_SIZE), cost: cash(0n) });
    expect(legsOf(after(closing, at(-MOST_SIZE - 1n, 0n)))).to.deep.equal([[64, -1n, 0n]]);
    expect(refusal(flow(1, 1n << 55n))).to.include('legs[slot 1].size: expected an integer in');
  });

  it('settles a leg of a frozen instrument, the value of its size rounded down, and no other', () => {
    const table = randomTable(new Random(SEED));
    const settle = (instrument: number): Change => ({ kind: 'settle', instrument });
    for (const [amount, at, worth] of [
      [3n * ONE_SIZE, 7n, 21n],
      [1n, 7n, 0n],
      [-1n, 7n, -1n],
      [1n, -7n, -1n],
      [-1n, -7n, 0n],
      [-MOST_SIZE - 1n, 7n, -2522015792n],
    ] as const) {
      const row = frozenRow({ slot: 66, underlying: 7, settlementPrice: signedPrice(at) });
      const frozen = { ...table, rows: new Map(table.rows).set(66, row) };
      const holder = { ...ACCOUNT, legs: [legOf(2, 10n, 0n), legOf(66, amount, 9n)] };
      expect(after(settle(66), holder, frozen), `${amount} at ${at}`).to.deep.include({
        cash: 100n + worth - 9n,
        legs: [legOf(2, 10n, 0n)],
      });
      expect(effectOf(holder, settle(66), frozen)).to.include({ place: 1, inserted: false, removed: true });
      expect(refusal(settle(65), holder, frozen)).to.equal(
        'INVALID change.instrument: expected a leg of the account, got slot 65',
      );
    }
    expect(refusal(settle(64), ACCOUNT, table)).to.equal(
      'INVALID change.instrument: expected a frozen instrument, got slot 64',
    );
    expect(refusal(settle(2), ACCOUNT, table)).to.include('expected a frozen instrument, got slot 2');
    expect(refusal(settle(64))).to.equal('USAGE change: expected an instrument of the market table, got slot 64');
  });

  it('refuses a change that is none, and the blinding of the state before (one key stream for two states)', () => {
    expect(refusal(flow(0, 0n))).to.equal('USAGE flow.amount: expected some, got 0');
    expect(refusal(flow(64, 1n))).to.include('USAGE flow.asset: expected 0 to 63');
    expect(refusal(fill('buyer', { cost: (1n << 63n) as Cash }))).to.include('USAGE fill.cost: expected');
    expect(refusal(fill('both' as Side))).to.equal('USAGE change.side: expected buyer or seller, got both');
    expect(refusal({ kind: 'reseal' }, { ...ACCOUNT, legs: ACCOUNT.legs.toReversed() })).to.include(
      'USAGE account.legs',
    );
    for (const blinding of [ACCOUNT.blinding, -1n, 1n << 254n]) {
      expect(() => applyChange(ACCOUNT, { kind: 'reseal' }, { blinding }))
        .to.throw('account.blinding: expected')
        .with.property('message')
        .not.matches(/\d/);
    }
  });
});
