/** Walking the log of a chain whose nodes answer for a limited range of blocks, or of logs, at a time. */
import type { Filter, Log, Provider, TopicFilter } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';

/** The part of a provider that logs are read from. */
export type LogSource = Pick<Provider, 'getBlockNumber' | 'getLogs'>;

export interface LogQuery {
  readonly address: string;
  readonly topics: TopicFilter;
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** Blocks asked for at once at first, and at most. */
const MOST_BLOCKS = 100_000;

/**
 * Logs in their order. A range that a node refuses is halved, down to one block, and grows again with each answer.
 *
 * @throws ENVIRONMENT when a node does not answer for one block
 */
export async function* walkLogs(source: LogSource, { fromBlock, toBlock, ...query }: LogQuery): AsyncGenerator<Log> {
  let blocks = MOST_BLOCKS;
  for (let from = fromBlock; from <= toBlock;) {
    const to = Math.min(from + blocks - 1, toBlock);
    const logs = await tryLogs(source, { ...query, topics: [...query.topics], fromBlock: from, toBlock: to });
    if (logs !== undefined) {
      yield* logs;
      from = to + 1;
      blocks = Math.min(blocks * 2, MOST_BLOCKS);
    } else if (to > from) {
      blocks = Math.ceil((to - from + 1) / 2);
    } else {
      throw new PlimsollError('ENVIRONMENT', `chain: expected the logs of block ${from}, got no answer`);
    }
  }
}

async function tryLogs(source: LogSource, filter: Filter): Promise<Log[] | undefined> {
  try {
    return await source.getLogs(filter);
  } catch {
    // Nodes say in many ways that a range is too long.
    return undefined;
  }
}
