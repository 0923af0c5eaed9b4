import type { ProveOptions } from '../../prover/prover.ts';
import { interruption } from './interruption.ts';

/** Options of a proof that tells how far it is and stops on Ctrl-C. */
export const whileProving = (update: (detail: string) => void): ProveOptions => ({
  signal: interruption,
  onProgress: ({ stage, steps }) => update(steps > 0 ? `${stage}, ${steps} steps done` : stage),
});
