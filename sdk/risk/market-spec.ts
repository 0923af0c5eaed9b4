/** A market in numbers, as its publisher knows it: what the table of integer rows is built from. */
import type { OptionType } from './black76.ts';
import type { CrossParameters } from './cross-parameters.ts';
import type { FillBands } from './fill-band.ts';
import type { RiskParameters } from './parameters.ts';
import type { ExpiryQuote } from './shocks.ts';
import type { LevelTier } from './tiers.ts';

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

/** A perpetual or a dated future. */
export interface PerpSpec extends Listing {
  readonly price: number;
  /** Cumulative funding that one long unit has paid. */
  readonly funding: number;
  readonly confidence: number;
  /** Rates of an isolated position; without them no isolated account takes the instrument. At most twelve tiers. */
  readonly isolated?: readonly LevelTier[] | undefined;
}

/**
 * With either a flat haircut or `haircuts` by size. Where isolated accounts may hold it, its haircut is all that stands
 * for its price risk, whatever it moves with: it must cover a fall of the price. Collateral that is delisted stays
 * here, reduce-only: its price still moves.
 */
export interface CollateralSpec extends Listing {
  readonly price: number;
  readonly confidence: number;
  /** Name of the underlying it moves with, whose scenarios then shock it (risk-cancelling); stable when absent. */
  readonly underlying?: string | undefined;
  /** Share of the value. */
  readonly maintenanceHaircut?: number | undefined;
  /** On top of `maintenanceHaircut`. */
  readonly initialHaircut?: number | undefined;
  /** Marginal haircuts by value held: at most twelve tiers, four in a market with cross margin. */
  readonly haircuts?: readonly LevelTier[] | undefined;
  /** Beside a flat haircut: what isolated accounts are charged instead of it. The initial one is the total. */
  readonly isolatedHaircut?: Omit<LevelTier, 'floor'> | undefined;
}

export interface OptionSpec extends Listing {
  readonly type: OptionType;
  readonly strike: number;
  /** Unix seconds of one of the underlying's expiries. */
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

export interface UnderlyingSpec {
  /** Unique in the market. */
  readonly name: string;
  /** Its number in the table, from 1; unique. */
  readonly id: number;
  readonly spot: number;
  readonly spotConfidence: number;
  /** Per year; what the move of the cross method is made of, so needed where a market has one. */
  readonly volatility?: number | undefined;
  readonly perps: readonly PerpSpec[];
  readonly expiries: readonly ExpirySpec[];
  readonly options: readonly OptionSpec[];
}

export type InstrumentKind = 'perp' | 'collateral' | OptionType;

export const isOption = ({ kind }: { readonly kind: InstrumentKind }): boolean => kind === 'call' || kind === 'put';

/**
 * A perpetual, future or option that has expired or is no longer listed: worth its settlement price, without any risk.
 * Not collateral: without its haircut and its shocks an insolvent account could turn solvent.
 */
export interface FrozenSpec {
  readonly name: string;
  readonly slot: number;
  readonly kind: Exclude<InstrumentKind, 'collateral'>;
  /** Name of an underlying. */
  readonly underlying: string;
  /** At most eight decimals: nothing makes up for a rounding of it. */
  readonly settlementPrice: number;
  /** For options, and futures that had one: unix seconds. */
  readonly expiry?: number | undefined;
  /** For options. */
  readonly strike?: number | undefined;
}

export interface MarketSpec {
  readonly epoch: number;
  /** Unix seconds. */
  readonly time: number;
  /** Price of the quote currency's stable coin; collateral is valued in it. */
  readonly stablePrice: number;
  readonly underlyings: readonly UnderlyingSpec[];
  readonly collateral: readonly CollateralSpec[];
  readonly frozen: readonly FrozenSpec[];
  /** Slots of instruments that are gone; nothing else is ever put there. */
  readonly retiredSlots: readonly number[];
  /** Of the portfolio method, one set for the table. */
  readonly parameters: RiskParameters;
  readonly parameterVersion: number;
  /** Of the cross method; without them no cross account takes any instrument. */
  readonly cross?: CrossParameters | undefined;
  /** How far from its settlement price an instrument may trade; by default as `fill-band.ts` states. */
  readonly fillBand?: { readonly [Kind in keyof FillBands]?: FillBands[Kind] | undefined } | undefined;
}

/** Whether the market has instruments that isolated accounts take. */
export const servesIsolated = ({ underlyings }: MarketSpec): boolean =>
  underlyings.some(({ perps }) => perps.some(({ isolated }) => isolated !== undefined));
