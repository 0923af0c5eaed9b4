/**
 * From one table to the next. Accounts hold slots, not names: what stands in a slot may be valued anew and may settle,
 * but never turn into something else under those who hold it.
 */
import { PlimsollError } from '../../prover/errors.ts';
import type { Row } from '../../prover/model/market.ts';
import type { Listing, MarketSpec } from './market-spec.ts';
import { namesOf } from './names.ts';
import { checkPublished } from './published.ts';
import { settleExpired } from './settlement.ts';
import { buildMarket, slotsOf, type BuiltMarket, type Instrument } from './table.ts';

type Told = string | number | bigint;

function refuse(where: string, expected: string, got: Told): never {
  throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
}

/** What stands in a slot of a table. */
interface Place {
  readonly instrument: Instrument;
  readonly row: Row;
  /** Name of the row's underlying. */
  readonly underlying: string;
}

function placesOf(market: BuiltMarket): ReadonlyMap<number, Place> {
  const names = namesOf(market);
  return new Map(
    market.instruments.map((instrument) => {
      const row = market.table.rows.get(instrument.slot);
      if (row === undefined) return refuse(`market[${instrument.name}]`, 'a row of the table', 'none');
      const underlying = row.underlying === 0 ? 'none' : names.underlying(row.underlying);
      return [instrument.slot, { instrument, row, underlying }];
    }),
  );
}

function checkPlace(before: Place, after: Place, where: string): void {
  const keep = (what: string, was: Told | undefined, is: Told | undefined): void => {
    if (was !== is) refuse(where, `the ${what} that the slot has, ${was}`, is ?? 'none');
  };
  keep('name', before.instrument.name, after.instrument.name);
  keep('kind', before.instrument.kind, after.instrument.kind);
  keep('underlying', before.underlying, after.underlying);
  keep('number of the underlying', before.row.underlying, after.row.underlying);
  keep('strike', before.instrument.strike, after.instrument.strike);
  // A future states its date when it has settled, for people.
  if (before.instrument.expiry !== undefined) keep('expiry', before.instrument.expiry, after.instrument.expiry);
  // A position in it is cash already, and no margin covers a move.
  if (before.row.frozen) {
    keep('state', 'frozen', after.row.frozen ? 'frozen' : 'live');
    keep('settlement price', before.row.settlementPrice, after.row.settlementPrice);
  }
  for (const [section, method] of [
    ['sizeTiers', 'isolated'],
    ['cross', 'cross'],
  ] as const) {
    if (before.row[section] !== undefined && after.row[section] === undefined)
      refuse(where, `a row that ${method} accounts take, as before`, 'one that they do not');
  }
}

/**
 * Checks that a table may follow another: a later epoch and time; in each slot the same instrument, live or frozen, for
 * every method that took it; or, where it was frozen, nothing, and the slot among the retired ones, which are never used
 * again.
 *
 * @throws USAGE naming the slot, its instrument and what changed; also where `next` must not be published at all
 */
export function checkSuccessor<Next extends BuiltMarket>(previous: BuiltMarket, next: Next): Next {
  checkPublished(next);
  for (const part of ['epoch', 'time'] as const) {
    if (next.table[part] <= previous.table[part])
      refuse(`market.${part}`, `more than ${previous.table[part]} of the table before`, next.table[part]);
  }
  const after = placesOf(next);
  const slots = slotsOf(next);
  for (const [slot, place] of placesOf(previous)) {
    const where = `market.rows[${slot}] (${place.instrument.name})`;
    const now = after.get(slot);
    const moved = slots.get(place.instrument.name);
    if (now !== undefined) checkPlace(place, now, where);
    else if (!next.retiredSlots.includes(slot))
      refuse(
        where,
        'its row, frozen if need be, or its slot among the retired ones',
        moved === undefined ? 'neither' : `it in slot ${moved}`,
      );
    // Without a row nobody who holds it has a proof on either side; frozen, it can be turned into cash before.
    else if (!place.row.frozen) refuse(where, 'a row that is frozen before its slot is retired', 'a live one');
  }
  const reopened = previous.retiredSlots.find((slot) => !next.retiredSlots.includes(slot));
  if (reopened !== undefined)
    refuse('market.retiredSlots', `slot ${reopened}, retired before, among them`, 'it left out');
  return next;
}

/**
 * Builds the table that follows another, and checks that it may. Instruments without a slot of their own take the one
 * that their name had, new ones a slot that no table used; retired slots stay retired. Options whose expiry has come are
 * frozen at what they pay, and stay frozen (`settleExpired`).
 *
 * @throws USAGE as `buildMarket` and `checkSuccessor` do
 */
export function buildSuccessor(previous: BuiltMarket, quoted: MarketSpec): BuiltMarket {
  const spec = settleExpired(previous, quoted);
  const slots = slotsOf(previous);
  const placed = <Item extends Listing>(item: Item): Item => ({ ...item, slot: item.slot ?? slots.get(item.name) });
  const market: MarketSpec = {
    ...spec,
    underlyings: spec.underlyings.map((underlying) => ({
      ...underlying,
      perps: underlying.perps.map(placed),
      options: underlying.options.map(placed),
    })),
    collateral: spec.collateral.map(placed),
    retiredSlots: [...new Set([...previous.retiredSlots, ...spec.retiredSlots])].sort((a, b) => a - b),
  };
  return checkSuccessor(previous, buildMarket(market, { purpose: 'publish' }));
}
