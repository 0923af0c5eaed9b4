/** A market of every kind of instrument: the same on every run. */
import {
  expiryKey,
  SCENARIOS,
  type CrossCell,
  type ExpiryTerms,
  type MarketTable,
  type PerLevel,
  type Row,
} from '../../prover/model/market.ts';
import type { SizeTiers } from '../../prover/model/tiers.ts';
import { Market } from '../../prover/model/tree.ts';
import {
  factor,
  ONE_FACTOR,
  ONE_PRICE,
  price,
  signedFactor,
  signedPrice,
  size,
  SIZE_RANGE,
  type Factor,
  type Price,
} from '../../prover/model/units.ts';

export const SAMPLE_TIME = 1_700_000_000;

const SPOT = 10_000n * ONE_PRICE;
const EXPIRIES = Array.from({ length: 8 }, (_, index) => SAMPLE_TIME + 7 * 86_400 * (index + 1));
/** Of each expiry, in parts of a hundred of the spot. */
export const STRIKES = [90n, 100n, 110n];
export const TIERED_COLLATERAL = Array.from({ length: 8 }, (_, index) => 1 + index);
export const FLAT_COLLATERAL = 16;
export const PERPETUALS = [64, 66] as const;
export const FIRST_OPTION = 128;

const percent = (amount: bigint): Factor => factor((amount * ONE_FACTOR) / 100n);
/** Initial margin asks a half more. */
const levels = <Value>(make: (percents: (amount: bigint) => bigint) => Value): PerLevel<Value> => ({
  maintenance: make((amount) => amount),
  initial: make((amount) => (amount * 3n) / 2n),
});

/** Rates from two percent on, each tier ten times the size of the one before. */
const tiersOf = (riskPrice: Price, count: number): PerLevel<SizeTiers> =>
  levels((more) => ({
    price: riskPrice,
    tiers: Array.from({ length: count }, (_, index) => ({
      floor: index === 0 ? 0n : 10_000n * 10n ** BigInt(index),
      rate: percent(more(2n * BigInt(index + 1))),
    })),
  }));

const cellsOf = (
  at: Pick<CrossCell, 'delta' | 'gamma' | 'vega'>,
  tiers: PerLevel<SizeTiers>,
  move = 0n,
): PerLevel<CrossCell> => ({
  maintenance: { ...at, volUp: percent(move), volDown: percent(move), tiers: tiers.maintenance },
  initial: { ...at, volUp: percent(2n * move), volDown: percent(2n * move), tiers: tiers.initial },
});

const ZERO = price(0n);
const LINEAR = { gamma: ZERO, vega: ZERO };

const rowOf = (row: Pick<Row, 'slot' | 'underlying' | 'settlementPrice' | 'charge'> & Partial<Row>): Row => ({
  linearPrice: ZERO,
  shortCharge: { maintenance: ZERO, initial: ZERO },
  maxSize: size(SIZE_RANGE[1]),
  reduceOnly: false,
  frozen: false,
  fillBand: ZERO,
  ...row,
});

function collateral(slot: number): Row {
  const settlementPrice = price(BigInt(slot) * ONE_PRICE);
  const tiers = tiersOf(settlementPrice, slot === FLAT_COLLATERAL ? 1 : 4);
  const flat = levels((more) => price(slot === FLAT_COLLATERAL ? (settlementPrice * more(2n)) / 100n : 1n));
  const cross = cellsOf({ delta: ZERO, ...LINEAR }, tiers);
  return rowOf({ slot, underlying: 0, settlementPrice, charge: flat, sizeTiers: tiers, cross });
}

function perpetual(slot: number, underlying: number): Row {
  const mark = price(SPOT / BigInt(underlying));
  const addOn = tiersOf(mark, 4);
  return rowOf({
    slot,
    underlying,
    settlementPrice: mark,
    linearPrice: mark,
    charge: levels((more) => price((mark * more(2n)) / 100n)),
    sizeTiers: tiersOf(mark, 6),
    cross: cellsOf({ delta: price(mark / 10n), ...LINEAR }, addOn),
  });
}

const shockOf = (scenario: number): bigint => (ONE_FACTOR * BigInt(scenario - 15)) / 100n;

/** A call (even slot) or put: its intrinsic value in each scenario, and a time value that grows with the expiry. */
function option(slot: number, expiry: number, strike: bigint): Row {
  const worth = (shock: bigint): Price => {
    const forward = (SPOT * (ONE_FACTOR + shock)) / ONE_FACTOR;
    const intrinsic = slot % 2 === 0 ? forward - strike : strike - forward;
    const time = (SPOT * BigInt(EXPIRIES.indexOf(expiry) + 1)) / 200n;
    return price((intrinsic > 0n ? intrinsic : 0n) + time);
  };
  const [up, now, down] = [worth(ONE_FACTOR / 10n), worth(0n), worth(-ONE_FACTOR / 10n)];
  const greeks = {
    delta: signedPrice((up - down) / 2n),
    gamma: signedPrice((up + down - 2n * now) / 2n),
    vega: price(SPOT / 10n),
  };
  return rowOf({
    slot,
    underlying: 1,
    settlementPrice: now,
    charge: levels((more) => price((SPOT * more(1n)) / 1000n)),
    shortCharge: levels((more) => price((SPOT * more(1n)) / 100n)),
    option: {
      expiry,
      scenarios: Array.from({ length: SCENARIOS }, (_, index) => worth(index < 31 ? shockOf(index) : 0n)),
      mark: now,
      basisUp: signedPrice(SPOT / 1000n),
      basisDown: signedPrice(-SPOT / 1000n),
    },
    cross: cellsOf(greeks, tiersOf(price(SPOT / 100n), 2), 20n),
  });
}

function sampleTable(): MarketTable {
  const options = EXPIRIES.flatMap((expiry, week) =>
    STRIKES.flatMap((strike, index) => {
      const call = FIRST_OPTION + 2 * (STRIKES.length * week + index);
      return [call, call + 1].map((slot) => option(slot, expiry, (SPOT * strike) / 100n));
    }),
  );
  const rows = [
    ...[...TIERED_COLLATERAL, FLAT_COLLATERAL].map(collateral),
    ...PERPETUALS.map((slot, index) => perpetual(slot, 1 + index)),
    ...options,
  ];
  const terms: ExpiryTerms = { discountLong: percent(98n), discountShort: percent(102n), basisFactor: percent(50n) };
  return {
    epoch: 1,
    time: SAMPLE_TIME,
    parameters: {
      version: 1,
      shocks: Array.from({ length: SCENARIOS }, (_, index) => signedFactor(index < 31 ? shockOf(index) : 0n)),
      dampings: Array.from({ length: SCENARIOS }, () => factor(ONE_FACTOR)),
      skew: [true, true],
      lossFactor: { maintenance: factor(ONE_FACTOR), initial: percent(130n) },
    },
    expiries: new Map(EXPIRIES.map((expiry) => [expiryKey(1, expiry), terms])),
    rows: new Map(rows.map((row) => [row.slot, row])),
  };
}

export const sampleMarket = new Market(sampleTable());
