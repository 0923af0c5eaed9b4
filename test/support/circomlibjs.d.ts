declare module 'circomlibjs' {
  interface FieldOracle {
    e(value: bigint): Uint8Array;
    toObject(element: Uint8Array): bigint;
  }
  interface PoseidonOracle {
    (inputs: readonly bigint[]): Uint8Array;
    (inputs: readonly bigint[], initialState: bigint, outputs: number): Uint8Array[];
    readonly F: FieldOracle;
  }
  export function buildPoseidonOpt(): Promise<PoseidonOracle>;

  type PointOracle = [Uint8Array, Uint8Array];
  interface BabyJubOracle {
    readonly F: FieldOracle;
    readonly Generator: PointOracle;
    readonly Base8: PointOracle;
    readonly subOrder: bigint;
    addPoint(a: PointOracle, b: PointOracle): PointOracle;
    mulPointEscalar(base: PointOracle, scalar: bigint): PointOracle;
    inCurve(point: PointOracle): boolean;
    inSubgroup(point: PointOracle): boolean;
  }
  export function buildBabyjub(): Promise<BabyJubOracle>;
}
