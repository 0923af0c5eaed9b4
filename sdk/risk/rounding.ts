/** From floating point to ticks. Every conversion names its direction, because each has one that is safe. */
import { PlimsollError } from '../../prover/errors.ts';

/** `down` is towards minus infinity, `up` towards plus infinity, `nearest` away from zero on a tie. */
export type Direction = 'down' | 'up' | 'nearest';

/**
 * The integer `value * 10^decimals`, rounded once. Works on the shortest decimal that denotes the double, so 0.29 with
 * eight decimals is exactly 29000000 in every direction.
 *
 * @throws USAGE when the value is not finite
 */
export function toTicks(value: number, decimals: number, direction: Direction, where: string): bigint {
  if (!Number.isFinite(value)) throw new PlimsollError('USAGE', `${where}: expected a finite number, got ${value}`);
  const scaled = value * (ONES[decimals] ?? 10 ** decimals);
  if (isPlain(scaled, direction)) return BigInt(IN_DOUBLES[direction](scaled));
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toString().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  const shift = decimals + Number(exponent) - fraction.length;
  if (shift >= 0) return signed(digits * 10n ** BigInt(shift), value);
  const unit = 10n ** BigInt(-shift);
  const [quotient, remainder] = [digits / unit, digits % unit];
  const away = direction === 'nearest' ? 2n * remainder >= unit : remainder > 0n && (direction === 'up') === value > 0;
  return signed(away ? quotient + 1n : quotient, value);
}

/** Powers of ten; a market is made of thousands of ticks. */
const ONES = Array.from({ length: 16 }, (_, decimals) => 10 ** decimals);
const IN_DOUBLES = { down: Math.floor, up: Math.ceil, nearest: Math.round } as const;
/** Below this a scaled double and its shortest decimal differ by less than 2^45 * 2^-51, a 64th. */
const LARGEST_PLAIN = 2 ** 45;
const CLEARANCE = 1 / 64;

/** Whether the scaled double is so far from where its direction turns that the decimal is rounded to the same integer. */
function isPlain(scaled: number, direction: Direction): boolean {
  if (Math.abs(scaled) >= LARGEST_PLAIN) return false;
  const past = scaled - Math.floor(scaled);
  const turn = direction === 'nearest' ? Math.abs(past - 0.5) : Math.min(past, 1 - past);
  return turn > CLEARANCE;
}

const signed = (magnitude: bigint, value: number): bigint => (value < 0 ? -magnitude : magnitude);

/** Most that rounding to the nearest tick moves a value, in ticks: nothing where the value is exact. */
export const tickError = (value: number, decimals: number): number =>
  toTicks(value, decimals, 'down', 'value') === toTicks(value, decimals, 'up', 'value') ? 0 : 0.5;

/** The ticks of a value that needs no rounding. @throws USAGE when it has more than `decimals` decimals */
export function exactTicks(value: number, decimals: number, where: string): bigint {
  if (tickError(value, decimals) > 0)
    throw new PlimsollError('USAGE', `${where}: expected at most ${decimals} decimals, got ${value}`);
  return toTicks(value, decimals, 'nearest', where);
}
