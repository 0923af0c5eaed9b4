/** A process killed in the middle of its writes, inside the test: after a number of steps no file operation happens any more. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What changes a disk. What only reads goes on: a killed process does nothing with what it read. */
const STEPS = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'closeSync',
  'renameSync',
  'rmSync',
  'mkdirSync',
  'chmodSync',
] as const;

class Killed extends Error {}

type Step = (...args: unknown[]) => unknown;

/**
 * Runs work and kills it before its step number `at`, a write of a file after half of its bytes. Nothing that the work
 * would do on its way out reaches the disk, as in a real kill.
 *
 * @returns whether the work had that many steps
 */
export function killedAt(at: number, work: () => void): boolean {
  const originals = new Map(STEPS.map((name) => [name, fs[name] as Step]));
  const disk = fs as unknown as Record<string, Step>;
  let steps = 0;
  for (const [name, original] of originals) {
    disk[name] = (...args) => {
      if (steps++ < at) return original(...args);
      const [file, bytes] = args;
      if (name === 'writeSync' && steps === at + 1)
        original(file, (bytes as Buffer).subarray(0, (bytes as Buffer).length / 2));
      throw new Killed();
    };
  }
  syncBuiltinESMExports();
  try {
    work();
    return false;
  } catch (error) {
    if (steps > at) return true;
    throw error;
  } finally {
    for (const [name, original] of originals) disk[name] = original;
    syncBuiltinESMExports();
  }
}
