import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NetworkConnection } from 'hardhat/types/network';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import type { Manifest } from '../../prover/artifacts/manifest.ts';
import { localCurve } from '../../prover/curve.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { fromCalldata, type Proof, toCalldata } from '../../prover/proof.ts';
import { Prover } from '../../prover/prover.ts';
import { readManifest, setup } from '../../prover/setup/setup.ts';
import { renderVerifiers } from '../../scripts/generate-verifiers.ts';
import type { Deployed } from './contracts.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'build/test-six-signals');
const CIRCUIT = 'six-signals';
const CONTRACT = 'SixSignalsVerifier';

/** A small circuit with the margin statement's signals, a real key and real proofs. */
export interface SixSignals {
  readonly manifest: Manifest;
  readonly source: DirectorySource;
  /** Solidity of the generated verifier. */
  readonly verifier: string;
  /** Proves signals whose commitment is `secret` squared. */
  prove(signals: readonly bigint[], secret: bigint): Promise<bigint[]>;
}

/** Compiles, deals a development key and generates the verifier; quick after the first time. */
export async function sixSignals(): Promise<SixSignals> {
  const manifestPath = join(FOLDER, 'manifest.json');
  await setup({
    circuits: [CIRCUIT],
    outDir: FOLDER,
    manifestPath,
    sourceOf: (circuit) => join('test/support/circuits', `${circuit}.circom`),
  });
  const manifest = await readManifest(manifestPath);
  const source = new DirectorySource(FOLDER);
  const verifier = (await renderVerifiers(manifest, source)).get(`${CONTRACT}.sol`) as string;
  const prover = await Prover.open({ circuit: CIRCUIT, source, manifest, singleThread: true });
  return {
    manifest,
    source,
    verifier,
    async prove(signals, secret) {
      const [commitment, marketRoot, thresholdBps, minExcess, solvent, context] = signals as [
        bigint,
        bigint,
        bigint,
        bigint,
        bigint,
        bigint,
      ];
      const inputs = { commitment, marketRoot, thresholdBps, minExcess, solvent, context, secret };
      return toCalldata((await prover.prove(inputs)).proof);
    },
  };
}

interface Compiler {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } }): string;
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<
    string,
    Record<string, { readonly abi: unknown[]; readonly evm: { readonly bytecode: { readonly object: string } } }>
  >;
}

/** Compiles a generated verifier as if it lay in `verifier-contracts/generated`, and deploys it. */
export async function deployGenerated(
  connection: NetworkConnection,
  source: string,
  contract = CONTRACT,
): Promise<Deployed<'verifyProof' | 'NAME' | 'KEY_HASH'>> {
  const solc = createRequire(import.meta.url)('solc') as Compiler;
  const path = `verifier-contracts/generated/${contract}.sol`;
  const input = {
    language: 'Solidity',
    sources: { [path]: { content: source } },
    settings: {
      optimizer: { enabled: true, runs: 1_000_000 },
      viaIR: true,
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const read = (file: string): { contents: string } => ({ contents: readFileSync(join(ROOT, file), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as CompilerOutput;
  const compiled = output.contracts[path]?.[contract];
  if (compiled === undefined || output.errors?.some(({ severity }) => severity === 'error')) {
    throw new Error(
      `${contract}: expected it to compile, got ${output.errors?.map((error) => error.formattedMessage).join('\n')}`,
    );
  }
  const [signer] = await connection.ethers.getSigners();
  const factory = new connection.ethers.ContractFactory(compiled.abi as never, compiled.evm.bytecode.object, signer);
  const deployed = await factory.deploy();
  await deployed.waitForDeployment();
  return deployed as unknown as Deployed<'verifyProof' | 'NAME' | 'KEY_HASH'>;
}

/** The same statement's proof with A and B negated. */
export async function negated(words: readonly bigint[]): Promise<bigint[]> {
  const curve = await localCurve();
  const { a, b, c } = fromCalldata(words);
  const point = { a: curve.G1.neg(curve.G1.fromObject(a)), b: curve.G2.neg(curve.G2.fromObject(b)) };
  return toCalldata({
    a: curve.G1.toObject(curve.G1.toAffine(point.a)).slice(0, 2) as unknown as Proof['a'],
    b: curve.G2.toObject(curve.G2.toAffine(point.b)).slice(0, 2) as unknown as Proof['b'],
    c,
  });
}

/** The same statement's proof drawn anew without the witness: (A / k, k B + k s delta, C + s A). */
export async function rerandomised(
  words: readonly bigint[],
  delta2: readonly (readonly string[])[],
): Promise<bigint[]> {
  const { Fr, G1, G2 } = await localCurve();
  const { a, b, c } = fromCalldata(words);
  const [k, s] = [123_456_789n, 987_654_321n];
  const [pointA, pointB, pointC] = [G1.fromObject(a), G2.fromObject(b), G1.fromObject(c)];
  const delta = G2.fromObject(delta2.slice(0, 2).map((pair) => pair.map(BigInt)));
  const scaledA = G1.timesFr(pointA, Fr.e(inverse(k)));
  const scaledB = G2.add(G2.timesFr(pointB, Fr.e(k)), G2.timesFr(delta, Fr.e((k * s) % SCALAR_FIELD)));
  const shiftedC = G1.add(pointC, G1.timesFr(pointA, Fr.e(s)));
  return toCalldata({
    a: G1.toObject(G1.toAffine(scaledA)).slice(0, 2) as unknown as Proof['a'],
    b: G2.toObject(G2.toAffine(scaledB)).slice(0, 2) as unknown as Proof['b'],
    c: G1.toObject(G1.toAffine(shiftedC)).slice(0, 2) as unknown as Proof['c'],
  });
}

/** Inverse modulo r, by Fermat. */
function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value % SCALAR_FIELD, SCALAR_FIELD - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % SCALAR_FIELD;
    base = (base * base) % SCALAR_FIELD;
  }
  return result;
}
