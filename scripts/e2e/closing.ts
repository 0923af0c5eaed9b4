/** What traders do once each that no step of a plan is: a transfer, new keys, a withdrawal through a pause. */
import { PlimsollError } from '../../prover/errors.ts';
import { checkTransition } from '../../prover/model/check-change.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import type { Market } from '../../prover/model/tree.ts';
import { ONE_CASH } from '../../prover/model/units.ts';
import type { Amount } from '../../sdk/house/client.ts';
import type { ChainBook } from './chain-book.ts';
import { openingOf, type LiveAccount } from './person.ts';

/** Moved between accounts, and later taken out. */
const SOME: Amount = { asset: QUOTE_ASSET, amount: 100n * ONE_CASH };
const RESEAL = { kind: 'reseal' } as const;
const HOUR = 3600n;

/** A trader who can spare twice the amount. @throws USAGE when there is none */
async function spender({ accounts }: ChainBook, market: Market): Promise<readonly [name: string, LiveAccount]> {
  for (const [name, live] of accounts) {
    const { account } = await openingOf(live);
    try {
      checkTransition(account, { kind: 'flow', asset: SOME.asset, amount: -2n * SOME.amount }, market.table, 'initial');
      return [name, live];
    } catch {
      continue;
    }
  }
  throw new PlimsollError('USAGE', 'closing: expected a trader with cash to spare, got none');
}

/** Nothing comes in while the house is paused; what is in gets out. */
async function pause(book: ChainBook, from: LiveAccount, to: LiveAccount, market: Market): Promise<void> {
  const { stage, refusals } = book;
  const { holder, address: recipient } = from.person;
  await stage.pause();
  await refusals.reverts('second pause', 'PauseTooSoon', () => stage.pause());
  await refusals.reverts('opening', 'HouseIsPaused', () => holder.open('cross'));
  const savings = await openingOf(to);
  await refusals.reverts('deposit', 'HouseIsPaused', () => holder.deposit(savings, SOME, { market }));
  await book.record('withdraw', await holder.withdraw(await openingOf(from), { ...SOME, recipient }, { market }));
}

/** A new viewing key, and the present state sealed to it; a proof for the former key is none any more. */
async function rotateViewingKey(book: ChainBook, live: LiveAccount, market: Market): Promise<void> {
  const { holder } = live.person;
  const saved = await openingOf(live);
  const late = await holder.make(saved, RESEAL, { statement: 'transition', level: 'maintenance', market }, {});
  const given = await holder.giveKey(saved);
  await book.refusals.reverts('reseal to the former key', 'ProofRejected', () => holder.client.refresh(late.proven));
  await book.record('reseal', await holder.rotateKey(given, { market }));
}

/** Hour after hour, until all that was withdrawn is paid. */
async function emptyQueues(book: ChainBook): Promise<void> {
  while (await book.payQueues()) await book.stage.wait(HOUR);
}

/** @throws INVALID when something is refused that must not be, or the other way round */
export async function close(book: ChainBook, market: Market): Promise<void> {
  const [name, live] = await spender(book, market);
  const savings = await book.open(`${name}, savings`, live.person, 'cross');
  const { holder } = live.person;
  const both = [await openingOf(live), await openingOf(savings)] as const;
  await book.record('transfer', await holder.transfer(both, SOME, { market }));
  await pause(book, live, savings, market);
  await rotateViewingKey(book, live, market);
  await emptyQueues(book);
}
