/** What traders do once each that no step of a plan is: a transfer, new keys, a withdrawal through a pause. */
import { PlimsollError } from '../../prover/errors.ts';
import { checkTransition } from '../../prover/model/check-change.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import type { Market } from '../../prover/model/tree.ts';
import { ONE_CASH } from '../../prover/model/units.ts';
import type { Amount } from '../../sdk/house/client.ts';
import { viewingReader } from '../../sdk/house/keys.ts';
import type { ChainBook } from './chain-book.ts';
import type { LiveAccount } from './live-account.ts';
import { misuseAgain } from './misuse.ts';

/** Moved between accounts, and later taken out. */
const SOME: Amount = { asset: QUOTE_ASSET, amount: 100n * ONE_CASH };
/** Viewing keys of the first trader: of the account of the plan, of the one for savings, and then of the former anew. */
const KEYS = { savings: 1, next: 2 } as const;
const HOUR = 3600n;

/** A trader who can spare twice the amount. @throws USAGE when there is none */
function spender({ accounts }: ChainBook, market: Market): string {
  for (const [name, { account }] of accounts) {
    try {
      checkTransition(account, { kind: 'flow', asset: SOME.asset, amount: -2n * SOME.amount }, market.table, 'initial');
      return name;
    } catch {
      continue;
    }
  }
  throw new PlimsollError('USAGE', 'closing: expected a trader with cash to spare, got none');
}

/** Opens a second account of an owner and moves cash to it. */
async function save(book: ChainBook, name: string, market: Market): Promise<LiveAccount> {
  const account = book.account(name);
  const { owner } = account;
  const savings = await book.open(`${name}, savings`, { owner, method: 'cross', index: KEYS.savings });
  const { client } = owner;

  const paid = await account.withdraw(SOME, market);
  const received = await savings.deposit(SOME, market);
  const [from, to] = [paid.made.proven, received.made.proven];
  const { refusals } = book;
  await refusals.reverts('transfer to itself', 'SameAccount', () => client.transfer({ from, to: from }, SOME));
  await refusals.reverts('transfer of more', 'ProofRejected', () =>
    client.transfer({ from, to }, { ...SOME, amount: SOME.amount + 1n }),
  );
  book.record('transfer', await client.transfer({ from, to }, SOME));
  await account.accept(paid.made);
  await savings.accept(received.made);
  await refusals.reverts('transfer again', 'ProofRejected', () => client.transfer({ from, to }, SOME));
  return savings;
}

/** Nothing comes in while the house is paused; what is in gets out. */
async function pause(
  book: ChainBook,
  { account, savings }: Record<'account' | 'savings', LiveAccount>,
  market: Market,
) {
  const { stage, refusals } = book;
  const { owner } = account;
  const deposit = await savings.deposit(SOME, market);
  const opening = await book.proofs.opening({
    id: savings.account.id + 1n,
    owner: BigInt(owner.address),
    method: 'cross',
  });
  await stage.pause();
  await refusals.reverts('second pause', 'PauseTooSoon', () => stage.pause());
  await refusals.reverts('deposit', 'HouseIsPaused', () => deposit.send());
  await refusals.reverts('opening', 'HouseIsPaused', () =>
    owner.client.open(opening, viewingReader(owner.seed, KEYS.savings).key),
  );
  const withdrawal = await account.withdraw(SOME, market);
  await book.send('withdraw', account, withdrawal);
  await misuseAgain(book, 'withdrawal', withdrawal);
}

/** A new viewing key, and the present state sealed to it; a proof for the former key is none. */
async function rotateViewingKey(book: ChainBook, account: LiveAccount, market: Market): Promise<void> {
  const { owner, id } = account;
  const late = await account.refresh({ kind: 'reseal' }, market);
  const { key } = viewingReader(owner.seed, KEYS.next);
  await owner.client.setViewingKey(id, key);
  await book.refusals.reverts('reseal to the former key', 'ProofRejected', () => late.send());
  await book.send('reseal', account, await account.refresh({ kind: 'reseal' }, market));
}

/** Hour after hour, until all that was withdrawn is paid. */
async function emptyQueues(book: ChainBook): Promise<void> {
  while (await book.payQueues()) await book.stage.wait(HOUR);
}

/** @throws INVALID when something is refused that must not be, or the other way round */
export async function close(book: ChainBook, market: Market): Promise<void> {
  const name = spender(book, market);
  const account = book.account(name);
  const savings = await save(book, name, market);
  await pause(book, { account, savings }, market);
  await rotateViewingKey(book, account, market);
  await emptyQueues(book);
}
