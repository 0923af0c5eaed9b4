/**
 * Cross and isolated margin in plain floating point, written from the published formulas alone and sharing no code with
 * the model or the risk engine.
 */
import { black, YEAR } from './float.ts';

export interface FloatTier {
  floor: number;
  rate: number;
}

/** Each part of a notional at the rate of its own tier. */
export const tieredCharge = (notional: number, tiers: readonly FloatTier[]): number =>
  tiers.reduce((sum, { floor, rate }, index) => {
    const next = tiers[index + 1]?.floor ?? Infinity;
    return sum + Math.max(0, Math.min(notional, next) - floor) * rate;
  }, 0);

export interface FloatLevel {
  z: number;
  horizonDays: number;
  floor: number;
  cap: number;
  volUp: number;
  volDown: number;
}

export const moveOf = ({ z, horizonDays, floor, cap }: FloatLevel, volatility: number): number =>
  Math.max(floor, Math.min(cap, z * volatility * Math.sqrt(horizonDays / 365)));

/** A perpetual when it has no strike. */
export interface FloatInstrument {
  type?: 'call' | 'put';
  strike?: number;
  secondsToExpiry?: number;
  forward: number;
  impliedVol?: number;
}

export interface FloatMarket {
  spot: number;
  volatility: number;
  maintenance: FloatLevel;
  /** The level that is asked for. */
  level: FloatLevel;
  shortTermPower: number;
  longTermPower: number;
  addOn: readonly FloatTier[];
}

/** Value of one unit when spot is multiplied and volatility is raised. Rates of interest are 0. */
export function valueAt(instrument: FloatInstrument, factor: number, volMove = 0): number {
  const { type, strike, secondsToExpiry, forward, impliedVol } = instrument;
  if (type === undefined || strike === undefined || secondsToExpiry === undefined || impliedVol === undefined)
    return forward * factor;
  return black({ type, strike, secondsToExpiry }, forward * factor, Math.max(0, impliedVol + volMove), 1);
}

export function volMoves({ secondsToExpiry = 0 }: FloatInstrument, market: FloatMarket): { up: number; down: number } {
  const days = (secondsToExpiry / YEAR) * 365;
  const power = days <= 30 ? market.shortTermPower : market.longTermPower;
  const scale = market.volatility * (30 / Math.max(days, 1)) ** power;
  return { up: market.level.volUp * scale, down: market.level.volDown * scale };
}

export interface FloatCell {
  delta: number;
  gamma: number;
  vega: number;
}

/** How many times the maintenance move the move of a level is: from above, in eighths or something coarser. */
export function farther({ maintenance, level, volatility }: FloatMarket): number {
  const exact = moveOf(level, volatility) / moveOf(maintenance, volatility);
  return Math.min(...[1, 2, 3, 4, 5, 6, 7, 8].map((parts) => Math.ceil(exact * parts - 1e-9) / parts));
}

/** Greeks over the maintenance move, carried to the move of the level by their orders. */
export function cellOf(instrument: FloatInstrument, market: FloatMarket): FloatCell {
  const move = moveOf(market.maintenance, market.volatility);
  const times = farther(market);
  const [up, now, down] = [1 + move, 1, 1 - move].map((factor) => valueAt(instrument, factor)) as [
    number,
    number,
    number,
  ];
  const vol = volMoves(instrument, { ...market, level: market.maintenance });
  const fall = Math.min(vol.down, instrument.impliedVol ?? 0);
  const vega =
    instrument.type === undefined
      ? 0
      : (valueAt(instrument, 1, vol.up) - valueAt(instrument, 1, -fall)) / (vol.up + fall);
  return { delta: (times * (up - down)) / 2, gamma: (times ** 2 * (up + down - 2 * now)) / 2, vega };
}

export interface FloatHolding {
  instrument: FloatInstrument;
  cell: FloatCell;
  size: number;
}

/** Requirement of positions in one underlying, by its parts. */
export function crossRequirement(holdings: readonly FloatHolding[], market: FloatMarket) {
  const sum = (greek: 'delta' | 'gamma'): number =>
    holdings.reduce((total, { size, cell }) => total + size * cell[greek], 0);
  const expiries = new Map<number, { vega: number; up: number; down: number }>();
  for (const { instrument, size, cell } of holdings) {
    if (instrument.secondsToExpiry === undefined) continue;
    const before = expiries.get(instrument.secondsToExpiry)?.vega ?? 0;
    expiries.set(instrument.secondsToExpiry, { ...volMoves(instrument, market), vega: before + size * cell.vega });
  }
  return {
    spot: Math.abs(sum('delta')) + Math.max(0, -sum('gamma')),
    volatility: [...expiries.values()].reduce(
      (total, { vega, up, down }) => total + Math.max(0, -vega) * up + Math.max(0, vega) * down,
      0,
    ),
    addOn: holdings.reduce((total, { size }) => total + tieredCharge(Math.abs(size) * market.spot, market.addOn), 0),
  };
}
