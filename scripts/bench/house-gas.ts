import { chainRun } from '../e2e/chain-run.ts';
import { sampleEpochs, samplePlan } from '../e2e/sample.ts';
import { figuresOf } from '../e2e/show-chain.ts';
import type { Log } from './measure.ts';

/** Most gas of a call of a clearing house, all in, with real proofs of accounts on cross margin on a fresh chain. */
export interface HouseGas {
  readonly call: string;
  readonly gas: number;
}

export async function measureHouseGas(log: Log): Promise<HouseGas[]> {
  log('gas: the shortest run of a clearing house');
  const epochs = sampleEpochs();
  const book = await chainRun(samplePlan(epochs), epochs);
  // What the registry takes is measured for each circuit.
  const { certify: _certify, ...house } = figuresOf(book, 0).gas;
  return Object.entries(house).map(([call, { most }]) => ({ call, gas: most }));
}
