/** Black-76: options on a forward. Prices in the quote currency, volatilities per year as fractions, time in years. */
import { normalCdf, normalPdf } from './normal.ts';

export const SECONDS_PER_YEAR = 365 * 86_400;

export type OptionType = 'call' | 'put';

export interface Black76Input {
  readonly type: OptionType;
  /** Zero or more. */
  readonly forward: number;
  /** More than zero. */
  readonly strike: number;
  /** Zero or more. */
  readonly volatility: number;
  /** Years to expiry, zero or more. */
  readonly time: number;
  /** Present value of one unit paid at expiry. */
  readonly discount: number;
}

/**
 * Value of one option, never negative. Without time, volatility or forward it is the discounted intrinsic value, the
 * limit of the formula; so is a deviation too small for the logarithm to resolve.
 */
export function optionValue({ type, forward, strike, volatility, time, discount }: Black76Input): number {
  const sign = type === 'call' ? 1 : -1;
  const intrinsic = discount * Math.max(0, sign * (forward - strike));
  const moments = momentsOf({ forward, strike, volatility, time });
  if (moments === undefined) return intrinsic;
  const { d1, d2 } = moments;
  const value = discount * sign * (forward * normalCdf(sign * d1) - strike * normalCdf(sign * d2));
  return Math.max(intrinsic, value);
}

export interface Greeks {
  /** Change of value per unit of forward. */
  readonly delta: number;
  /** Change of delta per unit of forward. */
  readonly gamma: number;
  /** Change of value per 1.00 of volatility. */
  readonly vega: number;
}

/** Sensitivities of one option to its forward and volatility. At a kink (no time or no volatility) gamma is 0. */
export function optionGreeks({ type, forward, strike, volatility, time, discount }: Black76Input): Greeks {
  const sign = type === 'call' ? 1 : -1;
  const moments = momentsOf({ forward, strike, volatility, time });
  if (moments === undefined) {
    return { delta: sign * (forward - strike) > 0 ? sign * discount : 0, gamma: 0, vega: 0 };
  }
  const { d1, deviation } = moments;
  const density = discount * normalPdf(d1);
  return {
    delta: sign * discount * normalCdf(sign * d1),
    gamma: density / (forward * deviation),
    vega: density * forward * Math.sqrt(time),
  };
}

/** Below this the two normal arguments differ by less than a double resolves for any strike that is not the forward. */
const SMALLEST_DEVIATION = 1e-12;

function momentsOf({
  forward,
  strike,
  volatility,
  time,
}: Pick<Black76Input, 'forward' | 'strike' | 'volatility' | 'time'>):
  { d1: number; d2: number; deviation: number } | undefined {
  const deviation = volatility * Math.sqrt(time);
  if (time <= 0 || forward <= 0 || deviation < SMALLEST_DEVIATION) return undefined;
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  return { d1, d2: d1 - deviation, deviation };
}
