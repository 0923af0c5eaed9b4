/** What must hold of all accounts together, whatever was done: nothing comes about and nothing is lost. */
import { PlimsollError } from '../../prover/errors.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { isCollateral, type MarketTable } from '../../prover/model/market.ts';
import { ONE_SIZE } from '../../prover/model/units.ts';
import { isCovered, type Book } from './book.ts';

function expectEqual(where: string, got: bigint, expected: bigint): void {
  if (got !== expected) throw new PlimsollError('INVALID', `${where}: expected ${expected}, got ${got}`);
}

const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((total, amount) => total + amount, 0n);

/** Sizes of all accounts by slot. */
function sizes({ accounts }: Book): ReadonlyMap<number, bigint> {
  const totals = new Map<number, bigint>();
  for (const { legs } of accounts.values())
    for (const { instrument, size } of legs) totals.set(instrument, (totals.get(instrument) ?? 0n) + size);
  return totals;
}

/**
 * Between the steps of an epoch: derivatives sum to nothing, collateral to what is in custody, and cash less what legs
 * were bought for to the quote currency in custody and what settlements have paid.
 *
 * @throws INVALID naming the instrument or the asset
 */
export function checkConserved(book: Book, table: MarketTable): void {
  for (const [slot, total] of sizes(book)) {
    if (table.rows.get(slot)?.frozen === true) continue; // Its legs become cash one by one.
    expectEqual(`sizes of slot ${slot}`, total, isCollateral(slot) ? (book.custody.get(slot) ?? 0n) : 0n);
  }
  const accounts = [...book.accounts.values()];
  const owned = sum(accounts.map(({ cash, legs }) => cash - sum(legs.map(({ cost }) => cost))));
  expectEqual('cash and costs', owned, (book.custody.get(QUOTE_ASSET) ?? 0n) + book.settled);
}

/**
 * At the end of an epoch: whatever prices do, accounts together are worth what is in custody; what has expired
 * is settled, with less than a tick rounded off each time; and who has traded is at or above maintenance.
 *
 * @param settlements how many there were in all
 * @throws INVALID naming what does not hold
 */
export function checkClosed(book: Book, table: MarketTable, settlements: number): void {
  checkConserved(book, table);
  const priceOf = (slot: number): bigint => table.rows.get(slot)?.settlementPrice ?? 0n;
  const worth = [...book.accounts.values()].map(({ cash, legs }) =>
    sum([cash * ONE_SIZE, ...legs.map(({ instrument, size, cost }) => size * priceOf(instrument) - cost * ONE_SIZE)]),
  );
  const held = [...book.custody].map(([asset, amount]) => amount * (asset === QUOTE_ASSET ? ONE_SIZE : priceOf(asset)));
  expectEqual('worth of all accounts', sum(worth), sum(held) + book.settled * ONE_SIZE);
  if (book.settled > 0n || -book.settled > BigInt(settlements))
    throw new PlimsollError('INVALID', `settlements: expected 0 to ${-settlements} in all, got ${book.settled}`);
  for (const [trader, account] of book.accounts) {
    const unsettled = account.legs.find(({ instrument }) => table.rows.get(instrument)?.frozen);
    if (unsettled !== undefined)
      throw new PlimsollError(
        'INVALID',
        `${trader}: expected every expired leg settled, got slot ${unsettled.instrument}`,
      );
    if (book.margined.has(trader) && !isCovered(account, table, 'maintenance'))
      throw new PlimsollError(
        'INVALID',
        `${trader}: expected at or above maintenance at the end of an epoch, got under`,
      );
  }
}
