/** The markets of a scenario, one for each epoch, each the successor of the one before. */
import { PlimsollError } from '../../prover/errors.ts';
import { marketFromFile, type MarketFile } from '../../sdk/files/market-file.ts';
import { dayOf } from '../../sdk/risk/names.ts';
import type { BuiltMarket } from '../../sdk/risk/table.ts';
import { loadPrices, type HourlyPrices, type UnderlyingName } from './prices.ts';
import { fundingBetween, impliedVolatility, perpPrice, spotVolatility } from './quotes.ts';
import type { Listed, Scenario, StrikePair } from './scenario.ts';

export interface Epoch {
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
  /** As the publisher writes it, options quoted on past their expiry: the table freezes them. */
  readonly file: MarketFile;
  readonly market: BuiltMarket;
}

/** Of an underlying's perpetual: a position of this many units is the largest. */
const MAX_SIZE = { BTC: '50', ETH: '2000' } as const;

type UnderlyingFile = MarketFile['underlyings'][number];
type OptionFile = NonNullable<UnderlyingFile['options']>[number];

interface Moment {
  readonly prices: HourlyPrices;
  readonly time: number;
  /** Of the first epoch, from which funding accrues. */
  readonly start: number;
}

function optionPair(underlying: string, { expiry, call, put }: StrikePair, { prices, time }: Moment): OptionFile[] {
  const impliedVol = impliedVolatility(prices, time, Math.max(0, expiry - time));
  return [['call', call] as const, ['put', put] as const].map(([type, strike]) => ({
    name: `${underlying}-${dayOf(expiry)}-${strike}-${type === 'call' ? 'C' : 'P'}`,
    expiry,
    strike,
    type,
    impliedVol,
  }));
}

function underlyingFile({ name, id, strikes }: Listed, moment: Moment): UnderlyingFile {
  const { prices, time, start } = moment;
  return {
    name,
    id,
    spot: prices.at(time),
    volatility: spotVolatility(prices, time),
    perps: [
      {
        name: `${name}-PERP`,
        price: perpPrice(prices, time),
        funding: fundingBetween(prices, start, time),
        maxSize: MAX_SIZE[name],
        isolated: { preset: 'dydx-v4', table: 'large-cap' },
      },
    ],
    expiries: strikes.map(({ expiry }) => ({ expiry, forward: prices.at(Math.min(time, expiry)), rate: 0 })),
    options: strikes.flatMap((pair) => optionPair(name, pair, moment)),
  };
}

/** Collateral moves with its underlying; where it stands beside an isolated position the haircut covers a fall. */
const collateralFile = (name: string, price: number) => ({
  name,
  price,
  underlying: name,
  maintenanceHaircut: 0.05,
  initialHaircut: 0.05,
  isolatedHaircut: { maintenance: 0.2, initial: 0.3 },
});

/** Prices by underlying. */
export type Prices = ReadonlyMap<UnderlyingName, HourlyPrices>;

/** @throws ENVIRONMENT when there are no data */
export const pricesOf = ({ underlyings }: Scenario, root?: string): Prices =>
  new Map(underlyings.map(({ name }) => [name, loadPrices(name, root)]));

function marketFile({ underlyings, times }: Scenario, prices: Prices, epoch: number): MarketFile {
  const moments = underlyings.map((listed) => {
    const hourly = prices.get(listed.name);
    if (hourly === undefined)
      throw new PlimsollError(
        'USAGE',
        `prices: expected those of ${listed.name}, got ${[...prices.keys()].join(', ')}`,
      );
    return { listed, moment: { prices: hourly, time: times[epoch - 1] ?? 0, start: times[0] ?? 0 } };
  });
  return {
    epoch,
    time: times[epoch - 1] ?? 0,
    underlyings: moments.map(({ listed, moment }) => underlyingFile(listed, moment)),
    collateral: moments.map(({ listed, moment }) => collateralFile(listed.name, moment.prices.at(moment.time))),
    preset: 'derive-pm2',
    cross: 'greeks',
  };
}

/** @throws USAGE where a market may not follow the one before */
export function buildEpochs(scenario: Scenario, prices: Prices): Epoch[] {
  const epochs: Epoch[] = [];
  scenario.times.forEach((time, index) => {
    const file = marketFile(scenario, prices, index + 1);
    const market = marketFromFile(file, `epoch ${index + 1}`, epochs.at(-1)?.market);
    epochs.push({ number: index + 1, time, file, market });
  });
  return epochs;
}
