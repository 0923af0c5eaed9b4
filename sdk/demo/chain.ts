/** A chain inside this process: gone when the process is. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BrowserProvider, JsonRpcProvider, type JsonRpcApiProvider, type Signer } from 'ethers';
import type * as Hardhat from 'hardhat/hre';

import { PlimsollError } from '../../prover/errors.ts';
import { ROOT } from '../../prover/root.ts';
import { UNCACHED } from '../client.ts';
import { systemCode } from '../files/write.ts';

type HardhatNetworks = Awaited<ReturnType<typeof Hardhat.createHardhatRuntimeEnvironment>>['network'];

export interface LocalChain {
  readonly provider: JsonRpcApiProvider;
  /** Funded accounts whose keys are public knowledge. */
  signer(index: number): Promise<Signer>;
  /** Moves the clock of the next block to a time in unix seconds. */
  setTime(time: number): Promise<void>;
  close(): Promise<void>;
}

/** A local chain that other processes reach over JSON-RPC. */
export interface ServedChain extends LocalChain {
  readonly rpc: string;
}

/** What the chain is called in Hardhat's configuration. */
const NETWORK = 'plimsoll';
const CHAIN_ID = 31337;

/** Hardhat's networks with one whose clock starts at a time. @throws ENVIRONMENT when Hardhat is not installed */
async function networkAt(time: number): Promise<HardhatNetworks> {
  const hardhat = await importHardhat();
  const initialDate = new Date(time * 1000);
  const networks = { [NETWORK]: { type: 'edr-simulated', chainId: CHAIN_ID, initialDate } } as const;
  return (await hardhat.createHardhatRuntimeEnvironment({ networks }, {}, ROOT)).network;
}

const chainOver = (provider: JsonRpcApiProvider, close: () => Promise<void>): LocalChain => ({
  provider,
  signer: (index) => provider.getSigner(index),
  setTime: async (next) => {
    await provider.send('evm_setNextBlockTimestamp', [next]);
  },
  close: async () => {
    provider.destroy();
    await close();
  },
});

/**
 * Starts a chain of id 31337 with its clock at `time`, so that prices of the past are fresh on it.
 *
 * @param time unix seconds
 * @throws ENVIRONMENT when Hardhat, a development dependency, is not installed
 */
export async function startLocalChain(time: number): Promise<LocalChain> {
  const network = await networkAt(time);
  const connection = await network.create(NETWORK);
  return chainOver(new BrowserProvider(connection.provider, undefined, UNCACHED), () => connection.close());
}

/**
 * The same behind an address.
 *
 * @param port 0 takes a free one
 * @throws ENVIRONMENT when Hardhat is not installed, or the address cannot be listened on
 */
export async function serveLocalChain({
  time,
  host = '127.0.0.1',
  port = 0,
}: {
  time: number;
  host?: string;
  port?: number;
}): Promise<ServedChain> {
  const network = await networkAt(time);
  const server = await network.createServer(NETWORK, host, port);
  try {
    const { port: taken } = await server.listen();
    const rpc = `http://${host}:${taken}`;
    const provider = new JsonRpcProvider(rpc, CHAIN_ID, { ...UNCACHED, staticNetwork: true });
    return { rpc, ...chainOver(provider, () => server.close()) };
  } catch (cause) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `local chain: expected to listen on ${host}:${port}, got ${systemCode(cause)}`,
      { cause },
    );
  }
}

/** Loaded on demand: only a checkout has it. */
export async function importHardhat(): Promise<typeof Hardhat> {
  try {
    return await import('hardhat/hre');
  } catch (cause) {
    throw new PlimsollError(
      'ENVIRONMENT',
      'local chain: expected the package hardhat, got none; run this in a checkout after npm install',
      { cause },
    );
  }
}

/** Compiles what changed. @throws ENVIRONMENT with what the compiler said */
export async function buildContracts(): Promise<void> {
  const hardhat = join(createRequire(import.meta.url).resolve('hardhat/package.json'), '..', 'dist/src/cli.js');
  try {
    await promisify(execFile)(process.execPath, [hardhat, 'build', '--quiet'], { cwd: ROOT, maxBuffer: 1 << 26 });
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new PlimsollError(
      'ENVIRONMENT',
      `contracts: expected hardhat to compile them, got ${`${stdout}${stderr}`.trim().slice(0, 400)}`,
      { cause },
    );
  }
}
