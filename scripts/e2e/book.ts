/** Every account of a run as its model, and what the house holds for them. Nothing is changed in place. */
import { PlimsollError } from '../../prover/errors.ts';
import { emptyAccount, type Account, type Method } from '../../prover/model/account.ts';
import { applyChange, type Change } from '../../prover/model/change.ts';
import { checkTransition, fillStatementOf } from '../../prover/model/check-change.ts';
import type { Fill, Side } from '../../prover/model/fill.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { accountMargin, isSolvent } from '../../prover/model/margin.ts';
import type { MarginLevel, MarketTable } from '../../prover/model/market.ts';
import { cash, size } from '../../prover/model/units.ts';
import type { Action, Certificate, TraderFlow, Settlement, Trade } from './plan.ts';
import type { Trader } from './traders.ts';

export interface Book {
  readonly accounts: ReadonlyMap<string, Account>;
  /** Traders whose account has been margined since it was opened; another cannot be under its line. */
  readonly margined: ReadonlySet<string>;
  /** What was deposited less what was withdrawn, in ticks by asset. */
  readonly custody: ReadonlyMap<number, bigint>;
  /** Quote currency that settlements have paid, less what they have taken: each is rounded down. */
  readonly settled: bigint;
}

export const openBook = (traders: readonly Trader[]): Book => ({
  accounts: new Map(
    traders.map(({ name, method }, index) => {
      const id = BigInt(index + 1);
      return [name, emptyAccount({ id, owner: id, method })];
    }),
  ),
  margined: new Set(),
  custody: new Map(),
  settled: 0n,
});

/** @throws USAGE when the run has no such trader */
export function accountOf({ accounts }: Pick<Book, 'accounts'>, trader: string): Account {
  const account = accounts.get(trader);
  if (account === undefined) throw new PlimsollError('USAGE', `trader: expected one of the run, got ${trader}`);
  return account;
}

/** Whether an account is at or above the margin of a level. */
export const isCovered = (account: Account, table: MarketTable, level: MarginLevel): boolean =>
  isSolvent(accountMargin(account, table, level), { thresholdBps: 10_000n, minExcess: 0n });

/** Most legs of an account that a change can be proven of. */
const ROOM: Readonly<Record<Method, number>> = { isolated: 4, cross: 8, portfolio: 8 };

/** The book with one account changed. Nothing is committed to here, so a sequence will do for a blinding. */
function changed(book: Book, trader: string, { change, table }: { change: Change; table: MarketTable }): Book {
  const before = accountOf(book, trader);
  const account = applyChange(before, change, { blinding: before.sequence, table });
  const most = ROOM[account.method];
  if (account.legs.length > most)
    throw new PlimsollError('INVALID', `account.legs: expected at most ${most}, got ${account.legs.length}`);
  return { ...book, accounts: new Map(book.accounts).set(trader, account) };
}

const marked = (book: Book, trader: string): Book => ({ ...book, margined: new Set(book.margined).add(trader) });

function flowed(book: Book, { do: kind, trader, asset, amount }: TraderFlow, table: MarketTable): Book {
  const signed = kind === 'deposit' ? amount : -amount;
  const change: Change = { kind: 'flow', asset, amount: signed };
  if (kind === 'withdraw') checkTransition(accountOf(book, trader), change, table, 'initial');
  else if (book.margined.has(trader) || asset !== QUOTE_ASSET)
    checkTransition(accountOf(book, trader), change, table, 'maintenance');
  return {
    ...changed(book, trader, { change, table }),
    custody: new Map(book.custody).set(asset, (book.custody.get(asset) ?? 0n) + signed),
  };
}

/** @param salt secret, and never used twice, where the fill's hash is published */
export const fillIn = ({ instrument, size: amount, cost }: Trade, salt: bigint): Fill => ({
  instrument,
  size: size(amount),
  cost: cash(cost),
  salt,
});

/** A change of one side of a trade. A run on models hides nothing, so the salt is 0. */
export const sideOf = (trade: Trade, side: Side): Change => ({ kind: 'fill', side, fill: fillIn(trade, 0n) });

const traded = (start: Book, trade: Trade, table: MarketTable): Book =>
  (['buyer', 'seller'] as const).reduce((book, side) => {
    const [trader, change] = [trade[side], sideOf(trade, side)];
    fillStatementOf(accountOf(book, trader), change, table);
    return marked(changed(book, trader, { change, table }), trader);
  }, start);

function settled(book: Book, { trader, instrument }: Settlement, table: MarketTable): Book {
  const change: Change = { kind: 'settle', instrument };
  const before = accountOf(book, trader);
  checkTransition(before, change, table, 'maintenance');
  const after = changed(book, trader, { change, table });
  const cost = before.legs.find((leg) => leg.instrument === instrument)?.cost ?? 0n;
  const paid = accountOf(after, trader).cash - before.cash + cost;
  return { ...marked(after, trader), settled: book.settled + paid };
}

function certified(book: Book, { trader, thresholdBps, minExcess }: Certificate, table: MarketTable): Book {
  const margin = accountMargin(accountOf(book, trader), table, 'maintenance');
  if (!isSolvent(margin, { thresholdBps, minExcess }))
    throw new PlimsollError('INVALID', 'claim: expected one that is true of the account, got a false one');
  return book;
}

/**
 * The book after one action at the prices of a table.
 *
 * @throws INVALID or USAGE where the action has no proof
 */
export function applied(book: Book, action: Action, table: MarketTable): Book {
  switch (action.do) {
    case 'deposit':
    case 'withdraw':
      return flowed(book, action, table);
    case 'trade':
      return traded(book, action, table);
    case 'settle':
      return settled(book, action, table);
    case 'certify':
      return certified(book, action, table);
  }
}
