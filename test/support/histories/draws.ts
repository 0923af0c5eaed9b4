/** The random calls of `ClearingHouse.t.sol`: the same numbers, taken apart the same way. */
import { AbiCoder, keccak256 } from 'ethers';

export const CALLS = [
  'deposit',
  'withdraw',
  'transfer',
  'trade',
  'refresh',
  'publish',
  'wait',
  'payQueue',
  'operate',
  'claim',
  'attack',
] as const;
export type CallName = (typeof CALLS)[number];

export interface Draw {
  readonly call: CallName;
  readonly one: bigint;
  readonly other: bigint;
  readonly asset: number;
  readonly amount: bigint;
  readonly bit: boolean;
}

/** @param index of the call in all histories */
export function drawn(index: number): Draw {
  const draw = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['string', 'uint256'], ['history', index])));
  const part = (shift: bigint, bits: number): bigint => BigInt.asUintN(bits, draw >> shift);
  return {
    call: CALLS[Number(draw % BigInt(CALLS.length))]!,
    one: draw >> 16n,
    other: draw >> 80n,
    asset: Number(part(144n, 16)),
    amount: part(160n, 64),
    bit: part(255n, 1) === 1n,
  };
}
