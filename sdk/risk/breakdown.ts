/** A margin computation in words and decimals: what the account has, what is asked of it, and why. */
import type { Account, Method } from '../../prover/model/account.ts';
import type { CrossMargin } from '../../prover/model/cross.ts';
import type { IsolatedMargin } from '../../prover/model/isolated.ts';
import { accountMargin, excess, ratioBps, type DetailedMargin } from '../../prover/model/margin.ts';
import { isCollateral, type MarginLevel } from '../../prover/model/market.ts';
import { portfolioMargin, type PortfolioMargin } from '../../prover/model/portfolio.ts';
import {
  CASH_DECIMALS,
  CHARGE_DECIMALS,
  FACTOR_DECIMALS,
  formatDecimal,
  REQUIREMENT_DECIMALS,
  SIZE_DECIMALS,
  VALUE_DECIMALS,
} from '../../prover/model/units.ts';
import { roundedShares, roundTo, SHOWN } from './figures.ts';
import { dayOf, namesOf, type Names } from './names.ts';
import type { InstrumentKind } from './market-spec.ts';
import type { BuiltMarket } from './table.ts';

/** All numbers are decimals of the quote currency with eight places, rounded against the account, unless said. */
interface Summary {
  readonly method: Method;
  readonly level: MarginLevel;
  readonly equity: string;
  readonly requirement: string;
  /** Equity less requirement: negative under the line. */
  readonly excess: string;
  /** Equity in ten-thousandths of the requirement; absent where nothing is required. */
  readonly ratioBps?: bigint;
  /** The largest part of the requirement, in a few words. */
  readonly driver: string;
}

interface LegSummary {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly size: string;
  /** `size * settlement price - cost`. */
  readonly value: string;
  /** Haircut of collateral that grows with size. */
  readonly haircut: string;
}

export interface PortfolioBreakdown extends Summary {
  readonly method: 'portfolio';
  /** `lossFactor` times the loss of the worst scenario. */
  readonly scenarioCharge: string;
  readonly worst: { readonly name: string; readonly loss: string };
  readonly lossFactor: string;
  /** Loss by a move of forwards against spot, zero or negative. */
  readonly basis: string;
  /** Damped profit or loss of each scenario, in the order of the parameter set. */
  readonly scenarios: readonly { readonly name: string; readonly profit: string }[];
  /** Everything but the scenario charge: sum over legs. */
  readonly charges: string;
  /** `charge`: flat haircut, notional and confidence charges on |size|; `shortCharge`: on naked short options. */
  readonly legs: readonly (LegSummary & { readonly charge: string; readonly shortCharge: string })[];
}

export interface IsolatedBreakdown extends Summary {
  readonly method: 'isolated';
  /** `tier`: the one that the notional reaches, from 1. */
  readonly legs: readonly (LegSummary & { readonly requirement: string; readonly tier: number })[];
}

export interface CrossBreakdown extends Summary {
  readonly method: 'cross';
  /** What the move of spot takes by delta and by gamma; a gain by gamma does not count. */
  readonly underlyings: readonly {
    readonly name: string;
    readonly delta: string;
    readonly gamma: string;
    readonly charge: string;
  }[];
  readonly expiries: readonly {
    readonly underlying: string;
    readonly expiry: number;
    readonly vega: string;
    readonly charge: string;
  }[];
  readonly addOns: string;
  readonly legs: readonly (LegSummary & { readonly addOn: string })[];
}

export type MarginBreakdown = PortfolioBreakdown | IsolatedBreakdown | CrossBreakdown;

/** Decimals of a damped loss. */
const LOSS_DECIMALS = VALUE_DECIMALS + 2 * FACTOR_DECIMALS;

const text = (units: bigint): string => formatDecimal(units, CASH_DECIMALS);
/** What the account has, gains or could gain, and what it is asked for. */
const had = (value: bigint, decimals: number): string => text(roundTo(value, decimals, CASH_DECIMALS, SHOWN.equity));
const asked = (value: bigint, decimals: number): string =>
  text(roundTo(value, decimals, CASH_DECIMALS, SHOWN.requirement));
const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

interface Context {
  readonly market: BuiltMarket;
  readonly names: Names;
}

function summaryOf(margin: DetailedMargin) {
  const { level, equity, requirement, decimals } = margin;
  const ratio = ratioBps(margin);
  return {
    level,
    equity: had(equity, decimals),
    requirement: asked(requirement, decimals),
    excess: text(excess(margin)),
    ...(ratio === undefined ? {} : { ratioBps: ratio }),
  };
}

const legOf = ({ leg, value, haircut }: DetailedMargin['legs'][number], { names }: Context): LegSummary => ({
  name: names.instrument(leg.instrument),
  kind: names.kind(leg.instrument),
  size: formatDecimal(leg.size, SIZE_DECIMALS),
  value: had(value, VALUE_DECIMALS),
  haircut: asked(haircut, CHARGE_DECIMALS),
});

const NOTHING = 'nothing is required';

/** The words of the largest charge. */
function largestOf(charges: readonly (readonly [words: string, charge: bigint])[]): string {
  const [words, charge] = charges.reduce((most, each) => (each[1] > most[1] ? each : most), [NOTHING, 0n]);
  return charge === 0n ? NOTHING : words;
}

function nameOfWorst({ worst }: PortfolioMargin, { scenarios }: BuiltMarket): string {
  if (worst.kind === 'none') return 'no scenario loses';
  if (worst.kind === 'basis') return 'forwards against spot';
  return scenarios.find(({ index }) => index === worst.index)?.name ?? `scenario ${worst.index}`;
}

function portfolio(margin: PortfolioMargin, context: Context): PortfolioBreakdown {
  const { market } = context;
  const { lossScale, table } = market;
  const lossFactor = table.parameters.lossFactor[margin.level];
  const scenarioCharge = -margin.worstLoss * lossFactor;
  const charges = margin.requirement - scenarioCharge;
  const parts = roundedShares([scenarioCharge, charges], REQUIREMENT_DECIMALS, CASH_DECIMALS, SHOWN.requirement);
  const worst = nameOfWorst(margin, market);
  return {
    method: 'portfolio',
    ...summaryOf(margin),
    driver: largestOf([
      [worst, scenarioCharge],
      ['contingencies', charges],
    ]),
    scenarioCharge: text(parts[0] ?? 0n),
    worst: { name: worst, loss: had(margin.worstLoss / lossScale, LOSS_DECIMALS) },
    lossFactor: formatDecimal(lossFactor * lossScale, FACTOR_DECIMALS),
    basis: had(margin.basis / lossScale, CHARGE_DECIMALS),
    scenarios: market.scenarios.map(({ name, index }) => ({
      name,
      profit: had((margin.scenarios[index] ?? 0n) / lossScale, LOSS_DECIMALS),
    })),
    charges: text(parts[1] ?? 0n),
    legs: margin.legs.map((leg) => ({
      ...legOf(leg, context),
      charge: asked(leg.charge, VALUE_DECIMALS),
      shortCharge: asked(leg.shortCharge, VALUE_DECIMALS),
    })),
  };
}

function isolated(margin: IsolatedMargin, context: Context): IsolatedBreakdown {
  const position = margin.legs.find(({ leg }) => !isCollateral(leg.instrument));
  return {
    method: 'isolated',
    ...summaryOf(margin),
    driver:
      position === undefined || margin.requirement === 0n
        ? NOTHING
        : `tier ${position.tier + 1} of ${context.names.instrument(position.leg.instrument)}`,
    legs: margin.legs.map((leg) => ({
      ...legOf(leg, context),
      requirement: asked(leg.requirement, CHARGE_DECIMALS),
      tier: leg.tier + 1,
    })),
  };
}

function cross(margin: CrossMargin, context: Context): CrossBreakdown {
  const { names } = context;
  const addOns = sum(margin.legs.map(({ addOn }) => addOn));
  return {
    method: 'cross',
    ...summaryOf(margin),
    driver: largestOf([
      ...margin.underlyings.map(
        ({ underlying, charge }) => [`spot move of ${names.underlying(underlying)}`, charge] as const,
      ),
      ...margin.expiries.map(
        ({ expiry, vega, charge }) => [`${vega < 0n ? 'short' : 'long'} vega of ${dayOf(expiry)}`, charge] as const,
      ),
      ['liquidity', addOns],
    ]),
    underlyings: margin.underlyings.map(({ underlying, delta, gamma, charge }) => ({
      name: names.underlying(underlying),
      delta: had(delta, VALUE_DECIMALS),
      gamma: had(gamma, VALUE_DECIMALS),
      charge: asked(charge, CHARGE_DECIMALS),
    })),
    expiries: margin.expiries.map(({ underlying, expiry, vega, charge }) => ({
      underlying: names.underlying(underlying),
      expiry,
      vega: had(vega, VALUE_DECIMALS),
      charge: asked(charge, CHARGE_DECIMALS),
    })),
    addOns: asked(addOns, CHARGE_DECIMALS),
    legs: margin.legs.map((leg) => ({ ...legOf(leg, context), addOn: asked(leg.addOn, CHARGE_DECIMALS) })),
  };
}

/** @throws USAGE when the account does not fit the market's table or its method */
export function breakdown(account: Account, market: BuiltMarket, level: MarginLevel): MarginBreakdown {
  const margin = accountMargin(account, market.table, level);
  const context: Context = { market, names: namesOf(market) };
  switch (margin.method) {
    case 'isolated':
      return isolated(margin, context);
    case 'cross':
      return cross(margin, context);
    case 'portfolio':
      return portfolio(margin, context);
  }
}

/** The same for what must be a portfolio account. @throws USAGE when it is none, else as `breakdown` */
export const portfolioBreakdown = (account: Account, market: BuiltMarket, level: MarginLevel): PortfolioBreakdown =>
  portfolio(portfolioMargin(account, market.table, level), { market, names: namesOf(market) });
