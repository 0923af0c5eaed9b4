import { committedManifest } from '../../prover/artifacts/committed.ts';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { ProvingPool } from '../../prover/pool/pool.ts';
import { Prover } from '../../prover/prover.ts';
import { median, timed, type Log } from './measure.ts';
import { inputsOf } from './sample.ts';

export interface Throughput {
  readonly circuit: string;
  /** Of the pool, one thread each. */
  readonly processes: number;
  /** Proofs per minute of the pool. */
  readonly pool: number;
  /** Proofs per minute of one prover on all processors, one proof after the other. */
  readonly prover: number;
  /** Median over rounds of pool over prover. */
  readonly ratio: number;
  /** Resident bytes of the largest process of the pool. */
  readonly memory: number;
}

const PROCESSES = 2;
/** Proofs of each side in one round. */
const PROOFS = 4;

const perMinute = (milliseconds: number): number => (60_000 * PROOFS) / milliseconds;

/** Rounds of the same proofs, by one prover and then by the pool; both warm. */
export async function measureThroughput(circuits: readonly string[], rounds: number, log: Log): Promise<Throughput[]> {
  const results: Throughput[] = [];
  const manifest = committedManifest();
  for (const circuit of circuits) {
    const inputs = inputsOf(circuit);
    const prover = await Prover.open({ circuit, source: new DirectorySource(), manifest });
    const pool = await ProvingPool.open({ circuits: [circuit], manifest, processes: PROCESSES });
    try {
      const inPool = (count: number): Promise<unknown> =>
        Promise.all(Array.from({ length: count }, () => pool.prove(circuit, inputs)));
      await prover.prove(inputs);
      await inPool(PROCESSES);
      const rates: { prover: number; pool: number }[] = [];
      for (let round = 1; round <= rounds; round++) {
        const [one] = await timed(async () => {
          for (let proof = 0; proof < PROOFS; proof++) await prover.prove(inputs);
        });
        const [many] = await timed(() => inPool(PROOFS));
        rates.push({ prover: perMinute(one), pool: perMinute(many) });
        log(`throughput: ${circuit}, round ${round} of ${rounds}`);
      }
      results.push({
        circuit,
        processes: PROCESSES,
        pool: median(rates.map((rate) => rate.pool)),
        prover: median(rates.map((rate) => rate.prover)),
        ratio: median(rates.map((rate) => rate.pool / rate.prover)),
        memory: Math.max(...pool.statistics.processes.map(({ memory }) => memory)),
      });
    } finally {
      await Promise.all([prover.close(), pool.close()]);
    }
  }
  return results;
}
