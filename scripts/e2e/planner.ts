/** Writes the plan of a run from a seed: the same plan for the same markets, traders and seed. */
import { Random } from '../../test/support/random.ts';
import { isCovered, openBook } from './book.ts';
import { Draft } from './draft.ts';
import type { Epoch } from './epochs.ts';
import {
  certify,
  cure,
  depositSomething,
  makeFirstDeposits,
  refuseCertificate,
  refuseWithdrawal,
  settleExpired,
  withdrawSomething,
} from './money.ts';
import type { EpochPlan, Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { reducePosition, refusePrice, refuseSize, tradeSomething } from './trading.ts';

const CERTIFICATES = 2;

/** One of these in each epoch, in turn. */
const REFUSALS: readonly ((draft: Draft) => void)[] = [
  refusePrice,
  refuseSize,
  (draft) => refuseWithdrawal(draft, 'below initial margin'),
  refuseCertificate,
  (draft) => refuseWithdrawal(draft, 'cash would be negative'),
];

/** First what prices have made necessary, then what traders like to do. */
function planEpoch(draft: Draft, trades: number): EpochPlan {
  const { number } = draft.epoch;
  const under = (level: 'maintenance' | 'initial') =>
    draft.traders.filter((trader) => !isCovered(draft.account(trader), draft.table, level));

  if (number === 1) makeFirstDeposits(draft);
  const below = under('maintenance');
  below.forEach((trader) => cure(draft, trader));
  settleExpired(draft);
  under('initial').forEach((trader) => reducePosition(draft, trader, 4n));

  for (let trade = 0; trade < trades; trade++) tradeSomething(draft);
  const closer = draft.pick(draft.traders);
  if (number > 1 && closer !== undefined) reducePosition(draft, closer, 1n);
  if (number % 2 === 0) depositSomething(draft);
  withdrawSomething(draft);
  REFUSALS[number % REFUSALS.length]?.(draft);
  draft
    .shuffle(draft.traders)
    .slice(0, CERTIFICATES)
    .forEach((trader) => certify(draft, trader));
  return { epoch: number, below: below.map(({ name }) => name), steps: draft.steps };
}

/** @throws USAGE where a step does not go as the plan says */
export function makePlan({ traders, trades }: Scenario, epochs: readonly Epoch[], seed: bigint): Plan {
  const random = new Random(seed);
  let book = openBook(traders);
  const plans = epochs.map((epoch) => {
    const draft = new Draft(epoch, traders, { book, random });
    const plan = planEpoch(draft, trades);
    book = draft.book;
    return plan;
  });
  return { seed, traders, epochs: plans };
}
