/** The accounts of the demonstration on the Deribit BTC chain of 2020-05-21, and the market they live in. */
import type { Account, Method } from '../../prover/model/account.ts';
import { cash, parseDecimal, size } from '../../prover/model/units.ts';
import { freshBlinding } from '../files/account-file.ts';
import { marketFromFile, type MarketFile } from '../files/market-file.ts';
import { slotsOf } from '../risk/table.ts';
import { hashMarket, type HashedMarket } from '../table-file.ts';
import chain from './deribit-btc-2020-05-21.json' with { type: 'json' };

export const SOURCE = chain.source;
export const SNAPSHOT_TIME = chain.time;
export const INDEX = chain.index;

/** What happens to the market between the snapshot and an epoch. */
export interface Move {
  readonly epoch: number;
  /** Seconds after the snapshot. */
  readonly after: number;
  /** Factor on the index, the future and all forwards. */
  readonly spot: number;
  /** Factor on all implied volatilities. */
  readonly volatility: number;
}

/** The quotes as they were. */
export const SNAPSHOT: Move = { epoch: 1, after: 0, spot: 1, volatility: 1 };
/** Half an hour later: a certificate of the snapshot is still young, and prices are others. */
export const CRASH: Move = { epoch: 2, after: 1800, spot: 0.8, volatility: 1.3 };

const toCents = (value: number): number => Math.round(value * 100) / 100;

const toVolatility = (value: number): number => Number(value.toFixed(6));
/** Of the options of a day and a strike next to the index. */
const VOLATILITY_AT_THE_MONEY = 0.9;

/** The index after a move. */
export const spotAfter = ({ spot }: Move): number => toCents(chain.index * spot);

/** The chain as a market file, moved. */
export function marketFile(move: Move): MarketFile {
  const { epoch, after, spot, volatility } = move;
  return {
    epoch,
    time: chain.time + after,
    underlyings: [
      {
        name: 'BTC',
        id: 1,
        spot: spotAfter(move),
        volatility: toVolatility(VOLATILITY_AT_THE_MONEY * volatility),
        perps: [
          {
            name: chain.future.name,
            price: toCents(chain.future.price * spot),
            isolated: { preset: 'binance-usdtm', table: 'BTCUSDT' },
          },
        ],
        expiries: chain.expiries.map(({ expiry, forward }) => ({
          expiry,
          forward: toCents(forward * spot),
          rate: chain.rate,
        })),
        options: chain.options.map(({ name, expiry, strike, type, impliedVol }) => ({
          name,
          expiry,
          strike,
          type: type === 'call' ? 'call' : 'put',
          impliedVol: toVolatility(impliedVol * volatility),
        })),
      },
    ],
    collateral: [
      {
        name: 'BTC',
        price: spotAfter(move),
        underlying: 'BTC',
        maintenanceHaircut: 0.02,
        initialHaircut: 0.01,
      },
    ],
    preset: 'derive-pm2',
    cross: 'greeks',
  };
}

export const marketAfter = (move: Move): HashedMarket => hashMarket(marketFromFile(marketFile(move)));

/** One account of the demonstration. */
interface Book {
  readonly id: bigint;
  readonly method: Method;
  readonly cash: string;
  /** Instrument and signed size. */
  readonly holdings: readonly (readonly [name: string, size: string])[];
}

/** The main character: a portfolio of eight legs. */
const PORTFOLIO: Book = {
  id: 1n,
  method: 'portfolio',
  cash: '10000',
  holdings: [
    ['BTC', '6'],
    ['BTC-26JUN20', '-3'],
    ['BTC-22MAY20-9000-C', '-10'],
    ['BTC-22MAY20-9000-P', '-10'],
    ['BTC-5JUN20-10000-C', '12'],
    ['BTC-26JUN20-7000-P', '-30'],
    ['BTC-26JUN20-12000-C', '-15'],
    ['BTC-25SEP20-9000-P', '8'],
  ],
};
/** One future on its own margin. */
export const ISOLATED: Book = { id: 2n, method: 'isolated', cash: '500', holdings: [['BTC-26JUN20', '5']] };
/** A short strangle hedged with a future, on BTC as collateral. */
export const CROSS: Book = {
  id: 3n,
  method: 'cross',
  cash: '15000',
  holdings: [
    ['BTC', '4'],
    ['BTC-26JUN20', '-1'],
    ['BTC-26JUN20-7000-P', '-4'],
    ['BTC-26JUN20-12000-C', '-6'],
  ],
};

/** What one unit was bought for: deposits cost nothing, the rest was traded at the snapshot's figures. */
function entryPrice(name: string): number {
  if (name === chain.future.name) return chain.future.price;
  const option = chain.options.find((listed) => listed.name === name);
  return option === undefined ? 0 : option.markInBtc * chain.index;
}

/**
 * An account with a fresh blinding: for options the price paid is their published mark.
 *
 * @param owner address as a number
 */
export function openBook(market: HashedMarket, owner: bigint, book: Book = PORTFOLIO): Account {
  const slots = slotsOf(market);
  return {
    id: book.id,
    owner,
    method: book.method,
    sequence: 1n,
    lossCheckpoint: 0n,
    cash: cash(parseDecimal(book.cash, 8)),
    legs: book.holdings
      .map(([name, held]) => ({
        instrument: slots.get(name) ?? 0,
        size: size(parseDecimal(held, 8)),
        cost: cash(parseDecimal((Number(held) * entryPrice(name)).toFixed(2), 8)),
      }))
      .sort((a, b) => a.instrument - b.instrument),
    blinding: freshBlinding(),
  };
}
