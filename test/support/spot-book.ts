/** Accounts of options along a spot. */
import type { Account, Method } from '../../prover/model/account.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import { cash, CASH_DECIMALS, ONE_PRICE, ONE_SIZE, REQUIREMENT_DECIMALS, size } from '../../prover/model/units.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import { nearestCrossing, type Crossing, type MarginAt, type Search } from '../../sdk/risk/crossing.ts';
import { kinksOf } from '../../sdk/risk/kinks.ts';
import type { MarketSpec } from '../../sdk/risk/market-spec.ts';
import { moveMarket } from '../../sdk/risk/moves.ts';
import { heldMarket } from '../../sdk/risk/positions.ts';
import { slopesOf, type Slopes } from '../../sdk/risk/slopes.ts';
import { buildMarket, slotsOf } from '../../sdk/risk/table.ts';
import { expiryAt, MARKET, option, TIME, UNDERLYING } from './risk-market.ts';

export const SPOT = UNDERLYING.spot * Number(ONE_PRICE);
export const STRIKES = Array.from({ length: 31 }, (_, index) => 8500 + 100 * index);
const HOUR = 3600;
/** In units of the exact excess of a portfolio account. */
const CASH_TICK = 10 ** (REQUIREMENT_DECIMALS - CASH_DECIMALS);

export interface Setting {
  readonly method: Method;
  readonly hours: number;
  /** Of all options. */
  readonly volatility?: number;
  /** Of the portfolio method. */
  readonly preset?: string;
}

/** Calls and puts of one expiry. */
function marketOf({ method, hours, volatility = 0.6, preset = 'derive-pm2' }: Setting): MarketSpec {
  const expiry = TIME + HOUR * hours;
  const options = STRIKES.flatMap((strike) => [
    option(`C-${strike}`, 'call', strike, expiry),
    option(`P-${strike}`, 'put', strike, expiry),
  ]).map((listed) => ({ ...listed, impliedVol: volatility }));
  return {
    ...MARKET,
    underlyings: [{ ...UNDERLYING, expiries: [{ ...expiryAt(expiry), rate: 0 }], options }],
    parameters: loadPreset('portfolio', preset).parameters,
    ...(method === 'cross' && { cross: loadPreset('cross', 'greeks').parameters }),
  };
}

/** An account along spot: its excess, and the kinks of what it holds. */
export class SpotBook {
  readonly #account: Account;
  readonly #market: MarketSpec;

  constructor(setting: Setting, holdings: Readonly<Record<string, number>>) {
    const spec = marketOf(setting);
    const built = buildMarket(spec, { purpose: 'publish' });
    const slots = slotsOf(built);
    this.#account = {
      id: 1n,
      owner: 1n,
      method: setting.method,
      sequence: 1n,
      lossCheckpoint: 0n,
      cash: cash(0n),
      legs: Object.entries(holdings)
        .map(([name, units]) => ({
          instrument: slots.get(name)!,
          size: size(BigInt(units) * ONE_SIZE),
          cost: cash(0n),
        }))
        .sort((a, b) => a.instrument - b.instrument),
      blinding: 1n,
    };
    this.#market = heldMarket(spec, built, this.#account);
  }

  /** Excess in cash ticks, with so much cash. */
  marginAt(held: bigint): MarginAt {
    return (ticks) => {
      const moved = moveMarket(this.#market, { spot: new Map([['BTC', ticks / Number(ONE_PRICE)]]) });
      const { table } = buildMarket(moved, { purpose: 'publish' });
      const { equity, requirement, decimals } = accountMargin(this.#account, table, 'maintenance');
      return (equity - requirement) / 10n ** BigInt(decimals - 8) + held;
    };
  }

  /** Bounds of the change of the excess over a tick, in cash ticks. */
  slopes(): Slopes | undefined {
    const slopes = slopesOf(this.#account, this.#market, this.#market.underlyings[0]!);
    return slopes && [slopes[0] / CASH_TICK, slopes[1] / CASH_TICK];
  }

  /** What the search finds with all that is known of the book, without its slopes, and by its grid alone. */
  nearest(held: bigint, direction: 1 | -1): Record<'found' | 'withoutSlopes' | 'byGrid', Crossing | undefined> {
    const marginAt = this.marginAt(held);
    const start = { ticks: SPOT, margin: marginAt(SPOT)! };
    const kinks = kinksOf(this.#market, this.#market.underlyings[0]!);
    const search = (given: Omit<Search, 'marginAt'>) => nearestCrossing({ marginAt, ...given }, start, direction);
    return {
      found: search({ kinks, slopes: this.slopes() }),
      withoutSlopes: search({ kinks }),
      byGrid: search({ kinks: [] }),
    };
  }
}
