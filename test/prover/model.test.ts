import { expect } from 'chai';
import { commitmentOf, checkAccount, type Account, type Method } from '../../prover/model/account.ts';
import type { Claim } from '../../prover/model/margin.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, SCALAR_FIELD, size } from '../../prover/model/units.ts';
import { CIRCUITS, circuitFor } from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);

describe(`model/account (PLIMSOLL_SEED=${SEED})`, () => {
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

  it('refuses short collateral, in the last of its slots too', () => {
    const check = (instrument: number, amount: bigint) => () =>
      checkAccount({ ...account, legs: [{ instrument, size: size(amount), cost: cash(0n) }] });
    for (const slot of [1, 15, 16, 63]) {
      expect(check(slot, -1n)).to.throw('account.legs[0].size: expected at least 0 for collateral, got -1');
      expect(check(slot, 0n)).to.not.throw();
    }
    expect(check(64, -1n)).to.not.throw();
  });

  it('never names the blinding by value (52: secrets in logs or artefacts)', () => {
    const secret = SCALAR_FIELD + 424242n;
    expect(() => checkAccount({ ...account, blinding: secret })).to.throw(/^account\.blinding: (?!.*424242).*$/);
  });

  it('hides equal accounts behind different blindings (43: guessable commitment)', () => {
    expect(commitmentOf(account)).to.not.equal(commitmentOf({ ...account, blinding: account.blinding + 1n }));
  });

  it('says when an account does not fit a circuit or a market', () => {
    const options = [...table.rows.values()].filter((row) => row.option !== undefined).sort((a, b) => a.slot - b.slot);
    const holding = (slots: readonly number[], method: Method = 'portfolio'): Account => ({
      ...account,
      method,
      legs: slots.map((instrument) => ({ instrument, size: size(1n), cost: cash(0n) })),
    });
    const slots = options.map(({ slot }) => slot);
    const market = new Market(table);
    expect(circuitFor(holding(slots.slice(0, 8)), market)).to.equal('portfolio-8');
    expect(circuitFor(holding(slots.slice(0, 9)), market)).to.equal('portfolio-36');
    expect(circuitFor(holding([1, 2]), market)).to.equal('portfolio-8');
    expect(circuitFor(holding([1, 2, 3]), market)).to.equal('portfolio-36');
    expect(circuitFor(holding([1, 2, 3, 64], 'isolated'), market)).to.equal('isolated-4');
    expect(circuitFor(holding(slots.slice(0, 8), 'cross'), market)).to.equal('cross-8');
    expect(() => circuitFor(holding([1, 2, 3, 16, 64], 'isolated'), market)).to.throw('expected at most 4 legs, got 5');
    expect(() => circuitFor(holding(slots.slice(0, 9), 'cross'), market)).to.throw('expected at most 8 legs, got 9');

    const shape = CIRCUITS['portfolio-8']!;
    const state =
      (claim: Claim, of = { account, market }) =>
      () =>
        stateMargin({ ...of, claim, context: 0n, shape });
    expect(state({ thresholdBps: 1n << 24n, minExcess: 0n })).to.throw(
      'claim.thresholdBps: expected an integer in [0, 16777215], got 16777216',
    );
    expect(state({ thresholdBps: 1n, minExcess: -1n })).to.throw('claim.minExcess: expected an integer in [0, ');
    const few = new Market(randomTable(new Random(1), { scenarios: 5 }));
    expect(state({ thresholdBps: 1n, minExcess: 0n }, { account: holding([]), market: few })).to.throw(
      'expected 33 scenarios, got 5',
    );
    expect(state({ thresholdBps: 1n, minExcess: 0n }, { account: holding([64], 'cross'), market })).to.throw(
      'account.method: expected portfolio, got cross',
    );
  });
});
