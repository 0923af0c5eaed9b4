/** What slots, underlyings and expiries are called. */
import type { Leg } from '../../prover/model/account.ts';
import { SIZE_DECIMALS } from '../../prover/model/units.ts';
import type { InstrumentKind } from './market-spec.ts';
import { plain } from './ranges.ts';
import type { BuiltMarket } from './table.ts';

export interface Names {
  instrument(slot: number): string;
  kind(slot: number): InstrumentKind;
  underlying(id: number): string;
  /** `-5 BTC-25SEP20-9000-P`. */
  leg(leg: Leg): string;
}

/** A size without trailing zeros. */
export const plainSize = (size: bigint): string => plain(size, SIZE_DECIMALS);

/** Day of an expiry, unix seconds, in UTC: `2020-06-26`. */
export const dayOf = (expiry: number): string => new Date(expiry * 1000).toISOString().slice(0, 10);

export function namesOf({ instruments, underlyings }: Pick<BuiltMarket, 'instruments' | 'underlyings'>): Names {
  const bySlot = new Map(instruments.map((instrument) => [instrument.slot, instrument]));
  const byId = new Map(underlyings.map(({ id, name }) => [id, name]));
  const instrument = (slot: number): string => bySlot.get(slot)?.name ?? `slot ${slot}`;
  return {
    instrument,
    kind: (slot) => bySlot.get(slot)?.kind ?? 'collateral',
    underlying: (id) => byId.get(id) ?? `underlying ${id}`,
    leg: (leg) => `${plainSize(leg.size)} ${instrument(leg.instrument)}`,
  };
}
