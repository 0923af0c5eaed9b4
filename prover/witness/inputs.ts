/** Inputs of the statement circuits: an account, the rows of its legs, and what its method reads of them. */
import { PlimsollError } from '../errors.ts';
import type { Account, Leg } from '../model/account.ts';
import {
  expiryKey,
  hasTieredHaircut,
  NO_INSTRUMENT,
  type MarginLevel,
  type PerLevel,
  type Row,
} from '../model/market.ts';
import { leafElements, packTerms, type PackedRow, type Section } from '../model/packing.ts';
import { SIZE_TIERS, tierIndex, type SizeTiers } from '../model/tiers.ts';
import type { Market, RowOpening } from '../model/tree.ts';
import { absolute, toField } from '../model/units.ts';
import type { CircuitInputs } from '../witness-calculator.ts';
import { expiriesOf, type CircuitShape, type PortfolioShape } from './circuits.ts';

/** What is valued at one root: legs in their slots, in one or more states, at one margin level. */
export interface Valued {
  /** Ascending; the sizes of a state are in the same order. */
  readonly instruments: readonly number[];
  readonly states: readonly (readonly bigint[])[];
  readonly level: MarginLevel;
}

/** One place of a circuit: the opening of a leg's row, or of slot 0, and its size in each state. */
interface Place {
  readonly sizes: readonly bigint[];
  readonly row: Row;
  readonly packed: PackedRow;
  readonly opening: RowOpening;
}

/** Places of a circuit, read at one level. */
interface Book {
  readonly places: readonly Place[];
  readonly market: Market;
  readonly level: MarginLevel;
}

function placesOf({ instruments, states }: Valued, market: Market, legs: number): Place[] {
  return Array.from({ length: legs }, (_, index) => {
    const slot = instruments[index] ?? 0;
    const opening = market.open(slot);
    if (opening === undefined)
      throw new PlimsollError('USAGE', `account.legs: expected instruments of the market table, got slot ${slot}`);
    const row = market.table.rows.get(slot) ?? NO_INSTRUMENT;
    return { sizes: states.map((sizes) => sizes[index] ?? 0n), row, packed: opening.row, opening };
  });
}

/** Header, cash and legs of an account in a circuit of `legs` places. */
export function accountInputs(account: Account, legs: number): CircuitInputs {
  const eachLeg = (field: (leg: Leg) => bigint): bigint[] =>
    Array.from({ length: legs }, (_, index) => {
      const leg = account.legs[index];
      return leg === undefined ? 0n : toField(field(leg));
    });
  return {
    id: account.id,
    owner: account.owner,
    sequence: account.sequence,
    lossCheckpoint: account.lossCheckpoint,
    count: BigInt(account.legs.length),
    cash: toField(account.cash),
    instrument: eachLeg(({ instrument }) => BigInt(instrument)),
    size: eachLeg(({ size }) => size),
    cost: eachLeg(({ cost }) => cost),
    blinding: account.blinding,
  };
}

/** What every method opens: each row, and its way to the root. */
const rowInputs = ({ places, market: { top, table } }: Book): CircuitInputs => ({
  row: places.map(({ packed }) => leafElements(packed)),
  lower: places.map(({ opening }) => opening.lower),
  upper: places.map(({ opening }) => opening.upper),
  top,
  epoch: BigInt(table.epoch),
  time: BigInt(table.time),
});

const indexOf = (tiers: SizeTiers | undefined, size: bigint): bigint =>
  tiers === undefined ? 0n : BigInt(tierIndex(tiers, absolute(size)));

/** For each state, the tier that each place falls in. */
const indicesOf = (places: readonly Place[], tiersOf: (row: Row) => SizeTiers | undefined): bigint[][] =>
  (places[0]?.sizes ?? []).map((_, state) => places.map(({ row, sizes }) => indexOf(tiersOf(row), sizes[state] ?? 0n)));

/** @throws USAGE when the row has no such section: the account's method does not take the instrument */
function contentOf<Content>({ content }: Section<Content>, { slot }: Row): PerLevel<Content> {
  if (content !== undefined) return content;
  throw new PlimsollError('USAGE', `account.legs: expected instruments that the method takes, got slot ${slot}`);
}

const otherThan = (level: MarginLevel): MarginLevel => (level === 'initial' ? 'maintenance' : 'initial');

function isolatedInputs({ places, market, level }: Book): CircuitInputs {
  const tiers = places.map(({ packed, row }) => contentOf(packed.sizeTiers, row)[level]);
  return {
    parametersHash: market.parametersHash,
    otherSizeTiers: places.map(({ packed }) => packed.sizeTiers.hash[otherThan(level)]),
    price: tiers.map(({ price }) => price),
    tier: tiers.map(({ tiers: packed }) => packed),
    index: indicesOf(places, (row) => row.sizeTiers?.[level]),
  };
}

function crossInputs({ places, market, level }: Book): CircuitInputs {
  const cells = places.map(({ packed, row }) => contentOf(packed.cross, row)[level]);
  return {
    parametersHash: market.parametersHash,
    otherCross: places.map(({ packed }) => packed.cross.hash[otherThan(level)]),
    deltaGamma: cells.map((cell) => cell.deltaGamma),
    vega: cells.map((cell) => cell.vega),
    volUp: cells.map((cell) => cell.volUp),
    volDown: cells.map((cell) => cell.volDown),
    price: cells.map((cell) => cell.price),
    tier: cells.map((cell) => cell.tiers),
    index: indicesOf(places, (row) => row.cross?.[level].tiers),
  };
}

function portfolioInputs({ places, market, level }: Book, shape: PortfolioShape): CircuitInputs {
  const { expiries: terms, parameters } = market.table;
  const underlying = places.find(({ row }) => row.underlying !== 0)?.row.underlying ?? 0;
  const slots = places.map(({ row }) => row.slot);
  const groups = expiriesOf(slots, market).map((expiry) => {
    const found = terms.get(expiryKey(underlying, expiry));
    return found === undefined ? 0n : packTerms(expiry, found);
  });
  // Whether one of the first legs has a tiered haircut follows from its slot; slot 0 has one of nothing.
  const first = places.slice(0, shape.collaterals);
  const isTiered = ({ slot }: Row): boolean => slot === 0 || hasTieredHaircut(slot);
  const haircuts = first.map(({ packed, row }) =>
    isTiered(row)
      ? contentOf(packed.sizeTiers, row)[level]
      : { price: 0n, tiers: new Array<bigint>(SIZE_TIERS).fill(0n) },
  );
  return {
    value: places.map(({ packed }) => packed.values),
    price: haircuts.map(({ price }) => price),
    tier: haircuts.map(({ tiers }) => tiers),
    index: indicesOf(first, (row) => (isTiered(row) ? row.sizeTiers?.[level] : undefined)),
    group: [...new Array<bigint>(shape.expiries - groups.length).fill(0n), ...groups],
    accountUnderlying: BigInt(underlying),
    version: BigInt(parameters.version),
    lossFactor: [parameters.lossFactor.maintenance, parameters.lossFactor.initial],
    skew: parameters.skew.map((flag) => (flag ? 1n : 0n)),
    shock: parameters.shocks.map(toField),
    damping: parameters.dampings,
  };
}

function methodInputs(book: Book, shape: CircuitShape): CircuitInputs {
  switch (shape.method) {
    case 'isolated':
      return isolatedInputs(book);
    case 'cross':
      return crossInputs(book);
    case 'portfolio':
      return portfolioInputs(book, shape);
  }
}

/**
 * What a circuit reads of the market to value some legs: rows, paths, sections of the level, a tier for each leg and
 * state. A circuit for one state takes its tiers without the dimension of states.
 *
 * @throws USAGE when the market does not list an instrument or the method does not take it, or the scenarios are not
 *   those of the circuit; the legs must fit the shape
 */
export function valuationInputs(valued: Valued, market: Market, shape: CircuitShape): CircuitInputs {
  const scenarios = market.table.parameters.shocks.length;
  if (shape.method === 'portfolio' && scenarios !== shape.scenarios) {
    throw new PlimsollError('USAGE', `market.parameters: expected ${shape.scenarios} scenarios, got ${scenarios}`);
  }
  const book: Book = { places: placesOf(valued, market, shape.legs), market, level: valued.level };
  const { index = [], ...inputs } = methodInputs(book, shape);
  const indices = index as readonly (readonly bigint[])[];
  return { ...rowInputs(book), ...inputs, index: valued.states.length === 1 ? (indices[0] ?? []) : indices };
}
