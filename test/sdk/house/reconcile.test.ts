import { expect } from 'chai';
import { PlimsollError } from '../../../prover/errors.ts';
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { reconcile, type ChainReader } from '../../../sdk/house/home/reconcile.ts';
import type { SavedAccount } from '../../../sdk/house/home/saved-account.ts';
import { NOBODY } from '../../../sdk/house/view.ts';
import { rejection } from '../../support/errors.ts';
import { ID, saved, state } from '../../support/house.ts';

describe('pending change after a kill', () => {
  /** A chain at a state of the account, or without it. */
  const chain = (at: Account | undefined, more: Partial<ChainReader> = {}): ChainReader => ({
    accountOf: () =>
      Promise.resolve(
        at === undefined
          ? { owner: NOBODY, commitment: 0n, sequence: 0n }
          : { owner: `0x${'0f'.repeat(20)}`, commitment: commitmentOf(at), sequence: at.sequence },
      ),
    time: () => Promise.resolve(100n),
    isWaiting: () => Promise.resolve(false),
    read: () =>
      at === undefined ? Promise.reject(new Error('no account')) : Promise.resolve({ account: at, index: 3 }),
    ...more,
  });
  const transaction = `0x${'12'.repeat(32)}`;
  const pending = { kind: 'deposit', account: state(3n), transaction };

  it('landed: the new state is the current one', async () => {
    expect(await reconcile(saved(2n, pending), chain(state(3n)))).to.deep.equal({
      standing: 'landed',
      saved: saved(3n),
    });
  });

  it('not landed and not on its way: it is dropped', async () => {
    expect(await reconcile(saved(2n, pending), chain(state(2n)))).to.deep.equal({
      standing: 'dropped',
      saved: saved(2n),
    });
  });

  it('still in the mempool, or signed and before its deadline: it is waited for', async () => {
    const inMempool = chain(state(2n), { isWaiting: (hash) => Promise.resolve(hash === transaction) });
    expect((await reconcile(saved(2n, pending), inMempool)).standing).to.equal('waiting');
    const signed = (deadline: bigint): SavedAccount => saved(2n, { kind: 'trade', account: state(3n), deadline });
    expect((await reconcile(signed(101n), chain(state(2n)))).standing).to.equal('waiting');
    expect((await reconcile(signed(100n), chain(state(2n)))).standing).to.equal('dropped');
  });

  it('replaced by another change, or dropped and landed after all: the state is read from the chain', async () => {
    for (const before of [saved(2n, pending), saved(2n)])
      expect(await reconcile(before, chain(state(4n)))).to.deep.equal({ standing: 'replaced', saved: saved(4n) });
  });

  it('replaced by a change of another home: its viewing key is the newer of the two', async () => {
    for (const [index, newest] of [
      [2, 3],
      [5, 5],
    ] as const) {
      const read = (): ReturnType<ChainReader['read']> => Promise.resolve({ account: state(4n), index });
      expect((await reconcile(saved(2n), chain(state(4n), { read }))).saved.index).to.equal(newest);
    }
  });

  it('nothing pending: what is saved is current, without a look at anything else', async () => {
    const unread = chain(state(2n), { time: () => Promise.reject(new Error('read')) });
    expect(await reconcile(saved(2n), unread)).to.deep.equal({ standing: 'current', saved: saved(2n) });
  });

  it('an opening that never arrived leaves no account', async () => {
    const opening: SavedAccount = { id: ID, index: 3, pending: { kind: 'open', account: state(1n) } };
    expect(await reconcile(opening, chain(undefined))).to.deep.equal({
      standing: 'dropped',
      saved: { id: ID, index: 3 },
    });
    expect((await reconcile(opening, chain(state(1n)))).saved).to.deep.equal(saved(1n));
  });

  it('what the chain cannot give is an error, and nothing is changed', () =>
    rejection(
      reconcile(
        saved(2n),
        chain(state(4n), {
          read: () => Promise.reject(new PlimsollError('ENVIRONMENT', 'chain: expected logs, got none')),
        }),
      ),
      'ENVIRONMENT',
      /^chain: expected logs/,
    ));
});
