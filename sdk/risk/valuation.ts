/** What an option is worth at another forward and volatility. */
import { optionValue } from './black76.ts';
import type { ExpirySpec, OptionSpec } from './market-spec.ts';
import { discountOf, yearsOf } from './shocks.ts';

/** Black-76 with the option's terms and the expiry's time and discount. */
export function valuerOf(
  { type, strike }: Pick<OptionSpec, 'type' | 'strike'>,
  expiry: ExpirySpec,
): (forward: number, volatility: number) => number {
  const [time, discount] = [yearsOf(expiry), discountOf(expiry)];
  return (forward, volatility) => optionValue({ type, strike, time, discount, forward, volatility });
}
