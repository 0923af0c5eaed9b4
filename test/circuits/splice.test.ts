import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, factor, price } from '../../prover/model/units.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import { checkWitness, violates, type Circuit } from '../support/circuit.ts';
import { accountOnTheLine, LINE, SMALL, statementCircuit } from '../support/margin.ts';
import { SEED } from './corpus/corpus.ts';

/** What hangs on the root. */
const ROOT = [/^marketRoot/, /^valuation\.rows\.market\./, /^top\[/, /^epoch/, /^time/];
/** The way from the root to a row, one step after another: what is true down to it, and where the join must break. */
const STEPS: readonly (readonly [title: string, broken: string, ...signals: RegExp[]])[] = [
  ['rows of another table, under the true root', 'market', /^marketRoot/],
  ['rows of another table, under the true hash at the root', 'market', /^valuation\.rows\.market\.whole/],
  [
    'rows of another table, under the true top with picks of their own',
    'membership',
    /^valuation\.rows\.market\./,
    /^top\[/,
  ],
  // Only the equality of each pick with the branch below is left to break.
  [
    'rows and branches of another table, under the true top',
    'membership',
    /^valuation\.rows\.membership\[\d+\]\.(group|picked)\./,
  ],
  [
    'rows of another table, with the true upper nodes but their children',
    'membership',
    /^upper\[/,
    /^valuation\.rows\.membership\[\d+\]\.high\.(?!child)/,
  ],
  ['rows of another table, with the true upper nodes', 'membership', /^valuation\.rows\.membership\[\d+\]\.high\./],
  ['rows of another table, with the true paths', '', /^lower\[/, /^valuation\.rows\.membership\[/],
  ['rows of another table, with the true paths and hashes', '', /^valuation\.rows\.leaf\[\d+\]\.(leaf|whole)/],
];

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
      stateMargin({ account: held, market: new Market(prices), claim: LINE, context: 9n, shape: SMALL }).inputs,
    );
  const answerOf = (witness: bigint[]): bigint => witness[circuit.system.wireOf.get('solvent') ?? -1] ?? -1n;

  /** The wish, with every signal of these names from the truth. Each name must match, and some of each side be left. */
  function splice(wish: readonly bigint[], kept: readonly RegExp[]): bigint[] {
    const joined = [...wish];
    for (const pattern of kept) {
      const names = [...circuit.system.wireOf].filter(([name]) => pattern.test(name));
      expect(names, String(pattern)).to.not.be.empty;
      for (const [, wire] of names) joined[wire] = truth[wire] ?? 0n;
    }
    expect(joined).to.not.deep.equal(wish);
    expect(joined).to.not.deep.equal(truth);
    return joined;
  }

  before(async () => {
    circuit = await statementCircuit(SMALL);
    ({ table, account } = accountOnTheLine(SEED));
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

  STEPS.forEach(([title, broken], step) => {
    it(title, async () => {
      const wish = await witnessOf(account, cheaper());
      expect(answerOf(wish)).to.equal(1n);
      const kept = STEPS.slice(0, step + 1).flatMap(([, , ...signals]) => signals);
      violates(circuit, splice(wish, kept), broken);
    });
  });

  it('prices of another epoch, under the true root', async () => {
    const wish = await witnessOf(account, { ...table, epoch: table.epoch + 1 });
    violates(circuit, splice(wish, [/^marketRoot/]), 'market');
  });

  it('parameters of another table, under the true root', async () => {
    const { parameters } = table;
    const lossFactor = { ...parameters.lossFactor, maintenance: factor(0n) };
    const wish = await witnessOf(account, { ...table, parameters: { ...parameters, lossFactor } });
    expect(answerOf(wish)).to.equal(1n);
    violates(circuit, splice(wish, [...ROOT, /^valuation\.parameters\./, /^version/]), '');
    violates(circuit, splice(wish, ROOT), '');
    violates(circuit, splice(wish, [/^marketRoot/]), 'market');
  });

  it('amounts of another account, under the true commitment', async () => {
    const wish = await witnessOf({ ...account, cash: cash(account.cash + 1n) }, table);
    expect(answerOf(wish)).to.equal(1n);
    violates(circuit, splice(wish, [/^commitment/, /^account\./, /^blinding/, /^id/, /^owner/]), '');
    violates(circuit, splice(wish, [/^commitment/]), '');
  });

  it('margin of another account, with the true amounts opened', async () => {
    const wish = await witnessOf({ ...account, legs: account.legs.slice(0, 1) }, table);
    const opened = [/^commitment/, /^account\./, /^blinding/, /^count/, /^cash/, /^instrument\[/, /^size\[/, /^cost\[/];
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
