/** Which slot of the table each instrument has. Deterministic, so that two publishers build the same root. */
import { PlimsollError } from '../../prover/errors.ts';
import { SLOTS } from '../../prover/model/account.ts';
import { COLLATERAL_SLOTS, TIERED_COLLATERAL_SLOTS } from '../../prover/model/market.ts';
import { isOption, type InstrumentKind, type MarketSpec } from './market-spec.ts';

/** Where an instrument may stand, and whose pair it shares. */
interface Placement {
  readonly name: string;
  readonly slot: number | undefined;
  readonly kind: InstrumentKind;
  /** First slot of its kind and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Instruments of one key may stand side by side. */
  readonly pair: string;
  readonly expiry: number;
  readonly strike: number;
}

/** Pair key of everything that is not an option. */
const LINEAR = 'linear';

const linear = (
  { name, slot }: { name: string; slot?: number | undefined },
  kind: InstrumentKind,
  [from, to]: readonly [number, number],
): Placement => ({ name, slot, kind, from, to, pair: LINEAR, expiry: 0, strike: 0 });

const TIERED = [1, TIERED_COLLATERAL_SLOTS] as const;
const FLAT = [TIERED_COLLATERAL_SLOTS, COLLATERAL_SLOTS] as const;
const OTHERS = [COLLATERAL_SLOTS, SLOTS] as const;

function strikeOf(
  option: { name: string; slot?: number | undefined; expiry: number; strike: number },
  kind: InstrumentKind,
  underlying: string,
): Placement {
  const { name, slot, expiry, strike } = option;
  const [from, to] = OTHERS;
  return { name, slot, kind, from, to, pair: `${underlying}/${expiry}/${strike}`, expiry, strike };
}

/** Every instrument in the order in which free slots are given: perpetuals and collateral, then strikes. */
function placementsOf({ underlyings, collateral, frozen }: MarketSpec): Placement[] {
  return [
    ...underlyings.flatMap(({ perps }) => perps.map((perp) => linear(perp, 'perp', OTHERS))),
    ...collateral.map((item) => linear(item, 'collateral', item.haircuts === undefined ? FLAT : TIERED)),
    ...frozen.map((item) => {
      const { kind, underlying, expiry = 0, strike = 0 } = item;
      return isOption(item) ? strikeOf({ ...item, expiry, strike }, kind, underlying) : linear(item, kind, OTHERS);
    }),
    ...underlyings.flatMap(({ name, options }) =>
      options
        .map((option) => strikeOf(option, option.type, name))
        .sort((a, b) => a.expiry - b.expiry || a.strike - b.strike || parity(a) - parity(b)),
    ),
  ];
}

/** A call is even and its put odd, so that both netted halves share `slot >> 1`. */
const parity = ({ kind }: Pick<Placement, 'kind'>): number => (kind === 'call' ? 0 : 1);

/**
 * Slot of each instrument by name: given slots are kept; then perpetuals and collateral take the lowest free slots of
 * their kind in their order, away from options; then strikes take the lowest free pairs, by underlying, expiry and
 * strike. Collateral whose haircut has tiers stands in slots 1 to 15, other collateral in 16 to 63, the rest above.
 *
 * @throws USAGE when given slots collide, are of another kind or on the wrong half of a pair, or there is no room
 */
export function assignSlots(market: MarketSpec): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const taken = new Map<number, string>([[0, 'no instrument']]);
  const pairs = new Map<number, string>();
  for (const slot of market.retiredSlots) taken.set(slot, 'a retired instrument');

  const place = ({ name, kind, from, to, pair }: Placement, slot: number): void => {
    const where = `market[${name}].slot`;
    const refuse = (expected: string, got: string | number): never => {
      throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
    };
    if (!Number.isInteger(slot) || slot < from || slot >= to) refuse(`${from} to ${to - 1}`, slot);
    if (pair !== LINEAR && (slot & 1) !== parity({ kind }))
      refuse(`an ${kind === 'call' ? 'even' : 'odd'} slot for a ${kind}`, slot);
    const holder = taken.get(slot);
    if (holder !== undefined) refuse('a free slot', `${slot} of ${holder}`);
    const beside = pairs.get(slot >> 1);
    if (beside !== undefined && beside !== pair) {
      refuse(
        `the call and put of one strike or no option in slots ${slot & ~1} and ${slot | 1}`,
        `${name} beside another`,
      );
    }
    taken.set(slot, name);
    pairs.set(slot >> 1, pair);
    slots.set(name, slot);
  };
  const lowestFree = ({ name, from, to }: Placement, fits: (slot: number) => boolean): number => {
    for (let slot = from; slot < to; slot++) if (fits(slot)) return slot;
    throw new PlimsollError(
      'USAGE',
      `market[${name}].slot: expected room in slots ${from} to ${to - 1}, got a full table`,
    );
  };

  const placements = placementsOf(market);
  for (const item of placements) if (item.slot !== undefined) place(item, item.slot);
  for (const item of placements) {
    if (item.slot !== undefined) continue;
    if (item.pair === LINEAR) {
      const fits = (slot: number): boolean => !taken.has(slot) && (pairs.get(slot >> 1) ?? LINEAR) === LINEAR;
      place(item, lowestFree(item, fits));
      continue;
    }
    const own = [...pairs].find(([, held]) => held === item.pair)?.[0];
    const pairFree = (slot: number): boolean => !pairs.has(slot >> 1) && !taken.has(slot) && !taken.has(slot ^ 1);
    const pair = own ?? lowestFree(item, pairFree) >> 1;
    place(item, 2 * pair + parity(item));
  }
  return slots;
}
