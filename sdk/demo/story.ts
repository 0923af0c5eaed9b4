/** The demonstration: one book, from quotes to certificates on a chain, and through a crash. */
import { join } from 'node:path';

import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import { accountMargin, ratioBps } from '../../prover/model/margin.ts';
import { circuitFor } from '../../prover/witness/circuits.ts';
import { formatCertificate, wordOf, type Certificate } from '../certificate.ts';
import { toJson, warnInsecure } from '../cli/command.ts';
import { interruption } from '../cli/interruption.ts';
import { notice } from '../cli/terminal.ts';
import { formatAccount } from '../files/account-file.ts';
import { writeWhole } from '../files/write.ts';
import { MarginProver } from '../prove.ts';
import type { HashedMarket } from '../table-file.ts';
import { certify, commit, crash, highestBand, lend, showBook, type Scene } from './acts.ts';
import {
  CRASH,
  CROSS,
  INDEX,
  ISOLATED,
  marketAfter,
  marketFile,
  openBook,
  SNAPSHOT,
  SNAPSHOT_TIME,
  SOURCE,
  spotAfter,
  type Move,
} from './book.ts';
import { buildContracts, startLocalChain } from './chain.ts';
import { certifyOther } from './others.ts';
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
  /** That of the book, then those of the accounts by other methods. */
  readonly circuits: readonly string[];
  readonly commitment: string;
  readonly roots: readonly string[];
  /** Equity over requirement at each epoch, in hundredths of a percent. */
  readonly ratioBps: readonly (bigint | undefined)[];
  readonly certifiedBps: bigint;
  readonly gas: { readonly certify: bigint; readonly proveInsolvent: bigint };
}

const ratioOf = (account: Account, { table }: HashedMarket): bigint | undefined =>
  ratioBps(accountMargin(account, table, 'maintenance'));

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

/** Accounts by the other methods, certified in between. */
const OTHERS = [ISOLATED, CROSS];

/** Builds the keys of a circuit unless they are there. */
async function ready(narrator: Narrator, circuit: string, directory: string): Promise<void> {
  const obstacle = await narrator.step(`looking for the keys of ${circuit}`, () => whyNotReady(circuit, directory));
  if (obstacle === undefined) return;
  notice(`  … ${obstacle}, which takes up to half a minute`);
  await buildKeys({ circuit, directory, onMessage: (message) => notice(`  … ${message}`), signal: interruption });
}

/**
 * Plays the demonstration; the narrator knows afterwards whether all went as expected.
 *
 * @throws INVALID when a contract refuses what it should accept; ENVIRONMENT when something needed is missing
 */
export async function playDemo({ narrator, directory, out }: DemoOptions): Promise<DemoResult> {
  const market = marketAfter(SNAPSHOT);
  const crashed = marketAfter(CRASH);
  const source = new DirectorySource(directory);
  const circuitOf = (book?: typeof ISOLATED): string => circuitFor(openBook(market, 0n, book), market.market);
  const circuit = circuitOf();
  const circuits = [circuit, ...OTHERS.map(circuitOf)];

  narrator.heading('Getting ready');
  for (const each of circuits) await ready(narrator, each, directory);
  await narrator.step('contracts', () => buildContracts());
  const chain = await startLocalChain(chainTime(SNAPSHOT));
  const prover = await narrator.step(`prover of ${circuit}`, () => MarginProver.open(circuit, { source }));
  try {
    warnInsecure(prover.insecure);
    const stage = await narrator.step('a local chain with registry and credit line', () => setStage(chain, circuits));
    const account = openBook(market, BigInt(stage.trader));
    const scene: Scene = { narrator, stage, prover, account, id: wordOf(account.id), market };

    narrator.say(`\n  Quotes: ${SOURCE}.`);
    showBook(scene, `The book at BTC ${INDEX} $`);
    await commit(scene);
    const certified = await certify(scene);
    await lend(scene);
    for (const book of OTHERS) {
      const other = openBook(market, BigInt(stage.trader), book);
      await certifyOther({ narrator, stage, market, account: other, id: wordOf(other.id) }, source);
    }

    await chain.setTime(chainTime(CRASH));
    const after: Scene = { ...scene, market: crashed };
    showBook(
      after,
      `Suppose BTC falls by 20% to ${spotAfter(CRASH)} $ in half an hour, and volatilities rise by 30%: the same book`,
    );
    const fallen = await crash(after, certified.certificate);

    if (out !== undefined)
      leaveFiles(out, { account, solvency: certified.certificate, insolvency: fallen.certificate });
    return {
      source: SOURCE,
      circuit,
      circuits,
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
