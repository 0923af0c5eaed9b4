declare module 'circomlibjs' {
  interface PoseidonOracle {
    (inputs: readonly bigint[]): Uint8Array;
    readonly F: { toObject(element: Uint8Array): bigint };
  }
  export function buildPoseidonOpt(): Promise<PoseidonOracle>;
}
