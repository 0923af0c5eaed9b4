/** A chain inside this process: gone when the process is. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BrowserProvider, type JsonRpcApiProvider, type Signer } from 'ethers';
import type * as Hardhat from 'hardhat/hre';

import { PlimsollError } from '../../prover/errors.ts';
import { ROOT } from '../../prover/root.ts';

export interface LocalChain {
  readonly provider: JsonRpcApiProvider;
  /** Funded accounts whose keys are public knowledge. */
  signer(index: number): Promise<Signer>;
  /** Moves the clock of the next block to a time in unix seconds. */
  setTime(time: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a chain of id 31337 with its clock at `time`, so that prices of the past are fresh on it.
 *
 * @param time unix seconds
 * @throws ENVIRONMENT when Hardhat, a development dependency, is not installed
 */
export async function startLocalChain(time: number): Promise<LocalChain> {
  const hardhat = await importHardhat();
  const runtime = await hardhat.createHardhatRuntimeEnvironment(
    {
      networks: { demo: { type: 'edr-simulated', chainId: 31337, initialDate: new Date(time * 1000) } },
    },
    {},
    ROOT,
  );
  const connection = await runtime.network.create('demo');
  // ethers caches answers for a moment, which hides a block that was just mined.
  const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  return {
    provider,
    signer: (index) => provider.getSigner(index),
    setTime: async (next) => {
      await provider.send('evm_setNextBlockTimestamp', [next]);
    },
    close: async () => {
      provider.destroy();
      await connection.close();
    },
  };
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
