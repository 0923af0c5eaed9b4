/** How far from the settlement price of an instrument a fill may be, in numbers. */
import type { MarketSpec } from './market-spec.ts';

/** Shares by kind of instrument. Nothing of a fill's price is public, so the band is all that keeps it near the market. */
export interface FillBands {
  readonly perp: { readonly ofPrice: number };
  readonly collateral: { readonly ofPrice: number };
  /** The part of spot lets an option far out of the money, whose own price is next to nothing, trade. */
  readonly option: { readonly ofPrice: number; readonly ofSpot: number };
}

/** Wide enough for a spread and for an epoch of drift, of which options have more. */
const DEFAULTS: FillBands = {
  perp: { ofPrice: 0.05 },
  collateral: { ofPrice: 0.05 },
  option: { ofPrice: 0.1, ofSpot: 0.005 },
};

/** The bands of a market: its own, and the defaults for kinds that it leaves out. */
export const fillBandsOf = ({ fillBand }: Pick<MarketSpec, 'fillBand'>): FillBands => ({
  perp: fillBand?.perp ?? DEFAULTS.perp,
  collateral: fillBand?.collateral ?? DEFAULTS.collateral,
  option: fillBand?.option ?? DEFAULTS.option,
});
