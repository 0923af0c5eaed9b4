/** Deploys the contract stack: verifiers, router, accounts, market roots, registry. Needs `hardhat build`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Contract, ContractFactory, encodeBytes32String, type InterfaceAbi, type Signer } from 'ethers';

import { BUILD_FOLDER, intoBuildFolder } from '../prover/artifacts/build-folder.ts';
import { committedManifest } from '../prover/artifacts/committed.ts';
import { circuitEntry } from '../prover/artifacts/manifest.ts';
import { PlimsollError } from '../prover/errors.ts';
import { CHANGE_CIRCUITS, CIRCUITS, HOUSE_CIRCUITS, OPEN_CIRCUIT } from '../prover/witness/circuits.ts';
import { STATEMENTS } from './abi.ts';
import { callError, settle, type Submission } from './client.ts';

/** Where `hardhat build` puts what it compiles. */
export const CONTRACT_DIRECTORY = join(BUILD_FOLDER, 'contracts/artifacts');
/** What to run, in a checkout, so that it does. */
export const CONTRACT_COMMAND = intoBuildFolder('npx hardhat build');
/** Chains that live on one machine; development verifiers and demonstration tokens revert on all others. */
export const LOCAL_CHAINS: readonly bigint[] = [31337n, 1337n];

export interface ContractArtifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** Name of the contract that verifies a circuit: `portfolio-8` gives `Portfolio8Verifier`. */
export const verifierOf = (circuit: string): string =>
  `${circuit
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Verifier`;

/**
 * @param path below verifier-contracts, without `.sol`: `examples/CreditLine`
 * @throws ENVIRONMENT when the contract is not compiled
 */
export function contractArtifact(path: string, directory: string = CONTRACT_DIRECTORY): ContractArtifact {
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return JSON.parse(
      readFileSync(join(directory, 'verifier-contracts', `${path}.sol`, `${name}.json`), 'utf8'),
    ) as ContractArtifact;
  } catch (cause) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `contract ${name}: expected a compiled contract, got none; run: ${CONTRACT_COMMAND}`,
      { cause },
    );
  }
}

export interface DeployRequest extends RouterRequest {
  /** Posts commitments: trusted for the true book of every account. */
  readonly venue: string;
  /** Posts market roots: trusted for true prices. */
  readonly publisher: string;
  /** Takes market roots back. */
  readonly guardian: string;
  /** Longest time in seconds from the prices to posting their root. */
  readonly maxPostDelay: bigint;
  /** Greatest age in seconds of prices that a new proof may rest on. */
  readonly maxRootAge: bigint;
}

/** The stack, each contract with the deployer as its signer. */
export interface Stack {
  readonly accounts: Contract;
  readonly roots: Contract;
  readonly router: Contract;
  readonly registry: Contract;
}

/** Deploys one contract. @throws ENVIRONMENT when it is not compiled; INVALID when its constructor reverts */
export async function deployContract(
  deployer: Signer,
  path: string,
  options: { args?: readonly unknown[]; directory?: string } = {},
): Promise<Contract> {
  const { abi, bytecode } = contractArtifact(path, options.directory);
  try {
    const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...(options.args ?? []));
    await contract.waitForDeployment();
    return new Contract(await contract.getAddress(), abi, deployer);
  } catch (cause) {
    throw callError(`deployment of ${path}`, cause);
  }
}

/** @throws USAGE when a development key would leave the machine */
function refuseInsecure(circuits: readonly string[], chainId: bigint): void {
  if (LOCAL_CHAINS.includes(chainId)) return;
  const insecure = circuits.find((circuit) => circuitEntry(committedManifest(), circuit).key.insecure);
  if (insecure === undefined) return;
  throw new PlimsollError(
    'USAGE',
    `${insecure}: expected a ceremony key for chain ${chainId}, got an INSECURE development key; it is for chains ${LOCAL_CHAINS.join(' and ')} only`,
  );
}

/** What a circuit states, by its name. @throws USAGE when there is no such circuit */
function statementOf(circuit: string): bigint {
  if (Object.hasOwn(CIRCUITS, circuit)) return STATEMENTS.margin;
  if (circuit === OPEN_CIRCUIT) return STATEMENTS.open;
  const change = Object.hasOwn(CHANGE_CIRCUITS, circuit) ? CHANGE_CIRCUITS[circuit] : undefined;
  if (change !== undefined) return STATEMENTS[change.statement];
  throw new PlimsollError('USAGE', `circuits: expected some of ${HOUSE_CIRCUITS.join(', ')}, got ${circuit}`);
}

export interface RouterRequest {
  /** Pays, and is owner of the router. */
  readonly deployer: Signer;
  readonly circuits: readonly string[];
  /** Seconds from a change of the circuits to its effect. */
  readonly exitWindow: bigint;
  readonly contractDirectory?: string;
}

/**
 * Deploys the verifiers of circuits and a router to them, and starts it.
 *
 * @throws USAGE for an unknown circuit, or off local chains with a development key; else as `deployContract`
 */
export async function deployRouter({
  deployer,
  circuits,
  exitWindow,
  contractDirectory: directory = CONTRACT_DIRECTORY,
}: RouterRequest): Promise<Contract> {
  const network = await deployer.provider?.getNetwork();
  if (network === undefined)
    throw new PlimsollError('USAGE', 'deployer: expected a signer with a provider, got one without');
  const statements = circuits.map((circuit) => [circuit, statementOf(circuit)] as const);
  refuseInsecure(circuits, network.chainId);
  const owner = await deployer.getAddress();
  const router = await deployContract(deployer, 'CircuitRouter', { args: [owner, exitWindow], directory });
  const send = (method: string, ...args: unknown[]): Promise<Submission> =>
    settle(method, () => router.getFunction(method).send(...args));
  for (const [circuit, statement] of statements) {
    const verifier = await deployContract(deployer, `generated/${verifierOf(circuit)}`, { directory });
    await send('addCircuit', encodeBytes32String(circuit), await verifier.getAddress(), statement);
  }
  await send('start');
  return router;
}

/**
 * Deploys the stack, with a started router to the margin circuits.
 *
 * @throws USAGE for an unknown circuit, or off local chains with a development key; else as `deployContract`
 */
export async function deployStack(request: DeployRequest): Promise<Stack> {
  const { deployer, venue, publisher, guardian, maxPostDelay, maxRootAge } = request;
  const router = await deployRouter(request);
  const admin = await deployer.getAddress();
  const deploy = (path: string, args: readonly unknown[]): Promise<Contract> =>
    deployContract(deployer, path, {
      args,
      ...(request.contractDirectory !== undefined && { directory: request.contractDirectory }),
    });
  const roots = await deploy('MarketRoots', [admin, publisher, guardian, maxPostDelay]);
  const accounts = await deploy('AttestedAccounts', [venue, await roots.getAddress()]);
  const registry = await deploy('SolvencyRegistry', [
    await accounts.getAddress(),
    await roots.getAddress(),
    await router.getAddress(),
    maxRootAge,
  ]);
  return { accounts, roots, router, registry };
}
