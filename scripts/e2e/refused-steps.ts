/** Steps of a plan that must be refused, really tried: nobody can prove them. */
import { PlimsollError } from '../../prover/errors.ts';
import { SIDES, type Side } from '../../prover/model/fill.ts';
import type { Market } from '../../prover/model/tree.ts';
import { branchOf, fillIn, sideOf } from './book.ts';
import type { ChainBook } from './chain-book.ts';
import { REFUSALS, type Refusal, type Step, type Trade } from './plan.ts';

/** The first party of a trade that cannot prove its side. */
function refusingSide(book: ChainBook, trade: Trade, market: Market): Side {
  const refusing = (Object.keys(SIDES) as Side[]).find((side) => {
    try {
      branchOf(book.account(trade[side]).account, sideOf(trade, side), market.table);
      return false;
    } catch {
      return true;
    }
  });
  if (refusing !== undefined) return refusing;
  throw new PlimsollError('INVALID', 'trade: expected one that a party cannot prove, got one that both can');
}

/** By neither branch. A transition says why; a reduction may fail for another reason. */
async function refuseTrade(book: ChainBook, trade: Trade, reason: RegExp, market: Market): Promise<void> {
  const side = refusingSide(book, trade, market);
  const account = book.account(trade[side]);
  const counterparty = book.account(trade[side === 'buyer' ? 'seller' : 'buyer']).id;
  for (const [branch, why] of [
    ['transition', reason],
    ['reduce', /expected/],
  ] as const)
    await book.refusals.noProof(`${side} by a ${branch}`, why, () =>
      account.side(fillIn(trade, 0n), { side, branch, counterparty, market }),
    );
}

/**
 * What has a proof of another kind is proven in that way, and must be taken back by the house: a deposit too small to
 * cure an account, without a proof of margin.
 *
 * @throws INVALID when the step is not refused, or for another reason
 */
export async function refuseStep(
  book: ChainBook,
  { action, refused }: Step & { readonly refused: Refusal },
  market: Market,
): Promise<void> {
  const reason = REFUSALS[refused];
  const noProof = (attempt: () => Promise<unknown>): Promise<void> => book.refusals.noProof(action.do, reason, attempt);
  switch (action.do) {
    case 'deposit': {
      const account = book.account(action.trader);
      await noProof(() => account.deposit(action, market, { statement: 'transition', level: 'maintenance', market }));
      const { send } = await account.deposit(action, market, { statement: 'deposit' });
      return book.refusals.reverts('deposit without a proof of margin', 'MarginNotProven', () => send());
    }
    case 'withdraw':
      return noProof(() => book.account(action.trader).withdraw(action, market));
    case 'trade':
      return refuseTrade(book, action, reason, market);
    case 'certify':
      return noProof(() => book.certificate(action, market));
    case 'settle':
      throw new PlimsollError('USAGE', 'settle: expected an action that can be refused, got a settlement');
  }
}
