/** The market table: everything non-linear about instruments, public, one root. Circuits: `circuits/market`. */
import { NO_TIERS, type SizeTiers } from './tiers.ts';
import type { Factor, Price, Size } from './units.ts';

/**
 * Slots below this hold collateral, all others everything else: perpetuals, futures, options. Collateral comes first in
 * an account, and what a leg is follows from its slot. Slot 0 is the row of "no instrument".
 */
export const COLLATERAL_SLOTS = 64;
/** Collateral in slots below this has a haircut that grows with size, the other a flat one. */
export const TIERED_COLLATERAL_SLOTS = 16;

export const isCollateral = (slot: number): boolean => slot > 0 && slot < COLLATERAL_SLOTS;
export const hasTieredHaircut = (slot: number): boolean => slot > 0 && slot < TIERED_COLLATERAL_SLOTS;

/** The last two scenarios of every portfolio market are those of skew. */
export const SKEW_SCENARIOS = 2;
/** Scenarios of the markets that circuits are built for: 31 regular ones and the two of skew. */
export const SCENARIOS = 33;

/** What each margin level has of its own. */
export interface PerLevel<Value> {
  readonly maintenance: Value;
  readonly initial: Value;
}
export type MarginLevel = keyof PerLevel<unknown>;

/** What one unit of an option is worth, now and in each scenario. */
export interface OptionValues {
  /** Unix seconds; key of the expiry's terms. */
  readonly expiry: number;
  /** Value per unit in each scenario, before the discounts of the expiry. Not negative. */
  readonly scenarios: readonly Price[];
  /** Value per unit now. */
  readonly mark: Price;
  /** Value at the basis move up (down) less the value now. */
  readonly basisUp: Price;
  readonly basisDown: Price;
}

/** Charge per unit for each margin level; the initial one is the total, so never below the maintenance one. */
export type Charge = PerLevel<Price>;

/** What the cross method reads of one instrument, per unit of size, at one level. */
export interface CrossCell {
  /** What a unit gains from the spot move: half the difference of up and down. Signed. */
  readonly delta: Price;
  /** The even part of the same: half of up and down together, less the value now. Signed, 0 for what is linear. */
  readonly gamma: Price;
  /** Change of value for 1.00 of volatility; signed, 0 without an option. */
  readonly vega: Price;
  /** Moves of volatility, 1.00 being 100 points; the same for all options of one underlying and expiry. */
  readonly volUp: Factor;
  readonly volDown: Factor;
  /** At most four: haircut of collateral, liquidity add-on of everything else. */
  readonly tiers: SizeTiers;
}

/** One instrument. A call sits at an even slot and the put of the same strike and expiry at the next odd one. */
export interface Row {
  readonly slot: number;
  /** 0: collateral that moves with none; otherwise the underlying, one for each portfolio account. */
  readonly underlying: number;
  /** Price that values the position: mark less cumulative funding, so it may be negative. */
  readonly settlementPrice: Price;
  /** Price that scenario shocks multiply: the price of a perpetual, future or risk-cancelling collateral, else 0. */
  readonly linearPrice: Price;
  /** Per unit of |size|; of the portfolio method, as are the short charge and the linear price. */
  readonly charge: Charge;
  /** Per unit of naked short, after netting the call and the put of one strike. */
  readonly shortCharge: Charge;
  /** Limits of a change, which no margin reads. Largest |size| an account may hold. */
  readonly maxSize: Size;
  readonly reduceOnly: boolean;
  /** Settled: a position is worth its settlement price in cash, for good. */
  readonly frozen: boolean;
  /** Largest distance of a fill's price from the settlement price. */
  readonly fillBand: Price;
  /** Present for options only. */
  readonly option?: OptionValues;
  /** Margin of an isolated position, or haircut of collateral. Without them the isolated method takes no such leg. */
  readonly sizeTiers?: PerLevel<SizeTiers>;
  /** Without it the cross method takes no such leg. */
  readonly cross?: PerLevel<CrossCell>;
}

export interface ExpiryTerms {
  /** Applied to the shocked value of an expiry when it is positive. Never above `discountShort`. */
  readonly discountLong: Factor;
  /** Applied when it is negative. */
  readonly discountShort: Factor;
  readonly basisFactor: Factor;
}

export interface PortfolioParameters {
  readonly version: number;
  /** Spot factor less one, for each scenario; 0 for skew. */
  readonly shocks: readonly Factor[];
  readonly dampings: readonly Factor[];
  /** For the last two scenarios: whether each expiry counts its absolute change as a loss. */
  readonly skew: readonly [boolean, boolean];
  readonly lossFactor: PerLevel<Factor>;
}

export interface MarketTable {
  readonly epoch: number;
  /** Unix seconds at which the prices were true. */
  readonly time: number;
  readonly parameters: PortfolioParameters;
  /** By `expiryKey`: several underlyings may share a date. */
  readonly expiries: ReadonlyMap<string, ExpiryTerms>;
  readonly rows: ReadonlyMap<number, Row>;
}

export const expiryKey = (underlying: number, expiry: number): string => `${underlying}/${expiry}`;

const ZERO = 0n as Price & Size & Factor;
const NO_CHARGE: Charge = { maintenance: ZERO, initial: ZERO };
const NO_CELL: CrossCell = { delta: ZERO, gamma: ZERO, vega: ZERO, volUp: ZERO, volDown: ZERO, tiers: NO_TIERS };

/**
 * An instrument that has settled or is no longer listed: worth its settlement price, without risk, in every method. It
 * can only be closed. Not for collateral, whose price still moves: that stays listed, reduce-only.
 */
export const frozenRow = (place: Pick<Row, 'slot' | 'underlying' | 'settlementPrice'>): Row => ({
  ...place,
  linearPrice: ZERO,
  charge: NO_CHARGE,
  shortCharge: NO_CHARGE,
  maxSize: ZERO,
  reduceOnly: true,
  frozen: true,
  fillBand: ZERO,
  sizeTiers: { maintenance: NO_TIERS, initial: NO_TIERS },
  cross: { maintenance: NO_CELL, initial: NO_CELL },
});

/** Slot 0: what an unused leg opens. */
export const NO_INSTRUMENT: Row = {
  ...frozenRow({ slot: 0, underlying: 0, settlementPrice: ZERO }),
  reduceOnly: false,
  frozen: false,
};
