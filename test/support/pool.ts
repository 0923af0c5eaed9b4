/** A proving pool over the small test circuits, and ways to hurt its processes. */
import type { PoolOptions } from '../../prover/pool/pool.ts';
import { ProvingPool } from '../../prover/pool/pool.ts';
import type { ProofResult } from '../../prover/prover.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import type { SmallCircuits } from './artifacts.ts';

export const openPool = (small: SmallCircuits, options: Partial<PoolOptions> = {}): Promise<ProvingPool> =>
  ProvingPool.open({ circuits: ['in-range'], directory: small.directory, manifest: small.manifest, ...options });

/** Whether a proof of `in-range` verifies, and states the square of the value. */
export async function provesSquareOf(small: SmallCircuits, value: bigint, result: ProofResult): Promise<boolean> {
  const key = await openVerificationKey({ circuit: 'in-range', ...small });
  const { valid } = await verifyProof({ key, ...result });
  return valid && result.publicSignals.length === 1 && result.publicSignals[0] === value * value;
}

export const pidsOf = (pool: ProvingPool): number[] => pool.statistics.processes.map(({ pid }) => pid);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Stops the processes where they are, as if each proof took for ever: what is handed to them stays running. */
export function freeze(pool: ProvingPool): number[] {
  const pids = pidsOf(pool);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return pids;
}

export function thaw(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGCONT');
}

/** Waits until the condition holds. @throws after ten seconds */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let left = 2000; !holds(); left--) {
    if (left === 0) throw new Error(`until: expected ${what} within ten seconds, got none`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
