import { cash, ONE_CASH } from '../../prover/model/units.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { startSystem } from '../../test/support/system.ts';
import type { Log } from './measure.ts';
import { SAMPLE_TIME, sampleMarket } from './sample-market.ts';
import { SAMPLE_CLAIM, sampleAccount } from './sample.ts';

/** Gas of each call with a real proof of the circuit on a fresh chain; `isSolvent` as a transaction of its own. */
export interface Gas {
  readonly circuit: string;
  readonly certify: number;
  readonly proveInsolvent: number;
  readonly isSolvent: number;
}

async function measureCircuit(circuit: string): Promise<Gas> {
  const solvent = sampleAccount(circuit, { id: 1n });
  const insolvent = sampleAccount(circuit, { id: 2n, spare: cash(-ONE_CASH) });
  const market = sampleMarket;
  const system = await startSystem(SAMPLE_TIME - 60, circuit);
  try {
    await system.post(market);
    await system.attest(solvent);
    await system.attest(insolvent);
    const { trader, liquidator } = system;
    const claim = { ...SAMPLE_CLAIM, minExcess: 500n * ONE_CASH };
    const request = { market, claim: SAMPLE_CLAIM };
    const certificate = await system.certificate({
      ...request,
      account: solvent,
      claim,
      side: 'solvent',
      caller: trader,
    });
    const proof = await system.certificate({ ...request, account: insolvent, side: 'insolvent', caller: liquidator });
    const certify = await system.client(trader).certify(certificate);
    const proveInsolvent = await system.client(liquidator).proveInsolvent(proof);
    const isSolvent = await system.stack.registry.getFunction('isSolvent').estimateGas(wordOf(1n), 10_000n, 0n, 3600n);
    return {
      circuit,
      certify: Number(certify.gas),
      proveInsolvent: Number(proveInsolvent.gas),
      isSolvent: Number(isSolvent),
    };
  } finally {
    await system.close();
  }
}

export async function measureGas(circuits: readonly string[], log: Log): Promise<Gas[]> {
  const results: Gas[] = [];
  for (const circuit of circuits) {
    log(`gas: proving both sides of ${circuit}`);
    results.push(await measureCircuit(circuit));
  }
  return results;
}
