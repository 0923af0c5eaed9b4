/** The ranges of the model for amounts that people give as decimals: an error names range and value in that unit. */
import { PlimsollError } from '../../prover/errors.ts';
import {
  CASH_DECIMALS,
  CASH_RANGE,
  FACTOR_DECIMALS,
  FACTOR_LIMIT,
  formatDecimal,
  PRICE_DECIMALS,
  PRICE_LIMIT,
  SIZE_DECIMALS,
  SIZE_RANGE,
  type Cash,
  type Factor,
  type Price,
  type Size,
} from '../../prover/model/units.ts';

/** A decimal without trailing zeros. */
export const plain = (value: bigint, decimals: number): string => formatDecimal(value, decimals).replace(/\.?0+$/, '');

/** @throws USAGE when `ticks` is outside the range, whose ends belong to it */
export function ticksWithin(
  ticks: bigint,
  { range: [low, high], decimals }: { range: readonly [bigint, bigint]; decimals: number },
  where: string,
): bigint {
  if (ticks >= low && ticks <= high) return ticks;
  const text = (value: bigint): string => plain(value, decimals);
  throw new PlimsollError(
    'USAGE',
    `${where}: expected a number from ${text(low)} to ${text(high)}, got ${text(ticks)}`,
  );
}

const SIZES = { range: SIZE_RANGE, decimals: SIZE_DECIMALS };
const CASH = { range: CASH_RANGE, decimals: CASH_DECIMALS };
const PRICES = { range: [0n, PRICE_LIMIT], decimals: PRICE_DECIMALS } as const;
const SIGNED_PRICES = { range: [-PRICE_LIMIT, PRICE_LIMIT], decimals: PRICE_DECIMALS } as const;
const FACTORS = { range: [0n, FACTOR_LIMIT], decimals: FACTOR_DECIMALS } as const;

export const size = (ticks: bigint, where: string): Size => ticksWithin(ticks, SIZES, where) as Size;
export const cash = (ticks: bigint, where: string): Cash => ticksWithin(ticks, CASH, where) as Cash;
export const price = (ticks: bigint, where: string): Price => ticksWithin(ticks, PRICES, where) as Price;
/** A settlement price after funding, or a difference of values. */
export const signedPrice = (ticks: bigint, where: string): Price => ticksWithin(ticks, SIGNED_PRICES, where) as Price;
export const factor = (ticks: bigint, where: string): Factor => ticksWithin(ticks, FACTORS, where) as Factor;
