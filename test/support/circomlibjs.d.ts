declare module 'circomlibjs' {
  interface PoseidonOracle {
    (inputs: readonly bigint[], initialState?: bigint, outputs?: number): Uint8Array;
    readonly F: { toObject(element: Uint8Array): bigint };
  }
  export function buildPoseidonOpt(): Promise<PoseidonOracle>;

  type CurvePoint = readonly [x: Uint8Array, y: Uint8Array];
  interface BabyJubjub {
    readonly F: { e(value: bigint): Uint8Array; toObject(element: Uint8Array): bigint };
    readonly subOrder: bigint;
    mulPointEscalar(point: CurvePoint, scalar: bigint): CurvePoint;
  }
  export function buildBabyjub(): Promise<BabyJubjub>;
}
