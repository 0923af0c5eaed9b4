/**
 * Where the margin of an account turns along a spot: where an option it holds is at the money, now or in a scenario. At
 * expiry the margin is straight between these prices, or bends down (the worst of several straight lines, less charges
 * that grow with size), so that it is lowest at one of them; before, each is blurred over a width.
 */
import { ONE_PRICE } from '../../prover/model/units.ts';
import { movesOf, volMovesOf } from './cross.ts';
import type { Kink } from './crossing.ts';
import type { ExpirySpec, MarketSpec, OptionSpec, UnderlyingSpec } from './market-spec.ts';
import { isSkew } from './parameters.ts';
import { shockedLine, shockedVolatility, yearsOf } from './shocks.ts';

/** A move that the margin is computed at: factor on the forward, and the volatility that an option has there. */
interface Look {
  readonly factor: number;
  readonly volatility: (option: OptionSpec, expiry: ExpirySpec) => number;
}

const asQuoted = ({ impliedVol }: OptionSpec): number => impliedVol;

function looksOf({ cross, parameters }: MarketSpec, underlying: UnderlyingSpec): Look[] {
  if (cross !== undefined) {
    const { volatility = 0 } = underlying;
    const { maintenance: move } = movesOf(cross, underlying);
    const least = ({ impliedVol }: OptionSpec, expiry: ExpirySpec): number =>
      Math.max(0, impliedVol - volMovesOf(cross.maintenance, cross.term, { volatility, expiry }).down);
    return [
      { factor: 1, volatility: least },
      ...[1, 1 + move, 1 - move].map((factor) => ({ factor, volatility: asQuoted })),
    ];
  }
  const { spotUp, spotDown } = parameters.basisContingency;
  return [
    ...[1, spotUp, spotDown].map((factor) => ({ factor, volatility: asQuoted })),
    ...parameters.scenarios.map((scenario) => ({
      factor: isSkew(scenario) ? 1 : scenario.spotFactor,
      volatility: (option: OptionSpec, expiry: ExpirySpec) =>
        shockedVolatility(option, { ...expiry, forward: option.strike }, { move: scenario.vol, parameters }),
    })),
  ];
}

/** The spot at which a look finds the option at the money, and one standard deviation of the rest of its life there. */
function kinkOf(option: OptionSpec, expiry: ExpirySpec, { factor, volatility }: Look, spot: number): Kink {
  const { fixed, moving } = shockedLine(expiry, factor);
  const ticks = (forward: number): number => (forward / moving) * spot * Number(ONE_PRICE);
  return {
    ticks: ticks(option.strike - fixed),
    width: ticks(option.strike) * volatility(option, expiry) * Math.sqrt(yearsOf(expiry)),
  };
}

/** Kinks of one underlying's options, all of which the account holds, at the method of the market: cross, or portfolio. */
export function kinksOf(market: MarketSpec, underlying: UnderlyingSpec): Kink[] {
  const looks = looksOf(market, underlying);
  return underlying.options.flatMap((option) => {
    const expiry = underlying.expiries.find((listed) => listed.expiry === option.expiry);
    return expiry === undefined ? [] : looks.map((look) => kinkOf(option, expiry, look, underlying.spot));
  });
}
