/** Whether a change may be made, exactly as the circuits of transition and reduction prove it. */
import { PlimsollError } from '../errors.ts';
import type { Account } from './account.ts';
import { effectOf, rowOf, type Change, type Effect } from './change.ts';
import { checkFillBand, checkLimits, checkReduces } from './limits.ts';
import { accountMargin, excess, isSolvent, type DetailedMargin, type MarginLevel } from './margin.ts';
import type { MarketTable, Row } from './market.ts';
import { CASH_DECIMALS, formatDecimal } from './units.ts';

const LINE = { thresholdBps: 10_000n, minExcess: 0n };

type SizeRule = (row: Row, oldSize: bigint, newSize: bigint) => void;

/** Holds the touched leg to a rule of its row, and a fill to its band. */
function checkTouched(change: Change, { union, place }: Effect, table: MarketTable, rule: SizeRule): void {
  const touched = place === undefined ? undefined : union[place];
  if (touched === undefined) return;
  const row = rowOf(table, touched.instrument);
  rule(row, touched.before.size, touched.after.size);
  if (change.kind === 'fill') checkFillBand(row, change.fill);
}

function marginAfter(account: Account, { cash, legs }: Effect, table: MarketTable, level: MarginLevel): DetailedMargin {
  const margin = accountMargin({ ...account, cash, legs }, table, level);
  if (isSolvent(margin, LINE)) return margin;
  throw new PlimsollError(
    'INVALID',
    `account.equity: expected at least the ${level} requirement after the change, got ${formatDecimal(-excess(margin), CASH_DECIMALS)} less`,
  );
}

/**
 * A transition: within the limits of the row that it touches, at or above a margin afterwards.
 *
 * @returns the margin of the new state
 * @throws INVALID naming what does not hold, USAGE when account or change do not fit the table.
 */
export function checkTransition(
  account: Account,
  change: Change,
  table: MarketTable,
  level: MarginLevel,
): DetailedMargin {
  const effect = effectOf(account, change, table);
  checkTouched(change, effect, table, checkLimits);
  return marginAfter(account, effect, table, level);
}

/**
 * A reduction: at one root, the touched position gets smaller on its own side, the maintenance requirement does not
 * rise, nothing is withdrawn, and the new state is at or above maintenance. Equity falls by no more than the fill band
 * times the size of the fill: the price is within the band, and a smaller holding has no larger haircut. Settling a leg
 * rounds off less than a tick.
 *
 * @returns the maintenance margin of the new state
 * @throws INVALID naming what does not hold, USAGE when account or change do not fit the table or it is a flow.
 */
export function checkReduce(account: Account, change: Change, table: MarketTable): DetailedMargin {
  if (change.kind === 'flow')
    throw new PlimsollError('USAGE', 'change.kind: expected fill, settle or reseal in a reduction, got flow');
  const effect = effectOf(account, change, table);
  checkTouched(change, effect, table, checkReduces);
  const before = accountMargin(account, table, 'maintenance');
  const after = marginAfter(account, effect, table, 'maintenance');
  if (after.requirement <= before.requirement) return after;
  throw new PlimsollError(
    'INVALID',
    `account.requirement: expected at most the one before the change, ${before.requirement}, got ${after.requirement}`,
  );
}

/** How a side of a trade can be proven. */
export type FillStatement = 'transition' | 'reduce';

/**
 * How an account proves a fill: at or above initial margin afterwards where it is, else as a reduction.
 *
 * @throws INVALID when it can be proven in neither way; the error is that of the first. USAGE as `checkTransition`.
 */
export function fillStatementOf(account: Account, change: Change, table: MarketTable): FillStatement {
  try {
    checkTransition(account, change, table, 'initial');
    return 'transition';
  } catch (lacking) {
    try {
      checkReduce(account, change, table);
      return 'reduce';
    } catch {
      throw lacking;
    }
  }
}
