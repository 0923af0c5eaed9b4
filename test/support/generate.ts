/** Random markets and accounts for property tests, reproducible from a printed seed. */
import type { Account, Leg } from '../../prover/model/account.ts';
import type { ExpiryTerms, MarketTable, OptionValues, Row } from '../../prover/model/market.ts';
import {
  cash,
  CASH_RANGE,
  factor,
  FACTOR_LIMIT,
  ONE_FACTOR,
  price,
  PRICE_LIMIT,
  signedFactor,
  signedPrice,
  size,
  SIZE_RANGE,
  type Price,
} from '../../prover/model/units.ts';

/** SplitMix64: small, seedable, good enough to choose test cases. */
export class Random {
  #state: bigint;
  constructor(seed: bigint | number) {
    this.#state = BigInt(seed);
  }
  next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }
  /** An integer in [0, below). */
  index(below: number): number {
    return Number(this.next() % BigInt(below));
  }
  chance(share: number): boolean {
    return Number(this.next() >> 11n) / 2 ** 53 < share;
  }
  /** An integer in [low, high]: often at an edge, else of a random magnitude. */
  within(low: bigint, high: bigint, edges = 0.15): bigint {
    if (this.chance(edges)) return [low, high, low < 0n && high > 0n ? 0n : low][this.index(3)] ?? low;
    const span = high - low + 1n;
    const bits = this.index(span.toString(2).length) + 1;
    const wide = (this.next() << 64n) | this.next();
    const offset = (wide & ((1n << BigInt(bits)) - 1n)) % span;
    if (low < 0n && high > 0n) {
      const signed = this.chance(0.5) ? offset : -offset;
      return signed < low ? low : signed > high ? high : signed;
    }
    return low + offset;
  }
}

/** Magnitudes of what is generated: `wild` reaches every edge of every range, `sane` looks like a market. */
export type Style = 'wild' | 'sane';

const SANE_PRICE = 20_000n * 10n ** 8n;

function randomPrice(random: Random, style: Style): Price {
  return price(style === 'wild' ? random.within(0n, PRICE_LIMIT) : random.within(0n, SANE_PRICE, 0));
}

function randomSigned(random: Random, style: Style): Price {
  return signedPrice(
    style === 'wild' ? random.within(-PRICE_LIMIT, PRICE_LIMIT) : random.within(-SANE_PRICE, SANE_PRICE, 0),
  );
}

const randomCharge = (random: Random, style: Style) => {
  const [first, second] = [randomPrice(random, style), randomPrice(random, style)];
  const divide = style === 'sane' ? 50n : 1n;
  const [low, high] = first < second ? [first, second] : [second, first];
  return { maintenance: price(low / divide), initial: price(high / divide) };
};

function randomTerms(random: Random, style: Style): ExpiryTerms {
  const most = style === 'wild' ? FACTOR_LIMIT : 2n * ONE_FACTOR;
  const [first, second] = [random.within(0n, most), random.within(0n, most)];
  const [low, high] = first < second ? [first, second] : [second, first];
  return { discountLong: factor(low), discountShort: factor(high), basisFactor: factor(random.within(0n, most)) };
}

export interface TableOptions {
  readonly scenarios?: number;
  readonly expiries?: number;
  /** Strikes of each expiry; each has a call and a put. */
  readonly strikes?: number;
  readonly style?: Style;
}

/** A valid table: three collateral rows, one perpetual, then options of every expiry from slot 8 on, spread over all slots. */
export function randomTable(random: Random, options: TableOptions = {}): MarketTable {
  const { scenarios = 33, expiries = 4, strikes = 3, style = 'sane' } = options;
  const largest = style === 'wild' ? FACTOR_LIMIT : 2n * ONE_FACTOR;
  const rows = new Map<number, Row>();
  const terms = new Map<number, ExpiryTerms>();
  const nothing = { maintenance: price(0n), initial: price(0n) };
  const add = (slot: number, underlying: number, linear: boolean, option?: OptionValues, shortCharge = nothing) => {
    rows.set(slot, {
      slot,
      underlying,
      settlementPrice: randomSigned(random, style),
      linearPrice: linear ? randomPrice(random, style) : price(0n),
      charge: randomCharge(random, style),
      shortCharge,
      maxSize: size(SIZE_RANGE[1]),
      reduceOnly: random.chance(0.1),
      ...(option === undefined ? {} : { option }),
    });
  };
  for (let slot = 1; slot <= 4; slot++) add(slot, slot === 4 ? 7 : 0, slot >= 3);
  const pairs = new Set<number>();
  for (let e = 0; e < expiries; e++) {
    const expiry = 1_600_000_000 + e * 86_400;
    terms.set(expiry, randomTerms(random, style));
    for (let k = 0; k < strikes; k++) {
      let pair = 4 + random.index(508);
      while (pairs.has(pair)) pair = 4 + random.index(508);
      pairs.add(pair);
      const shortCharge = randomCharge(random, style);
      for (const side of [0, 1]) {
        const option = {
          expiry,
          scenarios: Array.from({ length: scenarios }, () => randomPrice(random, style)),
          mark: randomPrice(random, style),
          basisUp: randomSigned(random, style),
          basisDown: randomSigned(random, style),
        };
        add(2 * pair + side, 7, false, option, shortCharge);
      }
    }
  }
  return {
    epoch: 1 + random.index(1_000_000),
    time: 1_590_000_000 + random.index(1_000_000),
    parameters: {
      version: 1 + random.index(9),
      shocks: Array.from({ length: scenarios }, () => signedFactor(random.within(-ONE_FACTOR, largest))),
      dampings: Array.from({ length: scenarios }, () =>
        factor(random.within(0n, style === 'wild' ? FACTOR_LIMIT : ONE_FACTOR)),
      ),
      skew: [random.chance(0.8), random.chance(0.8)],
      lossFactor: { maintenance: factor(random.within(0n, largest)), initial: factor(random.within(0n, largest)) },
    },
    expiries: terms,
    rows,
  };
}

export interface AccountOptions {
  readonly legs?: number;
  readonly expiries?: number;
  readonly style?: Style;
}

/** An account with up to `legs` legs of the table in at most `expiries` expiries. */
export function randomAccount(random: Random, table: MarketTable, options: AccountOptions = {}): Account {
  const { legs: most = 8, expiries: groups = 4, style = 'sane' } = options;
  const allowed = new Set([...table.expiries.keys()].slice(0, groups));
  const slots = [...table.rows.values()]
    .filter((row) => row.option === undefined || allowed.has(row.option.expiry))
    .map((row) => row.slot);
  const chosen = new Set<number>();
  const wanted = random.index(most + 1);
  while (chosen.size < Math.min(wanted, slots.length)) chosen.add(slots[random.index(slots.length)] ?? 1);
  const amount = () =>
    style === 'wild' ? random.within(...SIZE_RANGE) : random.within(-1000n * 10n ** 8n, 1000n * 10n ** 8n, 0);
  const money = () => (style === 'wild' ? random.within(...CASH_RANGE) : random.within(-(10n ** 13n), 10n ** 14n, 0));
  const legs: Leg[] = [...chosen]
    .sort((a, b) => a - b)
    .map((instrument) => ({ instrument, size: size(amount()), cost: cash(money()) }));
  return {
    id: 1n + random.next(),
    owner: random.next(),
    method: 'portfolio',
    sequence: BigInt(random.index(1000)),
    lossCheckpoint: BigInt(random.index(1000)),
    cash: cash(money()),
    legs,
    blinding: (random.next() << 128n) | (random.next() << 64n) | random.next(),
  };
}
