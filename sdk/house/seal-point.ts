import { AbiCoder, id, keccak256 } from 'ethers';
import { SCALAR_FIELD } from '../../prover/model/units.ts';

/** Where the words of a sealed state are evaluated: hashes everything that must be fixed before it is known. */
export interface SealPlace {
  readonly chainId: bigint;
  /** Address of the clearing house that publishes the state. */
  readonly clearingHouse: string;
  /** Account id, 32 bytes in hexadecimal. */
  readonly account: string;
  /** Sequence and commitment of the new state. */
  readonly sequence: bigint;
  readonly commitment: bigint;
  readonly viewingKey: bigint;
  readonly liquidationKey: bigint;
  readonly words: readonly bigint[];
}

const TAG = id('plimsoll.seal.v1');
const TYPES = ['bytes32', 'uint256', 'address', 'bytes32', 'uint64', 'uint256', 'uint256', 'uint256', 'uint256[]'];

/**
 * The public signal `point`, as the clearing house computes it: a keccak256 reduced modulo r.
 *
 * @throws ethers' INVALID_ARGUMENT when a value does not fit its type
 */
export function sealPoint(place: SealPlace): bigint {
  const { chainId, clearingHouse, account, sequence, commitment, viewingKey, liquidationKey, words } = place;
  const values = [TAG, chainId, clearingHouse, account, sequence, commitment, viewingKey, liquidationKey, words];
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(TYPES, values))) % SCALAR_FIELD;
}
