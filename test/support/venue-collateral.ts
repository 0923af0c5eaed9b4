/** Haircuts and liquidation prices of other venues, asked of our code. */
import { accountMargin, isSolvent } from '../../prover/model/margin.ts';
import { ONE_CASH, ONE_SIZE } from '../../prover/model/units.ts';
import { liquidationPrice } from '../../sdk/risk/liquidation.ts';
import type { CollateralSpec } from '../../sdk/risk/market-spec.ts';
import { toTicks } from '../../sdk/risk/rounding.ts';
import { decimal } from '../../sdk/risk/tiers.ts';
import {
  accountOf,
  ceilDivide,
  FIRST_PERP,
  legAt,
  LINE,
  perpOf,
  tableOf,
  type Case,
  type Question,
} from './venue-cases.ts';

export const haircutLiquidatable = ({
  account,
  market: { price },
  params,
  expected,
}: Case & {
  account: { baseDebt: number; collateralUnits: number };
  market: { price: number };
  params: { liquidateCollateralFactor: number };
}): boolean => {
  const haircut = decimal(1 - params.liquidateCollateralFactor);
  const haircuts = [{ floor: 0, maintenance: haircut, initial: haircut }];
  const table = tableOf([], [{ name: 'C', price, confidence: 1, haircuts }]);
  const held = legAt(1, BigInt(account.collateralUnits) * ONE_SIZE);
  const owing = accountOf('isolated', [held], BigInt(-account.baseDebt) * ONE_CASH);
  return expected['liquidatable'] === !isSolvent(accountMargin(owing, table, 'maintenance'), LINE);
};

const CLOSE = 1e-6;

/** A deduction comes from a tier below the first unit of notional; a fee of closing is part of the rate. */
export const liquidationPrices = ({
  account,
  params: { maintMarginRatio, cum, takerFee },
  expected,
}: Case & {
  account: {
    walletBalance?: number;
    position: { side: 'long' | 'short'; amount: number; entry: number };
    leverage: number;
  };
  params: { maintMarginRatio: number; cum?: number | null; takerFee?: number | null };
}): boolean => {
  const rate = decimal(maintMarginRatio + (takerFee ?? 0));
  const { side, amount, entry } = account.position;
  // 1 * (rate - first) is the deduction.
  const first = decimal(rate - (cum ?? 0));
  const tiers = [
    { floor: 0, maintenance: first, initial: 1 },
    { floor: 1, maintenance: rate, initial: 1 },
  ];
  const units = toTicks(side === 'long' ? amount : -amount, 8, 'nearest', 'amount');
  const money = toTicks(account.walletBalance ?? entry / account.leverage, 8, 'nearest', 'walletBalance');
  const held = accountOf('isolated', [legAt(FIRST_PERP, units, units * BigInt(entry))], money);
  const found = liquidationPrice(held, tableOf([perpOf('P', entry, tiers)]), 'maintenance');
  const published = Number(expected['liquidationPrice']);
  return found !== undefined && Math.abs(Number(found) / Number(ONE_CASH) / published - 1) <= CLOSE;
};

/** Share of the value that counts, in percent, by asset and program; nothing counts above the last cap. */
export type RatioTiers = ReadonlyMap<string, readonly { floor: number; cap: number; ratio: number }[]>;

const PROGRAMS = [
  ['loan', 'vip_loan'],
  ['margin', 'cross_margin'],
  ['portfolioMargin', 'portfolio_margin'],
] as const;

interface Pledged {
  readonly symbol: string;
  readonly equity: number;
  readonly debt: number;
  readonly loan: number;
  readonly margin: number;
  readonly portfolioMargin: number;
}

interface PledgedCase {
  readonly account: { readonly assets: readonly Pledged[] };
  readonly derived: { readonly totalDebt: string; readonly totalCollateral: string };
}

/** Sizes of eight decimals, but for one asset of two. */
const scaleOf = (symbol: string): bigint => (symbol === 'shib' ? 10n ** 6n : 1n);
/** A unit of the venue, 1e-16, at the scale of a margin. */
const UNIT = 10n ** 9n;

/** Counted shares as haircuts. Floors and caps meet. */
function collateralOf(
  name: string,
  price: number,
  tiers: readonly { floor: number; cap: number; ratio: number }[],
): CollateralSpec {
  const above = { floor: tiers.at(-1)?.cap ?? 0, ratio: 0 };
  const haircuts = [...tiers, above].map(({ floor, ratio }) => {
    const haircut = (100 - ratio) / 100;
    return { floor, maintenance: haircut, initial: haircut };
  });
  return { name, price, confidence: 1, haircuts };
}

/**
 * Pledged amounts as collateral of an isolated account, debt as cash. That no more is pledged than there is belongs to
 * custody: an account here holds what it pledges.
 */
export function haircutSolvency(tiers: RatioTiers, prices: ReadonlyMap<string, number>): Question {
  const priceOf = (symbol: string): number => prices.get(symbol) ?? NaN;
  const names = [...tiers.keys()];
  const table = tableOf(
    [],
    [...tiers].map(([name, list]) => collateralOf(name, priceOf(name.split('/')[0] ?? ''), list)),
  );
  return ({ account: { assets }, derived, expected }: Case & PledgedCase): boolean => {
    const debt = assets.reduce((sum, { symbol, debt: owed }) => {
      return sum + BigInt(owed) * scaleOf(symbol) * toTicks(priceOf(symbol), 8, 'nearest', symbol);
    }, 0n);
    // What has no tiers counts for nothing.
    const legs = assets.flatMap((asset) =>
      PROGRAMS.flatMap(([field, program]) => {
        const slot = names.indexOf(`${asset.symbol}/${program}`) + 1;
        return slot === 0 ? [] : [legAt(slot, BigInt(asset[field]))];
      }),
    );
    const counted = accountMargin(accountOf('isolated', legs), table, 'maintenance').equity;
    // The venue cuts each tier to a whole unit: its sum is below ours by less than one for each tier of each leg.
    const cut = counted - BigInt(derived.totalCollateral) * UNIT;
    const most = legs.reduce(
      (sum, { instrument }) => sum + BigInt(tiers.get(names[instrument - 1] ?? '')?.length ?? 0),
      0n,
    );
    if (debt !== BigInt(derived.totalDebt) || cut < 0n || cut > most * UNIT) return false;
    const owing = accountOf('isolated', legs, -ceilDivide(debt, ONE_SIZE));
    const held = assets.every(({ loan, margin, portfolioMargin, equity }) => loan + margin + portfolioMargin <= equity);
    return (held && isSolvent(accountMargin(owing, table, 'maintenance'), LINE)) === expected['valid'];
  };
}
