import { expect } from 'chai';
import { PlimsollError } from '../../prover/errors.ts';
import type { ChainBook } from '../../scripts/e2e/chain-book.ts';
import { chainRun } from '../../scripts/e2e/chain-run.ts';
import { Refusals } from '../../scripts/e2e/refusals.ts';
import { sampleEpochs, samplePlan } from '../../scripts/e2e/sample.ts';
import { figuresOf, type Figures } from '../../scripts/e2e/show-chain.ts';
import { runNode } from '../support/cli.ts';
import { rejection } from '../support/errors.ts';
import { checkGas } from '../support/gas.ts';
import { sharedPath } from '../support/shared.ts';

/** Real proofs, on a machine that does something else, too. */
const PATIENCE = 30 * 60_000;

/** Most gas of a call, all in. */
const LIMITS = { deposit: 420_000n, 'top-up': 420_000n, trade: 900_000n, withdraw: 450_000n } as const;

describe('a run on a chain, with real proofs', function () {
  this.timeout(PATIENCE);

  describe('the shortest run', () => {
    let book: ChainBook;
    before(async () => {
      const epochs = sampleEpochs();
      book = await chainRun(samplePlan(epochs), epochs);
    });

    it('makes every call, restores every account from seed and chain, and is refused what it must be', () => {
      expect([...book.gas.keys()]).to.have.members([
        ...['open', 'deposit', 'trade', 'top-up', 'withdraw', 'settle', 'certify', 'transfer', 'reseal'],
      ]);
      const refusals = ['NotAccountOwner', 'ProofRejected', 'SignatureRejected', 'FillUsed', 'SameAccount'];
      expect([...book.refusals.counts.keys()]).to.include.members([...refusals, 'HouseIsPaused', 'PauseTooSoon']);
      expect(book.accounts.size).to.equal(3);
    });

    it('stays within its gas (test/snapshots/gas.json): deposit 420,000, trade 900,000, withdrawal 450,000', () => {
      const { certify: _certify, ...spent } = figuresOf(book, 0).gas;
      const most = Object.fromEntries(Object.entries(spent).map(([call, gas]) => [call, BigInt(gas.most)]));
      for (const [call, limit] of Object.entries(LIMITS)) expect(most[call]).to.be.at.most(limit);
      checkGas('house', most);
    });
  });

  it('what is tried counts as refused only when it is, and for its reason', async () => {
    const refusals = new Refusals();
    const reverted = () =>
      Promise.reject(new PlimsollError('INVALID', 'call: got a revert', { details: { revert: 'Named' } }));
    await refusals.reverts('call', 'Named', reverted);
    await refusals.noProof('proof', /got a revert/, reverted);
    expect(Object.fromEntries(refusals.counts)).to.deep.equal({ Named: 1, 'no proof': 1 });
    await rejection(refusals.reverts('call', 'Other', reverted), 'INVALID', /got a revert/);
    await rejection(refusals.noProof('proof', /another/, reverted), 'INVALID', /got a revert/);
    const done = () => Promise.resolve();
    await rejection(
      refusals.reverts('call', 'Named', done),
      'INVALID',
      /call: expected the chain to revert with Named/,
    );
    await rejection(refusals.noProof('proof', /why/, done), 'INVALID', /proof: expected no proof \(why\), got one/);
    const broken = () => Promise.reject(new PlimsollError('ENVIRONMENT', 'prover: expected a key, got none'));
    await rejection(refusals.noProof('proof', /key/, broken), 'ENVIRONMENT', /expected a key/);
    expect([...refusals.counts.values()]).to.deep.equal([1, 1]);
  });

  describe('npm run e2e', () => {
    it('plays the small run to its end, says on stderr how far it is, and prints its figures', async function () {
      sharedPath(this, 'data', 'prices');
      const { code, stdout, stderr } = await runNode('scripts/e2e.ts', ['--small', '--json']);
      expect(code, stderr).to.equal(0);
      const summary = JSON.parse(stdout) as { traders: number; steps: Record<string, number>; chain: Figures };
      const { steps, chain } = summary;
      expect(chain.accounts).to.equal(summary.traders + 1);
      expect(chain.gas['trade']?.count).to.equal(steps['trade']);
      expect(chain.gas['settle']?.count).to.equal(steps['settle']);
      expect(chain.gas).to.include.keys('top-up', 'payQueue', 'transfer', 'reseal');
      expect(chain.refused).to.include.keys('no proof', 'MarginNotProven', 'HouseIsPaused');
      expect(chain.proofs).to.include.keys('deposit-8', 'transition-isolated-4', 'transition-portfolio-8', 'cross-8');
      expect(stderr).to.match(/\[(\d+)\/\1\] \d+ s, \d+ proofs, epoch 3: /);
    });

    it('ends at once when interrupted in a proof, with 130 and nothing on stdout', async function () {
      sharedPath(this, 'data', 'prices');
      let interrupted = 0;
      const { code, stdout } = await runNode('scripts/e2e.ts', ['--small'], {
        onProgress: (text, kill) => {
          if (interrupted > 0 || !text.includes('[1/')) return;
          interrupted = Date.now();
          kill('SIGINT');
        },
      });
      expect(code).to.equal(130);
      expect(stdout).to.equal('');
      expect(Date.now() - interrupted).to.be.below(30_000);
    });
  });
});
