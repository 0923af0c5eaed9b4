/** The part of snarkjs (which ships no types) that ceremonies and tests use. Files are paths, or held in memory. */
declare module 'snarkjs' {
  export type File = string | { type: 'mem'; data?: Uint8Array };
  /** As `SnarkjsProof` in prover/proof.ts. */
  interface SnarkjsProof {
    readonly pi_a: readonly string[];
    readonly pi_b: readonly (readonly string[])[];
    readonly pi_c: readonly string[];
    readonly protocol: string;
    readonly curve: string;
  }
  interface Logger {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
  }
  export const zKey: {
    /** The circuit's hash, or -1 when the powers of tau do not fit. */
    newZKey(r1cs: File, powersOfTau: File, zkey: File, logger?: Logger): Promise<Uint8Array | -1>;
    contribute(old: File, fresh: File, name: string, entropy: string, logger?: Logger): Promise<Uint8Array>;
    beacon(
      old: File,
      fresh: File,
      name: string,
      hash: string,
      iterationsExponent: number,
      logger?: Logger,
    ): Promise<Uint8Array | false>;
    verifyFromR1cs(r1cs: File, powersOfTau: File, zkey: File, logger?: Logger): Promise<boolean>;
    exportVerificationKey(zkey: File): Promise<Record<string, unknown>>;
  };
  export const groth16: {
    prove(zkey: File, witness: File, logger?: Logger): Promise<{ proof: SnarkjsProof; publicSignals: string[] }>;
    verify(key: Record<string, unknown>, publicSignals: readonly string[], proof: SnarkjsProof): Promise<boolean>;
  };
  export const wtns: {
    calculate(input: Record<string, unknown>, wasm: File, witness: File): Promise<void>;
  };
}
