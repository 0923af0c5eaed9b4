import { AbiCoder, id, keccak256 } from 'ethers';

import { SCALAR_FIELD } from '../prover/model/units.ts';

/** What a proof may be used for; the numbers are those of `Purpose` in `StatementContext.sol`. */
export const PURPOSES = { certify: 1, insolvency: 2 } as const;
export type Purpose = keyof typeof PURPOSES;

/** What the public signal `context` binds a proof to. */
export interface StatementContext {
  readonly chainId: bigint;
  /** Address of the registry that will accept the proof. */
  readonly registry: string;
  /** Account id, 32 bytes in hexadecimal. */
  readonly account: string;
  /** Sequence of the account's current commitment. */
  readonly sequence: bigint;
  /** Address that will submit the proof: for an insolvency, the liquidator. */
  readonly caller: string;
  readonly purpose: Purpose;
  /** Parameter version of the market root. */
  readonly parameterVersion: bigint;
}

const TAG = id('plimsoll.context.v1');
const TYPES = ['bytes32', 'uint256', 'address', 'bytes32', 'uint64', 'address', 'uint8', 'uint32'];

/**
 * The public signal `context`, as `StatementContext.sol` computes it: a keccak256 reduced modulo r.
 *
 * @throws ethers' INVALID_ARGUMENT when a value does not fit its type
 */
export function contextOf(context: StatementContext): bigint {
  const { chainId, registry, account, sequence, caller, purpose, parameterVersion } = context;
  const values = [TAG, chainId, registry, account, sequence, caller, PURPOSES[purpose], parameterVersion];
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(TYPES, values))) % SCALAR_FIELD;
}
