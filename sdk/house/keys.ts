/**
 * Keys of readers on Baby Jubjub. A state is sealed to two of them: the viewing key of its account, and the liquidation
 * key of the house. A key reads; it signs nothing.
 */
import { getBytes, hexlify, randomBytes, toBeHex } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import type { Account } from '../../prover/model/account.ts';
import { checkKey, publicKeyOf, SUBGROUP_ORDER, type CurvePoint } from '../../prover/model/baby-jubjub.ts';
import { openSealed, type Reader } from '../../prover/model/seal.ts';
import { derive, type Seed } from './seed.ts';

/** Bytes that are reduced to a secret: so many that none is likelier than another. */
const WIDE_BYTES = 64;
const INDEX_BYTES = 4;
export const LAST_INDEX = 2 ** 31 - 1;

/** A secret in [1, order of the subgroup). */
const toSecret = (wide: Uint8Array): bigint => (BigInt(hexlify(wide)) % (SUBGROUP_ORDER - 1n)) + 1n;

/** The viewing secret number `index` of a seed. @throws USAGE when the index is out of range */
export function viewingSecret(seed: Seed, index: number): bigint {
  if (!Number.isInteger(index) || index < 0 || index > LAST_INDEX)
    throw new PlimsollError('USAGE', `index: expected a whole number up to ${LAST_INDEX}, got ${index}`);
  const info = getBytes(toBeHex(index, INDEX_BYTES));
  return toSecret(derive(seed, 'plimsoll.viewing.v1', { info, length: WIDE_BYTES }));
}

/** A secret for the desks of a house, from the system's random numbers. */
export const newLiquidationSecret = (): bigint => toSecret(randomBytes(WIDE_BYTES));

/** A state as it stands on chain. */
export interface SealedState {
  readonly words: readonly bigint[];
  /** What the chain says of the account in the open. */
  readonly header: Pick<Account, 'id' | 'owner' | 'method' | 'sequence'>;
  readonly commitment: bigint;
}

/**
 * Whoever can read what is sealed to a key. Holders have the secret at hand; desks that share one can read together
 * behind the same two members.
 */
export interface StateReader {
  /** The public key, as states are sealed to it. */
  readonly key: CurvePoint;
  /** @throws INVALID when the words are not sealed to this key, or do not open the commitment */
  read(state: SealedState): Promise<Account>;
}

/** A reader with its secret. @throws USAGE when the secret is out of range; it is never repeated */
export function secretReader(secret: bigint, reader: Reader): StateReader {
  return {
    key: checkKey(publicKeyOf(secret), `${reader}Key`),
    read: (state) => Promise.resolve().then(() => openSealed({ ...state, secret, reader })),
  };
}

/** The reader of the accounts that are sealed to viewing key number `index`. */
export const viewingReader = (seed: Seed, index: number): StateReader =>
  secretReader(viewingSecret(seed, index), 'viewing');
