/** A chain behind an address, for commands that talk to a node, with the demonstration's contracts on it. */
import { buildContracts, serveLocalChain, type ServedChain } from '../../sdk/demo/chain.ts';
import { setStage, type Stage } from '../../sdk/demo/stage.ts';

export const SERVED_CHAIN_ID = 31337;

export interface ServedStage extends ServedChain {
  readonly stage: Stage;
}

/** @param time clock of the chain, unix seconds */
export async function serveStage(time: number, circuits: readonly string[]): Promise<ServedStage> {
  await buildContracts();
  const chain = await serveLocalChain({ time });
  return { ...chain, stage: await setStage(chain, circuits) };
}
