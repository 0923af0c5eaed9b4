/** The book of the demonstration: eight legs on the Deribit BTC chain of 2020-05-21, and the market they live in. */
import type { Account } from '../../prover/model/account.ts';
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

/** The chain as a market file, moved. */
export function marketFile({ epoch, after, spot, volatility }: Move): MarketFile {
  return {
    underlying: { name: 'BTC', id: 1 },
    epoch,
    time: chain.time + after,
    spot: toCents(chain.index * spot),
    perp: { name: chain.future.name, price: toCents(chain.future.price * spot) },
    collateral: [
      {
        name: 'BTC',
        price: toCents(chain.index * spot),
        riskCancelling: true,
        maintenanceHaircut: 0.02,
        initialHaircut: 0.01,
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
      impliedVol: Number((impliedVol * volatility).toFixed(6)),
    })),
    preset: 'derive-pm2',
  };
}

export const marketAfter = (move: Move): HashedMarket => hashMarket(marketFromFile(marketFile(move)));

/** Instrument, signed size, and the price per unit it was traded at: for options their published mark. */
const HOLDINGS: readonly (readonly [name: string, size: string])[] = [
  ['BTC', '6'],
  ['BTC-26JUN20', '-3'],
  ['BTC-22MAY20-9000-C', '-10'],
  ['BTC-22MAY20-9000-P', '-10'],
  ['BTC-5JUN20-10000-C', '12'],
  ['BTC-26JUN20-7000-P', '-30'],
  ['BTC-26JUN20-12000-C', '-15'],
  ['BTC-25SEP20-9000-P', '8'],
];
const CASH = '10000';

/** What one unit was bought for: deposits cost nothing, the rest was traded at the snapshot's figures. */
function entryPrice(name: string): number {
  if (name === chain.future.name) return chain.future.price;
  const option = chain.options.find((listed) => listed.name === name);
  return option === undefined ? 0 : option.markInBtc * chain.index;
}

/**
 * The book with a fresh blinding.
 *
 * @param owner address as a number
 */
export function openBook(market: HashedMarket, owner: bigint): Account {
  const slots = slotsOf(market);
  return {
    id: 1n,
    owner,
    method: 'portfolio',
    sequence: 1n,
    lossCheckpoint: 0n,
    cash: cash(parseDecimal(CASH, 8)),
    legs: HOLDINGS.map(([name, held]) => ({
      instrument: slots.get(name) ?? 0,
      size: size(parseDecimal(held, 8)),
      cost: cash(parseDecimal((Number(held) * entryPrice(name)).toFixed(2), 8)),
    })).sort((a, b) => a.instrument - b.instrument),
    blinding: freshBlinding(),
  };
}
