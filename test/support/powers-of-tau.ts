import { localCurve, BASE_FIELD } from '../../prover/curve.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { writeInteger, writeSections } from '../../prover/binfile.ts';
import type { ToxicWaste } from '../../prover/dealer/dealer.ts';
import { multiplyGenerator } from '../../prover/dealer/fixed-base.ts';

const modulo = (value: bigint): bigint => ((value % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD;

/** Lagrange polynomials over the group that `root` generates, at tau, by their definition as a sum. */
function lagrange(order: number, root: bigint, tau: bigint): bigint[] {
  const inverseOf = (value: bigint): bigint => {
    let result = 1n;
    for (let base = value, rest = SCALAR_FIELD - 2n; rest > 0n; rest >>= 1n, base = modulo(base * base)) {
      if (rest & 1n) result = modulo(result * base);
    }
    return result;
  };
  const scale = inverseOf(BigInt(order));
  const inverseRoot = inverseOf(root);
  let step = 1n;
  return Array.from({ length: order }, () => {
    let sum = 0n;
    let power = 1n;
    for (let index = 0; index < order; index++) {
      sum += power;
      power = modulo(power * tau * step);
    }
    step = modulo(step * inverseRoot);
    return modulo(modulo(sum) * scale);
  });
}

/** Powers of tau in the format of snarkjs, prepared for phase 2, from known secrets: for circuits of up to 2^(power - 1) rows. */
export async function powersOfTau(power: number, { tau, alpha, beta }: Omit<ToxicWaste, 'delta'>): Promise<Uint8Array> {
  const curve = await localCurve();
  const size = 2 ** power;
  const powers: bigint[] = [1n];
  while (powers.length < 2 * size - 1) powers.push(modulo((powers.at(-1) as bigint) * tau));
  const evaluations = Array.from({ length: power + 1 }, (_, log) =>
    lagrange(2 ** log, curve.Fr.toObject(curve.Fr.w[log] as Uint8Array), tau),
  ).flat();
  const times = (factor: bigint, values: readonly bigint[]): bigint[] => values.map((value) => modulo(value * factor));
  const g1 = (values: readonly bigint[]): Uint8Array => multiplyGenerator(curve, 'G1', values);
  const g2 = (values: readonly bigint[]): Uint8Array => multiplyGenerator(curve, 'G2', values);
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  view.setUint32(0, 32, true);
  writeInteger(header, 4, BASE_FIELD);
  view.setUint32(36, power, true);
  view.setUint32(40, power, true);
  return writeSections('ptau', 1, [
    [1, header],
    [2, g1(powers)],
    [3, g2(powers.slice(0, size))],
    [4, g1(times(alpha, powers.slice(0, size)))],
    [5, g1(times(beta, powers.slice(0, size)))],
    [6, g2([beta])],
    [7, new Uint8Array(4)],
    [12, g1(evaluations)],
    [13, g2(evaluations)],
    [14, g1(times(alpha, evaluations))],
    [15, g1(times(beta, evaluations))],
  ]);
}
