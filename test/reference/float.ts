/**
 * The portfolio margin in plain floating point, written from the published formulas alone and sharing no code with the
 * model or the risk engine: what both are measured against.
 */

import type { Expiry, Option, ReferencePortfolio, Scenario } from './portfolio.ts';

export interface ReferenceMargin {
  equity: number;
  maintenanceMargin: number;
  initialMargin: number;
  /** Zero or negative. */
  basisContingency: number;
  /** Profit or loss of each scenario, damped, in the order of the file. */
  scenarioLosses: number[];
  /** The least of the two above, or 0. */
  worst: number;
}

/** P(Z <= x): a power series near the middle, a continued fraction in the tails. */
function normal(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) < 4) {
    let term = x;
    let sum = x;
    for (let k = 1; k < 200 && Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let fraction = 0;
  for (let k = 100; k > 0; k--) fraction = k / (Math.abs(x) + fraction);
  const tail = density / (Math.abs(x) + fraction);
  return x > 0 ? 1 - tail : tail;
}

export const YEAR = 365 * 86400;

export function black(
  option: Omit<Option, 'size' | 'impliedVol'>,
  forward: number,
  vol: number,
  discount: number,
): number {
  const { strike, type } = option;
  const deviation = vol * Math.sqrt(option.secondsToExpiry / YEAR);
  const sign = type === 'call' ? 1 : -1;
  if (forward <= 0 || deviation < 1e-12) return discount * Math.max(0, sign * (forward - strike));
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  return discount * sign * (forward * normal(sign * d1) - strike * normal(sign * (d1 - deviation)));
}

function shockedForward(expiry: Expiry, factor: number): number {
  const share = Math.min(1, expiry.secondsToExpiry / 1800);
  return expiry.forward * share * factor + expiry.forward * (1 - share);
}

function shockedVol(portfolio: ReferencePortfolio, expiry: Expiry, option: Option, shock: Scenario['vol']): number {
  const { volShock, skewShock } = portfolio.parameters;
  const iv = option.impliedVol;
  const time = expiry.secondsToExpiry / YEAR;
  const days = expiry.secondsToExpiry / 86400;
  if (shock === 'none') return iv;
  if (shock === 'up' || shock === 'down') {
    const power = days <= 30 ? volShock.shortTermPower : volShock.longTermPower;
    const m = (30 / Math.max(days, volShock.daysToExpiryFloor)) ** power;
    return shock === 'up'
      ? Math.max(volShock.minShockedVol, iv * (1 + volShock.rangeUp * m))
      : iv * Math.max(0, 1 - volShock.rangeDown * m);
  }
  const linear = shock === 'skew-linear';
  const moneyness = Math.log(option.strike / expiry.forward);
  const k = linear ? moneyness : Math.abs(moneyness);
  const cap = linear
    ? skewShock.linearBaseCap * Math.sqrt(time) + skewShock.linearScaleCap
    : skewShock.absBaseCap * Math.sqrt(time) + skewShock.absScaleCap;
  const width = Math.sqrt(time) * skewShock.widthScale * (skewShock.volStatic + Math.sqrt(time) * skewShock.volScale);
  const kStar = Math.max(skewShock.minKStar, width);
  // The clamp binds on the side of k only, which tells where a cap is negative (124, 128): it then has no upper end.
  const move = k >= 0 ? Math.min((k * cap) / kStar, cap) : Math.max((k * cap) / kStar, -cap);
  return iv * Math.max(0, 1 + move);
}

function expiryValue(
  portfolio: ReferencePortfolio,
  expiry: Expiry,
  { vol, factor }: { vol: Scenario['vol']; factor: number },
): number {
  const discount = Math.exp((-Math.max(expiry.rate, 0) * expiry.secondsToExpiry) / YEAR);
  const forward = shockedForward(expiry, factor);
  let value = 0;
  for (const option of portfolio.account.options) {
    if (option.secondsToExpiry !== expiry.secondsToExpiry) continue;
    value += option.size * black(option, forward, shockedVol(portfolio, expiry, option, vol), discount);
  }
  return value;
}

function scenarioLoss(portfolio: ReferencePortfolio, scenario: Scenario): number {
  const { market, account, parameters } = portfolio;
  const skew = scenario.vol.startsWith('skew');
  const factor = skew ? 1 : scenario.spotFactor;
  let loss = account.perp.size * market.perp.price * (factor - 1);
  for (const item of account.collateral) {
    if (item.riskCancelling) loss += ((item.amount * item.price) / market.stablePrice) * (factor - 1);
  }
  for (const expiry of market.expiries) {
    const time = expiry.secondsToExpiry / YEAR;
    const rate = Math.max(expiry.rate, 0);
    const { discountLong, discountShort, rateMultLong, rateMultShort, rateAddLong, rateAddShort } = parameters.margin;
    const now = expiryValue(portfolio, expiry, { vol: 'none', factor: 1 });
    const then = expiryValue(portfolio, expiry, { vol: scenario.vol, factor });
    const long = discountLong * Math.exp(-time * (rate * rateMultLong + rateAddLong));
    const short = Math.min(
      Math.exp(rate * time),
      discountShort * Math.exp(time * (rate * rateMultShort + rateAddShort)),
    );
    const change = (then >= 0 ? long : short) * then - now;
    loss += skew ? -Math.abs(change) : change;
  }
  return scenario.damping * loss;
}

function basis(portfolio: ReferencePortfolio): number {
  const { spotUp, spotDown, addFactor, multFactor } = portfolio.parameters.basisContingency;
  let sum = 0;
  for (const expiry of portfolio.market.expiries) {
    const value = (factor: number): number => expiryValue(portfolio, expiry, { vol: 'none', factor });
    const now = value(1);
    const loss = Math.min(value(spotUp) - now, value(spotDown) - now, 0);
    sum += loss * (addFactor + (multFactor * expiry.secondsToExpiry) / YEAR);
  }
  return sum;
}

function nakedShorts(options: readonly Option[]): number {
  const calls = new Map<string, number>();
  const puts = new Map<string, number>();
  for (const option of options) {
    const side = option.type === 'call' ? calls : puts;
    const key = `${option.secondsToExpiry}/${option.strike}`;
    side.set(key, (side.get(key) ?? 0) + option.size);
  }
  let naked = 0;
  for (const key of new Set([...calls.keys(), ...puts.keys()])) {
    const call = calls.get(key) ?? 0;
    const put = puts.get(key) ?? 0;
    if (call * put < 0) naked += Math.max(0, -(call + put));
    else naked += Math.max(0, -call) + Math.max(0, -put);
  }
  return naked;
}

function contingency(portfolio: ReferencePortfolio, level: 'maintenance' | 'initial'): number {
  const { market, account } = portfolio;
  const rates = portfolio.parameters.otherContingency;
  const initial = level === 'initial';
  const naked = nakedShorts(account.options);
  let charge =
    Math.abs(account.perp.size) * market.spot * (initial ? rates.perpInitial : rates.perpMaintenance) +
    naked * market.spot * (initial ? rates.optionInitial : rates.optionMaintenance);
  for (const item of account.collateral) {
    const value = (item.amount * item.price) / market.stablePrice;
    charge += value * (initial ? item.initialHaircut : item.maintenanceHaircut);
  }
  if (!initial) return charge;

  const doubt = (own: number, notional: number): number => {
    const confidence = Math.min(own, market.spotConfidence);
    return confidence < rates.confidenceThreshold ? (1 - confidence) * rates.confidenceMargin * notional : 0;
  };
  charge += doubt(market.perp.confidence, Math.abs(account.perp.size) * market.spot);
  for (const item of account.collateral)
    charge += doubt(item.confidence, (item.amount * item.price) / market.stablePrice);
  for (const expiry of market.expiries) {
    const own = Math.min(expiry.forwardConfidence, expiry.rateConfidence, expiry.volConfidence);
    const sizes = account.options.filter((option) => option.secondsToExpiry === expiry.secondsToExpiry);
    charge += doubt(own, market.spot * sizes.reduce((sum, option) => sum + Math.abs(option.size), 0));
  }
  return charge;
}

/** Margin of one worked portfolio. */
export function referenceMargin(portfolio: ReferencePortfolio): ReferenceMargin {
  const { market, account, parameters } = portfolio;
  let equity = account.cash + account.perp.unrealisedPnl + account.perp.unrealisedFunding;
  for (const item of account.collateral) equity += (item.amount * item.price) / market.stablePrice;
  for (const expiry of market.expiries) equity += expiryValue(portfolio, expiry, { vol: 'none', factor: 1 });

  const scenarioLosses = parameters.scenarios.map((scenario) => scenarioLoss(portfolio, scenario));
  const basisContingency = basis(portfolio);
  const worst = Math.min(0, basisContingency, ...scenarioLosses);
  const maintenance = contingency(portfolio, 'maintenance');
  const { pegThreshold, pegFactor } = parameters.otherContingency;
  const initialLossFactor =
    parameters.margin.initialLossFactor + Math.max(0, pegThreshold - market.stablePrice) * pegFactor;
  return {
    equity,
    maintenanceMargin: equity + parameters.margin.maintenanceLossFactor * worst - maintenance,
    initialMargin: equity + initialLossFactor * worst - maintenance - contingency(portfolio, 'initial'),
    basisContingency,
    scenarioLosses,
    worst,
  };
}
