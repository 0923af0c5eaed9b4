/** An account: what the commitment hides. Circuit: `circuits/account/opening.circom`. */
import { PlimsollError } from '../errors.ts';
import { isCollateral } from './market.ts';
import { hash, TAG } from './poseidon.ts';
import { cash, fromField, SCALAR_FIELD, integer, size, SIZE_BITS, toField, type Cash, type Size } from './units.ts';

/** Margin methods and the number each has in the header of an account. */
export const METHODS = { isolated: 1n, cross: 2n, portfolio: 3n } as const;
export type Method = keyof typeof METHODS;

/** Slots of the market table; slot 0 is the row of "no instrument". */
export const SLOTS = 1024;
/** Legs hashed in one step of the chain, so one commitment opens in any circuit whose capacity fits. */
export const LEGS_PER_CHUNK = 4;
/** More than any circuit holds; keeps a hostile file from costing time. */
export const MOST_LEGS = SLOTS - 1;

/** `size` units of the instrument in slot `instrument`, bought for `cost` in all. Value: `size * price - cost`. */
export interface Leg {
  readonly instrument: number;
  readonly size: Size;
  readonly cost: Cash;
}

export interface Account {
  /** Identifier on chain; a field element. */
  readonly id: bigint;
  /** Owner's address as a 160-bit integer. */
  readonly owner: bigint;
  readonly method: Method;
  /** Rises by one with every new commitment; below 2^64. */
  readonly sequence: bigint;
  /** Socialised loss already charged to this account; below 2^64, 0 while no loss was ever shared. */
  readonly lossCheckpoint: bigint;
  readonly cash: Cash;
  /** Instruments strictly increase, so no leg appears twice; collateral is never short. */
  readonly legs: readonly Leg[];
  /** At least 128 fresh random bits for every commitment. Secret. */
  readonly blinding: bigint;
}

const UINT64 = (1n << 64n) - 1n;

/**
 * Checks every range and the order of the legs.
 *
 * @throws USAGE naming the field, its value and the allowed range; the blinding is never named by value.
 */
export function checkAccount(account: Account): Account {
  integer(account.id, [1n, SCALAR_FIELD - 1n], 'account.id');
  integer(account.owner, [0n, (1n << 160n) - 1n], 'account.owner');
  if (!Object.hasOwn(METHODS, account.method)) {
    throw new PlimsollError(
      'USAGE',
      `account.method: expected one of ${Object.keys(METHODS).join(', ')}, got ${account.method}`,
    );
  }
  integer(account.sequence, [0n, UINT64], 'account.sequence');
  integer(account.lossCheckpoint, [0n, UINT64], 'account.lossCheckpoint');
  cash(account.cash, 'account.cash');
  if (account.blinding < 0n || account.blinding >= SCALAR_FIELD) {
    throw new PlimsollError('USAGE', 'account.blinding: expected a field element, got a number outside the field');
  }
  if (account.legs.length > MOST_LEGS) {
    throw new PlimsollError('USAGE', `account.legs: expected at most ${MOST_LEGS}, got ${account.legs.length}`);
  }
  let previous = 0;
  account.legs.forEach((leg, index) => {
    const where = `account.legs[${index}]`;
    if (!Number.isInteger(leg.instrument) || leg.instrument < 1 || leg.instrument >= SLOTS) {
      throw new PlimsollError(
        'USAGE',
        `${where}.instrument: expected a slot from 1 to ${SLOTS - 1}, got ${leg.instrument}`,
      );
    }
    if (leg.instrument <= previous) {
      throw new PlimsollError(
        'USAGE',
        `${where}.instrument: expected a slot above ${previous}, got ${leg.instrument}; legs are sorted and none appears twice`,
      );
    }
    previous = leg.instrument;
    size(leg.size, `${where}.size`);
    if (leg.size < 0n && isCollateral(leg.instrument)) {
      throw new PlimsollError('USAGE', `${where}.size: expected at least 0 for collateral, got ${leg.size}`);
    }
    cash(leg.cost, `${where}.cost`);
  });
  return account;
}

/** One field element for a leg; injective because each part is ranged: 10, 56 and 64 bits. An empty slot is 0. */
export const packLeg = (leg: Leg): bigint => toField(BigInt(leg.instrument) + (leg.size << 16n) + (leg.cost << 72n));

/** The leg of a packed one. Any number gives some leg; whether it is one of an account, `checkAccount` tells. */
export function unpackLeg(packed: bigint): Leg {
  const value = fromField(packed);
  const instrument = BigInt.asUintN(16, value);
  const size = BigInt.asIntN(Number(SIZE_BITS), (value - instrument) >> 16n);
  const cost = (value - instrument - (size << 16n)) >> 72n;
  return { instrument: Number(instrument), size: size as Size, cost: cost as Cash };
}

/** Chain over chunks of four legs, ended after the account's own number of chunks: independent of any capacity. */
export function legsHash(legs: readonly Leg[]): bigint {
  let state: bigint = TAG.legs;
  for (let start = 0; start < legs.length; start += LEGS_PER_CHUNK) {
    const chunk = legs.slice(start, start + LEGS_PER_CHUNK).map(packLeg);
    while (chunk.length < LEGS_PER_CHUNK) chunk.push(0n);
    state = hash(state, chunk);
  }
  return state;
}

/**
 * The public name of an account state: hiding through the blinding, binding through Poseidon.
 *
 * @throws USAGE when the account is out of range.
 */
export function commitmentOf(account: Account): bigint {
  checkAccount(account);
  return hash(TAG.account, [
    account.id,
    account.owner,
    METHODS[account.method],
    account.sequence,
    account.lossCheckpoint,
    BigInt(account.legs.length),
    toField(account.cash),
    legsHash(account.legs),
    account.blinding,
  ]);
}

/** The first state of an account. It hides nothing, so its blinding is 0 and anybody can open its commitment. */
export const emptyAccount = ({ id, owner, method }: Pick<Account, 'id' | 'owner' | 'method'>): Account => ({
  id,
  owner,
  method,
  sequence: 1n,
  lossCheckpoint: 0n,
  cash: 0n as Cash,
  legs: [],
  blinding: 0n,
});
