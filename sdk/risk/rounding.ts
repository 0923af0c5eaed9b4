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

const signed = (magnitude: bigint, value: number): bigint => (value < 0 ? -magnitude : magnitude);
