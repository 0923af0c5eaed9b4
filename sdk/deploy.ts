/** Deploys the contract stack: market roots, verifiers, router, accounts, registry. Needs `hardhat build`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Contract, ContractFactory, encodeBytes32String, type InterfaceAbi, type Signer } from 'ethers';

import { committedManifest } from '../prover/artifacts/committed.ts';
import { circuitEntry } from '../prover/artifacts/manifest.ts';
import { PlimsollError } from '../prover/errors.ts';
import { ROOT } from '../prover/root.ts';
import { CHANGE_CIRCUITS, CIRCUITS } from '../prover/witness/circuits.ts';
import { STATEMENTS } from './abi.ts';
import { callError, settle, type Submission } from './client.ts';

/** Where `hardhat build` puts what it compiles. */
export const CONTRACT_DIRECTORY = join(ROOT, 'build/contracts/artifacts');
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
      `contract ${name}: expected a compiled contract, got none; run: npx hardhat build`,
      { cause },
    );
  }
}

/** Who plays which part, and how long things may take; times in seconds. */
export interface Parts {
  /** Pays, and is owner of the router and admin of the market roots. */
  readonly deployer: Signer;
  /** Posts market roots: trusted for true prices. */
  readonly publisher: string;
  /** Takes market roots back. */
  readonly guardian: string;
  readonly circuits: readonly string[];
  /** Longest time from the prices to posting their root. */
  readonly maxPostDelay: bigint;
  /** Greatest age of prices that a new proof may rest on. */
  readonly maxRootAge: bigint;
  /** From a change of the circuits to its effect. */
  readonly exitWindow: bigint;
  readonly contractDirectory?: string;
}

export interface DeployRequest extends Parts {
  /** Posts commitments: trusted for the true book of every account. */
  readonly venue: string;
}

/** What every stack rests on, each contract with the deployer as its signer. */
export interface Base {
  readonly roots: Contract;
  readonly router: Contract;
}

export interface Stack extends Base {
  readonly accounts: Contract;
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

/** What each circuit states, by the number of the kind in `CircuitRouter`. */
const KINDS: Readonly<Record<string, bigint>> = {
  ...Object.fromEntries(Object.keys(CIRCUITS).map((circuit) => [circuit, STATEMENTS.margin])),
  open: STATEMENTS.open,
  ...Object.fromEntries(
    Object.entries(CHANGE_CIRCUITS).map(([circuit, { statement }]) => [circuit, STATEMENTS[statement]]),
  ),
};

/** @throws USAGE when there is no such circuit */
function kindOf(circuit: string): bigint {
  const kind = Object.hasOwn(KINDS, circuit) ? KINDS[circuit] : undefined;
  if (kind !== undefined) return kind;
  throw new PlimsollError('USAGE', `circuits: expected some of ${Object.keys(KINDS).join(', ')}, got ${circuit}`);
}

/** Deploys a contract of a stack as its parts say. */
export const deployPart = (
  { deployer, contractDirectory: directory }: Parts,
  path: string,
  args: readonly unknown[] = [],
): Promise<Contract> => deployContract(deployer, path, { args, ...(directory !== undefined && { directory }) });

/**
 * Deploys market roots and a router, adds the circuits and starts the router.
 *
 * @throws USAGE for an unknown circuit, or off local chains with a development key; else as `deployContract`
 */
export async function deployBase(parts: Parts): Promise<Base> {
  const { deployer, circuits, publisher, guardian, maxPostDelay, exitWindow } = parts;
  const network = await deployer.provider?.getNetwork();
  if (network === undefined)
    throw new PlimsollError('USAGE', 'deployer: expected a signer with a provider, got one without');
  const kinds = circuits.map((circuit) => [circuit, kindOf(circuit)] as const);
  refuseInsecure(circuits, network.chainId);

  const admin = await deployer.getAddress();
  const roots = await deployPart(parts, 'MarketRoots', [admin, publisher, guardian, maxPostDelay]);
  const router = await deployPart(parts, 'CircuitRouter', [admin, exitWindow]);
  const send = (method: string, ...args: unknown[]): Promise<Submission> =>
    settle(method, () => router.getFunction(method).send(...args));
  for (const [circuit, kind] of kinds) {
    const verifier = await deployPart(parts, `generated/${verifierOf(circuit)}`);
    await send('addCircuit', encodeBytes32String(circuit), await verifier.getAddress(), kind);
  }
  await send('start');
  return { roots, router };
}

/** Deploys the registry of certificates over the accounts of a contract. */
export const deployRegistry = async (parts: Parts, accounts: Contract, { roots, router }: Base): Promise<Contract> =>
  deployPart(parts, 'SolvencyRegistry', [
    await accounts.getAddress(),
    await roots.getAddress(),
    await router.getAddress(),
    parts.maxRootAge,
  ]);

/** Deploys the stack over accounts that a venue attests. @throws as `deployBase` */
export async function deployStack(request: DeployRequest): Promise<Stack> {
  const base = await deployBase(request);
  const accounts = await deployPart(request, 'AttestedAccounts', [request.venue]);
  return { ...base, accounts, registry: await deployRegistry(request, accounts, base) };
}
