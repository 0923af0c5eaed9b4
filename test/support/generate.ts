/** Random markets and accounts for property tests, reproducible from a printed seed. */
import type { Account, Leg, Method } from '../../prover/model/account.ts';
import {
  COLLATERAL_SLOTS,
  expiryKey,
  frozenRow,
  hasTieredHaircut,
  isCollateral,
  TIERED_COLLATERAL_SLOTS,
  type CrossCell,
  type ExpiryTerms,
  type MarketTable,
  type Row,
} from '../../prover/model/market.ts';
import type { SizeTiers } from '../../prover/model/tiers.ts';
import {
  cash,
  CASH_RANGE,
  factor,
  FACTOR_LIMIT,
  ONE_FACTOR,
  price,
  signedFactor,
  size,
  SIZE_RANGE,
} from '../../prover/model/units.ts';
import {
  randomCells,
  raised,
  randomCharge,
  randomMoves,
  randomOption,
  randomPrice,
  randomSigned,
  randomSizeTiers,
  randomTerms,
  type Style,
} from './generate-rows.ts';
import { Random } from './random.ts';

export { Random, type Style };

/** The first has options; each has a perpetual, in slots 64 to 67. */
export const UNDERLYINGS = [7, 8, 9, 10] as const;
const FROZEN_SLOT = COLLATERAL_SLOTS + UNDERLYINGS.length;
const FIRST_PAIR = (FROZEN_SLOT + 2) / 2;
const PAIRS = 512 - FIRST_PAIR;

/** Collateral: three rows with a tiered haircut, three with a flat one. Those of an underlying cancel its risk. */
const COLLATERAL = [
  { slot: 1, underlying: 0, linear: false },
  { slot: 2, underlying: 7, linear: true },
  { slot: 3, underlying: 7, linear: true },
  { slot: 16, underlying: 0, linear: false },
  { slot: 17, underlying: 7, linear: true },
  { slot: 18, underlying: 8, linear: true },
] as const;

export interface TableOptions {
  readonly scenarios?: number;
  /** Of each underlying with options; all underlyings have the same dates. */
  readonly expiries?: number;
  /** Strikes of each expiry; each has a call and a put. */
  readonly strikes?: number;
  /** How many of `UNDERLYINGS` have options. */
  readonly optioned?: number;
  readonly style?: Style;
}

const NOTHING = { maintenance: price(0n), initial: price(0n) };

/** What any row has, and what one that is no option has: a linear price, or not, and size tiers. */
const anyRow = (random: Random, style: Style, place: Pick<Row, 'slot' | 'underlying'>) => ({
  ...place,
  settlementPrice: randomSigned(random, style),
  charge: randomCharge(random, style),
  maxSize: size(SIZE_RANGE[1]),
  reduceOnly: random.chance(0.1),
  frozen: false,
  fillBand: randomPrice(random, style),
});

function linearRow(random: Random, style: Style, place: Pick<Row, 'slot' | 'underlying'> & { linear: boolean }): Row {
  const { slot, underlying, linear } = place;
  const flat = isCollateral(slot) && slot >= TIERED_COLLATERAL_SLOTS;
  const row: Row = {
    ...anyRow(random, style, { slot, underlying }),
    linearPrice: linear ? randomPrice(random, style) : price(0n),
    shortCharge: NOTHING,
  };
  const sizeTiers = randomSizeTiers(random, style, flat);
  const cells = randomCells(random, style, { flat });
  // A haircut is a share of all the value.
  const charged = (schedule: SizeTiers) => (isCollateral(slot) ? raised(schedule, row.settlementPrice) : schedule);
  const chargedCell = (cell: CrossCell) => ({
    ...cell,
    delta: underlying === 0 ? price(0n) : cell.delta,
    tiers: charged(cell.tiers),
  });
  return {
    ...row,
    sizeTiers: { maintenance: charged(sizeTiers.maintenance), initial: charged(sizeTiers.initial) },
    cross: { maintenance: chargedCell(cells.maintenance), initial: chargedCell(cells.initial) },
  };
}

/**
 * A valid table: collateral, a perpetual of each underlying, one frozen row, then options spread over all slots. Every
 * method takes every row, but the isolated one no option.
 */
export function randomTable(random: Random, options: TableOptions = {}): MarketTable {
  const { scenarios = 33, expiries = 4, strikes = 3, optioned = 1, style = 'sane' } = options;
  const largest = style === 'wild' ? FACTOR_LIMIT : 2n * ONE_FACTOR;
  const rows = new Map<number, Row>();
  const terms = new Map<string, ExpiryTerms>();
  const add = (row: Row) => rows.set(row.slot, row);
  for (const place of COLLATERAL) add(linearRow(random, style, place));
  for (const [index, underlying] of UNDERLYINGS.entries()) {
    add(linearRow(random, style, { slot: COLLATERAL_SLOTS + index, underlying, linear: true }));
  }
  add(frozenRow({ slot: FROZEN_SLOT, underlying: 7, settlementPrice: randomSigned(random, style) }));
  for (const underlying of UNDERLYINGS.slice(0, optioned)) {
    for (let e = 0; e < expiries; e++) {
      const expiry = 1_600_000_000 + e * 86_400;
      terms.set(expiryKey(underlying, expiry), randomTerms(random, style));
      const moves = randomMoves(random, style);
      for (let k = 0; k < strikes; k++) {
        let pair = FIRST_PAIR + random.index(PAIRS);
        while (rows.has(2 * pair)) pair = FIRST_PAIR + random.index(PAIRS);
        const shortCharge = randomCharge(random, style);
        for (const slot of [2 * pair, 2 * pair + 1]) {
          const row = anyRow(random, style, { slot, underlying });
          const option = randomOption(random, style, { expiry, scenarios });
          add({
            ...row,
            settlementPrice: option.mark,
            linearPrice: price(0n),
            shortCharge,
            option,
            cross: randomCells(random, style, { moves, flat: false }),
          });
        }
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
  readonly method?: Method;
  /** Most legs; by default what the smallest circuit of the method holds. */
  readonly legs?: number;
  /** Most expiries and most legs with a tiered haircut of a portfolio account. */
  readonly expiries?: number;
  readonly collaterals?: number;
  readonly style?: Style;
}

/** Up to `most` of the slots, in their order. */
function choose(random: Random, slots: readonly number[], most: number): number[] {
  const chosen = new Set<number>();
  const wanted = Math.min(random.index(most + 1), slots.length);
  while (chosen.size < wanted) chosen.add(slots[random.index(slots.length)] ?? 0);
  return [...chosen].sort((a, b) => a - b);
}

/** Slots that an account of the method can hold together, as many as the options allow. */
function chooseSlots(
  random: Random,
  table: MarketTable,
  { method, legs, ...most }: Required<AccountOptions>,
): number[] {
  const rows = [...table.rows.values()];
  const slotsOf = (taken: (row: Row) => boolean): number[] => rows.filter(taken).map(({ slot }) => slot);
  if (method === 'cross')
    return choose(
      random,
      slotsOf(() => true),
      legs,
    );
  if (method === 'isolated') {
    const positions = slotsOf(({ slot, option }) => !isCollateral(slot) && option === undefined);
    const held = random.chance(0.9) ? [positions[random.index(positions.length)] ?? 0] : [];
    return [
      ...choose(
        random,
        slotsOf(({ slot }) => isCollateral(slot)),
        legs - held.length,
      ),
      ...held,
    ];
  }
  const optioned = [...new Set(rows.flatMap(({ underlying, option }) => (option === undefined ? [] : [underlying])))];
  const own = optioned[random.index(optioned.length)] ?? UNDERLYINGS[0];
  const held = rows.filter(({ underlying }) => underlying === 0 || underlying === own);
  const dates = [...new Set(held.flatMap(({ option }) => option?.expiry ?? []))].slice(0, most.expiries);
  const slots = held
    .filter(({ option }) => option === undefined || dates.includes(option.expiry))
    .map(({ slot }) => slot);
  const tiered = choose(random, slots.filter(hasTieredHaircut), Math.min(most.collaterals, legs));
  return choose(random, [...tiered, ...slots.filter((slot) => !hasTieredHaircut(slot))], legs);
}

const CIRCUIT_LEGS: Readonly<Record<Method, number>> = { isolated: 4, cross: 8, portfolio: 8 };

/** An account that its method takes, with up to `legs` legs of the table. */
export function randomAccount(random: Random, table: MarketTable, options: AccountOptions = {}): Account {
  const { method = 'portfolio', expiries = 4, collaterals = 2, style = 'sane' } = options;
  const { legs: most = CIRCUIT_LEGS[method] } = options;
  const amount = () =>
    style === 'wild' ? random.within(...SIZE_RANGE) : random.within(-1000n * 10n ** 8n, 1000n * 10n ** 8n, 0);
  const money = () => (style === 'wild' ? random.within(...CASH_RANGE) : random.within(-(10n ** 13n), 10n ** 14n, 0));
  const slots = chooseSlots(random, table, { method, legs: most, expiries, collaterals, style });
  const legs: Leg[] = slots.map((instrument) => {
    const signed = amount();
    // Collateral is never short, and the largest magnitude is that of a short.
    const held = signed < 0n && isCollateral(instrument) ? -(signed + 1n) : signed;
    return { instrument, size: size(held), cost: cash(money()) };
  });
  return {
    id: 1n + random.next(),
    owner: random.next(),
    method,
    sequence: BigInt(random.index(1000)),
    lossCheckpoint: BigInt(random.index(1000)),
    cash: cash(money()),
    legs,
    blinding: (random.next() << 128n) | (random.next() << 64n) | random.next(),
  };
}
