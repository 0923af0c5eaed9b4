/** The plan of one epoch while it is written: what is done is done to a book, so every step is known to work, or not to. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Account } from '../../prover/model/account.ts';
import { accountMargin, isSolvent } from '../../prover/model/margin.ts';
import type { MarketTable, Row } from '../../prover/model/market.ts';
import { PRICE_DECIMALS } from '../../prover/model/units.ts';
import { toTicks } from '../../sdk/risk/rounding.ts';
import type { Instrument } from '../../sdk/risk/table.ts';
import type { Random } from '../../test/support/random.ts';
import { accountOf, applied, type Book } from './book.ts';
import type { Epoch } from './epochs.ts';
import { REFUSALS, type Action, type Refusal, type Step } from './plan.ts';
import type { Trader } from './traders.ts';

/** An instrument of the epoch. */
export interface Listed extends Instrument {
  readonly row: Row;
  /** Name and price of what it is about; the price in ticks. */
  readonly underlying: string;
  readonly spot: bigint;
}

function listedIn({ market, file }: Epoch): Listed[] {
  return market.instruments.flatMap((instrument) => {
    const row = market.table.rows.get(instrument.slot);
    const underlying = file.underlyings.find(({ id }) => id === row?.underlying);
    if (row === undefined || underlying === undefined) return [];
    const { name, spot } = underlying;
    return [{ ...instrument, row, underlying: name, spot: toTicks(spot, PRICE_DECIMALS, 'nearest', name) }];
  });
}

export class Draft {
  readonly epoch: Epoch;
  readonly traders: readonly Trader[];
  readonly random: Random;
  readonly instruments: readonly Listed[];
  readonly steps: Step[] = [];
  book: Book;

  constructor(epoch: Epoch, traders: readonly Trader[], { book, random }: { book: Book; random: Random }) {
    this.epoch = epoch;
    this.traders = traders;
    this.random = random;
    this.book = book;
    this.instruments = listedIn(epoch);
  }

  get table(): MarketTable {
    return this.epoch.market.table;
  }

  account({ name }: Trader): Account {
    return accountOf(this.book, name);
  }

  /** The book after an action, or why it has no proof. */
  after(action: Action): Book | PlimsollError {
    try {
      return applied(this.book, action, this.table);
    } catch (error) {
      if (error instanceof PlimsollError) return error;
      throw error;
    }
  }

  do(action: Action): void {
    this.book = applied(this.book, action, this.table);
    this.steps.push({ action });
  }

  /** @throws USAGE where the action would work, or fail for another reason: then the plan is wrong */
  refuse(action: Action, refused: Refusal): void {
    const outcome = this.after(action);
    if (!(outcome instanceof PlimsollError) || !REFUSALS[refused].test(outcome.message))
      throw new PlimsollError(
        'USAGE',
        `epoch ${this.epoch.number}: expected no proof because ${refused}, got ${outcome instanceof PlimsollError ? outcome.message : 'one'}`,
      );
    this.steps.push({ action, refused });
  }

  /** Whether the traders have, after an action, the equity that they like to keep over their initial margin. */
  keepsCushions(action: Action, traders: readonly Trader[]): boolean {
    const book = this.after(action);
    if (book instanceof PlimsollError) return false;
    return traders.every(({ name, cushionBps }) => {
      const margin = accountMargin(accountOf(book, name), this.table, 'initial');
      return isSolvent(margin, { thresholdBps: cushionBps, minExcess: 0n });
    });
  }

  /** Three to nine tenths of an amount, in whole steps. */
  portion(amount: bigint, step: bigint): bigint {
    return ((amount * BigInt(30 + this.random.index(61))) / 100n / step) * step;
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.random.index(Math.max(1, items.length))];
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, key: this.random.next() }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ item }) => item);
  }
}

/**
 * The largest multiple of a step up to `most` that fits; what is smaller than one that fits is taken to fit too.
 *
 * @returns 0 where nothing fits
 */
export function largestFitting(step: bigint, most: bigint, fits: (amount: bigint) => boolean): bigint {
  let [low, high] = [0n, most / step + 1n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (fits(middle * step)) low = middle;
    else high = middle;
  }
  return low * step;
}
