/** What a row of the market table allows a change to do. */
import { PlimsollError } from '../errors.ts';
import type { Fill } from './fill.ts';
import type { Row } from './market.ts';
import { absolute, CASH_DECIMALS, formatDecimal, ONE_SIZE, PRICE_DECIMALS, SIZE_DECIMALS } from './units.ts';

/** Whether a position gets no larger and does not turn to the other side. */
export const reduces = (oldSize: bigint, newSize: bigint): boolean =>
  newSize === 0n || (newSize < 0n === oldSize < 0n && absolute(newSize) <= absolute(oldSize));

const invalid = (slot: number, expected: string, got: bigint): PlimsollError =>
  new PlimsollError('INVALID', `account.legs[slot ${slot}].size: expected ${expected}, got ${got}`);

/** @throws INVALID unless the size is within the limits of the row, or only gets smaller. */
export function checkLimits({ slot, reduceOnly, maxSize }: Row, oldSize: bigint, newSize: bigint): void {
  if (reduces(oldSize, newSize)) return;
  if (reduceOnly) throw invalid(slot, `a reduction of ${oldSize}, the instrument being reduce-only`, newSize);
  if (absolute(newSize) > maxSize) throw invalid(slot, `a magnitude of at most ${maxSize}`, newSize);
}

/** @throws INVALID unless the position gets smaller, or stays, on its own side. */
export function checkReduces({ slot }: Row, oldSize: bigint, newSize: bigint): void {
  if (!reduces(oldSize, newSize)) throw invalid(slot, `a reduction of ${oldSize}`, newSize);
}

/** @throws INVALID when the price of the fill is further from the settlement price than the row allows. */
export function checkFillBand({ slot, settlementPrice, fillBand }: Row, { size, cost }: Fill): void {
  if (absolute(size * settlementPrice - cost * ONE_SIZE) <= size * fillBand) return;
  const price = (ticks: bigint): string => formatDecimal(ticks, PRICE_DECIMALS);
  const [low, high] = [settlementPrice - fillBand, settlementPrice + fillBand];
  const got = `${formatDecimal(cost, CASH_DECIMALS)} for ${formatDecimal(size, SIZE_DECIMALS)}`;
  throw new PlimsollError(
    'INVALID',
    `fill.cost: expected a price from ${price(low)} to ${price(high)} in slot ${slot}, got ${got}`,
  );
}
