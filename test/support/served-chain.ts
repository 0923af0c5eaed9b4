/** A chain behind an address, for commands that talk to a node, with the demonstration's contracts on it. */
import { JsonRpcProvider } from 'ethers';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import { ROOT } from '../../prover/root.ts';
import { buildContracts } from '../../sdk/demo/chain.ts';
import { setStage, type Stage } from '../../sdk/demo/stage.ts';

export const SERVED_CHAIN_ID = 31337;

export interface ServedStage {
  readonly rpc: string;
  readonly provider: JsonRpcProvider;
  readonly stage: Stage;
  close(): Promise<void>;
}

/** @param time clock of the chain, unix seconds */
export async function serveStage(time: number, circuits: readonly string[]): Promise<ServedStage> {
  await buildContracts();
  const { network } = await createHardhatRuntimeEnvironment(
    { networks: { served: { type: 'edr-simulated', chainId: SERVED_CHAIN_ID, initialDate: new Date(time * 1000) } } },
    {},
    ROOT,
  );
  const server = await network.createServer('served', '127.0.0.1');
  const { port } = await server.listen();
  const rpc = `http://127.0.0.1:${port}`;
  const provider = new JsonRpcProvider(rpc, SERVED_CHAIN_ID, { staticNetwork: true, cacheTimeout: -1 });
  const close = async (): Promise<void> => {
    provider.destroy();
    await server.close();
  };
  const setTime = async (next: number): Promise<void> => {
    await provider.send('evm_setNextBlockTimestamp', [next]);
  };
  const stage = await setStage({ provider, signer: (index) => provider.getSigner(index), setTime, close }, circuits);
  return { rpc, provider, stage, close };
}
