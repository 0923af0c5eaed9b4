/** A fill: what two accounts agree to exchange. Its hash is all that a chain sees of it. */
import { PlimsollError } from '../errors.ts';
import { SLOTS } from './account.ts';
import { hash, TAG } from './poseidon.ts';
import { cash, integer, SCALAR_FIELD, size, SIZE_RANGE, toField, type Cash, type Size } from './units.ts';

/** The buyer gets size and cost of a fill, the seller the same with the other sign, so nothing comes about or is lost. */
export const SIDES = { buyer: 1n, seller: -1n } as const;
export type Side = keyof typeof SIDES;

export interface Fill {
  readonly instrument: number;
  /** What the buyer gets; at least 1. */
  readonly size: Size;
  /** What the size is bought for in all; negative where the seller pays. */
  readonly cost: Cash;
  /** At least 128 fresh random bits, known to both sides: hides the fill and makes it one of its kind. Secret. */
  readonly salt: bigint;
}

/** @throws USAGE naming the field, its value and the allowed range; the salt is never named by value. */
export function checkFill({ instrument, size: amount, cost, salt }: Fill): void {
  if (!Number.isInteger(instrument) || instrument < 1 || instrument >= SLOTS) {
    throw new PlimsollError('USAGE', `fill.instrument: expected a slot from 1 to ${SLOTS - 1}, got ${instrument}`);
  }
  integer(size(amount, 'fill.size'), [1n, SIZE_RANGE[1]], 'fill.size');
  cash(cost, 'fill.cost');
  if (salt < 0n || salt >= SCALAR_FIELD) {
    throw new PlimsollError('USAGE', 'fill.salt: expected a field element, got a number outside the field');
  }
}

/**
 * The public name of a fill: the same in the proofs of both sides, used once.
 *
 * @throws USAGE when the fill is out of range.
 */
export function fillHash(fill: Fill): bigint {
  checkFill(fill);
  return hash(TAG.fill, [BigInt(fill.instrument), fill.size, toField(fill.cost), fill.salt]);
}
