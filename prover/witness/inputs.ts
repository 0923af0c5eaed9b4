/** Inputs of the statement circuits: an account, the rows of its legs, and what its method reads of them. */
import { PlimsollError } from '../errors.ts';
import type { Account, Leg } from '../model/account.ts';
import { expiryKey, hasTieredHaircut, NO_INSTRUMENT, type PerLevel, type Row } from '../model/market.ts';
import { packTerms, VALUES_IN_LEAF, type PackedRow, type Section } from '../model/packing.ts';
import { SIZE_TIERS, tierIndex, type SizeTiers } from '../model/tiers.ts';
import type { Market, RowOpening } from '../model/tree.ts';
import { absolute, toField } from '../model/units.ts';
import type { CircuitInputs } from '../witness-calculator.ts';
import { expiriesOf, type CircuitShape, type PortfolioShape } from './circuits.ts';

/** One place of a circuit: the opening of a leg's row, or of slot 0. */
interface Place {
  readonly size: bigint;
  readonly row: Row;
  readonly packed: PackedRow;
  readonly opening: RowOpening;
}

function placesOf(account: Account, market: Market, legs: number): Place[] {
  return Array.from({ length: legs }, (_, index) => {
    const leg = account.legs[index];
    const slot = leg?.instrument ?? 0;
    const opening = market.open(slot);
    if (opening === undefined)
      throw new PlimsollError('USAGE', `account.legs: expected instruments of the market table, got slot ${slot}`);
    return { size: leg?.size ?? 0n, row: market.table.rows.get(slot) ?? NO_INSTRUMENT, packed: opening.row, opening };
  });
}

function accountInputs(account: Account, legs: number): CircuitInputs {
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

/** What every method opens: static fields of each row, and its way to the root. */
function bookInputs(places: readonly Place[], { top, table }: Market): CircuitInputs {
  const each = (field: (row: PackedRow) => bigint): bigint[] => places.map(({ packed }) => field(packed));
  return {
    underlying: each((row) => row.underlying),
    terms: each((row) => row.terms),
    settlementPrice: each((row) => row.settlementPrice),
    linearPrice: each((row) => row.linearPrice),
    charge: each((row) => row.charge),
    shortCharge: each((row) => row.shortCharge),
    limits: each((row) => row.limits),
    lower: places.map(({ opening }) => opening.lower),
    upper: places.map(({ opening }) => opening.upper),
    top,
    epoch: BigInt(table.epoch),
    time: BigInt(table.time),
  };
}

const indexOf = (tiers: SizeTiers | undefined, size: bigint): bigint =>
  tiers === undefined ? 0n : BigInt(tierIndex(tiers, absolute(size)));

/** @throws USAGE when the row has no such section: the account's method does not take the instrument */
function contentOf<Content>({ content }: Section<Content>, { slot }: Row): PerLevel<Content> {
  if (content !== undefined) return content;
  throw new PlimsollError('USAGE', `account.legs: expected instruments that the method takes, got slot ${slot}`);
}

/** What the methods isolated and cross do not open of a row. */
const closedInputs = (places: readonly Place[], { parametersHash }: Market): CircuitInputs => ({
  value: places.map(({ packed }) => packed.values.slice(-VALUES_IN_LEAF)),
  scenarios: places.map(({ packed }) => packed.scenariosHash),
  parametersHash,
});

function isolatedInputs(places: readonly Place[], market: Market): CircuitInputs {
  const tiers = places.map(({ packed, row }) => contentOf(packed.sizeTiers, row).maintenance);
  return {
    ...closedInputs(places, market),
    cross: places.map(({ packed: { cross } }) => [cross.hash.maintenance, cross.hash.initial]),
    initialSizeTiers: places.map(({ packed }) => packed.sizeTiers.hash.initial),
    price: tiers.map(({ price }) => price),
    tier: tiers.map(({ tiers: packed }) => packed),
    index: places.map(({ row, size }) => indexOf(row.sizeTiers?.maintenance, size)),
  };
}

function crossInputs(places: readonly Place[], market: Market): CircuitInputs {
  const cells = places.map(({ packed, row }) => contentOf(packed.cross, row).maintenance);
  return {
    ...closedInputs(places, market),
    sizeTiers: places.map(({ packed: { sizeTiers } }) => [sizeTiers.hash.maintenance, sizeTiers.hash.initial]),
    initialCross: places.map(({ packed }) => packed.cross.hash.initial),
    deltaGamma: cells.map((cell) => cell.deltaGamma),
    vega: cells.map((cell) => cell.vega),
    volUp: cells.map((cell) => cell.volUp),
    volDown: cells.map((cell) => cell.volDown),
    price: cells.map((cell) => cell.price),
    tier: cells.map((cell) => cell.tiers),
    index: places.map(({ row, size }) => indexOf(row.cross?.maintenance.tiers, size)),
  };
}

function portfolioInputs(
  places: readonly Place[],
  market: Market,
  { shape, expiries }: { shape: PortfolioShape; expiries: readonly number[] },
): CircuitInputs {
  const { expiries: terms, parameters } = market.table;
  const underlying = places.find(({ row }) => row.underlying !== 0)?.row.underlying ?? 0;
  const groups = expiries.map((expiry) => {
    const found = terms.get(expiryKey(underlying, expiry));
    return found === undefined ? 0n : packTerms(expiry, found);
  });
  // Whether one of the first legs has a tiered haircut follows from its slot; slot 0 has one of nothing.
  const haircuts = places.slice(0, shape.collaterals).map(({ packed, row, size }) => {
    const tiered = row.slot === 0 || hasTieredHaircut(row.slot);
    if (!tiered) return { price: 0n, tiers: new Array<bigint>(SIZE_TIERS).fill(0n), index: 0n };
    return { ...contentOf(packed.sizeTiers, row).maintenance, index: indexOf(row.sizeTiers?.maintenance, size) };
  });
  return {
    value: places.map(({ packed }) => packed.values),
    cross: places.map(({ packed: { cross } }) => [cross.hash.maintenance, cross.hash.initial]),
    sizeTiers: places.map(({ packed: { sizeTiers } }) => [sizeTiers.hash.maintenance, sizeTiers.hash.initial]),
    price: haircuts.map(({ price }) => price),
    tier: haircuts.map(({ tiers }) => tiers),
    index: haircuts.map(({ index }) => index),
    group: [...new Array<bigint>(shape.expiries - groups.length).fill(0n), ...groups],
    accountUnderlying: BigInt(underlying),
    version: BigInt(parameters.version),
    lossFactor: [parameters.lossFactor.maintenance, parameters.lossFactor.initial],
    skew: parameters.skew.map((flag) => (flag ? 1n : 0n)),
    shock: parameters.shocks.map(toField),
    damping: parameters.dampings,
  };
}

/**
 * Private inputs of a statement circuit.
 *
 * @throws USAGE when the account holds what the market or the method does not list; the account must fit the shape
 */
export function privateInputs(account: Account, market: Market, shape: CircuitShape): CircuitInputs {
  const places = placesOf(account, market, shape.legs);
  const common = { ...accountInputs(account, shape.legs), ...bookInputs(places, market) };
  switch (shape.method) {
    case 'isolated':
      return { ...common, ...isolatedInputs(places, market) };
    case 'cross':
      return { ...common, ...crossInputs(places, market) };
    case 'portfolio':
      return { ...common, ...portfolioInputs(places, market, { shape, expiries: expiriesOf(account, market) }) };
  }
}
