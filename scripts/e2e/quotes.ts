/**
 * What a publisher quotes, from one price an hour. The data hold no index, no funding and no volatility of March 2020,
 * so these are assumptions, the same on every run:
 *
 * - the price of the hour is the index, the spot price and the forward of every expiry;
 * - a perpetual is above it after a rise and under it after a fall: by a tenth of its distance from the mean of eight
 *   hours, at most half a percent;
 * - funding by the usual formula, `premium + clamp(0.01% - premium, +-0.05%)` for eight hours, accrues every hour;
 * - implied volatility is that realised over as many hours as the option has left, three to thirty days, between 40%
 *   and 250%.
 */
import { HOUR, type HourlyPrices } from './prices.ts';

const HOURS_PER_DAY = 24;
const HOURS_PER_YEAR = 365 * HOURS_PER_DAY;

const FUNDING_HOURS = 8;
const PREMIUM_SHARE = 0.1;
const MOST_PREMIUM = 0.005;
const INTEREST = 0.0001;
const MOST_INTEREST = 0.0005;

const SHORTEST_WINDOW = 3 * HOURS_PER_DAY;
const LONGEST_WINDOW = 30 * HOURS_PER_DAY;
const LEAST_VOLATILITY = 0.4;
const MOST_VOLATILITY = 2.5;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of the index that a perpetual is above it. */
function premiumAt(prices: HourlyPrices, time: number): number {
  const deviation = prices.at(time) / mean(prices.until(time, FUNDING_HOURS)) - 1;
  return clamp(PREMIUM_SHARE * deviation, -MOST_PREMIUM, MOST_PREMIUM);
}

/** In cents. */
export const perpPrice = (prices: HourlyPrices, time: number): number =>
  round(prices.at(time) * (1 + premiumAt(prices, time)), 2);

/** What one long unit has paid from one time to another, negative where it was paid. */
export function fundingBetween(prices: HourlyPrices, from: number, to: number): number {
  let paid = 0;
  for (let time = from + HOUR; time <= to; time += HOUR) {
    const premium = premiumAt(prices, time);
    const rate = premium + clamp(INTEREST - premium, -MOST_INTEREST, MOST_INTEREST);
    paid += (prices.at(time) * rate) / FUNDING_HOURS;
  }
  return round(paid, 6);
}

/** Per year, of the last hours. */
export function realisedVolatility(prices: HourlyPrices, time: number, hours: number): number {
  const path = prices.until(time, hours + 1);
  const squares = path.slice(1).map((price, index) => Math.log(price / (path[index] ?? price)) ** 2);
  return Math.sqrt(HOURS_PER_YEAR * mean(squares));
}

/** Per year, of options with so many seconds to expiry. */
export function impliedVolatility(prices: HourlyPrices, time: number, secondsToExpiry: number): number {
  const window = clamp(Math.ceil(secondsToExpiry / HOUR), SHORTEST_WINDOW, LONGEST_WINDOW);
  return round(clamp(realisedVolatility(prices, time, window), LEAST_VOLATILITY, MOST_VOLATILITY), 4);
}

/** Of the underlying itself, as the cross method reads it: that of an option of thirty days. */
export const spotVolatility = (prices: HourlyPrices, time: number): number =>
  impliedVolatility(prices, time, LONGEST_WINDOW * HOUR);
