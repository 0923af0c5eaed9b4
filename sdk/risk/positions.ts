/** Changing what an account holds, and leaving out of a market what it does not hold. */
import { PlimsollError } from '../../prover/errors.ts';
import { checkAccount, type Account, type Leg } from '../../prover/model/account.ts';
import { floorDivide, ONE_SIZE, type Cash, type Size } from '../../prover/model/units.ts';
import type { Listing, MarketSpec, PerpSpec } from './market-spec.ts';
import { slotsOf, type BuiltMarket } from './table.ts';
import { cash } from './ranges.ts';

export interface PositionChanges {
  /** Added to cash. */
  readonly cash?: Cash;
  /** New sizes by slot, traded at the settlement price. */
  readonly trades?: ReadonlyMap<number, Size>;
  /** New sizes by slot, deposited or withdrawn: nothing is paid. */
  readonly deposits?: ReadonlyMap<number, Size>;
}

interface Change {
  readonly slot: number;
  readonly size: Size;
  readonly traded: boolean;
}

const ZERO = 0n as Size & Cash;

/** The leg of a slot after a change, and the cash that it leaves when it is closed. Rounded against the account. */
function changeLeg(leg: Leg, { size, traded }: Change, price: bigint): { leg?: Leg; released: bigint } {
  const paid = traded ? -floorDivide(-(size - leg.size) * price, ONE_SIZE) : 0n;
  const cost = leg.cost + paid;
  return size === 0n
    ? { released: -cost }
    : { leg: { ...leg, size, cost: cash(cost, 'account.legs.cost') }, released: 0n };
}

/** @throws USAGE when the account would be out of range, or the market does not list what is changed */
export function changeAccount(account: Account, changes: PositionChanges, { table }: BuiltMarket): Account {
  const list = (sizes: ReadonlyMap<number, Size> | undefined, traded: boolean): Change[] =>
    [...(sizes ?? [])].map(([slot, size]) => ({ slot, size, traded }));
  const legs = new Map(account.legs.map((leg) => [leg.instrument, leg]));
  let held: bigint = account.cash + (changes.cash ?? 0n);
  for (const change of [...list(changes.trades, true), ...list(changes.deposits, false)]) {
    const { slot } = change;
    const row = table.rows.get(slot);
    if (row === undefined)
      throw new PlimsollError('USAGE', `account.legs: expected instruments of the market table, got slot ${slot}`);
    const { leg, released } = changeLeg(
      legs.get(slot) ?? { instrument: slot, size: ZERO, cost: ZERO },
      change,
      row.settlementPrice,
    );
    held += released;
    if (leg === undefined) legs.delete(slot);
    else legs.set(slot, leg);
  }
  return checkAccount({
    ...account,
    cash: cash(held, 'account.cash'),
    legs: [...legs.values()].sort((a, b) => a.instrument - b.instrument),
  });
}

/** The market with the instruments and expiries that an account holds, and only the method it is margined by. */
export function heldMarket(spec: MarketSpec, built: BuiltMarket, { legs, method }: Account): MarketSpec {
  const slots = slotsOf(built);
  const held = new Set(legs.map(({ instrument }) => instrument));
  const isHeld = ({ name }: Pick<Listing, 'name'>): boolean => held.has(slots.get(name) ?? 0);
  const placed = <Item extends Listing>(item: Item): Item => ({ ...item, slot: slots.get(item.name) });
  // One perpetual with tiers shows that the market serves isolated accounts, so that collateral has its own.
  const shows = ({ isolated }: PerpSpec): boolean => method === 'isolated' && isolated !== undefined;
  const perps = (list: readonly PerpSpec[]): PerpSpec[] =>
    list
      .filter((perp) => isHeld(perp) || shows(perp))
      .map((perp) => ({ ...placed(perp), ...(method !== 'isolated' && { isolated: undefined }) }));
  return {
    ...spec,
    underlyings: spec.underlyings.map((underlying) => {
      const options = underlying.options.filter(isHeld).map(placed);
      const expiries = underlying.expiries.filter(({ expiry }) => options.some((option) => option.expiry === expiry));
      return { ...underlying, perps: perps(underlying.perps), expiries, options };
    }),
    collateral: spec.collateral.filter(isHeld).map(placed),
    frozen: spec.frozen.filter(isHeld),
    retiredSlots: [],
    ...(method !== 'cross' && { cross: undefined }),
  };
}
