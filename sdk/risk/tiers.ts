/** Size tiers in numbers: brackets of an isolated position, haircuts of collateral, liquidity add-ons. */
import { PlimsollError } from '../../prover/errors.ts';
import type { PerLevel } from '../../prover/model/market.ts';
import type { SizeTier, SizeTiers } from '../../prover/model/tiers.ts';
import { FACTOR_DECIMALS, ONE_FACTOR, PRICE_DECIMALS, type Factor } from '../../prover/model/units.ts';
import { toTicks } from './rounding.ts';
import { factor, price as priceInRange } from './ranges.ts';

/** Marginal rates on the part of a notional above `floor`, at both levels. The initial one is the total. */
export interface LevelTier {
  /** Whole units of the quote currency. */
  readonly floor: number;
  readonly maintenance: number;
  readonly initial: number;
}

const LARGEST_FLOOR = 2 ** 36 - 1;

/**
 * A schedule that may margin somebody: from 0 up, rates that never fall, initial never looser.
 *
 * @param most how many tiers there may be
 * @throws USAGE naming the tier, what it must be and what it is
 */
export function checkLevelTiers(tiers: readonly LevelTier[], most: number, where: string): void {
  refuseUnless(tiers.length >= 1 && tiers.length <= most, where, `1 to ${most} tiers`, tiers.length);
  tiers.forEach(({ floor, maintenance, initial }, index) => {
    const at = `${where}[${index}]`;
    const before = tiers[index - 1];
    const whole = Number.isInteger(floor) && floor <= LARGEST_FLOOR;
    if (before === undefined) refuseUnless(floor === 0, `${at}.floor`, '0 for the first tier', floor);
    else refuseUnless(whole && floor > before.floor, `${at}.floor`, `a whole number above ${before.floor}`, floor);
    const [least, leastInitial] = [before?.maintenance ?? 0, before?.initial ?? 0];
    const range = (low: number): string =>
      `from ${low}${before === undefined ? '' : ', the rate of the tier before,'} to 1`;
    refuseUnless(maintenance >= least && maintenance <= 1, `${at}.maintenance`, range(least), maintenance);
    refuseUnless(initial >= leastInitial && initial <= 1, `${at}.initial`, range(leastInitial), initial);
    refuseUnless(
      initial >= maintenance,
      `${at}.initial`,
      `at least the maintenance rate ${maintenance}, so that initial is not looser`,
      initial,
    );
  });
}

function refuseUnless(holds: boolean, where: string, expected: string, got: number): void {
  if (!holds) throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
}

/** A sum or product of decimals without the last digits of a double: 0.1 and 0.2 are 0.3. */
const SIGNIFICANT = 15;
export const decimal = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

export interface TierBase {
  /** Risk price in numbers. */
  readonly price: number;
  /** Up for positions, whose charge grows with it; down for collateral, whose counted value does. */
  readonly direction: 'up' | 'down';
  /** Ticks per unit of size that rounding elsewhere in the row can hide; charged through the rates. */
  readonly hidden: number;
}

/**
 * The schedule of one level in ticks, rates rounded up. What rounding hides raises every rate, which leaves deductions
 * as they are; where a rate reaches 1 the price rises instead.
 */
function scheduleOf(
  tiers: readonly LevelTier[],
  level: keyof PerLevel<unknown>,
  { price, direction, hidden }: TierBase,
  where: string,
): SizeTiers {
  const ticks = priceInRange(toTicks(price, PRICE_DECIMALS, direction, `${where}.price`), `${where}.price`);
  const extra = hiddenRate(hidden, ticks, where);
  const rates = tiers.map((tier) => toTicks(tier[level], FACTOR_DECIMALS, 'up', where) + extra);
  const capped = rates.some((rate) => rate > ONE_FACTOR);
  return {
    price: priceInRange(ticks + (capped ? BigInt(Math.ceil(hidden)) : 0n), `${where}.price`),
    tiers: tiers.map(({ floor }, index): SizeTier => {
      const rate = rates[index] ?? 0n;
      return { floor: BigInt(floor), rate: factor(rate > ONE_FACTOR ? ONE_FACTOR : rate, where) };
    }),
  };
}

/** Share of a price of `ticks` that is at least `hidden` of them; 1 for a price of nothing, which no rate can raise. */
function hiddenRate(hidden: number, ticks: bigint, where: string): Factor {
  if (hidden <= 0) return 0n as Factor;
  return factor(ticks === 0n ? ONE_FACTOR : BigInt(Math.ceil((hidden * Number(ONE_FACTOR)) / Number(ticks))), where);
}

/** Schedules of both levels. @throws USAGE when the price is out of range */
export const sizeTiersOf = (tiers: readonly LevelTier[], base: TierBase, where: string): PerLevel<SizeTiers> => {
  const [maintenance, initial] = [
    scheduleOf(tiers, 'maintenance', base, where),
    scheduleOf(tiers, 'initial', base, where),
  ];
  // Only where a rate is at its limit of 1 do the prices differ; the higher one serves both.
  const price = initial.price > maintenance.price ? initial.price : maintenance.price;
  return { maintenance: { ...maintenance, price }, initial: { ...initial, price } };
};
