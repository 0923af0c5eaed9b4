import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { buildBn128, type Curve } from 'ffjavascript';

import { readInteger, viewOf, writeInteger, writeSections } from '../binfile.ts';
import { BASE_FIELD } from '../curve.ts';
import { SCALAR_FIELD } from '../model/units.ts';
import { PlimsollError } from '../errors.ts';
import { multiplyGenerator } from './fixed-base.ts';
import { domainPower, eachTerm, parseR1cs, type R1cs } from './r1cs.ts';

/**
 * The secrets of a Groth16 setup. Whoever knows them can prove anything: a development key is INSECURE by nature.
 * gamma is one, as in every key that snarkjs makes.
 */
export interface ToxicWaste {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
}

/** The public seed of a circuit's development key. */
export function developmentSeed(circuit: string): string {
  return `plimsoll development key INSECURE/${circuit}`;
}

/** Toxic waste drawn from a public seed: the same on every machine. */
export function toxicWasteFromSeed(seed: string): ToxicWaste {
  const draw = (name: string): bigint => {
    const bytes = hkdf(sha256, new TextEncoder().encode(seed), new Uint8Array(0), new TextEncoder().encode(name), 64);
    const value = (readInteger(bytes, 0) + (readInteger(bytes, 32) << 256n)) % SCALAR_FIELD;
    if (value < 2n)
      throw new PlimsollError('ENVIRONMENT', `dealer: expected ${name} of at least 2 from the seed, got ${value}`);
    return value;
  };
  return { tau: draw('tau'), alpha: draw('alpha'), beta: draw('beta'), delta: draw('delta') };
}

/**
 * Writes a Groth16 proving key (snarkjs zkey format) straight from an r1cs and known toxic waste.
 *
 * Rows are those of `snarkjs zkey new`: the constraints, then one row `wire_s * 0 = 0` for the constant one and each
 * public signal, which makes the A polynomials of the public signals independent.
 *
 * @returns the bytes of the key; the same bytes for the same input, on every machine
 * @throws ENVIRONMENT when the r1cs is malformed, delta equals gamma, a verification point is at infinity, or cancelled
 */
export async function dealKey(r1csFile: Uint8Array, waste: ToxicWaste, signal?: AbortSignal): Promise<Uint8Array> {
  if (waste.delta % SCALAR_FIELD === 1n)
    throw new PlimsollError('ENVIRONMENT', 'dealer: expected delta to differ from gamma, got both 1');
  return writeKey(r1csFile, waste, signal);
}

/** As `dealKey` for any delta; with delta = 1 it gives what `snarkjs zkey new` makes, which is how tests compare the two. */
export async function writeKey(r1csFile: Uint8Array, waste: ToxicWaste, signal?: AbortSignal): Promise<Uint8Array> {
  const r1cs = parseR1cs(r1csFile);
  const power = domainPower(r1cs);
  const curve = await buildBn128(true);
  const firstPrivate = r1cs.publicSignals + 1;
  const root = (log: number): bigint => curve.Fr.toObject(curve.Fr.w[log] as Uint8Array);
  const lagrange = lagrangeAt({ tau: waste.tau, power, root: root(power), start: 1n });
  const { a, b, combined, coefficients } = readRows(r1cs, waste, lagrange);

  // The quotient is proven by its values on the odd powers of the root of twice the order (evaluations, not coefficients).
  const odd = lagrangeAt({ tau: waste.tau, power: power + 1, root: root(power), start: root(power + 1) });
  const overDelta = inverse(waste.delta);
  const scaled = (values: readonly bigint[]): bigint[] => values.map((value) => (value * overDelta) % SCALAR_FIELD);

  for (let index = 0; index < firstPrivate; index++) {
    if (combined[index] === 0n) {
      throw new PlimsollError('ENVIRONMENT', `dealer: expected IC[${index}] to be a point, got infinity`);
    }
  }
  const points = async (group: 'G1' | 'G2', scalars: readonly bigint[]): Promise<Uint8Array> => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (signal?.aborted)
      throw new PlimsollError('ENVIRONMENT', 'dealer: expected a key, got cancelled', { cause: signal.reason });
    return multiplyGenerator(curve, group, scalars);
  };
  const ic = await points('G1', combined.slice(0, firstPrivate));
  const pointsA = await points('G1', a);
  const pointsB1 = await points('G1', b);
  const pointsB2 = await points('G2', b);
  const pointsC = await points('G1', scaled(combined.slice(firstPrivate)));
  const pointsH = await points('G1', scaled(odd));
  const transcript = new Uint8Array(68); // 64 bytes identify the circuit, then the number of contributions: none
  transcript.set(sha512(r1csFile));
  return writeSections('zkey', 1, [
    [1, Uint8Array.of(1, 0, 0, 0)],
    [2, header({ curve, r1cs, power, waste })],
    [4, coefficients],
    [3, ic],
    [9, pointsH],
    [8, pointsC],
    [5, pointsA],
    [6, pointsB1],
    [7, pointsB2],
    [10, transcript],
  ]);
}

/** Every wire's A and B polynomial and beta A + alpha B + C at tau, and the coefficient section of the key. */
function readRows(r1cs: R1cs, waste: ToxicWaste, lagrange: readonly bigint[]) {
  const zeros = (): bigint[] => new Array<bigint>(r1cs.wires).fill(0n);
  const at = [zeros(), zeros(), zeros()] as const;
  let count = r1cs.publicSignals + 1;
  eachTerm(r1cs, (matrix) => {
    if (matrix < 2) count += 1;
  });
  const coefficients = new Uint8Array(4 + 44 * count);
  const view = viewOf(coefficients);
  view.setUint32(0, count, true);
  let position = 4;
  const visit = (matrix: 0 | 1 | 2, row: number, wire: number, coefficient: bigint): void => {
    at[matrix][wire] = ((at[matrix][wire] as bigint) + coefficient * (lagrange[row] as bigint)) % SCALAR_FIELD;
    if (matrix === 2) return;
    view.setUint32(position, matrix, true);
    view.setUint32(position + 4, row, true);
    view.setUint32(position + 8, wire, true);
    // Twice in Montgomery form, so that the Montgomery product with a plain witness value is in Montgomery form.
    writeInteger(coefficients, position + 12, (coefficient * MONTGOMERY_SQUARED) % SCALAR_FIELD);
    position += 44;
  };
  eachTerm(r1cs, visit);
  for (let signal = 0; signal <= r1cs.publicSignals; signal++) visit(0, r1cs.constraints + signal, signal, 1n);
  const [a, b, c] = at;
  const combined = a.map(
    (value, wire) => (waste.beta * value + waste.alpha * (b[wire] as bigint) + (c[wire] as bigint)) % SCALAR_FIELD,
  );
  return { a, b, combined, coefficients };
}

/**
 * Lagrange polynomials at tau over the 2^power points of a multiplicative group of that order, for its elements
 * `start, start * root, start * root^2, ...` up to the order of `root`.
 */
function lagrangeAt({
  tau,
  power,
  root,
  start,
}: {
  tau: bigint;
  power: number;
  root: bigint;
  start: bigint;
}): bigint[] {
  const order = 2n ** BigInt(power);
  const vanishing = modulo(exponentiate(tau, order) - 1n);
  if (vanishing === 0n)
    throw new PlimsollError('ENVIRONMENT', 'dealer: expected tau outside of the domain, got a root of unity');
  const scale = (vanishing * inverse(order)) % SCALAR_FIELD;
  const points: bigint[] = [];
  for (let point = start; points.length === 0 || point !== start; point = (point * root) % SCALAR_FIELD)
    points.push(point);
  const distances = inverses(points.map((point) => modulo(tau - point)));
  return points.map((point, index) => (((scale * point) % SCALAR_FIELD) * (distances[index] as bigint)) % SCALAR_FIELD);
}

function header({
  curve,
  r1cs,
  power,
  waste,
}: {
  curve: Curve;
  r1cs: R1cs;
  power: number;
  waste: ToxicWaste;
}): Uint8Array {
  const bytes = new Uint8Array(84 + 3 * 64 + 3 * 128);
  const view = viewOf(bytes);
  view.setUint32(0, 32, true);
  writeInteger(bytes, 4, BASE_FIELD);
  view.setUint32(36, 32, true);
  writeInteger(bytes, 40, SCALAR_FIELD);
  view.setUint32(72, r1cs.wires, true);
  view.setUint32(76, r1cs.publicSignals, true);
  view.setUint32(80, 2 ** power, true);
  const g1 = multiplyGenerator(curve, 'G1', [waste.alpha, waste.beta, waste.delta]);
  const g2 = multiplyGenerator(curve, 'G2', [waste.beta, 1n, waste.delta]);
  bytes.set(g1.subarray(0, 128), 84); // alpha, beta
  bytes.set(g2.subarray(0, 256), 212); // beta, gamma
  bytes.set(g1.subarray(128), 468); // delta
  bytes.set(g2.subarray(256), 532); // delta
  return bytes;
}

const MONTGOMERY_SQUARED = 2n ** 512n % SCALAR_FIELD;

function modulo(value: bigint): bigint {
  const rest = value % SCALAR_FIELD;
  return rest < 0n ? rest + SCALAR_FIELD : rest;
}

function exponentiate(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % SCALAR_FIELD) {
    if (rest & 1n) result = (result * square) % SCALAR_FIELD;
  }
  return result;
}

function inverse(value: bigint): bigint {
  return exponentiate(modulo(value), SCALAR_FIELD - 2n);
}

/** Inverses of many non-zero values for one inversion. */
function inverses(values: readonly bigint[]): bigint[] {
  const products: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    products.push(product);
    product = (product * value) % SCALAR_FIELD;
  }
  let rest = inverse(product);
  const result = new Array<bigint>(values.length);
  for (let index = values.length - 1; index >= 0; index--) {
    result[index] = (rest * (products[index] as bigint)) % SCALAR_FIELD;
    rest = (rest * (values[index] as bigint)) % SCALAR_FIELD;
  }
  return result;
}
