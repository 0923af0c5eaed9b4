/** Where the price of an isolated position has to go for its account to fall under the line. */
import type { Account } from '../../prover/model/account.ts';
import { isolatedMargin } from '../../prover/model/isolated.ts';
import { isCollateral, type MarginLevel, type MarketTable } from '../../prover/model/market.ts';
import { deductions, NO_TIERS } from '../../prover/model/tiers.ts';
import {
  absolute,
  floorDivide,
  minimum,
  ONE_FACTOR,
  price as priceInRange,
  PRICE_LIMIT,
  VALUE_DECIMALS,
  type Price,
} from '../../prover/model/units.ts';

const ONE_NOTIONAL = 10n ** BigInt(VALUE_DECIMALS);

/**
 * The risk price of an isolated position beyond which its account is under the line, everything else as it is: for a
 * long the lowest price in ticks at which it still holds, for a short the highest. The charge of tiers is the largest
 * of straight lines in the price, so each line is solved and the first one to be met counts. An account under the line
 * at every price gets the end of the range: the largest price for a long, 0 for a short.
 *
 * @returns undefined without a position, or where it holds at every price
 * @throws USAGE when the account is not isolated or does not fit the table
 */
export function liquidationPrice(account: Account, table: MarketTable, level: MarginLevel): Price | undefined {
  const { legs, equity } = isolatedMargin(account, table, level);
  const held = legs.find(({ leg }) => !isCollateral(leg.instrument));
  if (held === undefined || held.leg.size === 0n) return undefined;
  const { instrument, size } = held.leg;
  const schedule = table.rows.get(instrument)?.sizeTiers?.[level] ?? NO_TIERS;
  // Equity at a risk price of 0: settlement moves with the risk price, funding stays.
  const base = equity - ONE_FACTOR * size * schedule.price;
  const deducted = deductions(schedule.tiers);
  const prices = schedule.tiers.map(({ rate }, index) => {
    // base + 1e9 * size * price = rate * |size| * price - deduction, at scale 1e25.
    const rest = base + (deducted[index] ?? 0n) * ONE_NOTIONAL;
    const slope = rate * absolute(size) - ONE_FACTOR * size;
    if (size < 0n) return floorDivide(rest, slope);
    // At a rate of 1 a long gains nothing by a higher price.
    if (slope === 0n) return rest < 0n ? PRICE_LIMIT : 0n;
    return -floorDivide(-rest, slope);
  });
  if (size < 0n) {
    const lowest = minimum(PRICE_LIMIT + 1n, ...prices);
    return lowest > PRICE_LIMIT ? undefined : priceInRange(lowest < 0n ? 0n : lowest);
  }
  const highest = -minimum(0n, ...prices.map((price) => -price));
  return highest === 0n ? undefined : priceInRange(minimum(highest, PRICE_LIMIT));
}
