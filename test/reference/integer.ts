/**
 * A second implementation of the portfolio margin on integer rows, written from the formulas and the row layout alone.
 * It shares no code with the model, the circuits or the float reference, and every product is kept at full width.
 */
import { integerCharge, type IntegerTiers } from './tiers.ts';

export interface IntegerOption {
  expiry: number;
  scenarios: readonly bigint[];
  mark: bigint;
  basisUp: bigint;
  basisDown: bigint;
}

export interface IntegerRow {
  underlying: number;
  settlementPrice: bigint;
  linearPrice: bigint;
  charge: { maintenance: bigint; initial: bigint };
  shortCharge: { maintenance: bigint; initial: bigint };
  option?: IntegerOption;
  /** Haircut of collateral in slots 1 to 15; elsewhere of no concern here. */
  sizeTiers?: { maintenance: IntegerTiers; initial: IntegerTiers };
}

export interface IntegerMarket {
  /** By slot: a call at 2k, the put of the same strike and expiry at 2k + 1. */
  rows: ReadonlyMap<number, IntegerRow>;
  /** By underlying and expiry, `7/1700000000`. */
  expiries: ReadonlyMap<string, { discountLong: bigint; discountShort: bigint; basisFactor: bigint }>;
  shocks: readonly bigint[];
  dampings: readonly bigint[];
  /** For the last two scenarios: whether each expiry counts its change as a loss. */
  skew: readonly [boolean, boolean];
  lossFactor: { maintenance: bigint; initial: bigint };
}

export interface IntegerAccount {
  cash: bigint;
  legs: readonly { instrument: number; size: bigint; cost: bigint }[];
}

export interface IntegerMargin {
  /** 43 decimals, as has the requirement. */
  equity: bigint;
  requirement: bigint;
  /** 34 decimals. */
  scenarios: bigint[];
  /** 25 decimals, zero or negative. */
  basis: bigint;
  /** 34 decimals, zero or negative. */
  worst: bigint;
}

const ONE_CASH_OR_SIZE = 100_000_000n;
const ONE_FACTOR = 1_000_000_000n;
const TIERED_SLOTS = 16;

const abs = (value: bigint): bigint => (value >= 0n ? value : -value);
const positive = (value: bigint): bigint => (value > 0n ? value : 0n);
const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));

/** @throws when the account holds an instrument that the market lacks. */
export function integerMargin(
  account: IntegerAccount,
  market: IntegerMarket,
  level: 'maintenance' | 'initial',
): IntegerMargin {
  const legs = account.legs.map(({ instrument, size, cost }) => {
    const row = market.rows.get(instrument);
    if (row === undefined) throw new Error(`reference: no row in slot ${instrument}`);
    return { instrument, size, cost, row };
  });
  const worth = legs.reduce(
    (sum, { size, cost, row }) => sum + size * row.settlementPrice - cost * ONE_CASH_OR_SIZE,
    account.cash * ONE_CASH_OR_SIZE,
  );

  const groups = [...market.expiries].map(([key, terms]) => {
    const held = legs.flatMap(({ size, row: { underlying, option } }) =>
      option !== undefined && `${underlying}/${option.expiry}` === key ? [{ size, option }] : [],
    );
    const sum = (value: (option: IntegerOption) => bigint): bigint =>
      held.reduce((total, { size, option }) => total + size * value(option), 0n);
    return { terms, sum };
  });

  const linear = legs.reduce((sum, { size, row }) => sum + size * row.linearPrice, 0n);
  const firstSkew = market.shocks.length - 2;
  const scenarios = market.shocks.map((shock, s) => {
    const changes = groups.map(({ terms, sum }) => {
      const then = sum((option) => option.scenarios[s] ?? 0n);
      const discount = then >= 0n ? terms.discountLong : terms.discountShort;
      return discount * then - ONE_FACTOR * sum((option) => option.mark);
    });
    const skewed = s >= firstSkew && market.skew[s - firstSkew] === true;
    const options = changes.reduce((total, change) => total + (skewed ? -abs(change) : change), 0n);
    return (market.dampings[s] ?? 0n) * (linear * shock + options);
  });

  const basis = groups.reduce((total, { terms, sum }) => {
    const loss = least([0n, sum((option) => option.basisUp), sum((option) => option.basisDown)]);
    return total + loss * terms.basisFactor;
  }, 0n);
  const worst = least([0n, basis * ONE_FACTOR, ...scenarios]);

  const flat = legs.reduce((total, { size, row }) => total + abs(size) * row.charge[level], 0n);
  const options = legs.filter(({ row }) => row.option !== undefined);
  const strikes = new Set(options.map(({ instrument }) => Math.floor(instrument / 2)));
  const naked = [...strikes].reduce((total, strike) => {
    const pair = options.filter(({ instrument }) => Math.floor(instrument / 2) === strike);
    const net = pair.reduce((sum, { size }) => sum + size, 0n);
    const rate = pair.reduce((most, { row }) => (row.shortCharge[level] > most ? row.shortCharge[level] : most), 0n);
    return total + positive(-net) * rate;
  }, 0n);

  const haircuts = legs.reduce((total, { instrument, size, row }) => {
    if (instrument >= TIERED_SLOTS) return total;
    if (row.sizeTiers === undefined) throw new Error(`reference: no haircut in slot ${instrument}`);
    return total + integerCharge(row.sizeTiers[level], size);
  }, 0n);

  const requirement =
    market.lossFactor[level] * -worst + (flat + naked) * ONE_FACTOR ** 3n + haircuts * ONE_FACTOR ** 2n;
  return { equity: worth * ONE_FACTOR ** 3n, requirement, scenarios, basis, worst };
}
