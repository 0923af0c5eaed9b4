/** The market table: everything non-linear about instruments, public, one root. Circuits: `circuits/market`. */
import { PlimsollError } from '../errors.ts';
import { SLOTS } from './account.ts';
import {
  factor,
  integer,
  price,
  signedFactor,
  signedPrice,
  size,
  ONE_FACTOR,
  SIZE_RANGE,
  type Factor,
  type Price,
  type Size,
} from './units.ts';

/** The last two scenarios of every portfolio market are those of skew. */
export const SKEW_SCENARIOS = 2;
/** Scenarios of the markets that circuits are built for: 31 regular ones and the two of skew. */
export const SCENARIOS = 33;
const MIN_SCENARIOS = 5;

/** What one unit of an option is worth, now and in each scenario. */
export interface OptionValues {
  /** Unix seconds; key of the expiry's terms. */
  readonly expiry: number;
  /** Value per unit in each scenario, before the discounts of the expiry. Not negative. */
  readonly scenarios: readonly Price[];
  /** Value per unit now. */
  readonly mark: Price;
  /** Value at the basis move up (down) less the value now. */
  readonly basisUp: Price;
  readonly basisDown: Price;
}

/** Charge per unit for each margin level; the initial one is the total, so never below the maintenance one. */
export interface Charge {
  readonly maintenance: Price;
  readonly initial: Price;
}

/** One instrument. A call sits at an even slot and the put of the same strike and expiry at the next odd one. */
export interface Row {
  readonly slot: number;
  /** 0: collateral that fits every account; otherwise the underlying, one for each portfolio account. */
  readonly underlying: number;
  /** Price that values the position: mark less cumulative funding, so it may be negative. */
  readonly settlementPrice: Price;
  /** Price that scenario shocks multiply: the price of a perpetual, future or risk-cancelling collateral, else 0. */
  readonly linearPrice: Price;
  /** Per unit of |size|. */
  readonly charge: Charge;
  /** Per unit of naked short, after netting the call and the put of one strike. */
  readonly shortCharge: Charge;
  /** Largest |size| an account may hold. Not read by the margin statement. */
  readonly maxSize: Size;
  readonly reduceOnly: boolean;
  /** Present for options only. */
  readonly option?: OptionValues;
}

export interface ExpiryTerms {
  /** Applied to the shocked value of an expiry when it is positive. Never above `discountShort`. */
  readonly discountLong: Factor;
  /** Applied when it is negative. */
  readonly discountShort: Factor;
  readonly basisFactor: Factor;
}

export interface PortfolioParameters {
  readonly version: number;
  /** Spot factor less one, for each scenario; 0 for skew. */
  readonly shocks: readonly Factor[];
  readonly dampings: readonly Factor[];
  /** For the last two scenarios: whether each expiry counts its absolute change as a loss. */
  readonly skew: readonly [boolean, boolean];
  readonly lossFactor: { readonly maintenance: Factor; readonly initial: Factor };
}

export interface MarketTable {
  readonly epoch: number;
  /** Unix seconds at which the prices were true. */
  readonly time: number;
  readonly parameters: PortfolioParameters;
  readonly expiries: ReadonlyMap<number, ExpiryTerms>;
  readonly rows: ReadonlyMap<number, Row>;
}

const ZERO = 0n as Price & Size;
/** Slot 0: what an unused leg opens. */
export const NO_INSTRUMENT: Row = {
  slot: 0,
  underlying: 0,
  settlementPrice: ZERO,
  linearPrice: ZERO,
  charge: { maintenance: ZERO, initial: ZERO },
  shortCharge: { maintenance: ZERO, initial: ZERO },
  maxSize: ZERO,
  reduceOnly: false,
};

const UINT32 = 2 ** 32 - 1;

function uint32(value: number, where: string, low = 0): number {
  if (!Number.isInteger(value) || value < low || value > UINT32) {
    throw new PlimsollError('USAGE', `${where}: expected an integer from ${low} to ${UINT32}, got ${value}`);
  }
  return value;
}

function checkCharge(charge: Charge, where: string): void {
  price(charge.maintenance, `${where}.maintenance`);
  price(charge.initial, `${where}.initial`);
  if (charge.initial < charge.maintenance) {
    throw new PlimsollError(
      'USAGE',
      `${where}.initial: expected at least the maintenance charge ${charge.maintenance}, got ${charge.initial}`,
    );
  }
}

function zero(value: bigint, where: string, when: string): void {
  if (value !== 0n) throw new PlimsollError('USAGE', `${where}: expected 0 ${when}, got ${value}`);
}

function checkRow(row: Row, table: MarketTable): void {
  const where = `market.rows[${row.slot}]`;
  if (!Number.isInteger(row.slot) || row.slot < 1 || row.slot >= SLOTS) {
    throw new PlimsollError('USAGE', `${where}.slot: expected 1 to ${SLOTS - 1}, got ${row.slot}`);
  }
  // An option of no underlying would offset those of any.
  uint32(row.underlying, `${where}.underlying`, row.option === undefined ? 0 : 1);
  signedPrice(row.settlementPrice, `${where}.settlementPrice`);
  price(row.linearPrice, `${where}.linearPrice`);
  checkCharge(row.charge, `${where}.charge`);
  checkCharge(row.shortCharge, `${where}.shortCharge`);
  integer(size(row.maxSize, `${where}.maxSize`), [0n, SIZE_RANGE[1]], `${where}.maxSize`);
  if (row.option === undefined) {
    // Whatever stands in neighbouring slots would net. The initial charge is the total, so no other is left.
    zero(row.shortCharge.initial, `${where}.shortCharge.initial`, 'without an option');
    return;
  }
  const { option } = row;
  zero(row.linearPrice, `${where}.linearPrice`, 'for an option');
  if (!table.expiries.has(uint32(option.expiry, `${where}.expiry`, 1))) {
    throw new PlimsollError('USAGE', `${where}.expiry: expected an expiry of the table, got ${option.expiry}`);
  }
  const scenarios = table.parameters.shocks.length;
  if (option.scenarios.length !== scenarios) {
    throw new PlimsollError(
      'USAGE',
      `${where}.scenarios: expected ${scenarios} values, got ${option.scenarios.length}`,
    );
  }
  option.scenarios.forEach((value, index) => price(value, `${where}.scenarios[${index}]`));
  price(option.mark, `${where}.mark`);
  signedPrice(option.basisUp, `${where}.basisUp`);
  signedPrice(option.basisDown, `${where}.basisDown`);
  const pair = table.rows.get(row.slot ^ 1);
  if (pair === undefined) return;
  if (pair.option?.expiry !== option.expiry) {
    throw new PlimsollError(
      'USAGE',
      `${where}: expected the call and put of one strike and expiry in slots ${row.slot & ~1} and ${row.slot | 1}, got another instrument beside it`,
    );
  }
  // Netted short size is charged at either leg's rate.
  if (
    pair.shortCharge.maintenance !== row.shortCharge.maintenance ||
    pair.shortCharge.initial !== row.shortCharge.initial
  ) {
    throw new PlimsollError(
      'USAGE',
      `${where}.shortCharge: expected that of slot ${pair.slot}, ${pair.shortCharge.maintenance} and ${pair.shortCharge.initial}, got ${row.shortCharge.maintenance} and ${row.shortCharge.initial}`,
    );
  }
}

function checkParameters(parameters: PortfolioParameters): void {
  const where = 'market.parameters';
  uint32(parameters.version, `${where}.version`);
  const count = parameters.shocks.length;
  // An odd count fills the pairs of a row: scenarios, mark, basis up, basis down.
  if (count < MIN_SCENARIOS || count % 2 === 0) {
    throw new PlimsollError(
      'USAGE',
      `${where}.shocks: expected an odd number of scenarios, at least ${MIN_SCENARIOS}, got ${count}`,
    );
  }
  if (parameters.dampings.length !== count) {
    throw new PlimsollError('USAGE', `${where}.dampings: expected ${count} factors, got ${parameters.dampings.length}`);
  }
  // A spot factor is never negative.
  parameters.shocks.forEach((shock, index) => {
    integer(
      signedFactor(shock, `${where}.shocks[${index}]`),
      [-ONE_FACTOR, (1n << 36n) - 1n],
      `${where}.shocks[${index}]`,
    );
  });
  parameters.dampings.forEach((damping, index) => factor(damping, `${where}.dampings[${index}]`));
  const [first, second, ...more]: readonly unknown[] = parameters.skew;
  if (typeof first !== 'boolean' || typeof second !== 'boolean' || more.length > 0) {
    throw new PlimsollError('USAGE', `${where}.skew: expected two booleans, got [${String(parameters.skew)}]`);
  }
  factor(parameters.lossFactor.maintenance, `${where}.lossFactor.maintenance`);
  factor(parameters.lossFactor.initial, `${where}.lossFactor.initial`);
}

/**
 * What a publisher guarantees and circuits rely on: ranges of every field, discounts in order, an underlying for every
 * option, calls beside their puts, nothing in fields that belong to another kind of row.
 *
 * @throws USAGE naming the field, its value and the allowed range.
 */
export function checkTable(table: MarketTable): MarketTable {
  uint32(table.epoch, 'market.epoch');
  uint32(table.time, 'market.time');
  checkParameters(table.parameters);
  for (const [expiry, terms] of table.expiries) {
    const where = `market.expiries[${expiry}]`;
    uint32(expiry, where, 1);
    factor(terms.discountLong, `${where}.discountLong`);
    factor(terms.discountShort, `${where}.discountShort`);
    factor(terms.basisFactor, `${where}.basisFactor`);
    // min(dLong * M, dShort * M) picks the discount by the sign of M only in this order.
    if (terms.discountLong > terms.discountShort) {
      throw new PlimsollError(
        'USAGE',
        `${where}.discountLong: expected at most discountShort ${terms.discountShort}, got ${terms.discountLong}`,
      );
    }
  }
  for (const [slot, row] of table.rows) {
    if (slot !== row.slot)
      throw new PlimsollError('USAGE', `market.rows[${slot}].slot: expected ${slot}, got ${row.slot}`);
    checkRow(row, table);
  }
  return table;
}
