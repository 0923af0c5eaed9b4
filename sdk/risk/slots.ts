/** Which slot of the table each instrument has. Deterministic, so that two publishers build the same root. */
import { PlimsollError } from '../../prover/errors.ts';
import { SLOTS } from '../../prover/model/account.ts';
import type { MarketSpec, OptionSpec } from './market-spec.ts';

/** A slot that a strike needs: calls even, puts odd, so that both netted halves share `slot >> 1`. */
const parity = ({ type }: OptionSpec): number => (type === 'call' ? 0 : 1);
const strikeKey = ({ expiry, strike }: OptionSpec): string => `${expiry}/${strike}`;

/**
 * Slot of each instrument by name: given slots are kept; then perpetuals and collateral take the lowest free slots in
 * their order, away from options; then strikes take the lowest free pairs, by expiry and strike.
 *
 * @throws USAGE when given slots collide or stand on the wrong half of a pair, or the table is full
 */
export function assignSlots(market: MarketSpec): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  // Slot 0 is the row of no instrument.
  const taken = new Map<number, string>([[0, 'no instrument']]);
  const pairs = new Map<number, string>();
  for (const slot of market.retiredSlots) taken.set(slot, 'a retired instrument');

  const place = (name: string, slot: number, pair: string): void => {
    const where = `market[${name}].slot`;
    if (!Number.isInteger(slot) || slot < 1 || slot >= SLOTS) {
      throw new PlimsollError('USAGE', `${where}: expected 1 to ${SLOTS - 1}, got ${slot}`);
    }
    const holder = taken.get(slot);
    if (holder !== undefined)
      throw new PlimsollError('USAGE', `${where}: expected a free slot, got ${slot} of ${holder}`);
    const beside = pairs.get(slot >> 1);
    if (beside !== undefined && beside !== pair) {
      throw new PlimsollError(
        'USAGE',
        `${where}: expected the call and put of one strike or no option in slots ${slot & ~1} and ${slot | 1}, got ${name} beside another`,
      );
    }
    taken.set(slot, name);
    pairs.set(slot >> 1, pair);
    slots.set(name, slot);
  };
  const lowestFree = (name: string, fits: (slot: number) => boolean): number => {
    for (let slot = 1; slot < SLOTS; slot++) if (fits(slot)) return slot;
    throw new PlimsollError('USAGE', `market[${name}].slot: expected room in ${SLOTS} slots, got a full table`);
  };

  const linear = [...market.perps, ...market.collateral];
  for (const { name, slot } of linear) if (slot !== undefined) place(name, slot, LINEAR);
  for (const option of market.options) {
    if (option.slot === undefined) continue;
    if ((option.slot & 1) !== parity(option)) {
      throw new PlimsollError(
        'USAGE',
        `market[${option.name}].slot: expected an ${option.type === 'call' ? 'even' : 'odd'} slot for a ${option.type}, got ${option.slot}`,
      );
    }
    place(option.name, option.slot, strikeKey(option));
  }
  for (const { name, slot } of linear) {
    if (slot !== undefined) continue;
    place(
      name,
      lowestFree(name, (free) => !taken.has(free) && (pairs.get(free >> 1) ?? LINEAR) === LINEAR),
      LINEAR,
    );
  }
  const byStrike = [...market.options].sort(
    (a, b) => a.expiry - b.expiry || a.strike - b.strike || parity(a) - parity(b),
  );
  for (const option of byStrike) {
    if (option.slot !== undefined) continue;
    const key = strikeKey(option);
    const own = [...pairs].find(([, held]) => held === key)?.[0];
    const pairFree = (pair: number): boolean => !pairs.has(pair) && !taken.has(2 * pair) && !taken.has(2 * pair + 1);
    const pair = own ?? lowestFree(option.name, (slot) => pairFree(slot >> 1)) >> 1;
    place(option.name, 2 * pair + parity(option), key);
  }
  return slots;
}

/** Pair key of everything that is not an option. */
const LINEAR = 'linear';
