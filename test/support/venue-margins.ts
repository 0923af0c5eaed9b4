/** Margins of dYdX, asked of our code: amounts in quote quantums of six decimals, rates in parts per million. */
import { crossMargin } from '../../prover/model/cross.ts';
import { accountMargin, isSolvent, type Margin } from '../../prover/model/margin.ts';
import type { MarginLevel, MarketTable } from '../../prover/model/market.ts';
import type { Account } from '../../prover/model/account.ts';
import { STILL } from '../../sdk/risk/cross-parameters.ts';
import { linearCells } from '../../sdk/risk/cross.ts';
import { decimal, type LevelTier } from '../../sdk/risk/tiers.ts';
import { built, UNDERLYING } from './risk-market.ts';
import { accountOf, ceilDivide, FIRST_PERP, legAt, LINE, perpOf, tableOf, type Case } from './venue-cases.ts';

/** A quote quantum at the scale of a charge. */
const QUANTUM = 10n ** 19n;
const MILLION = 1e6;

interface Liquidity {
  readonly initialMarginPpm: number;
  readonly maintenanceFractionPpm?: number;
  readonly openInterestLowerCap?: number;
  readonly openInterestUpperCap?: number;
}

/** The rate of the venue at an open interest, cut to whole parts per million: to us a parameter of the epoch. */
function initialRate(liquidity: Liquidity, openInterest: number): number {
  const { initialMarginPpm, openInterestLowerCap: lower = 0, openInterestUpperCap: upper = 0 } = liquidity;
  const share = upper > lower ? Math.min(1, Math.max(0, (openInterest - lower) / (upper - lower))) : 0;
  return Math.floor(initialMarginPpm + (MILLION - initialMarginPpm) * share) / MILLION;
}

function ratesOf(liquidity: Liquidity, openInterest = 0): LevelTier {
  const { initialMarginPpm, maintenanceFractionPpm = 0 } = liquidity;
  return {
    floor: 0,
    maintenance: decimal((initialMarginPpm / MILLION) * (maintenanceFractionPpm / MILLION)),
    initial: initialRate(liquidity, openInterest),
  };
}

interface PerpQuote {
  readonly ticker: string;
  readonly price: number;
  readonly exponent: number;
  readonly atomicResolution: number;
  readonly openInterest?: number;
  readonly currentFundingIndex?: number;
}

const priceOf = ({ price, exponent }: PerpQuote): number => Number(`${price}e${exponent}`);
const unitsOf = (quantums: number | string, { atomicResolution }: Pick<PerpQuote, 'atomicResolution'>): bigint =>
  atomicResolution >= -8
    ? BigInt(quantums) * 10n ** BigInt(8 + atomicResolution)
    : BigInt(quantums) / 10n ** BigInt(-8 - atomicResolution);

export const tierInitialMargin = ({
  account,
  market,
  params,
  expected,
}: Case & {
  account: { notionalQuoteQuantums: number };
  market: { openInterestNotional: number };
  params: Liquidity;
}): boolean => {
  const table = tableOf([perpOf('P', 1, [ratesOf(params, market.openInterestNotional)])]);
  const held = legAt(FIRST_PERP, unitsOf(account.notionalQuoteQuantums, { atomicResolution: -6 }));
  const { requirement } = accountMargin(accountOf('isolated', [held]), table, 'initial');
  return ceilDivide(requirement, QUANTUM) === BigInt(expected['initialMargin'] ?? -1);
};

/** Our rates have nine decimals where the venue cuts to six. */
export const tierMaintenancePpm = ({ params, expected }: Case & { params: Liquidity }): boolean => {
  const row = tableOf([perpOf('P', 1, [ratesOf(params)])]).rows.get(FIRST_PERP);
  const rate = row?.sizeTiers?.maintenance.tiers[0]?.rate ?? -1n;
  return rate / 1000n === BigInt(expected['maintenanceMarginPpm'] ?? -1);
};

export const positionMargin = ({
  account,
  market,
  params,
  expected,
}: Case & {
  account: { quantums: number | string };
  market: PerpQuote;
  params: Liquidity;
}): boolean => {
  const openInterest = (market.openInterest ?? 0) * priceOf(market) * 10 ** (market.atomicResolution + 6);
  const table = tableOf([perpOf('P', priceOf(market), [ratesOf(params, openInterest)])]);
  const held = accountOf('isolated', [legAt(FIRST_PERP, unitsOf(account.quantums, market))]);
  return (['initial', 'maintenance'] as const).every(
    (level) =>
      ceilDivide(accountMargin(held, table, level).requirement, QUANTUM) === BigInt(expected[`${level}Margin`] ?? -1),
  );
};

const marginOf = (level: MarginLevel, equity: number, requirement: number): Margin => ({
  method: 'cross',
  level,
  equity: BigInt(equity),
  requirement: BigInt(requirement),
  decimals: 25,
});

export const healthFlag = ({
  account: { equity },
  requirement,
  expected,
}: Case & {
  account: { equity: number };
  requirement: { IMR: number } | { MMR: number };
}): boolean => {
  const margin =
    'IMR' in requirement
      ? marginOf('initial', equity, requirement.IMR)
      : marginOf('maintenance', equity, requirement.MMR);
  const solvent = isSolvent(margin, LINE);
  return 'liquidatable' in expected ? expected['liquidatable'] === !solvent : Object.values(expected)[0] === solvent;
};

interface Subaccount {
  readonly account: {
    readonly usdcQuantums: number;
    readonly positions: readonly { perp: number; quantums: number; positionFundingIndex?: number }[];
  };
  readonly market: readonly PerpQuote[];
  readonly params: Readonly<Record<string, Liquidity>>;
  readonly action?: { usdcDelta: number; perpDeltas: readonly { perp: number; deltaQuantums: number }[] };
}

const NO_TIERS = [{ floor: 0, maintenance: 0, initial: 0 }];

/** One cross account: each perpetual is an underlying of its own, and its margin rate the move that it covers. */
function subaccount({ account, market, params, action }: Subaccount): { held: Account; table: MarketTable } {
  const positions = market.map((quote, perp) => {
    const first = account.positions.find((position) => position.perp === perp);
    const deltas = action?.perpDeltas.filter((delta) => delta.perp === perp) ?? [];
    const paid = ((quote.currentFundingIndex ?? 0) - (first?.positionFundingIndex ?? 0)) / MILLION;
    return {
      quantums: deltas.reduce((sum, { deltaQuantums }) => sum + deltaQuantums, first?.quantums ?? 0),
      // From quote quantums for each base quantum to quote for each unit.
      funding: paid * 10 ** (-quote.atomicResolution - 6),
    };
  });
  const { table } = built({
    underlyings: market.map((quote, index) => {
      const { ticker: name } = quote;
      const perp = { name, price: priceOf(quote), funding: positions[index]?.funding ?? 0, confidence: 1 };
      return { ...UNDERLYING, name, id: index + 1, perps: [perp], options: [] };
    }),
    collateral: [],
  });
  const rows = market.map((quote, index) => {
    const row = table.rows.get(FIRST_PERP + index);
    const move = params[quote.ticker];
    if (row === undefined || move === undefined) throw new Error(`expected a row and rates for ${quote.ticker}`);
    const base = { price: 1, direction: 'up', hidden: 0 } as const;
    // Their rates as they are, which stand in no small proportion.
    const cellAt = (maintenance: number) =>
      linearCells({ exposure: priceOf(quote), moves: { ...STILL, maintenance }, tiers: NO_TIERS, base }, quote.ticker)
        .maintenance;
    const rates = ratesOf(move);
    const cross = { maintenance: cellAt(rates.maintenance), initial: cellAt(rates.initial) };
    return [row.slot, { ...row, cross }] as const;
  });
  const legs = market.flatMap((quote, index) => {
    const units = unitsOf(positions[index]?.quantums ?? 0, quote);
    return units === 0n ? [] : [legAt(FIRST_PERP + index, units)];
  });
  const money = BigInt(account.usdcQuantums + (action?.usdcDelta ?? 0)) * 100n;
  return { held: accountOf('cross', legs, money), table: { ...table, rows: new Map(rows) } };
}

export const accountMargins = (item: Case & Subaccount): boolean => {
  const { held, table } = subaccount(item);
  const [maintenance, initial] = [crossMargin(held, table, 'maintenance'), crossMargin(held, table, 'initial')];
  const published = (name: string): bigint => BigInt(item.expected[name] ?? -1) * QUANTUM;
  return (
    maintenance.equity === published('equity') &&
    maintenance.requirement === published('maintenanceMargin') &&
    initial.requirement === published('initialMargin')
  );
};

export const accountLiquidatable = (item: Case & Subaccount): boolean => {
  const { held, table } = subaccount(item);
  return item.expected['liquidatable'] === !isSolvent(crossMargin(held, table, 'maintenance'), LINE);
};
