import { expect } from 'chai';
import type { Account, Method } from '../../prover/model/account.ts';
import { effectOf, type Change } from '../../prover/model/change.ts';
import { checkReduce, checkTransition } from '../../prover/model/check-change.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import { cash } from '../../prover/model/units.ts';
import { mayReduce, mayTransit, plainChange, type MarginOf, type PlainState } from '../reference/change.ts';
import { unlessInvalid } from '../support/errors.ts';
import { limitedTable, randomChange } from '../support/generate-change.ts';
import { Random, randomAccount, randomTable, type Style } from '../support/generate.ts';
import { referenceMargin } from '../support/reference.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? Date.now());
const METHODS: readonly Method[] = ['isolated', 'cross', 'portfolio'];
const TABLES = 6;
const CHANGES = 250;

describe('changes against an independent reference', () => {
  const random = new Random(SEED);
  const seed = () => console.log(`      seed ${SEED} (PLIMSOLL_SEED)`);

  /** Whether the account's method takes the new state at all. */
  function isTaken(account: Account, change: Change, table: MarketTable): boolean {
    const effect = unlessInvalid(() => effectOf(account, change, table));
    if (effect === undefined) return true;
    try {
      accountMargin({ ...account, ...effect }, table, 'maintenance');
      return true;
    } catch {
      return false;
    }
  }

  /** Random changes of random accounts of a method, by turns one after another and anew. */
  function* cases(method: Method, style: Style): Generator<[Account, Change, MarketTable]> {
    for (let run = 0; run < TABLES; run++) {
      const table = limitedTable(random, randomTable(random, { scenarios: 5, strikes: 1, expiries: 2, style }));
      for (let each = 0; each < CHANGES; each++) {
        const account = randomAccount(random, table, { method, style });
        // Mostly an account that can afford something.
        const rich = random.chance(0.7) ? { ...account, cash: cash(10n ** 17n + account.cash / 2n) } : account;
        const change = randomChange(random, rich, table);
        if (isTaken(rich, change, table)) yield [rich, change, table];
      }
    }
  }

  for (const method of METHODS) {
    for (const style of ['sane', 'wild'] as const) {
      it(`${method}, ${style}: the same new states, the same changes refused`, function () {
        this.timeout(300_000);
        seed();
        const seen = { made: 0, impossible: 0, transit: 0, reduce: 0, refused: 0 };
        for (const [account, change, table] of cases(method, style)) {
          const state: PlainState = { cash: account.cash, legs: account.legs };
          const effect = unlessInvalid(() => effectOf(account, change, table));
          const expected = plainChange(state, change, table.rows);
          expect(effect && { cash: effect.cash, legs: effect.legs }).to.deep.equal(expected);
          seen[effect === undefined ? 'impossible' : 'made']++;

          const marginOf: MarginOf = ({ cash: money, legs }, level) =>
            referenceMargin({ ...account, cash: money, legs } as Account, table, level);
          for (const level of ['maintenance', 'initial'] as const) {
            const proven = unlessInvalid(() => checkTransition(account, change, table, level)) !== undefined;
            expect(proven).to.equal(mayTransit(state, change, { rows: table.rows, marginOf, level }));
            seen[proven ? 'transit' : 'refused']++;
          }
          if (change.kind === 'flow') continue;
          const scale = 10n ** BigInt(accountMargin(account, table, 'maintenance').decimals - 16);
          const proven = unlessInvalid(() => checkReduce(account, change, table)) !== undefined;
          expect(proven).to.equal(mayReduce(state, change, { rows: table.rows, marginOf, scale }));
          if (proven) seen.reduce++;
        }
        // Each way is taken, or nothing was compared.
        expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).to.be.greaterThan(10);
      });
    }
  }
});
