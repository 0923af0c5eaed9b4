/** A market after a move: what follows spot, and what follows volatility. Everything else stays as it was quoted. */
import { PlimsollError } from '../../prover/errors.ts';
import type { CollateralSpec, MarketSpec, UnderlyingSpec } from './market-spec.ts';
import { shockedForward } from './shocks.ts';

/** By name of an underlying; what is not named does not move. */
export interface MarketMove {
  /** The new spot. */
  readonly spot?: ReadonlyMap<string, number>;
  /** Factor on the implied volatilities of its options, strike by strike, and on its own. */
  readonly volatility?: ReadonlyMap<string, number>;
}

function moved(underlying: UnderlyingSpec, { spot, volatility }: MarketMove): UnderlyingSpec {
  const { name } = underlying;
  const target = spot?.get(name) ?? underlying.spot;
  const [factor, swing] = [target / underlying.spot, volatility?.get(name) ?? 1];
  return {
    ...underlying,
    spot: target,
    ...(underlying.volatility !== undefined && { volatility: underlying.volatility * swing }),
    perps: underlying.perps.map((perp) => ({ ...perp, price: perp.price * factor })),
    // What settlement has fixed already does not move.
    expiries: underlying.expiries.map((expiry) => ({ ...expiry, forward: shockedForward(expiry, factor) })),
    options: underlying.options.map((option) => ({ ...option, impliedVol: option.impliedVol * swing })),
  };
}

/** @throws USAGE when the move names an underlying that the market does not have */
export function moveMarket(market: MarketSpec, move: MarketMove): MarketSpec {
  for (const name of [...(move.spot?.keys() ?? []), ...(move.volatility?.keys() ?? [])]) {
    if (!market.underlyings.some((underlying) => underlying.name === name))
      throw new PlimsollError(
        'USAGE',
        `move: expected one of ${market.underlyings.map((underlying) => underlying.name).join(', ')}, got ${name}`,
      );
  }
  const factorOf = ({ underlying }: CollateralSpec): number => {
    const before = market.underlyings.find(({ name }) => name === underlying);
    return before === undefined ? 1 : (move.spot?.get(before.name) ?? before.spot) / before.spot;
  };
  return {
    ...market,
    underlyings: market.underlyings.map((underlying) => moved(underlying, move)),
    collateral: market.collateral.map((item) => ({ ...item, price: item.price * factorOf(item) })),
  };
}
