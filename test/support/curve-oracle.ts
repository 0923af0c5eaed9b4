/** Baby Jubjub and Poseidon by circomlibjs, in whole numbers. */
import { buildBabyjub, buildPoseidonOpt } from 'circomlibjs';

export type OraclePoint = readonly [x: bigint, y: bigint];

export interface CurveOracle {
  readonly base: OraclePoint;
  readonly subgroupOrder: bigint;
  /** The eight points of low order, by multiples of one of order 8; the identity is first. */
  readonly lowOrder: readonly OraclePoint[];
  readonly add: (first: OraclePoint, second: OraclePoint) => OraclePoint;
  readonly multiply: (point: OraclePoint, scalar: bigint) => OraclePoint;
  readonly isOnCurve: (point: OraclePoint) => boolean;
  /** Outputs of one permutation whose first element starts as 0. */
  readonly permute: (inputs: readonly bigint[], outputs: number) => bigint[];
}

export async function curveOracle(): Promise<CurveOracle> {
  const [curve, poseidon] = [await buildBabyjub(), await buildPoseidonOpt()];
  const { F } = curve;
  const into = ([x, y]: OraclePoint): [Uint8Array, Uint8Array] => [F.e(x), F.e(y)];
  const out = ([x, y]: [Uint8Array, Uint8Array]): OraclePoint => [F.toObject(x), F.toObject(y)];
  const multiply = (point: OraclePoint, scalar: bigint) => out(curve.mulPointEscalar(into(point), scalar));
  const eighth = multiply(out(curve.Generator), curve.subOrder);
  return {
    base: out(curve.Base8),
    subgroupOrder: curve.subOrder,
    lowOrder: Array.from({ length: 8 }, (_, index) => multiply(eighth, BigInt(index))),
    add: (first, second) => out(curve.addPoint(into(first), into(second))),
    multiply,
    isOnCurve: (point) => curve.inCurve(into(point)),
    permute: (inputs, outputs) =>
      outputs === 1
        ? [F.toObject(poseidon(inputs))]
        : poseidon(inputs, 0n, outputs).map((element) => F.toObject(element)),
  };
}
