/** A margin computation in words and decimals: what the account has, what is asked of it, and why. */
import type { Account } from '../../prover/model/account.ts';
import {
  excess,
  portfolioMargin,
  ratioBps,
  type MarginLevel,
  type PortfolioMargin,
} from '../../prover/model/portfolio.ts';
import {
  CASH_DECIMALS,
  FACTOR_DECIMALS,
  formatDecimal,
  REQUIREMENT_DECIMALS,
  SIZE_DECIMALS,
  VALUE_DECIMALS,
} from '../../prover/model/units.ts';
import type { BuiltMarket, InstrumentKind } from './table.ts';

export interface LegBreakdown {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly size: string;
  /** `size * settlement price - cost`. */
  readonly value: string;
  /** Haircut, notional and confidence charges on |size|. */
  readonly charge: string;
  /** Charge on naked short options. */
  readonly shortCharge: string;
}

/** All numbers are decimals of the quote currency, cut to eight places towards minus infinity, unless said. */
export interface MarginBreakdown {
  readonly level: MarginLevel;
  readonly equity: string;
  readonly requirement: string;
  /** Equity less requirement: negative under the line. */
  readonly excess: string;
  /** Equity in ten-thousandths of the requirement; absent where nothing is required. */
  readonly ratioBps?: bigint;
  /** `lossFactor` times the loss of the worst scenario. */
  readonly scenarioCharge: string;
  readonly worst: { readonly name: string; readonly loss: string };
  readonly lossFactor: string;
  /** Loss by a move of forwards against spot, zero or negative. */
  readonly basis: string;
  /** Damped profit or loss of each scenario, in the order of the parameter set. */
  readonly scenarios: readonly { readonly name: string; readonly profit: string }[];
  /** Sum over legs. */
  readonly charges: string;
  readonly legs: readonly LegBreakdown[];
}

/** Decimals of a damped loss. */
const LOSS_DECIMALS = VALUE_DECIMALS + 2 * FACTOR_DECIMALS;
const BASIS_DECIMALS = VALUE_DECIMALS + FACTOR_DECIMALS;

const money = (value: bigint, decimals: number): string => formatDecimal(value, decimals, CASH_DECIMALS);

function nameOfWorst({ worst }: PortfolioMargin, { scenarios }: BuiltMarket): string {
  if (worst.kind === 'none') return 'no scenario loses';
  if (worst.kind === 'basis') return 'forwards against spot';
  return scenarios.find(({ index }) => index === worst.index)?.name ?? `scenario ${worst.index}`;
}

/** @throws USAGE when the account does not fit the market's table */
export function breakdown(account: Account, market: BuiltMarket, level: MarginLevel): MarginBreakdown {
  const margin = portfolioMargin(account, market.table, level);
  const ratio = ratioBps(margin);
  const lossFactor = market.table.parameters.lossFactor[level];
  const { lossScale } = market;
  const bySlot = new Map(market.instruments.map((instrument) => [instrument.slot, instrument]));
  return {
    level,
    equity: money(margin.equity, VALUE_DECIMALS),
    requirement: money(margin.requirement, REQUIREMENT_DECIMALS),
    excess: money(excess(margin), CASH_DECIMALS),
    ...(ratio === undefined ? {} : { ratioBps: ratio }),
    scenarioCharge: money(-margin.worstLoss * lossFactor, REQUIREMENT_DECIMALS),
    worst: { name: nameOfWorst(margin, market), loss: money(margin.worstLoss / lossScale, LOSS_DECIMALS) },
    lossFactor: formatDecimal(lossFactor * lossScale, FACTOR_DECIMALS),
    basis: money(margin.basis / lossScale, BASIS_DECIMALS),
    scenarios: market.scenarios.map(({ name, index }) => ({
      name,
      profit: money((margin.scenarios[index] ?? 0n) / lossScale, LOSS_DECIMALS),
    })),
    charges: money(margin.charges, VALUE_DECIMALS),
    legs: margin.legs.map(({ leg, value, charge, shortCharge }) => ({
      name: bySlot.get(leg.instrument)?.name ?? `slot ${leg.instrument}`,
      kind: bySlot.get(leg.instrument)?.kind ?? 'collateral',
      size: formatDecimal(leg.size, SIZE_DECIMALS),
      value: money(value, VALUE_DECIMALS),
      charge: money(charge, VALUE_DECIMALS),
      shortCharge: money(shortCharge, VALUE_DECIMALS),
    })),
  };
}
