/** Encodings of the clearing house, written from their definition and not from the product. */
import { AbiCoder, id, keccak256, toBeHex } from 'ethers';
import { SCALAR_FIELD } from '../../prover/model/units.ts';

export const accountId = (number: number): string => toBeHex(number, 32);
export const flowInto = (asset: bigint, amount: bigint): bigint => asset + (amount << 16n);
export const flowOutOf = (asset: bigint, amount: bigint): bigint => SCALAR_FIELD + asset - (amount << 16n);
export const element = (value: bigint): bigint => ((value % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD;

/** EIP-712 type of what the owner of an account signs. */
export const TRADE_SIDE = {
  TradeSide: [
    ['account', 'bytes32'],
    ['counterparty', 'bytes32'],
    ['oldCommitment', 'uint256'],
    ['newCommitment', 'uint256'],
    ['sequence', 'uint64'],
    ['fill', 'uint256'],
    ['side', 'int8'],
    ['marketRoot', 'uint256'],
    ['deadline', 'uint64'],
  ].map(([name, type]) => ({ name: name as string, type: type as string })),
};

/** Where a sealed state is evaluated, and the value there. */
export function evaluateSeal(parts: {
  chainId: bigint;
  house: string;
  account: string;
  sequence: bigint;
  commitment: bigint;
  viewingKey: bigint;
  liquidationKey: bigint;
  words: readonly bigint[];
}): { point: bigint; evaluation: bigint } {
  const types = 'bytes32 uint256 address bytes32 uint256 uint256 uint256 uint256 uint256[]'.split(' ');
  const { chainId, house, account, sequence, commitment, viewingKey, liquidationKey, words } = parts;
  const values = [id('plimsoll.seal.v1'), chainId, house, account, sequence, commitment];
  const encoded = AbiCoder.defaultAbiCoder().encode(types, [...values, viewingKey, liquidationKey, words]);
  const point = element(BigInt(keccak256(encoded)));
  return { point, evaluation: words.reduceRight((value, word) => element(value * point + word), 0n) };
}

/** What the model takes for a proof of these signals, true or not. */
export const lieAbout = (signals: readonly bigint[]): bigint[] => [
  BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['uint256[]'], [signals]))),
  ...new Array<bigint>(7).fill(0n),
];
