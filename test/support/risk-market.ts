/** A small market of one underlying: a perpetual, two kinds of collateral, four options. */
import { expect } from 'chai';
import { PlimsollError } from '../../prover/errors.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import type { CollateralSpec, ExpirySpec, MarketSpec, OptionSpec, UnderlyingSpec } from '../../sdk/risk/market-spec.ts';
import type { RiskParameters } from '../../sdk/risk/parameters.ts';
import { buildMarket, type BuiltMarket } from '../../sdk/risk/table.ts';

export const TIME = 1_700_000_000;
export const NEAR = TIME + 7 * 86_400;
export const FAR = TIME + 90 * 86_400;
export const PRESET = loadPreset('portfolio', 'derive-pm2').parameters;

export const option = (name: string, type: 'call' | 'put', strike: number, expiry = NEAR): OptionSpec => ({
  name,
  type,
  strike,
  expiry,
  impliedVol: 0.6,
});
export const expiryAt = (expiry: number): ExpirySpec => ({
  expiry,
  secondsToExpiry: expiry - TIME,
  forward: 10_000,
  settledForwardPart: 0,
  rate: 0.05,
  forwardConfidence: 1,
  rateConfidence: 1,
  volConfidence: 1,
});
export const UNDERLYING: UnderlyingSpec = {
  name: 'BTC',
  id: 1,
  spot: 10_000,
  spotConfidence: 1,
  volatility: 0.8,
  perps: [{ name: 'PERP', price: 10_010.5, funding: 12.25, confidence: 1 }],
  expiries: [expiryAt(NEAR), expiryAt(FAR)],
  options: [
    option('P-9000', 'put', 9000),
    option('C-9000', 'call', 9000),
    option('C-9000-FAR', 'call', 9000, FAR),
    option('P-11000', 'put', 11_000),
  ],
};
/** Stable collateral with a haircut that grows with the value held. */
export const TIERED: CollateralSpec = {
  name: 'DAI',
  price: 1,
  confidence: 1,
  haircuts: [
    { floor: 0, maintenance: 0.01, initial: 0.02 },
    { floor: 10_000, maintenance: 0.05, initial: 0.1 },
  ],
};
export const MARKET: MarketSpec = {
  epoch: 3,
  time: TIME,
  stablePrice: 1,
  underlyings: [UNDERLYING],
  collateral: [
    {
      name: 'BTC-COIN',
      price: 10_000,
      confidence: 1,
      underlying: 'BTC',
      maintenanceHaircut: 0.02,
      initialHaircut: 0.03,
    },
    { name: 'USDT', price: 1, confidence: 1, maintenanceHaircut: 0.02, initialHaircut: 0.03 },
  ],
  frozen: [],
  retiredSlots: [],
  parameters: PRESET,
  parameterVersion: 1,
};
export const built = (change: Partial<MarketSpec> = {}, purpose: 'publish' | 'evaluate' = 'publish'): BuiltMarket =>
  buildMarket({ ...MARKET, ...change }, { purpose });
/** With parts of the underlying changed. */
export const withBtc = (change: Partial<UnderlyingSpec>): Partial<MarketSpec> => ({
  underlyings: [{ ...UNDERLYING, ...change }],
});
export const withMargin = (change: Partial<RiskParameters['margin']>): Partial<MarketSpec> => ({
  parameters: { ...PRESET, margin: { ...PRESET.margin, ...change } },
});
/** Message of the USAGE error that the work throws. */
export const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).to.be.instanceOf(PlimsollError);
    expect((error as PlimsollError).code).to.equal('USAGE');
    return (error as PlimsollError).message;
  }
  return 'nothing thrown';
};
