/** Hourly prices of the crash of March 2020, from the folder of market data that is not part of the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PlimsollError } from '../../prover/errors.ts';
import { readCsv } from '../../test/support/csv.ts';
import { sharedRoot } from '../../test/support/shared.ts';

export const HOUR = 3600;

/** Prices of one underlying, one for each hour. */
export interface HourlyPrices {
  /** @param time unix seconds on the hour @throws ENVIRONMENT when the data do not reach there */
  at(time: number): number;
  /** Of the last hours up to a time, oldest first. */
  until(time: number, hours: number): number[];
}

/** Underlyings that there are prices of. */
export const UNDERLYINGS = ['BTC', 'ETH'] as const;
export type UnderlyingName = (typeof UNDERLYINGS)[number];

const fileOf = (underlying: UnderlyingName): string =>
  `data/prices/${underlying.toLowerCase()}usdt_perp_1h_2020-01_2024-04.csv`;

/** The files go on for years; a run needs the months before the crash and its days. */
const END = '2020-04';

/** The price of an hour is the first one in it, so that a price is known at the time it is asked for. */
function readPrices(path: string, where: string): HourlyPrices {
  const prices = new Map<number, number>();
  for (const field of readCsv(readFileSync(path, 'utf8'))) {
    if (field('open_time_utc') >= END) break;
    prices.set(Date.parse(field('open_time_utc')) / 1000, Number(field('open')));
  }
  const at = (time: number): number => {
    const price = prices.get(time);
    if (price !== undefined && price > 0) return price;
    throw new PlimsollError(
      'ENVIRONMENT',
      `${where}: expected a price at ${new Date(time * 1000).toISOString()}, got ${price ?? 'none'}`,
    );
  };
  return {
    at,
    until: (time, hours) => Array.from({ length: hours }, (_, index) => at(time - HOUR * (hours - 1 - index))),
  };
}

/** @throws ENVIRONMENT when the folder or the file is missing */
export function loadPrices(underlying: UnderlyingName, root: string | undefined = sharedRoot()): HourlyPrices {
  const where = fileOf(underlying);
  if (root === undefined)
    throw new PlimsollError('ENVIRONMENT', `PLIMSOLL_SHARED: expected a folder with ${where}, got none`);
  const path = join(root, where);
  if (!existsSync(path)) throw new PlimsollError('ENVIRONMENT', `${path}: expected hourly prices, got no such file`);
  return readPrices(path, where);
}
