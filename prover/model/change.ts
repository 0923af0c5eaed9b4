/** From one state of an account to the next: one change at a time, exact. */
import { PlimsollError } from '../errors.ts';
import { checkAccount, type Account, type Leg } from './account.ts';
import { checkFill, SIDES, type Fill, type Side } from './fill.ts';
import { checkFlow, QUOTE_ASSET, type Flow } from './flow.ts';
import { isCollateral, type MarketTable, type Row } from './market.ts';
import {
  CASH_DECIMALS,
  CASH_RANGE,
  floorDivide,
  formatDecimal,
  ONE_SIZE,
  SIZE_RANGE,
  type Cash,
  type Size,
} from './units.ts';

/** Fills and flows have a public name; settling a leg of a frozen row into cash and resealing are private. */
export type Change =
  | { readonly kind: 'fill'; readonly side: Side; readonly fill: Fill }
  | ({ readonly kind: 'flow' } & Flow)
  | { readonly kind: 'settle'; readonly instrument: number }
  | { readonly kind: 'reseal' };

/** What is held of an instrument; both 0 for nothing. */
export type Holding = Pick<Leg, 'size' | 'cost'>;

/** A leg of either state. */
export interface LegPair {
  readonly instrument: number;
  readonly before: Holding;
  readonly after: Holding;
}

/** What a change makes of an account, and how circuits see it: both states side by side. */
export interface Effect {
  readonly cash: Cash;
  readonly legs: readonly Leg[];
  /** Legs of both states in their order; the one that the change touches also where it is new or gone. */
  readonly union: readonly LegPair[];
  /** Where in `union` the touched leg is; undefined when the change touches none. */
  readonly place: number | undefined;
  /** Whether the touched leg is only in the new state, or only in the old one. */
  readonly inserted: boolean;
  readonly removed: boolean;
}

const NOTHING: Holding = { size: 0n as Size, cost: 0n as Cash };

/** What a change adds: to cash, and to one leg if it touches one. */
interface Delta {
  readonly cash: bigint;
  readonly leg?: { readonly instrument: number; readonly size: bigint; readonly cost: bigint };
}

const refuse = (where: string, expected: string, got: string | number | bigint): PlimsollError =>
  new PlimsollError('INVALID', `${where}: expected ${expected}, got ${got}`);

/** A change out of range is well-formed and cannot be made. */
function within(value: bigint, [low, high]: readonly [bigint, bigint], where: string): bigint {
  if (value < low || value > high) throw refuse(where, `an integer in [${low}, ${high}] after the change`, value);
  return value;
}

/** @throws USAGE when the table does not list the instrument. */
export function rowOf(table: MarketTable | undefined, instrument: number): Row {
  const row = table?.rows.get(instrument);
  if (row === undefined)
    throw new PlimsollError('USAGE', `change: expected an instrument of the market table, got slot ${instrument}`);
  return row;
}

function settlement({ legs }: Account, instrument: number, table: MarketTable | undefined): Delta {
  const leg = legs.find((held) => held.instrument === instrument);
  if (leg === undefined) throw refuse('change.instrument', 'a leg of the account', `slot ${instrument}`);
  const { frozen, settlementPrice } = rowOf(table, instrument);
  if (!frozen) throw refuse('change.instrument', 'a frozen instrument', `slot ${instrument}`);
  // Less than a tick, against the holder: rounding never makes cash.
  return {
    cash: floorDivide(leg.size * settlementPrice, ONE_SIZE),
    leg: { instrument, size: 0n - leg.size, cost: 0n },
  };
}

function deltaOf(account: Account, change: Change, table: MarketTable | undefined): Delta {
  switch (change.kind) {
    case 'fill': {
      const { side, fill } = change;
      checkFill(fill);
      if (!Object.hasOwn(SIDES, side))
        throw new PlimsollError('USAGE', `change.side: expected ${Object.keys(SIDES).join(' or ')}, got ${side}`);
      const { instrument, size, cost } = fill;
      return { cash: 0n, leg: { instrument, size: SIDES[side] * size, cost: SIDES[side] * cost } };
    }
    case 'flow': {
      const { asset, amount } = change;
      checkFlow(change);
      if (asset === QUOTE_ASSET) return { cash: amount };
      return { cash: 0n, leg: { instrument: asset, size: amount, cost: 0n } };
    }
    case 'settle':
      return settlement(account, change.instrument, table);
    case 'reseal':
      return { cash: 0n };
  }
}

const holdingOf = ({ size, cost }: Holding): Holding => ({ size, cost });
const pairOf = (leg: Leg): LegPair => ({
  instrument: leg.instrument,
  before: holdingOf(leg),
  after: holdingOf(leg),
});

type Touched = Omit<Effect, 'cash' | 'legs'> & { readonly released: bigint };

/**
 * The legs of both states, and what the touched one releases into cash: its cost when it is closed, and at once when it
 * is collateral, where a debt would hide from the sign of cash.
 */
function touch(legs: readonly Leg[], leg: NonNullable<Delta['leg']>): Touched {
  const { instrument } = leg;
  const held = legs.find((each) => each.instrument === instrument);
  const before = holdingOf(held ?? NOTHING);
  const [size, cost] = [before.size + leg.size, before.cost + leg.cost];
  const removed = size === 0n;
  const folds = removed || isCollateral(instrument);
  const where = `account.legs[slot ${instrument}]`;
  if (size < 0n && isCollateral(instrument))
    throw refuse(`${where}.size`, 'at least 0 for collateral after the change', size);
  const after = removed
    ? NOTHING
    : {
        size: within(size, SIZE_RANGE, `${where}.size`) as Size,
        cost: within(folds ? 0n : cost, CASH_RANGE, `${where}.cost`) as Cash,
      };
  const others = legs.filter((each) => each !== held);
  const place = others.filter((each) => each.instrument < instrument).length;
  const union = others.map(pairOf).toSpliced(place, 0, { instrument, before, after });
  return { union, place, inserted: held === undefined, removed, released: folds ? -cost : 0n };
}

/**
 * What a change makes of an account, without the judgement of a market.
 *
 * @param table for settling only
 * @throws USAGE when account or change is out of range, INVALID when the change leads out of range, sells collateral
 *   short, withdraws what is not there or settles what is not frozen.
 */
export function effectOf(account: Account, change: Change, table?: MarketTable): Effect {
  const { legs } = checkAccount(account);
  const delta = deltaOf(account, change, table);
  const { union, place, inserted, removed, released }: Touched =
    delta.leg === undefined
      ? { union: legs.map(pairOf), place: undefined, inserted: false, removed: false, released: 0n }
      : touch(legs, delta.leg);
  const cash = within(account.cash + delta.cash + released, CASH_RANGE, 'account.cash') as Cash;
  if (change.kind === 'flow' && change.amount < 0n && cash < 0n)
    throw refuse('account.cash', 'at least 0 after a withdrawal', formatDecimal(cash, CASH_DECIMALS));
  return {
    cash,
    legs: union
      .filter((_, index) => !(removed && index === place))
      .map(({ instrument, after: { size, cost } }) => ({ instrument, size, cost })),
    union,
    place,
    inserted,
    removed,
  };
}

/**
 * The account after a change: one sequence on, under a new blinding. Closing a leg folds its cost into cash; collateral has none.
 *
 * @param next the new blinding, a fresh random field element, and the table for settling
 * @throws as `effectOf` does; USAGE when the blinding is that of the state before, which would seal two states with
 *   one key stream.
 */
export function applyChange(
  account: Account,
  change: Change,
  { blinding, table }: { readonly blinding: bigint; readonly table?: MarketTable },
): Account {
  if (blinding === account.blinding)
    throw new PlimsollError('USAGE', 'account.blinding: expected a fresh one, got that of the state before');
  const { cash, legs } = effectOf(account, change, table);
  return checkAccount({ ...account, sequence: account.sequence + 1n, cash, legs, blinding });
}
