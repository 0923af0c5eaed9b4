/** The part of ffjavascript (which ships no types) that Plimsoll uses. Field elements are Montgomery little-endian bytes. */
declare module 'ffjavascript' {
  export interface WasmField {
    readonly n8: number;
    readonly s: number;
    readonly one: Uint8Array;
    readonly zero: Uint8Array;
    /** w[k] is a primitive 2^k-th root of unity. */
    readonly w: readonly Uint8Array[];
    readonly shift: Uint8Array;
    e(value: bigint | number | Uint8Array): Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(a: Uint8Array): Uint8Array;
    eq(a: Uint8Array, b: Uint8Array): boolean;
    toObject(a: Uint8Array): bigint;
    fromObject(a: bigint): Uint8Array;
  }

  export interface WasmGroup {
    readonly F: { readonly n8: number };
    readonly g: Uint8Array;
    readonly gAffine: Uint8Array;
    readonly zero: Uint8Array;
    readonly zeroAffine: Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(a: Uint8Array): Uint8Array;
    double(a: Uint8Array): Uint8Array;
    eq(a: Uint8Array, b: Uint8Array): boolean;
    isZero(a: Uint8Array): boolean;
    isValid(a: Uint8Array): boolean;
    timesFr(a: Uint8Array, scalar: Uint8Array): Uint8Array;
    timesScalar(a: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(a: Uint8Array): Uint8Array;
    toObject(a: Uint8Array): unknown[];
    fromObject(a: unknown): Uint8Array;
  }

  export type TaskParameter = { var: number; offset?: number } | { val: number };
  export type TaskCommand =
    | { cmd: 'ALLOC'; var: number; len: number }
    | { cmd: 'ALLOCSET' | 'SET'; var: number; buff: Uint8Array }
    | { cmd: 'CALL'; fnName: string; params: TaskParameter[] }
    | { cmd: 'GET'; out: number; var: number; len: number };

  export interface ThreadManager {
    readonly memory: WebAssembly.Memory;
    readonly instance: { readonly exports: Record<string, (...parameters: number[]) => number> };
    u8: Uint8Array;
    u32: Uint32Array;
    readonly concurrency: number;
    readonly singleThread: boolean;
    readonly workers?: readonly { terminate(): void; addEventListener(type: 'error', listener: () => void): void }[];
    queueAction(task: TaskCommand[]): Promise<Uint8Array[]>;
  }

  export interface Curve {
    readonly name: string;
    readonly q: bigint;
    readonly r: bigint;
    readonly tm: ThreadManager;
    readonly Fr: WasmField;
    readonly G1: WasmGroup;
    readonly G2: WasmGroup;
    /** Product of pairings e(a1, b1) e(a2, b2)... equals one. */
    pairingEq(...points: Uint8Array[]): Promise<boolean>;
    terminate(): Promise<void>;
  }

  export function buildBn128(singleThread?: boolean): Promise<Curve>;
}
