/** What is checked of a quote and of a half trade before anything is proven, signed or sent for it. */
import { PlimsollError } from '../../../prover/errors.ts';
import type { Account } from '../../../prover/model/account.ts';
import { fillHash } from '../../../prover/model/fill.ts';
import { wordOf } from '../../certificate.ts';
import {
  ANYBODY,
  digestOf,
  oppositeOf,
  signableQuote,
  signableTradeSide,
  signerOf,
  type HouseId,
  type Quote,
  type Signable,
} from '../typed-data.ts';
import { NOBODY, type AccountState, type HouseView } from '../view.ts';
import type { HalfTrade, SignedQuote } from './messages.ts';

/** Why a message was refused, for programs. */
export type Refusal =
  'house' | 'account' | 'counterparty' | 'deadline' | 'signature' | 'terms' | 'state' | 'root' | 'proof' | 'replayed';

export function refuse(refusal: Refusal, where: string, expected: string, got: unknown): never {
  throw new PlimsollError('INVALID', `${where}: expected ${expected}, got ${String(got)}`, { details: { refusal } });
}

function checkHouse(id: HouseId, { id: here }: HouseView, where: string): void {
  if (id.chainId !== here.chainId) refuse('house', `${where}.chainId`, `chain ${here.chainId}`, id.chainId);
  if (id.house !== here.house) refuse('house', `${where}.house`, here.house, id.house);
}

async function checkDeadline(deadline: bigint, view: HouseView, where: string): Promise<void> {
  const now = await view.time();
  if (deadline <= now) refuse('deadline', where, `a deadline after ${now}`, deadline);
}

/** The state of an account that the chain knows. */
async function knownAccount(account: string, view: HouseView, where: string): Promise<AccountState> {
  const state = await view.accountOf(account);
  return state.owner === NOBODY ? refuse('account', where, 'an open account', account) : state;
}

async function checkSignature(
  signable: Signable,
  { owner, signature }: { owner: string; signature: string },
  view: HouseView,
): Promise<void> {
  const digest = digestOf(signable);
  if (await view.isSigned(owner, digest, signature)) return;
  refuse('signature', 'signature', `that of the owner ${owner}`, signerOf(digest, signature) ?? 'none');
}

/**
 * Whether `mine` may accept a quote. That it was not accepted before is for `Home.claim` to say.
 *
 * @throws INVALID naming what is wrong; details hold `refusal`
 */
export async function checkQuote(signed: SignedQuote, mine: Account, view: HouseView): Promise<void> {
  const { id, quote, signature } = signed;
  checkHouse(id, view, 'quote.id');
  const account = wordOf(mine.id);
  if (quote.counterparty !== ANYBODY && quote.counterparty !== account)
    refuse('counterparty', 'quote.counterparty', account, quote.counterparty);
  if (quote.account === account) refuse('account', 'quote.account', 'that of another', 'the same account');
  await checkDeadline(quote.deadline, view, 'quote.deadline');
  const { owner } = await knownAccount(quote.account, view, 'quote.account');
  if (BigInt(owner) === mine.owner) refuse('account', 'quote.account', 'an account of another owner', owner);
  await checkSignature(signableQuote(id, quote), { owner, signature }, view);
}

/** The hash of the fill that a quote becomes with a salt. */
export const fillOf = ({ instrument, size, cost }: Quote, salt: bigint): bigint =>
  fillHash({ instrument, size, cost, salt });

/**
 * Whether a half trade accepts a quote of `mine`, at the newest root and over the accounts as they are. Its proof is
 * for `HouseVerifier` to check.
 *
 * @throws INVALID naming what is wrong; details hold `refusal`
 */
export async function checkHalf(half: HalfTrade, mine: Account, view: HouseView): Promise<void> {
  const { signedQuote, tradeSide, change } = half;
  const { id, quote } = signedQuote;
  checkHouse(id, view, 'half.id');
  const account = wordOf(mine.id);
  if (quote.account !== account) refuse('account', 'half.quote.account', account, quote.account);
  await checkDeadline(quote.deadline, view, 'half.quote.deadline');
  const { owner: maker } = await knownAccount(account, view, 'half.quote.account');
  await checkSignature(signableQuote(id, quote), { owner: maker, signature: signedQuote.signature }, view);

  if (quote.counterparty !== ANYBODY && quote.counterparty !== tradeSide.account)
    refuse('counterparty', 'half.account', quote.counterparty, tradeSide.account);
  if (tradeSide.counterparty !== account) refuse('counterparty', 'half.counterparty', account, tradeSide.counterparty);
  if (tradeSide.account === account) refuse('account', 'half.account', 'that of another', 'the same account');
  if (tradeSide.side !== oppositeOf(quote.side)) refuse('terms', 'half.side', oppositeOf(quote.side), tradeSide.side);
  if (tradeSide.fill !== fillOf(quote, half.salt))
    refuse('terms', 'half.fill', 'the hash of what was quoted', 'another');
  if (tradeSide.deadline !== quote.deadline)
    refuse('deadline', 'half.deadline', quote.deadline.toString(), tradeSide.deadline);
  if (change.account !== tradeSide.account || change.newCommitment !== tradeSide.newCommitment)
    refuse('terms', 'half.change', 'the change that is signed', 'another');

  const taker = await knownAccount(tradeSide.account, view, 'half.account');
  if (taker.owner === maker) refuse('account', 'half.account', 'an account of another owner', taker.owner);
  if (tradeSide.oldCommitment !== taker.commitment || tradeSide.sequence !== taker.sequence + 1n)
    refuse(
      'state',
      'half.sequence',
      `change ${taker.sequence + 1n} of ${tradeSide.account}, which has changed since the quote was accepted (perhaps by this trade)`,
      tradeSide.sequence,
    );
  const { root } = await view.latestRoot();
  if (tradeSide.marketRoot !== root) refuse('root', 'half.marketRoot', wordOf(root), wordOf(tradeSide.marketRoot));
  await checkSignature(signableTradeSide(id, tradeSide), { owner: taker.owner, signature: half.signature }, view);
}
