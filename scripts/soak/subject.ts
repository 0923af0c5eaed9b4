import { committedManifest } from '../../prover/artifacts/committed.ts';
import { ARTIFACT_DIRECTORY } from '../../prover/artifacts/build-folder.ts';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import type { Manifest } from '../../prover/artifacts/manifest.ts';
import { PlimsollError } from '../../prover/errors.ts';
import type { ProofResult } from '../../prover/prover.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import { CIRCUITS } from '../../prover/witness/circuits.ts';
import { STATEMENT_SIGNALS } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { smallCircuits } from '../../test/support/artifacts.ts';
import { sampleInputs } from '../bench/sample.ts';

const SMALL = 'in-range';

/** What a soak proves. */
export interface Subject {
  readonly circuit: string;
  readonly directory: string;
  readonly manifest: Manifest;
  /** One proof in this many is verified. */
  readonly verifyEvery: number;
  /** Another statement for each index. */
  inputs(index: number): CircuitInputs;
  /** Whether the proof verifies and states what `inputs(index)` does. */
  verifies(index: number, result: ProofResult): Promise<boolean>;
}

/** @throws USAGE when there is no such circuit; ENVIRONMENT when its artefacts are missing */
export async function subjectOf(circuit: string): Promise<Subject> {
  if (circuit === SMALL) {
    const { directory, manifest } = await smallCircuits();
    return subject({
      circuit,
      directory,
      manifest,
      verifyEvery: 1,
      inputs: (index) => ({ value: BigInt(index % 65_536) }),
      signals: ({ value }) => [(value as bigint) ** 2n],
    });
  }
  if (CIRCUITS[circuit] === undefined) {
    const known = [SMALL, ...Object.keys(CIRCUITS)].join(', ');
    throw new PlimsollError('USAGE', `soak: expected a circuit of ${known}, got ${circuit}`);
  }
  const inputs = sampleInputs(circuit);
  return subject({
    circuit,
    directory: ARTIFACT_DIRECTORY,
    manifest: committedManifest(),
    verifyEvery: 5,
    inputs: (index) => ({ ...inputs, context: BigInt(index) }),
    signals: (stated) => STATEMENT_SIGNALS.map((name) => stated[name] as bigint),
  });
}

async function subject({
  signals,
  ...parts
}: Omit<Subject, 'verifies'> & { signals: (inputs: CircuitInputs) => bigint[] }): Promise<Subject> {
  const { circuit, directory, manifest } = parts;
  const key = await openVerificationKey({ circuit, source: new DirectorySource(directory), manifest });
  return {
    ...parts,
    verifies: async (index, { proof }) =>
      (await verifyProof({ key, proof, publicSignals: signals(parts.inputs(index)) })).valid,
  };
}
