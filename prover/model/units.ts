/**
 * Every quantity is an exact integer in ticks. Ranges are those of the circuits (`circuits/params.circom`):
 * a value outside them cannot be proven, so it is refused where it enters.
 */
import { PlimsollError } from '../errors.ts';

/** Order of the scalar field of BN254, in which circuits compute. */
export const SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export const SIZE_DECIMALS = 8;
export const PRICE_DECIMALS = 8;
export const CASH_DECIMALS = 8;
export const FACTOR_DECIMALS = 9;

export const SIZE_BITS = 56n;
export const PRICE_BITS = 52n;
export const CASH_BITS = 64n;
export const FACTOR_BITS = 36n;

/** One unit of each scale: `ONE_PRICE` ticks are 1.0 of the quote currency. */
export const ONE_SIZE = 10n ** BigInt(SIZE_DECIMALS);
export const ONE_PRICE = 10n ** BigInt(PRICE_DECIMALS);
export const ONE_CASH = 10n ** BigInt(CASH_DECIMALS);
export const ONE_FACTOR = 10n ** BigInt(FACTOR_DECIMALS);

/** `size * price` and `cash * ONE_SIZE` have this many decimals; each factor adds nine. */
export const VALUE_DECIMALS = SIZE_DECIMALS + PRICE_DECIMALS;
/** Decimals of a value times one factor: a charge by size tiers, equity and requirement in the methods isolated and cross. */
export const CHARGE_DECIMALS = VALUE_DECIMALS + FACTOR_DECIMALS;
/** Decimals of a portfolio requirement: value, discount, damping and loss factor multiplied at full width. */
export const REQUIREMENT_DECIMALS = VALUE_DECIMALS + 3 * FACTOR_DECIMALS;

declare const unit: unique symbol;
type Quantity<Name extends string> = bigint & { readonly [unit]: Name };

/** Signed amount of an instrument, 8 decimals, in [-2^55, 2^55). */
export type Size = Quantity<'size'>;
/** Price or value of one unit of size, 8 decimals, magnitude below 2^52 (45,035,996.27). */
export type Price = Quantity<'price'>;
/** Signed amount of the quote currency, 8 decimals, in [-2^63, 2^63). */
export type Cash = Quantity<'cash'>;
/** Dimensionless, 9 decimals, magnitude below 2^36 (68.7). */
export type Factor = Quantity<'factor'>;

function ranged(value: bigint, low: bigint, high: bigint, where: string): bigint {
  if (value < low || value > high) {
    throw new PlimsollError('USAGE', `${where}: expected an integer in [${low}, ${high}], got ${value}`);
  }
  return value;
}

/** @throws USAGE when `value` is outside [low, high]; the bound is inclusive on both sides. */
export function integer(value: bigint, range: readonly [bigint, bigint], where: string): bigint {
  return ranged(value, range[0], range[1], where);
}

export const SIZE_RANGE = [-(1n << (SIZE_BITS - 1n)), (1n << (SIZE_BITS - 1n)) - 1n] as const;
export const CASH_RANGE = [-(1n << (CASH_BITS - 1n)), (1n << (CASH_BITS - 1n)) - 1n] as const;
export const PRICE_LIMIT = (1n << PRICE_BITS) - 1n;
export const FACTOR_LIMIT = (1n << FACTOR_BITS) - 1n;

export const size = (value: bigint, where = 'size'): Size => ranged(value, ...SIZE_RANGE, where) as Size;
export const cash = (value: bigint, where = 'cash'): Cash => ranged(value, ...CASH_RANGE, where) as Cash;
/** A price that may be negative: a settlement price after funding, or a difference of values. */
export const signedPrice = (value: bigint, where = 'price'): Price =>
  ranged(value, -PRICE_LIMIT, PRICE_LIMIT, where) as Price;
export const price = (value: bigint, where = 'price'): Price => ranged(value, 0n, PRICE_LIMIT, where) as Price;
export const signedFactor = (value: bigint, where = 'factor'): Factor =>
  ranged(value, -FACTOR_LIMIT, FACTOR_LIMIT, where) as Factor;
export const factor = (value: bigint, where = 'factor'): Factor => ranged(value, 0n, FACTOR_LIMIT, where) as Factor;

/**
 * Reads a decimal number exactly: `parseDecimal('-1.5', 8)` is -150000000n.
 *
 * @throws USAGE when the text is not a plain decimal or has more than `decimals` digits after the point.
 */
export function parseDecimal(text: string, decimals: number, where = 'number'): bigint {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null)
    throw new PlimsollError('USAGE', `${where}: expected a decimal number, got ${JSON.stringify(text)}`);
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = fraction.replace(/0+$/, '');
  if (digits.length > decimals) {
    throw new PlimsollError('USAGE', `${where}: expected at most ${decimals} decimals, got ${text}`);
  }
  const magnitude = BigInt(whole + digits.padEnd(decimals, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** Writes a fixed-point integer as a decimal; `places` cuts towards minus infinity after that many decimals. */
export function formatDecimal(value: bigint, decimals: number, places = decimals): string {
  const shown = places < decimals ? floorDivide(value, 10n ** BigInt(decimals - places)) : value;
  const kept = Math.min(places, decimals);
  const text = (shown < 0n ? -shown : shown).toString().padStart(kept + 1, '0');
  const whole = text.slice(0, text.length - kept);
  return `${shown < 0n ? '-' : ''}${whole}${kept > 0 ? `.${text.slice(text.length - kept)}` : ''}`;
}

/** Integer division rounded towards minus infinity. */
export function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator !== 0n && numerator < 0n !== denominator < 0n ? quotient - 1n : quotient;
}

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
export const minimum = (first: bigint, ...others: bigint[]): bigint =>
  others.reduce((least, value) => (value < least ? value : least), first);

/** The element of the field that stands for a signed integer. */
export const toField = (value: bigint): bigint => ((value % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD;

/** The signed integer of the least magnitude that an element of the field stands for. */
export const fromField = (element: bigint): bigint => (element > SCALAR_FIELD / 2n ? element - SCALAR_FIELD : element);
