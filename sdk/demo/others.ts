/** The short act in which accounts by the other methods are certified on the same chain. */
import type { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { formatDecimal } from '../../prover/model/units.ts';
import { circuitFor } from '../../prover/witness/circuits.ts';
import { MarginProver } from '../prove.ts';
import { breakdown } from '../risk/breakdown.ts';
import { accept, highestBand, percent, prove, refusedClaim, type Claimed, type Scene } from './acts.ts';
import { smallPicture } from './picture.ts';

/** One account certified at the highest ratio it reaches, and refused one hundredth of a percent more. */
export async function certifyOther(scene: Omit<Scene, 'prover'>, source: DirectorySource): Promise<void> {
  const { narrator, stage, account, market } = scene;
  const { method } = account;
  const circuit = circuitFor(account, market.market);
  narrator.heading(`Another account, by the ${method} method: circuit ${circuit}, the same chain and market root`);
  narrator.say(smallPicture(breakdown(account, market, 'maintenance'), formatDecimal(account.cash, 8)));
  const prover = await narrator.step(`prover of ${circuit}`, () => MarginProver.open(circuit, { source }));
  try {
    const cast: Scene = { ...scene, prover };
    const band = highestBand(cast, 0n);
    const at = (thresholdBps: bigint): Claimed => ({ side: 'solvent', claim: { thresholdBps, minExcess: 0n } });
    await stage.attest(account);
    const certificate = await prove(cast, at(band));
    await accept(narrator, `certificate of the ${method} account at ${percent(band)}`, () =>
      stage.asTrader.certify(certificate),
    );
    await narrator.expectRefusal(
      `the prover, asked for ${percent(band + 1n)} of the ${method} account`,
      () => refusedClaim(cast, at(band + 1n)),
      { code: 'INVALID' },
    );
  } finally {
    await prover.close();
  }
}
