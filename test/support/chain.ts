/** The Deribit chain of 2020-05-21, read from the shared folder, and the market that its quotes make. */
import { readFileSync } from 'node:fs';
import { loadPreset, tableOf } from '../../sdk/files/presets.ts';
import type { ExpirySpec, MarketSpec, OptionSpec } from '../../sdk/risk/market-spec.ts';
import { readCsv } from './csv.ts';

export interface Quote {
  readonly instrument: string;
  readonly type: 'call' | 'put';
  readonly strike: number;
  /** Unix seconds. */
  readonly expiry: number;
  readonly time: number;
  readonly index: number;
  readonly forward: number;
  readonly mark: number;
  readonly volatility: number;
  readonly delta: number;
}

export const readChain = (path: string): Quote[] =>
  readCsv(readFileSync(path, 'utf8')).map((field) => ({
    instrument: field('instrument'),
    type: field('type') === 'call' ? 'call' : 'put',
    strike: Number(field('strike')),
    expiry: Number(field('expiry_ms')) / 1000,
    time: Number(field('timestamp_ms')) / 1000,
    index: Number(field('index_price')),
    forward: Number(field('underlying_price')),
    mark: Number(field('mark_price_btc')),
    volatility: Number(field('mark_iv_pct')) / 100,
    delta: Number(field('delta')),
  }));

/** At the money for one day, in the chain. */
export const CHAIN_VOLATILITY = 0.85;
export const CHAIN_PERP = 'BTC-PERPETUAL';

/** One snapshot: the forward of an expiry is that of its first quote. */
export function chainMarket(quotes: readonly Quote[]): MarketSpec {
  const [first] = quotes;
  if (first === undefined) throw new Error('chainMarket: expected quotes, got none');
  const time = Math.floor(first.time);
  const dates = [...new Set(quotes.map(({ expiry }) => expiry))].sort((a, b) => a - b);
  const expiries = dates.map((expiry): ExpirySpec => {
    const forward = quotes.find((quote) => quote.expiry === expiry)?.forward ?? NaN;
    const trusted = { forwardConfidence: 1, rateConfidence: 1, volConfidence: 1 };
    return { expiry, secondsToExpiry: expiry - time, forward, settledForwardPart: 0, rate: 0, ...trusted };
  });
  const options = quotes.map(({ instrument, type, strike, expiry, volatility }): OptionSpec => {
    return { name: instrument, type, strike, expiry, impliedVol: volatility };
  });
  return {
    epoch: 1,
    time,
    stablePrice: 1,
    underlyings: [
      {
        name: 'BTC',
        id: 1,
        spot: first.index,
        spotConfidence: 1,
        volatility: CHAIN_VOLATILITY,
        perps: [
          {
            name: CHAIN_PERP,
            price: first.index,
            funding: 0,
            confidence: 1,
            isolated: tableOf({ preset: 'binance-usdtm', table: 'BTCUSDT' }),
          },
        ],
        expiries,
        options,
      },
    ],
    collateral: [],
    frozen: [],
    retiredSlots: [],
    parameters: loadPreset('portfolio', 'derive-pm2').parameters,
    parameterVersion: 1,
    cross: loadPreset('cross', 'greeks').parameters,
  };
}
