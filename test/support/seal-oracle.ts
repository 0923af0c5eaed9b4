/** The words of a sealed state, written from their definition with circomlibjs. */
import type { Account } from '../../prover/model/account.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { CurveOracle, OraclePoint } from './curve-oracle.ts';

const TAGS = { ephemeral: 11n, sealKey: 12n, wrap: 13n, stream: 14n };
const mod = (value: bigint): bigint => ((value % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD;

/** What the words hide: count of legs with loss checkpoint and cash, the legs, the blinding. */
export function messageOf({ legs, lossCheckpoint, cash, blinding }: Account, capacity: number): bigint[] {
  const packed = legs.map(({ instrument, size, cost }) => BigInt(instrument) + 2n ** 16n * size + 2n ** 72n * cost);
  const header = BigInt(legs.length) + 2n ** 8n * lossCheckpoint + 2n ** 72n * cash;
  return [header, ...packed, ...new Array<bigint>(capacity - legs.length).fill(0n), blinding];
}

/** As many elements of the stream of a key. */
export function streamOf(oracle: CurveOracle, key: bigint, length: number): bigint[] {
  const blocks = Array.from({ length: Math.ceil(length / 15) }, (_, block) =>
    oracle.permute([TAGS.stream, key, BigInt(block), ...new Array<bigint>(12).fill(0n)], 16).slice(1),
  );
  return blocks.flat().slice(0, length);
}

/** What the holder of the ephemeral secret and the holder of the key have in common. */
export const sharedWith = (oracle: CurveOracle, key: OraclePoint, ephemeral: bigint): bigint =>
  oracle.multiply(oracle.multiply(key, 8n), ephemeral)[1];

export const ephemeralOf = (oracle: CurveOracle, { blinding }: Pick<Account, 'blinding'>): bigint =>
  oracle.permute([TAGS.ephemeral, blinding], 1)[0] ?? 0n;

/** @param keys of the viewer and of the desks */
export function wordsOf(
  oracle: CurveOracle,
  account: Account,
  { keys, capacity }: { keys: readonly [OraclePoint, OraclePoint]; capacity: number },
): bigint[] {
  const digest = (...inputs: bigint[]): bigint => oracle.permute(inputs, 1)[0] ?? 0n;
  const ephemeral = ephemeralOf(oracle, account);
  const sealKey = digest(TAGS.sealKey, account.blinding);
  const message = messageOf(account, capacity);
  const stream = streamOf(oracle, sealKey, message.length);
  return [
    oracle.multiply(oracle.base, ephemeral)[1],
    ...keys.map((key) => mod(sealKey + digest(TAGS.wrap, sharedWith(oracle, key, ephemeral)))),
    ...message.map((element, index) => mod(element + (stream[index] ?? 0n))),
  ];
}

/** The value of the words as a polynomial, power by power. */
export const valueOf = (words: readonly bigint[], point: bigint): bigint =>
  mod(words.reduce((sum, word, power) => sum + word * point ** BigInt(power), 0n));
