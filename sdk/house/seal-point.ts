import { AbiCoder, id, keccak256 } from 'ethers';

import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { HouseId } from './typed-data.ts';

/** What a sealed state belongs to. */
export interface SealSubject {
  readonly id: HouseId;
  /** Account id, a word of 32 bytes. */
  readonly account: string;
  /** Of the new commitment. */
  readonly sequence: bigint;
  readonly commitment: bigint;
  readonly viewingKey: bigint;
  readonly liquidationKey: bigint;
}

const TAG = id('plimsoll.seal.v1');
const TYPES = ['bytes32', 'uint256', 'address', 'bytes32', 'uint64', 'uint256', 'uint256', 'uint256', 'uint256[]'];

/**
 * The point at which the words of a sealed state are bound to its proof, as `SealedState.sol` computes it. Nobody can
 * know it before the words.
 *
 * @throws ethers' INVALID_ARGUMENT when a value does not fit its type
 */
export function sealPoint({ id: { chainId, house }, ...subject }: SealSubject, words: readonly bigint[]): bigint {
  const { account, sequence, commitment, viewingKey, liquidationKey } = subject;
  const values = [TAG, chainId, house, account, sequence, commitment, viewingKey, liquidationKey, [...words]];
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(TYPES, values))) % SCALAR_FIELD;
}
