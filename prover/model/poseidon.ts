/**
 * Poseidon over BN254, as in `circuits/lib/hash.circom`. Every hash starts with a tag of its kind, so that a hash of
 * one kind never passes for one of another.
 */
import {
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
  poseidon9,
  poseidon10,
  poseidon11,
  poseidon12,
  poseidon13,
  poseidon14,
  poseidon15,
  poseidon16,
} from 'poseidon-lite';

/** One tag for each kind of hash; the same numbers stand in `circuits/params.circom`. */
export const TAG = {
  legs: 1n,
  account: 2n,
  scenarios: 3n,
  row: 4n,
  node: 5n,
  parameters: 6n,
  market: 7n,
  sizeTiers: 8n,
  cross: 9n,
  fill: 10n,
  ephemeral: 11n,
  sealKey: 12n,
  wrap: 13n,
  stream: 14n,
} as const;

type Poseidon = (inputs: bigint[]) => bigint;
const BY_LENGTH: readonly (Poseidon | undefined)[] = [
  undefined,
  undefined,
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
  poseidon9,
  poseidon10,
  poseidon11,
  poseidon12,
  poseidon13,
  poseidon14,
  poseidon15,
  poseidon16,
];
const CHUNK = 15;

function permute(inputs: bigint[]): bigint {
  const poseidon = BY_LENGTH[inputs.length];
  if (poseidon === undefined) throw new RangeError(`poseidon: expected 2 to 16 inputs, got ${inputs.length}`);
  return poseidon(inputs);
}

/** Elements of a key stream in one block: all that a permutation gives but one, which stays hidden. */
const STREAM_BLOCK = 15;

/** The first `length` elements of the key stream of a secret key. */
export function keystream(key: bigint, length: number): bigint[] {
  const blocks = Array.from({ length: Math.ceil(length / STREAM_BLOCK) }, (_, block) => {
    const inputs = [TAG.stream, key, BigInt(block), ...new Array<bigint>(STREAM_BLOCK - 3).fill(0n)];
    // With more than one output the library gives a list, against its own types.
    return (poseidon15(inputs, STREAM_BLOCK + 1) as unknown as bigint[]).slice(1);
  });
  return blocks.flat().slice(0, length);
}

/**
 * Hash of a tag and a vector of field elements whose length the tag fixes: the state starts as the tag and takes up
 * to 15 elements a step. Without a fixed length two vectors could meet in one state, so none of variable length is
 * hashed this way.
 */
export function hash(tag: bigint, elements: readonly bigint[]): bigint {
  let state = tag;
  for (let start = 0; start < elements.length; start += CHUNK) {
    state = permute([state, ...elements.slice(start, start + CHUNK)]);
  }
  return state;
}
