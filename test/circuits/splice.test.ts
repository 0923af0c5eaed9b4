import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, factor, price } from '../../prover/model/units.ts';
import { stateMargin } from '../../prover/witness/portfolio.ts';
import { checkWitness, violates, type Circuit } from '../support/circuit.ts';
import { accountOnTheLine, SMALL, statementCircuit } from '../support/margin.ts';

const LINE = { thresholdBps: 10_000n, minExcess: 0n };
/** What hangs on the root. */
const ROOT = ['marketRoot', 'market.', 'top[', 'epoch', 'time'];

/**
 * A forger who breaks the link between two parts would join the halves of two honest witnesses: what binds (commitment,
 * root) from the truth, what counts (rows, parameters, amounts) from a wish. Each join must violate a constraint.
 */
describe('margin/statement against spliced witnesses', () => {
  let circuit: Circuit;
  let table: MarketTable;
  let account: Account;
  let truth: bigint[];

  const witnessOf = (held: Account, prices: MarketTable): Promise<bigint[]> =>
    circuit.witness(
      stateMargin({ account: held, market: new Market(prices), claim: LINE, context: 9n, capacity: SMALL }).inputs,
    );
  const answerOf = (witness: bigint[]): bigint => witness[circuit.system.wireOf.get('solvent') ?? -1] ?? -1n;

  /** The wish, with every signal under the prefixes from the truth. */
  function splice(wish: readonly bigint[], prefixes: readonly string[]): bigint[] {
    const joined = [...wish];
    let taken = 0;
    for (const [name, wire] of circuit.system.wireOf) {
      if (!prefixes.some((prefix) => name.startsWith(prefix))) continue;
      joined[wire] = truth[wire] ?? 0n;
      taken += 1;
    }
    expect(taken, prefixes.join(' ')).to.be.greaterThan(0);
    return joined;
  }

  before(async () => {
    circuit = await statementCircuit(SMALL);
    ({ table, account } = accountOnTheLine(20200521n));
    account = { ...account, cash: cash(account.cash - 1n) };
    truth = await witnessOf(account, table);
    expect(answerOf(truth)).to.equal(0n);
    expect(checkWitness(circuit, truth)).to.equal(null);
  });

  /** A table in which one row asks for less. */
  function cheaper(): MarketTable {
    const rows = new Map(table.rows);
    for (const { instrument } of account.legs) {
      for (const slot of [instrument, instrument ^ 1]) {
        const row = rows.get(slot);
        if (row === undefined) continue;
        const nothing = { maintenance: price(0n), initial: price(0n) };
        rows.set(slot, { ...row, charge: nothing, shortCharge: nothing });
      }
    }
    return { ...table, rows };
  }

  it('rows of another table, with the true paths', async () => {
    const wish = await witnessOf(account, cheaper());
    expect(answerOf(wish)).to.equal(1n);
    violates(circuit, splice(wish, [...ROOT, 'membership[', 'lower[', 'upper[']), '');
  });

  it('rows and branches of another table, under the true top', async () => {
    const wish = await witnessOf(account, cheaper());
    const joined = splice(wish, ROOT);
    // Each leg's pick of the true top as well: only its equality with the branch below is left to break.
    for (const [name, wire] of circuit.system.wireOf) {
      if (/^membership\[\d+\]\.(group|picked)\./.test(name)) joined[wire] = truth[wire] ?? 0n;
    }
    violates(circuit, joined, 'membership');
  });

  it('parameters of another table, under the true root', async () => {
    const { parameters } = table;
    const lossFactor = { ...parameters.lossFactor, maintenance: factor(0n) };
    const wish = await witnessOf(account, { ...table, parameters: { ...parameters, lossFactor } });
    expect(answerOf(wish)).to.equal(1n);
    violates(circuit, splice(wish, [...ROOT, 'parameters.', 'version']), '');
  });

  it('amounts of another account, under the true commitment', async () => {
    const wish = await witnessOf({ ...account, cash: cash(account.cash + 1n) }, table);
    expect(answerOf(wish)).to.equal(1n);
    violates(circuit, splice(wish, ['commitment', 'account.', 'blinding', 'id', 'owner']), '');
  });

  it('margin of another account, with the true amounts opened', async () => {
    const wish = await witnessOf({ ...account, legs: account.legs.slice(0, 1) }, table);
    const opened = ['commitment', 'account.', 'blinding', 'count', 'cash', 'instrument[', 'size[', 'cost['];
    violates(circuit, splice(wish, opened), '');
  });

  it('the answer of another claim', async () => {
    const wish = await witnessOf({ ...account, cash: cash(account.cash + 1n) }, table);
    const joined = [...truth];
    for (const [name, wire] of circuit.system.wireOf) {
      if (name === 'solvent' || name.startsWith('claim.side.digits')) joined[wire] = wish[wire] ?? 0n;
    }
    violates(circuit, joined, 'claim');
  });
});
