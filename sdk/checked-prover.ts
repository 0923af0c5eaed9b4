/** A warm prover of one circuit that hands out no proof of anything but what was stated. */
import { setupCommand } from '../prover/artifacts/build-folder.ts';
import { committedManifest } from '../prover/artifacts/committed.ts';
import { DirectorySource } from '../prover/artifacts/directory-source.ts';
import { circuitEntry, type Manifest } from '../prover/artifacts/manifest.ts';
import type { ArtifactSource } from '../prover/artifacts/source.ts';
import { PlimsollError } from '../prover/errors.ts';
import type { Proof } from '../prover/proof.ts';
import { Prover, type ProveOptions } from '../prover/prover.ts';
import { openVerificationKey, verifyProof, type VerificationKey } from '../prover/verify.ts';
import type { CircuitInputs } from '../prover/witness-calculator.ts';

/** Artefacts and the manifest they are checked against; by default those of setup and of this version. */
export interface Artefacts {
  readonly source?: ArtifactSource;
  readonly manifest?: Manifest;
}

/** Keeps a process alive until `close`. */
export class CheckedProver {
  readonly circuit: string;
  /** True for a development key: anybody can forge proofs that verify. */
  readonly insecure: boolean;
  /** sha256 of the verification key. */
  readonly keyHash: string;
  readonly #prover: Prover;
  readonly #key: VerificationKey;

  private constructor(prover: Prover, key: VerificationKey, keyHash: string) {
    this.circuit = prover.circuit;
    this.insecure = prover.insecure;
    this.keyHash = keyHash;
    this.#prover = prover;
    this.#key = key;
  }

  /** @throws ENVIRONMENT when an artefact is missing or differs from the manifest. */
  static async open(
    circuit: string,
    { source = new DirectorySource(), manifest = committedManifest() }: Artefacts = {},
  ): Promise<CheckedProver> {
    const key = await openVerificationKey({ circuit, source, manifest });
    const prover = await Prover.open({ circuit, source, manifest });
    return new CheckedProver(prover, key, circuitEntry(manifest, circuit).files.vkey.sha256);
  }

  /**
   * Proves what is stated, and verifies the proof.
   *
   * @param stated public signals in their order
   * @throws INVALID when the circuit rejects the inputs
   * @throws ENVIRONMENT when cancelled, out of time or closed, or when the artefacts prove something else
   */
  async prove(inputs: CircuitInputs, stated: readonly bigint[], options: ProveOptions = {}): Promise<Proof> {
    const { proof, publicSignals } = await this.#prover.prove(inputs, options);
    const { valid } = await verifyProof({ key: this.#key, proof, publicSignals: stated });
    if (valid && stated.every((signal, index) => signal === publicSignals[index])) return proof;
    throw new PlimsollError(
      'ENVIRONMENT',
      `${this.circuit}: expected a proof of the statement, got one of another; run: ${setupCommand(this.circuit)}`,
    );
  }

  /** Ends the workers. */
  close(): Promise<void> {
    return this.#prover.close();
  }
}
