/** Steps of a plan that must be refused, really tried: nobody can prove them. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Change } from '../../prover/model/change.ts';
import { fillStatementOf } from '../../prover/model/check-change.ts';
import { SIDES, type Side } from '../../prover/model/fill.ts';
import type { Market } from '../../prover/model/tree.ts';
import type { Proving } from '../../prover/witness/change.ts';
import type { MadeChange } from '../../sdk/house/change.ts';
import { sideOf } from './book.ts';
import type { ChainBook } from './chain-book.ts';
import { openingOf, type LiveAccount } from './person.ts';
import { REFUSALS, type Refusal, type Step, type Trade } from './plan.ts';

const made = async (live: LiveAccount, change: Change, proving: Proving): Promise<MadeChange> =>
  live.person.holder.make(await openingOf(live), change, proving, {});

/** The first party of a trade that cannot prove its side. */
async function refusingSide(book: ChainBook, trade: Trade, market: Market): Promise<Side> {
  for (const side of Object.keys(SIDES) as Side[]) {
    const { account } = await openingOf(book.account(trade[side]));
    try {
      fillStatementOf(account, sideOf(trade, side), market.table);
    } catch {
      return side;
    }
  }
  throw new PlimsollError('INVALID', 'trade: expected one that a party cannot prove, got one that both can');
}

/** By neither branch. A transition says why; a reduction may fail for another reason. */
async function refuseTrade(book: ChainBook, trade: Trade, reason: RegExp, market: Market): Promise<void> {
  const side = await refusingSide(book, trade, market);
  const live = book.account(trade[side]);
  const change = sideOf(trade, side);
  await book.refusals.noProof(`${side} by a transition`, reason, () =>
    made(live, change, { statement: 'transition', level: 'initial', market }),
  );
  await book.refusals.noProof(`${side} by a reduction`, /expected/, () =>
    made(live, change, { statement: 'reduce', market }),
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
      const live = book.account(action.trader);
      const { asset, amount } = action;
      const change: Change = { kind: 'flow', asset, amount };
      await noProof(() => made(live, change, { statement: 'transition', level: 'maintenance', market }));
      const { proven } = await made(live, change, { statement: 'deposit' });
      return book.refusals.reverts('deposit without a proof of margin', 'MarginNotProven', () =>
        live.person.holder.client.deposit(proven, { asset, amount }),
      );
    }
    case 'withdraw': {
      const change: Change = { kind: 'flow', asset: action.asset, amount: -action.amount };
      const proving = { statement: 'transition', level: 'initial', market } as const;
      return noProof(() => made(book.account(action.trader), change, proving));
    }
    case 'trade':
      return refuseTrade(book, action, reason, market);
    case 'certify':
      return noProof(() => book.certificate(action, market));
    case 'settle':
      throw new PlimsollError('USAGE', 'settle: expected an action that can be refused, got a settlement');
  }
}
