/**
 * Charges that grow with size: margin of an isolated position, haircut of collateral, liquidity add-on. Each tier has
 * a marginal rate, so the charge is continuous and convex in the notional. Circuit: `circuits/margin/tiers.circom`.
 */
import { PlimsollError } from '../errors.ts';
import { absolute, integer, ONE_FACTOR, price, VALUE_DECIMALS, type Factor, type Price } from './units.ts';

/** Most tiers of a row, and most in its section of the cross method. */
export const SIZE_TIERS = 12;
export const CROSS_TIERS = 4;

export interface SizeTier {
  /** Notional from which the rate holds, in whole units of the quote currency, below 2^36. The first is 0. */
  readonly floor: bigint;
  /** Charged on the part of the notional in this tier; 0 to 1, never below the rate of the tier before. */
  readonly rate: Factor;
}

export interface SizeTiers {
  /** Risk price: the notional is `|size| * price`. */
  readonly price: Price;
  readonly tiers: readonly SizeTier[];
}

const RATE_BITS = 30n;
const FLOOR_BITS = 36n;
const FLOOR_LIMIT = (1n << FLOOR_BITS) - 1n;
/** A floor times this is at the scale of a notional. */
const ONE_NOTIONAL = 10n ** BigInt(VALUE_DECIMALS);

/** Charges nothing on any size. */
export const NO_TIERS: SizeTiers = { price: 0n as Price, tiers: [{ floor: 0n, rate: 0n as Factor }] };

/**
 * Checks the price, the order of the tiers and every range.
 *
 * @param most how many tiers there may be
 * @throws USAGE naming the field, its value and what is allowed.
 */
export function checkSizeTiers(schedule: SizeTiers, most: number, where: string): void {
  const { tiers } = schedule;
  price(schedule.price, `${where}.price`);
  if (tiers.length < 1 || tiers.length > most) {
    throw new PlimsollError('USAGE', `${where}.tiers: expected 1 to ${most} tiers, got ${tiers.length}`);
  }
  let before: SizeTier | undefined;
  tiers.forEach((tier, index) => {
    const here = `${where}.tiers[${index}]`;
    integer(tier.floor, before === undefined ? [0n, 0n] : [before.floor + 1n, FLOOR_LIMIT], `${here}.floor`);
    // The largest of all tiers is the one the notional falls in only while rates do not fall.
    integer(tier.rate, [before?.rate ?? 0n, ONE_FACTOR], `${here}.rate`);
    before = tier;
  });
}

/** What makes the charge continuous: `rate * notional - deduction` of both tiers agree at a floor. Scale 1e9. */
export function deductions(tiers: readonly SizeTier[]): bigint[] {
  let [rate, deduction] = [0n, 0n];
  return tiers.map((tier) => {
    deduction += tier.floor * (tier.rate - rate);
    rate = tier.rate;
    return deduction;
  });
}

/**
 * One element for each tier, its last one repeated up to `length`: rate (30 bits), floor (36), floor of the next tier
 * or 0 for the last (36), deduction (66).
 */
export function packTiers(tiers: readonly SizeTier[], length: number): bigint[] {
  const deducted = deductions(tiers);
  const packed = tiers.map(({ rate, floor }, index) => {
    const next = tiers[index + 1]?.floor ?? 0n;
    const upper = next + ((deducted[index] ?? 0n) << FLOOR_BITS);
    return rate + (floor << RATE_BITS) + (upper << (RATE_BITS + FLOOR_BITS));
  });
  return Array.from({ length }, (_, index) => packed[Math.min(index, packed.length - 1)] ?? 0n);
}

const indexAt = (tiers: readonly SizeTier[], notional: bigint): number =>
  tiers.findLastIndex(({ floor }) => floor * ONE_NOTIONAL <= notional);

function chargeAt(tiers: readonly SizeTier[], notional: bigint): bigint {
  const index = indexAt(tiers, notional);
  return (tiers[index]?.rate ?? 0n) * notional - (deductions(tiers)[index] ?? 0n) * ONE_NOTIONAL;
}

/** The tier that a position of `magnitude = |size|` falls in, from 0: the last whose floor its notional reaches. */
export const tierIndex = ({ price, tiers }: SizeTiers, magnitude: bigint): number => indexAt(tiers, magnitude * price);

/** Charge of a position; scale 1e25, never negative. */
export const tierCharge = ({ price, tiers }: SizeTiers, size: bigint): bigint =>
  chargeAt(tiers, absolute(size) * price);

/** Whether some notional is charged less by `initial` than by `maintenance`. Between floors both are straight lines. */
export function isLooser(initial: SizeTiers, maintenance: SizeTiers): boolean {
  const ends = [...initial.tiers, ...maintenance.tiers].map(({ floor }) => floor * ONE_NOTIONAL);
  return (
    initial.price < maintenance.price ||
    ends.some((notional) => chargeAt(initial.tiers, notional) < chargeAt(maintenance.tiers, notional)) ||
    (initial.tiers.at(-1)?.rate ?? 0n) < (maintenance.tiers.at(-1)?.rate ?? 0n)
  );
}
