import { Market } from '../../prover/model/tree.ts';
import { cash } from '../../prover/model/units.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { FULL, accountOnTheLine } from '../../test/support/margin.ts';
import { startSystem } from '../../test/support/system.ts';

/** Gas of each call with a real proof on a fresh chain; `isSolvent` as a transaction of its own. */
export async function measureGas(log: (message: string) => void): Promise<Record<string, number>> {
  const fixture = accountOnTheLine(1n, FULL);
  const table = { ...fixture.table, epoch: 1 };
  const market = new Market(table);
  const solvent = { ...fixture.account, id: 1n, sequence: 1n, cash: cash(fixture.account.cash + 10n ** 13n) };
  const insolvent = { ...fixture.account, id: 2n, sequence: 1n, cash: cash(fixture.account.cash - 1n) };
  const system = await startSystem(table.time - 60);
  try {
    await system.post(market);
    await system.attest(solvent);
    await system.attest(insolvent);
    log('gas: proving both sides');
    const { trader, liquidator } = system;
    const claim = { thresholdBps: 10_000n, minExcess: 10n ** 12n };
    const certificate = await system.certificate({ account: solvent, market, claim, side: 'solvent', caller: trader });
    const line = { thresholdBps: 10_000n, minExcess: 0n };
    const proof = await system.certificate({
      account: insolvent,
      market,
      claim: line,
      side: 'insolvent',
      caller: liquidator,
    });
    const certify = await system.client(trader).certify(certificate);
    const proveInsolvent = await system.client(liquidator).proveInsolvent(proof);
    const isSolvent = await system.stack.registry.getFunction('isSolvent').estimateGas(wordOf(1n), 10_000n, 0n, 3600n);
    return { certify: Number(certify.gas), proveInsolvent: Number(proveInsolvent.gas), isSolvent: Number(isSolvent) };
  } finally {
    await system.close();
  }
}
