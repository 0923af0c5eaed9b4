/** A market in numbers, as its publisher knows it: what the table of integer rows is built from. */
import { PlimsollError } from '../../prover/errors.ts';
import type { OptionType } from './black76.ts';
import type { RiskParameters } from './parameters.ts';
import type { ExpiryQuote } from './shocks.ts';

/** What every instrument of a market has. */
export interface Listing {
  /** Unique in the market, for people and files. */
  readonly name: string;
  /** Kept when given, because a slot is never used for another instrument. */
  readonly slot?: number | undefined;
  /** Largest |size| of one account, in ticks; unlimited within the range of sizes when absent. */
  readonly maxSize?: bigint | undefined;
  readonly reduceOnly?: boolean | undefined;
}

export interface PerpSpec extends Listing {
  readonly price: number;
  /** Cumulative funding that one long unit has paid. */
  readonly funding: number;
  readonly confidence: number;
}

export interface CollateralSpec extends Listing {
  readonly price: number;
  readonly confidence: number;
  /** Moves with the underlying of the market, so scenarios shock it. */
  readonly riskCancelling: boolean;
  /** Share of the value. */
  readonly maintenanceHaircut: number;
  /** On top of `maintenanceHaircut`. */
  readonly initialHaircut: number;
}

export interface OptionSpec extends Listing {
  readonly type: OptionType;
  readonly strike: number;
  /** Unix seconds of one of the market's expiries. */
  readonly expiry: number;
  readonly impliedVol: number;
}

export interface ExpirySpec extends ExpiryQuote {
  /** Unix seconds. */
  readonly expiry: number;
  readonly forwardConfidence: number;
  readonly rateConfidence: number;
  readonly volConfidence: number;
}

export interface MarketSpec {
  /** Number of the underlying in the table, from 1. */
  readonly underlying: number;
  readonly epoch: number;
  /** Unix seconds. */
  readonly time: number;
  readonly spot: number;
  readonly spotConfidence: number;
  /** Price of the quote currency's stable coin; collateral is valued in it. */
  readonly stablePrice: number;
  readonly perps: readonly PerpSpec[];
  readonly collateral: readonly CollateralSpec[];
  readonly expiries: readonly ExpirySpec[];
  readonly options: readonly OptionSpec[];
  /** Slots of instruments that are gone; nothing else is ever put there. */
  readonly retiredSlots: readonly number[];
  readonly parameters: RiskParameters;
  readonly parameterVersion: number;
}

/** @throws USAGE on a name or option that appears twice, an unknown expiry, or a settled part above its forward. */
export function checkMarket(market: MarketSpec): MarketSpec {
  const { perps, collateral, options, expiries } = market;
  refuseRepeats(
    [...perps, ...collateral, ...options].map(({ name }) => name),
    'market: instrument names',
  );
  refuseRepeats(
    expiries.map(({ expiry }) => String(expiry)),
    'market.expiries',
  );
  refuseRepeats(
    options.map(({ type, strike, expiry }) => `${type} ${strike} of expiry ${expiry}`),
    'market.options',
  );
  options.forEach(({ name, expiry }) => {
    if (!expiries.some((listed) => listed.expiry === expiry)) {
      throw new PlimsollError(
        'USAGE',
        `market.options[${name}].expiry: expected one of market.expiries, got ${expiry}`,
      );
    }
  });
  expiries.forEach(({ expiry, forward, settledForwardPart }) => {
    if (settledForwardPart > forward) {
      throw new PlimsollError(
        'USAGE',
        `market.expiries[${expiry}].settledForwardPart: expected at most the forward ${forward}, got ${settledForwardPart}`,
      );
    }
  });
  return market;
}

function refuseRepeats(keys: readonly string[], where: string): void {
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw new PlimsollError('USAGE', `${where}: expected each once, got ${repeated} twice`);
}
