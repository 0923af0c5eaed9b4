/** The demonstration: one book, from quotes to certificates on a chain, and through a crash. */
import { join } from 'node:path';

import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import { portfolioMargin, ratioBps } from '../../prover/model/portfolio.ts';
import { circuitFor } from '../../prover/witness/portfolio.ts';
import { formatCertificate, wordOf, type Certificate } from '../certificate.ts';
import { toJson, warnInsecure } from '../cli/command.ts';
import { writeWhole } from '../cli/files.ts';
import { interruption } from '../cli/interruption.ts';
import { notice } from '../cli/terminal.ts';
import { formatAccount } from '../files/account-file.ts';
import { MarginProver } from '../prove.ts';
import type { HashedMarket } from '../table-file.ts';
import { certify, commit, crash, highestBand, lend, showBook, type Scene } from './acts.ts';
import { CRASH, INDEX, marketAfter, marketFile, openBook, SNAPSHOT, SNAPSHOT_TIME, SOURCE, type Move } from './book.ts';
import { buildContracts, startLocalChain } from './chain.ts';
import type { Narrator } from './narrator.ts';
import { buildKeys, whyNotReady } from './prepare.ts';
import { setStage } from './stage.ts';

/** The clock of the chain at the start of an epoch; deploying and sending takes a second for each block. */
const chainTime = ({ after }: Move): number => SNAPSHOT_TIME + after;

export interface DemoOptions {
  readonly narrator: Narrator;
  /** Folder of the circuits' artefacts. */
  readonly directory: string;
  /** Existing folder to leave the story's files in; none are written unless given. */
  readonly out?: string;
}

/** What the demonstration showed, apart from its expectations. */
export interface DemoResult {
  readonly source: string;
  readonly circuit: string;
  readonly commitment: string;
  readonly roots: readonly string[];
  /** Equity over requirement at each epoch, in hundredths of a percent. */
  readonly ratioBps: readonly (bigint | undefined)[];
  readonly certifiedBps: bigint;
  readonly gas: { readonly certify: bigint; readonly proveInsolvent: bigint };
}

const ratioOf = (account: Account, { table }: HashedMarket): bigint | undefined =>
  ratioBps(portfolioMargin(account, table, 'maintenance'));

interface Files {
  readonly account: Account;
  readonly solvency: Certificate;
  readonly insolvency: Certificate;
}

function leaveFiles(folder: string, { account, solvency, insolvency }: Files): void {
  const write = (name: string, content: unknown, mode?: number): void =>
    writeWhole(join(folder, name), `${toJson(content)}\n`, mode);
  write('market.json', marketFile(SNAPSHOT));
  write('market-crash.json', marketFile(CRASH));
  write('account.json', formatAccount(account), 0o600);
  write('certificate.json', formatCertificate(solvency));
  write('insolvency.json', formatCertificate(insolvency));
}

/**
 * Plays the demonstration; the narrator knows afterwards whether all went as expected.
 *
 * @throws INVALID when a contract refuses what it should accept; ENVIRONMENT when something needed is missing
 */
export async function playDemo({ narrator, directory, out }: DemoOptions): Promise<DemoResult> {
  const market = marketAfter(SNAPSHOT);
  const crashed = marketAfter(CRASH);
  const circuit = circuitFor(openBook(market, 0n), market.market);

  narrator.heading('Getting ready');
  const obstacle = await narrator.step(`looking for the keys of ${circuit}`, () => whyNotReady(circuit, directory));
  if (obstacle !== undefined) {
    notice(`  … ${obstacle}, which takes half a minute`);
    await buildKeys({ circuit, directory, onMessage: (message) => notice(`  … ${message}`), signal: interruption });
  }
  await narrator.step('contracts', () => buildContracts());
  const chain = await startLocalChain(chainTime(SNAPSHOT));
  const prover = await narrator.step('prover', () =>
    MarginProver.open(circuit, { source: new DirectorySource(directory) }),
  );
  try {
    warnInsecure(prover.insecure);
    const stage = await narrator.step('a local chain with registry and credit line', () => setStage(chain, [circuit]));
    const account = openBook(market, BigInt(stage.trader));
    const scene: Scene = { narrator, stage, prover, account, id: wordOf(account.id), market };

    narrator.say(`\n  Quotes: ${SOURCE}.`);
    showBook(scene, `The book at BTC ${INDEX} $`);
    await commit(scene);
    const certified = await certify(scene);
    await lend(scene);

    await chain.setTime(chainTime(CRASH));
    const after: Scene = { ...scene, market: crashed };
    showBook(
      after,
      `Suppose BTC falls by 20% to ${marketFile(CRASH).spot} $ in half an hour, and volatilities rise by 30%: the same book`,
    );
    const fallen = await crash(after, certified.certificate);

    if (out !== undefined)
      leaveFiles(out, { account, solvency: certified.certificate, insolvency: fallen.certificate });
    return {
      source: SOURCE,
      circuit,
      commitment: wordOf(commitmentOf(account)),
      roots: [wordOf(market.market.root), wordOf(crashed.market.root)],
      ratioBps: [ratioOf(account, market), ratioOf(account, crashed)],
      certifiedBps: highestBand(scene),
      gas: { certify: certified.gas, proveInsolvent: fallen.gas },
    };
  } finally {
    await prover.close();
    await chain.close();
  }
}
