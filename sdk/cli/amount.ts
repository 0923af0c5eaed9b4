/** Amounts of money as people read them, from exact numbers. */
import { CASH_DECIMALS, formatDecimal, parseDecimal } from '../../prover/model/units.ts';
import { roundTo, SHOWN } from '../risk/figures.ts';

/** Decimals of an amount in a table. */
export const CENTS = 2;

/** An integer of `10^-places` with thousands separated; zero has no sign. */
export function grouped(units: bigint, places: number = CENTS): string {
  const [whole = '', fraction] = formatDecimal(units, places).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** A decimal of at most eight places, rounded as such an amount is. */
export const amount = (decimal: string, of: keyof typeof SHOWN, places: number = CENTS): string =>
  grouped(roundTo(parseDecimal(decimal, CASH_DECIMALS), CASH_DECIMALS, places, SHOWN[of]), places);

/** A ratio, rounded down: `197.03%`. */
export const ratio = (bps: bigint | undefined): string =>
  bps === undefined ? 'none required' : `${formatDecimal(bps, 2)}%`;
