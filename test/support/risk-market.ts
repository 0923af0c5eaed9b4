/** A small market of one underlying: a perpetual, two kinds of collateral, four options. */
import { expect } from 'chai';
import { PlimsollError } from '../../prover/errors.ts';
import { loadPreset } from '../../sdk/files/parameters.ts';
import type { ExpirySpec, MarketSpec, OptionSpec } from '../../sdk/risk/market-spec.ts';
import type { RiskParameters } from '../../sdk/risk/parameters.ts';
import { buildMarket, type BuiltMarket } from '../../sdk/risk/table.ts';

export const TIME = 1_700_000_000;
export const NEAR = TIME + 7 * 86_400;
export const FAR = TIME + 90 * 86_400;
export const PRESET = loadPreset('derive-pm2').parameters;

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
export const MARKET: MarketSpec = {
  underlying: 1,
  epoch: 3,
  time: TIME,
  spot: 10_000,
  spotConfidence: 1,
  stablePrice: 1,
  perps: [{ name: 'PERP', price: 10_010.5, funding: 12.25, confidence: 1 }],
  collateral: [
    { name: 'BTC', price: 10_000, confidence: 1, riskCancelling: true, maintenanceHaircut: 0.02, initialHaircut: 0.03 },
    { name: 'USDT', price: 1, confidence: 1, riskCancelling: false, maintenanceHaircut: 0.02, initialHaircut: 0.03 },
  ],
  expiries: [expiryAt(NEAR), expiryAt(FAR)],
  options: [
    option('P-9000', 'put', 9000),
    option('C-9000', 'call', 9000),
    option('C-9000-FAR', 'call', 9000, FAR),
    option('P-11000', 'put', 11_000),
  ],
  retiredSlots: [],
  parameters: PRESET,
  parameterVersion: 1,
};
export const built = (change: Partial<MarketSpec> = {}, purpose: 'publish' | 'evaluate' = 'publish'): BuiltMarket =>
  buildMarket({ ...MARKET, ...change }, { purpose });
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
