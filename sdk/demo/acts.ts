/** The acts of the demonstration, each a few things that must be accepted or refused. */
import type { Account } from '../../prover/model/account.ts';
import { accountMargin, ratioBps } from '../../prover/model/margin.ts';
import { CASH_DECIMALS, formatDecimal } from '../../prover/model/units.ts';
import { money } from '../cli/chart.ts';
import { whileProving } from '../cli/proving.ts';
import type { Certificate } from '../certificate.ts';
import type { Submission } from '../client.ts';
import { claimInWords, LINE_BPS, type Addressee, type CertificateRequest, type MarginProver } from '../prove.ts';
import { portfolioBreakdown } from '../risk/breakdown.ts';
import type { HashedMarket } from '../table-file.ts';
import type { Narrator } from './narrator.ts';
import { bookPicture, scenarioPicture } from './picture.ts';
import { CREDIT_BAND, CREDIT_LINE, TOKEN, type Stage } from './stage.ts';

/** Who and what is on the stage. */
export interface Scene {
  readonly narrator: Narrator;
  readonly stage: Stage;
  readonly prover: MarginProver;
  readonly account: Account;
  /** Account id as the chain writes it. */
  readonly id: string;
  readonly market: HashedMarket;
}

export type Claimed = Pick<CertificateRequest, 'side' | 'claim'>;

export const percent = (bps: bigint): string => `${formatDecimal(bps, 2)}%`;
/** Spare equity that the credit line asks for. */
const { minExcess, maxAge } = CREDIT_BAND;
const LINE: Claimed = { side: 'solvent', claim: { thresholdBps: LINE_BPS, minExcess } };
const INSOLVENT: Claimed = { side: 'insolvent', claim: { thresholdBps: LINE_BPS, minExcess: 0n } };

function addressee({ stage }: Scene, caller: 'trader' | 'liquidator'): Addressee {
  return { chainId: stage.chainId, registry: stage.registry, caller: stage[caller] };
}

export function prove(scene: Scene, { side, claim }: Claimed): Promise<Certificate> {
  const { narrator, prover, account, market } = scene;
  const to = addressee(scene, side === 'solvent' ? 'trader' : 'liquidator');
  return narrator.step(`proving ${claimInWords({ claim, side })}`, (update) =>
    prover.prove({ account, market: market.market, side, claim, addressee: to }, whileProving(update)),
  );
}

/** The prover alone, for a claim that it must refuse. */
export const refusedClaim = ({ prover, account, market }: Scene, claimed: Claimed): Promise<Certificate> =>
  prover.prove({ account, market: market.market, ...claimed });

/** What must be accepted. A refusal ends the story: nothing after it would mean anything. */
export async function accept(narrator: Narrator, name: string, send: () => Promise<Submission>): Promise<Submission> {
  const submission = await send();
  narrator.expect(name, true, `accepted, ${money(Number(submission.gas))} gas`);
  return submission;
}

async function answer({ narrator, stage, id }: Scene, ratio: bigint, expected: boolean): Promise<void> {
  const solvent = await stage.asTrader.isSolvent(id, { ...CREDIT_BAND, minRatioBps: ratio });
  narrator.expect(
    `isSolvent at ${percent(ratio)} and ${formatDecimal(minExcess, 8, 0)} $ to spare`,
    solvent === expected,
    solvent ? 'yes' : 'no',
  );
}

const borrow = ({ stage, account }: Scene): Promise<Submission> => stage.borrow(account, CREDIT_LINE / 2n);

export function showBook(
  { narrator, account, market }: Pick<Scene, 'narrator' | 'account' | 'market'>,
  title: string,
): void {
  const margin = portfolioBreakdown(account, market, 'maintenance');
  narrator.heading(title);
  narrator.say(bookPicture(margin, formatDecimal(account.cash, 8)));
  narrator.say(`\n  Profit or loss in each scenario, $ (damped, as it counts)\n${scenarioPicture(margin)}`);
  narrator.say(
    '  Spot +0.0%, vol same is not zero: the options of an expiry count at a discount where they are worth something to the book.',
  );
}

export async function commit({ narrator, stage, account, market }: Scene): Promise<void> {
  narrator.heading('The chain learns two hashes');
  await accept(narrator, 'the venue attests the commitment to the book', () => stage.attest(account));
  await accept(narrator, 'the publisher posts the market root of epoch 1', () => stage.post(market.market));
}

/** Largest ratio at which the account still has the excess to spare. */
export function highestBand({ account, market }: Pick<Scene, 'account' | 'market'>, spare = minExcess): bigint {
  const margin = accountMargin(account, market.table, 'maintenance');
  const { equity, decimals } = margin;
  return ratioBps({ ...margin, equity: equity - spare * 10n ** BigInt(decimals - CASH_DECIMALS) }) ?? LINE_BPS;
}

/** @returns the certificate at the highest band, and the gas of the first one */
export async function certify(scene: Scene): Promise<{ certificate: Certificate; gas: bigint }> {
  const { narrator, stage, id } = scene;
  narrator.heading(
    `Solvent: proven at 100%, then at the highest band, with ${formatDecimal(minExcess, 8, 0)} $ to spare`,
  );
  const first = await prove(scene, LINE);
  const rejected = { code: 'INVALID', revert: 'ProofRejected' } as const;
  await narrator.expectRefusal(
    'the proof passed off as one of insolvency',
    () => stage.force(first, { by: 'trader', purpose: 'insolvency' }),
    rejected,
  );
  await narrator.expectRefusal(
    'the proof passed off as one of 100.01%',
    () => stage.force(first, { by: 'trader', purpose: 'certify', ratioBps: LINE_BPS + 1n }),
    rejected,
  );
  await narrator.expectRefusal(
    'the proof copied by somebody else',
    () => stage.force(first, { by: 'liquidator', purpose: 'certify' }),
    { code: 'INVALID', revert: 'NotAccountOwner' },
  );
  const { gas } = await accept(narrator, 'certificate at 100%', () => stage.asTrader.certify(first));

  const band = highestBand(scene);
  const certificate = await prove(scene, { side: 'solvent', claim: { thresholdBps: band, minExcess } });
  await accept(narrator, `certificate at ${percent(band)}`, () => stage.asTrader.certify(certificate));
  await narrator.expectRefusal(
    'the prover, asked for one hundredth of a percent more',
    () => refusedClaim(scene, { side: 'solvent', claim: { thresholdBps: band + 1n, minExcess } }),
    { code: 'INVALID' },
  );
  await narrator.expectRefusal('the prover, asked for insolvency', () => refusedClaim(scene, INSOLVENT), {
    code: 'INVALID',
  });
  await answer(scene, LINE_BPS, true);
  await answer(scene, band, true);
  await answer(scene, band + 1n, false);
  const liquidatable = await stage.asTrader.isLiquidatable(id, maxAge);
  narrator.expect('isLiquidatable', !liquidatable, liquidatable ? 'yes' : 'no');
  return { certificate, gas };
}

export async function lend(scene: Scene): Promise<void> {
  const { narrator } = scene;
  narrator.heading(
    `A credit line that asks for ${percent(CREDIT_BAND.minRatioBps)} and ${formatDecimal(minExcess, 8, 0)} $ to spare, and sees nothing else`,
  );
  await accept(narrator, `the trader borrows ${money(Number(CREDIT_LINE / 2n / TOKEN))} against the certificate`, () =>
    borrow(scene),
  );
}

/** @param solvency the certificate of the epoch before */
export async function crash(scene: Scene, solvency: Certificate): Promise<{ certificate: Certificate; gas: bigint }> {
  const { narrator, stage, market, id } = scene;
  narrator.heading('Insolvent: the same commitment at the new root');
  const { epoch } = market.table;
  await accept(narrator, `the publisher posts the market root of epoch ${epoch}`, () => stage.post(market.market));
  await narrator.expectRefusal(
    'the prover, asked for 100%',
    () => refusedClaim(scene, { side: 'solvent', claim: { ...LINE.claim, minExcess: 0n } }),
    { code: 'INVALID' },
  );

  narrator.say('  The liquidator here is given the opened book: whoever proves insolvency must hold the opening.');
  const insolvency = await prove(scene, INSOLVENT);
  const rejected = { code: 'INVALID', revert: 'ProofRejected' } as const;
  await narrator.expectRefusal(
    'the proof passed off as one of solvency',
    () => stage.force(insolvency, { by: 'trader', purpose: 'certify' }),
    rejected,
  );
  await narrator.expectRefusal(
    `the certificate of epoch 1 passed off as one of epoch ${epoch}`,
    () => stage.force(solvency, { by: 'trader', purpose: 'certify', epoch }),
    rejected,
  );
  const { gas } = await accept(narrator, 'the liquidator proves insolvency', () =>
    stage.asLiquidator.proveInsolvent(insolvency),
  );

  const liquidatable = await stage.asLiquidator.isLiquidatable(id, maxAge);
  narrator.expect('isLiquidatable: the gate is open', liquidatable, liquidatable ? 'yes' : 'no');
  await answer(scene, LINE_BPS, false);
  await narrator.expectRefusal(
    `solvency at epoch ${epoch} from now on`,
    () => stage.force(solvency, { by: 'trader', purpose: 'certify', epoch }),
    { code: 'INVALID', revert: 'NewerInsolvency' },
  );
  await narrator.expectRefusal('the credit line, asked again', () => borrow(scene), {
    code: 'INVALID',
    revert: 'NotSolvent',
  });
  return { certificate: insolvency, gas };
}
