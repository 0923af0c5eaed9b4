/** A market, and for each circuit an account that fills it: the same on every run. */
import type { Account, Leg } from '../../prover/model/account.ts';
import { accountMargin, excess } from '../../prover/model/margin.ts';
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
  cash,
  factor,
  ONE_CASH,
  ONE_FACTOR,
  ONE_PRICE,
  ONE_SIZE,
  price,
  signedFactor,
  signedPrice,
  size,
  SIZE_RANGE,
  type Factor,
  type Price,
} from '../../prover/model/units.ts';
import { CIRCUITS, type CircuitShape } from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';

export const SAMPLE_TIME = 1_700_000_000;

const SPOT = 10_000n * ONE_PRICE;
const EXPIRIES = Array.from({ length: 8 }, (_, index) => SAMPLE_TIME + 7 * 86_400 * (index + 1));
/** Of each expiry, in parts of a hundred of the spot. */
const STRIKES = [90n, 100n, 110n];
const TIERED_COLLATERAL = Array.from({ length: 8 }, (_, index) => 1 + index);
const FLAT_COLLATERAL = 16;
const PERPETUALS = [64, 66];
const FIRST_OPTION = 128;

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

/** Slots of the account: collateral, a perpetual, and as many options in as many expiries as there is room for. */
function slotsOf(shape: CircuitShape): number[] {
  if (shape.method === 'isolated') return [...TIERED_COLLATERAL.slice(0, shape.legs - 2), FLAT_COLLATERAL, 64];
  const [collaterals, expiries] = shape.method === 'portfolio' ? [shape.collaterals, shape.expiries] : [2, 3];
  const linear = [
    ...TIERED_COLLATERAL.slice(0, collaterals),
    ...(shape.method === 'cross' ? [FLAT_COLLATERAL, ...PERPETUALS] : PERPETUALS.slice(0, 1)),
  ];
  const perExpiry = 2 * STRIKES.length;
  const options = Array.from(
    { length: shape.legs - linear.length },
    (_, index) => FIRST_OPTION + perExpiry * (index % expiries) + Math.floor(index / expiries),
  );
  return [...linear, ...options].sort((a, b) => a - b);
}

export const sampleMarket = new Market(sampleTable());

function shapeOf(circuit: string): CircuitShape {
  const shape = CIRCUITS[circuit];
  if (shape === undefined) throw new RangeError(`${circuit}: expected one of ${Object.keys(CIRCUITS).join(', ')}`);
  return shape;
}

/**
 * An account that fills the circuit, long and short in turn.
 *
 * @param spare cash ticks above (below, if negative) its maintenance line
 */
export function sampleAccount(circuit: string, { id = 1n, spare = 1000n * ONE_CASH } = {}): Account {
  const shape = shapeOf(circuit);
  const legs = slotsOf(shape).map((instrument, index): Leg => {
    const units = instrument <= FLAT_COLLATERAL ? 10_000n : index % 2 === 0 ? 3n : -2n;
    return { instrument, size: size(units * ONE_SIZE), cost: cash(0n) };
  });
  const account: Account = {
    id,
    owner: 1n,
    method: shape.method,
    sequence: 1n,
    lossCheckpoint: 0n,
    cash: cash(0n),
    legs,
    blinding: 0x0123_4567_89ab_cdef_0123_4567_89ab_cdefn,
  };
  const above = excess(accountMargin(account, sampleMarket.table, 'maintenance'));
  return { ...account, cash: cash(spare - above) };
}

/** At its line, with no excess: what both sides can be proven of. */
export const SAMPLE_CLAIM = { thresholdBps: 10_000n, minExcess: 0n };

/** Inputs of the circuit for its account. @param context tells one statement from another */
export function sampleInputs(circuit: string, context = 1n): CircuitInputs {
  const account = sampleAccount(circuit);
  const request = { account, market: sampleMarket, claim: SAMPLE_CLAIM, context, shape: shapeOf(circuit) };
  return stateMargin(request).inputs;
}
