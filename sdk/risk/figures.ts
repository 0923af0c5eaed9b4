/** Amounts for people: cut to few places in a way that parts still add up to their sum. */
import { floorDivide } from '../../prover/model/units.ts';
import type { Direction } from './rounding.ts';

/** What an account has is shown rounded down and what is asked of it up: no figure makes it look safer than it is. */
export const SHOWN = { equity: 'down', requirement: 'up' } as const satisfies Record<string, Direction>;

/** To `places` decimals, a tie of `nearest` towards plus infinity; the result counts units of that place. */
export function roundTo(value: bigint, decimals: number, places: number, direction: Direction): bigint {
  if (places >= decimals) return value * 10n ** BigInt(places - decimals);
  const unit = 10n ** BigInt(decimals - places);
  switch (direction) {
    case 'down':
      return floorDivide(value, unit);
    case 'up':
      return -floorDivide(-value, unit);
    case 'nearest':
      return floorDivide(2n * value + unit, 2n * unit);
  }
}

/**
 * Rounds a list of amounts so that the rounded ones add up to the rounded sum: each is the difference of two rounded
 * running sums, so none is off by as much as one unit of its last place.
 */
export function roundedShares(
  amounts: readonly bigint[],
  decimals: number,
  places: number,
  direction: Direction,
): bigint[] {
  let running = 0n;
  return amounts.map((amount) => {
    const before = roundTo(running, decimals, places, direction);
    running += amount;
    return roundTo(running, decimals, places, direction) - before;
  });
}

/** A share as a percentage without trailing zeros: 0.004 at nine decimals is `0.4%`. */
export function percentOf(share: bigint, decimals: number, places = 4): string {
  const cut = roundTo(100n * share, decimals, places, 'nearest');
  const unit = 10n ** BigInt(places);
  const magnitude = cut < 0n ? -cut : cut;
  const fraction = (magnitude % unit).toString().padStart(places, '0').replace(/0+$/, '');
  return `${cut < 0n ? '-' : ''}${magnitude / unit}${fraction === '' ? '' : `.${fraction}`}%`;
}
