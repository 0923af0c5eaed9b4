declare module 'circomlibjs' {
  interface PoseidonOracle {
    (inputs: readonly bigint[]): Uint8Array;
    readonly F: { toObject(element: Uint8Array): bigint };
  }
  export function buildPoseidonOpt(): Promise<PoseidonOracle>;

  type Point = readonly [x: Uint8Array, y: Uint8Array];
  interface BabyJubjubOracle {
    readonly F: { toObject(element: Uint8Array): bigint; e(value: bigint): Uint8Array };
    /** Generates the subgroup of prime order. */
    readonly Base8: Point;
    /** Generates the whole curve. */
    readonly Generator: Point;
    readonly subOrder: bigint;
    addPoint(a: Point, b: Point): Point;
    mulPointEscalar(point: Point, scalar: bigint): Point;
  }
  export function buildBabyjub(): Promise<BabyJubjubOracle>;
}
