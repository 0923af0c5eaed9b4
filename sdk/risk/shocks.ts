/** How scenarios move the inputs of Black-76, and the terms of an expiry. */
import { PlimsollError } from '../../prover/errors.ts';
import { SECONDS_PER_YEAR } from './black76.ts';
import type { RiskParameters, VolMove } from './parameters.ts';

/** What the market says about one expiry. */
export interface ExpiryQuote {
  /** Whole seconds from the time of the market; 0 at and after expiry. */
  readonly secondsToExpiry: number;
  readonly forward: number;
  /** Part of the forward that settlement has fixed already; 0 leaves it to the rule of the last half hour. */
  readonly settledForwardPart: number;
  /** Per year, continuously compounded. */
  readonly rate: number;
}

/** The settlement price is an average over this long before expiry. */
const SETTLEMENT_SECONDS = 1800;
const SECONDS_PER_DAY = 86_400;
/** The two laws of the volatility move meet here, and the move has its quoted width. */
const REFERENCE_DAYS = 30;

export const yearsOf = ({ secondsToExpiry }: Pick<ExpiryQuote, 'secondsToExpiry'>): number =>
  secondsToExpiry / SECONDS_PER_YEAR;

/** Present value of one unit at expiry; a negative rate counts as zero. */
export const discountOf = (quote: ExpiryQuote): number => Math.exp(-Math.max(quote.rate, 0) * yearsOf(quote));

/** The forward with its still open part multiplied by `factor`. */
export function shockedForward(quote: ExpiryQuote, factor: number): number {
  const elapsed = Math.max(0, 1 - quote.secondsToExpiry / SETTLEMENT_SECONDS);
  const settled = quote.settledForwardPart > 0 ? quote.settledForwardPart : quote.forward * elapsed;
  return settled + (quote.forward - settled) * factor;
}

/** The shocked forward while spot moves, a straight line: what settlement has fixed of it, and what follows spot. */
export function shockedLine(quote: ExpiryQuote, factor: number): { readonly fixed: number; readonly moving: number } {
  const at = (move: number): number => shockedForward({ ...quote, forward: shockedForward(quote, move) }, factor);
  const fixed = at(0);
  return { fixed, moving: at(1) - fixed };
}

export interface TermStructure {
  /** Up to thirty days, and beyond. */
  readonly shortTermPower: number;
  readonly longTermPower: number;
  /** Days. */
  readonly daysToExpiryFloor: number;
}

/** Size of the volatility move against that of an expiry in thirty days. */
export function termScale({ secondsToExpiry }: Pick<ExpiryQuote, 'secondsToExpiry'>, term: TermStructure): number {
  const days = secondsToExpiry / SECONDS_PER_DAY;
  const power = days <= REFERENCE_DAYS ? term.shortTermPower : term.longTermPower;
  return (REFERENCE_DAYS / Math.max(days, term.daysToExpiryFloor)) ** power;
}

/** A skew move by moneyness: a straight line that bends at a cap. */
export interface SkewCurve {
  readonly slope: number;
  readonly cap: number;
}

export function skewCurve(
  quote: Pick<ExpiryQuote, 'secondsToExpiry'>,
  { skewShock }: Pick<RiskParameters, 'skewShock'>,
  linear: boolean,
): SkewCurve {
  if (skewShock === undefined)
    throw new PlimsollError('USAGE', 'parameters.skewShock: expected those of the skew scenarios, got none');
  const root = Math.sqrt(yearsOf(quote));
  const cap = linear
    ? skewShock.linearBaseCap * root + skewShock.linearScaleCap
    : skewShock.absBaseCap * root + skewShock.absScaleCap;
  const width = root * skewShock.widthScale * (skewShock.volStatic + root * skewShock.volScale);
  return { slope: cap / Math.max(skewShock.minKStar, width), cap };
}

function skewMultiple(quote: ExpiryQuote, strike: number, parameters: RiskParameters, linear: boolean): number {
  const { slope, cap } = skewCurve(quote, parameters, linear);
  const moneyness = Math.log(strike / quote.forward);
  const k = linear ? moneyness : Math.abs(moneyness);
  // The cap binds on the side of k only: the same as a clamp to +-cap, and also defined where a long expiry makes the cap negative.
  const move = k >= 0 ? Math.min(cap, k * slope) : Math.max(-cap, k * slope);
  return Math.max(0, 1 + move);
}

export interface VolQuote {
  readonly impliedVol: number;
  readonly strike: number;
}

/** Volatility of one option after a move, never negative. */
export function shockedVolatility(
  { impliedVol, strike }: VolQuote,
  quote: ExpiryQuote,
  { move, parameters }: { move: VolMove; parameters: RiskParameters },
): number {
  const { rangeUp, rangeDown, minShockedVol } = parameters.volShock;
  switch (move) {
    case 'none':
      return impliedVol;
    case 'up':
      return Math.max(minShockedVol, impliedVol * (1 + rangeUp * termScale(quote, parameters.volShock)));
    case 'down':
      return impliedVol * Math.max(0, 1 - rangeDown * termScale(quote, parameters.volShock));
    case 'skew-linear':
      return impliedVol * skewMultiple(quote, strike, parameters, true);
    case 'skew-abs':
      return impliedVol * skewMultiple(quote, strike, parameters, false);
  }
}

/** Factors on the shocked value of an expiry when it is positive (long) or negative (short), and on its basis loss. */
export interface TermFactors {
  readonly discountLong: number;
  readonly discountShort: number;
  readonly basisFactor: number;
}

export function termFactors(quote: ExpiryQuote, { margin, basisContingency }: RiskParameters): TermFactors {
  const years = yearsOf(quote);
  const rate = Math.max(quote.rate, 0);
  return {
    discountLong: margin.discountLong * Math.exp(-years * (rate * margin.rateMultLong + margin.rateAddLong)),
    discountShort: Math.min(
      Math.exp(rate * years),
      margin.discountShort * Math.exp(years * (rate * margin.rateMultShort + margin.rateAddShort)),
    ),
    basisFactor: basisContingency.addFactor + basisContingency.multFactor * years,
  };
}

/** Loss factors on the worst scenario. A stable coin under its threshold widens the initial one. */
export function lossFactors({ margin, otherContingency }: RiskParameters, stablePrice: number) {
  const depeg = Math.max(0, otherContingency.pegThreshold - stablePrice) * otherContingency.pegFactor;
  return { maintenance: margin.maintenanceLossFactor, initial: margin.initialLossFactor + depeg };
}

/** Initial charge per unit of notional for an input that its source doubts; 0 where it is trusted. */
export function doubtRate(confidences: readonly number[], { otherContingency }: RiskParameters): number {
  const least = Math.min(...confidences);
  return least < otherContingency.confidenceThreshold ? (1 - least) * otherContingency.confidenceMargin : 0;
}
