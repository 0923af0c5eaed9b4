/**
 * The sealed state: the opening of a commitment, encrypted once for two readers. Whoever has either key reads the state
 * off what is published; the proof of the change binds it to the commitment. Circuit: `circuits/account/seal.circom`.
 */
import { PlimsollError } from '../errors.ts';
import { checkAccount, commitmentOf, packLeg, unpackLeg, type Account } from './account.ts';
import { checkKey, multiplyBase, multiplyCleared, publicKeyOf, type CurvePoint } from './baby-jubjub.ts';
import { hash, keystream, TAG } from './poseidon.ts';
import { fromField, SCALAR_FIELD, toField, type Cash } from './units.ts';

/** Holder of the account's viewing key, holder of the liquidation key; each has a wrapped seal key, in this order. */
export const READERS = ['viewing', 'liquidation'] as const;
export type Reader = (typeof READERS)[number];

/** Words before the ciphertext: the ephemeral key, and the seal key wrapped for each reader. */
const PREFIX = 1 + READERS.length;
/** Words besides those of legs: the prefix, header and blinding. */
const FIXED = PREFIX + 2;
const COUNT_BITS = 8n;
const CASH_SHIFT = COUNT_BITS + 64n;

/** Words of a sealed state with room for `capacity` legs. */
export const sealedLength = (capacity: number): number => capacity + FIXED;

export interface Seal {
  /** What is published; its length tells the capacity of the circuit and nothing else. */
  readonly words: readonly bigint[];
  /** Points of the readers' keys. */
  readonly keys: Readonly<Record<Reader, CurvePoint>>;
}

/** Secrets of a seal; they follow from the blinding, so nothing but the account and the keys decides the words. */
const ephemeralOf = (blinding: bigint): bigint => hash(TAG.ephemeral, [blinding]);
const sealKeyOf = (blinding: bigint): bigint => hash(TAG.sealKey, [blinding]);
const wrapOf = (shared: bigint): bigint => hash(TAG.wrap, [shared]);

const add = (message: readonly bigint[], stream: readonly bigint[]): bigint[] =>
  message.map((element, index) => toField(element + (stream[index] ?? 0n)));

/**
 * Seals the state of an account for both readers.
 *
 * @param capacity legs of the circuit that proves the change
 * @throws USAGE when the account is out of range or has more legs, or nothing can be sealed to a key.
 */
export function sealState({
  account,
  viewingKey,
  liquidationKey,
  capacity,
}: {
  readonly account: Account;
  readonly viewingKey: bigint;
  readonly liquidationKey: bigint;
  readonly capacity: number;
}): Seal {
  const { legs, lossCheckpoint, cash, blinding } = checkAccount(account);
  if (legs.length > capacity)
    throw new PlimsollError('USAGE', `account.legs: expected at most ${capacity}, got ${legs.length}`);
  const keys = {
    viewing: checkKey(viewingKey, 'viewingKey'),
    liquidation: checkKey(liquidationKey, 'liquidationKey'),
  };
  const [ephemeral, sealKey] = [ephemeralOf(blinding), sealKeyOf(blinding)];
  const header = BigInt(legs.length) + (lossCheckpoint << COUNT_BITS) + (cash << CASH_SHIFT);
  const packed = Array.from({ length: capacity }, (_, index) => {
    const leg = legs[index];
    return leg === undefined ? 0n : packLeg(leg);
  });
  const message = [header, ...packed, blinding];
  return {
    words: [
      multiplyBase(ephemeral),
      ...READERS.map((reader) => toField(sealKey + wrapOf(multiplyCleared(ephemeral, keys[reader].y)))),
      ...add(message, keystream(sealKey, message.length)),
    ],
    keys,
  };
}

/** @throws INVALID: whoever sealed this did not seal an account */
function checkOpened(account: Account): Account {
  try {
    return checkAccount(account);
  } catch (cause) {
    throw new PlimsollError('INVALID', 'sealed state: expected an account, got what is none', { cause });
  }
}

const notSealed = (expected: string, got: string): PlimsollError =>
  new PlimsollError('INVALID', `sealed state: expected ${expected}, got ${got}`);

/**
 * Opens a sealed state. The proof that published it binds it to the commitment; without one, only what was sealed as
 * `sealState` does opens at all.
 *
 * @param header what a chain says of the account in the open
 * @param commitment of the state on chain, when known: what opens must be its opening
 * @throws USAGE when words or secret are out of range, INVALID when the words are not sealed to the key of this secret
 *   or not the state of this account. No message has a secret in it.
 */
export function openSealed({
  words,
  secret,
  reader,
  header,
  commitment,
}: {
  readonly words: readonly bigint[];
  readonly secret: bigint;
  readonly reader: Reader;
  readonly header: Pick<Account, 'id' | 'owner' | 'method' | 'sequence'>;
  readonly commitment?: bigint;
}): Account {
  const capacity = words.length - FIXED;
  if (capacity < 0) throw new PlimsollError('USAGE', `words: expected at least ${FIXED}, got ${words.length}`);
  const beyond = words.findIndex((word) => word < 0n || word >= SCALAR_FIELD);
  if (beyond >= 0)
    throw new PlimsollError('USAGE', `words[${beyond}]: expected a field element, got a number outside the field`);
  // Refuses a secret out of range.
  publicKeyOf(secret);

  const [ephemeralKey = 0n, ...rest] = words;
  const wrapped = rest[READERS.indexOf(reader)] ?? 0n;
  const sealKey = toField(wrapped - wrapOf(multiplyCleared(secret, ephemeralKey, 'words[0]')));
  const sealed = words.slice(PREFIX);
  const stream = keystream(sealKey, sealed.length).map((element) => -element);
  const message = add(sealed, stream);
  const blinding = message.at(-1) ?? 0n;
  if (sealKeyOf(blinding) !== sealKey || multiplyBase(ephemeralOf(blinding)) !== ephemeralKey)
    throw notSealed(`words sealed to the ${reader} key of this secret`, 'others');

  const state = fromField(message[0] ?? 0n);
  const count = Number(BigInt.asUintN(Number(COUNT_BITS), state));
  const packed = message.slice(1, -1);
  if (count > capacity || packed.slice(count).some((leg) => leg !== 0n))
    throw notSealed(`at most ${capacity} legs and nothing behind them`, 'another message');
  const { id, owner, method, sequence } = header;
  const account = checkOpened({
    id,
    owner,
    method,
    sequence,
    lossCheckpoint: BigInt.asUintN(64, state >> COUNT_BITS),
    cash: (state >> CASH_SHIFT) as Cash,
    legs: packed.slice(0, count).map(unpackLeg),
    blinding,
  });
  if (commitment !== undefined && commitmentOf(account) !== commitment)
    throw notSealed('the opening of the commitment', 'that of another');
  return account;
}

/** The sum of `words[i] * point^i`, which binds published words to a proof. */
export const evaluate = (words: readonly bigint[], point: bigint): bigint =>
  words.reduceRight((sum, word) => toField(sum * point + word), 0n);
