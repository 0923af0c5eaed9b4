import { expect } from 'chai';
import { checkAccount, commitmentOf, type Account } from '../../prover/model/account.ts';
import { applyChange, effectOf, type Change } from '../../prover/model/change.ts';
import type { Side } from '../../prover/model/fill.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { ONE_SIZE } from '../../prover/model/units.ts';
import { positionsOf, worthOf } from '../../prover/model/valuation.ts';
import { legsOf } from '../support/change-cases.ts';
import { unlessInvalid } from '../support/errors.ts';
import { limitedTable, randomChange, randomFill, randomSecret } from '../support/generate-change.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);

describe(`changes of random accounts (PLIMSOLL_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  const plain = randomTable(random);

  /** A change that can be made, with the account and the market. */
  function made(): { before: Account; change: Change; table: MarketTable; after: Account } {
    for (;;) {
      const table = limitedTable(random, plain);
      const before = randomAccount(random, table, { method: 'cross' });
      const change = randomChange(random, before, table);
      const after = unlessInvalid(() => applyChange(before, change, { blinding: randomSecret(random), table }));
      if (after !== undefined) return { before, change, table, after };
    }
  }

  it('keeps legs in order and shows both states in one list', () => {
    for (let run = 0; run < 300; run++) {
      const { before, change, table, after: next } = made();
      checkAccount(next);
      expect(commitmentOf(next)).to.not.equal(commitmentOf(before));
      const { union, place, inserted, removed, cash: money, legs } = effectOf(before, change, table);
      expect({ cash: money, legs }).to.deep.equal({ cash: next.cash, legs: next.legs });
      const slots = union.map(({ instrument }) => instrument);
      expect(slots).to.deep.equal([...new Set(slots)].sort((a, b) => a - b));
      const without = (is: boolean) => union.filter((_, index) => !(is && index === place));
      expect(without(inserted).map((pair) => [pair.instrument, pair.before.size, pair.before.cost])).to.deep.equal(
        legsOf(before),
      );
      expect(without(removed).map((pair) => [pair.instrument, pair.after.size, pair.after.cost])).to.deep.equal(
        legsOf(next),
      );
      expect(inserted && removed).to.equal(false);
      for (const [index, pair] of union.entries()) if (index !== place) expect(pair.after).to.deep.equal(pair.before);
      expect(union.length - next.legs.length).to.equal(removed ? 1 : 0);
    }
  });

  it('of a fill conserve size and cost between buyer and seller, and sum to no change of worth', () => {
    let traded = 0;
    while (traded < 500) {
      const [first, second] = [
        randomAccount(random, plain, { method: 'cross' }),
        randomAccount(random, plain, { method: 'cross' }),
      ];
      const { side, fill: agreed } = randomFill(random, first, plain);
      const other: Side = side === 'buyer' ? 'seller' : 'buyer';
      const before = [first, second];
      const blinding = randomSecret(random);
      const next = unlessInvalid(() => [
        applyChange(first, { kind: 'fill', side, fill: agreed }, { blinding }),
        applyChange(second, { kind: 'fill', side: other, fill: agreed }, { blinding }),
      ]);
      if (next === undefined) continue;
      traded++;
      const held = (accounts: readonly Account[], instrument: number) =>
        accounts
          .flatMap(({ legs }) => legs)
          .reduce((sum, leg) => sum + (leg.instrument === instrument ? leg.size : 0n), 0n);
      for (const slot of plain.rows.keys()) expect(held(next, slot)).to.equal(held(before, slot));
      const paid = (accounts: readonly Account[]) =>
        accounts.reduce((sum, { cash: money, legs }) => legs.reduce((rest, { cost }) => rest - cost, sum + money), 0n);
      expect(paid(next)).to.equal(paid(before));
      const worth = (accounts: readonly Account[]) =>
        accounts.reduce((sum, each) => sum + worthOf(each, positionsOf(each, plain, 'cross')), 0n);
      expect(worth(next)).to.equal(worth(before));
    }
  });

  it('of a settlement cost the holder less than a tick, and never pay one', () => {
    let settled = 0;
    while (settled < 200) {
      const { before, change, table, after: next } = made();
      if (change.kind !== 'settle') continue;
      settled++;
      const worth = (each: Account) => worthOf(each, positionsOf(each, table, 'cross'));
      expect(worth(before) - worth(next) >= 0n && worth(before) - worth(next) < ONE_SIZE).to.equal(true);
    }
  });

  it('leave the account, the change and the table as they were', () => {
    const freeze = <Value>(value: Value): Value => {
      if (typeof value === 'object' && value !== null) {
        Object.freeze(value);
        for (const each of Object.values(value)) freeze(each);
      }
      return value;
    };
    for (let run = 0; run < 300; run++) {
      const { before, change, table, after: next } = made();
      expect(
        applyChange(freeze(before), freeze(change), { blinding: next.blinding, table: freeze(table) }),
      ).to.deep.equal(next);
    }
  });
});
