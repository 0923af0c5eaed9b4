/** A plan carried out on a chain: the same steps as on models, with real proofs and contracts, and the models beside it. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Account } from '../../prover/model/account.ts';
import { newLiquidationSecret, secretReader, type StateReader } from '../../sdk/house/keys.ts';
import { hashMarket } from '../../sdk/table-file.ts';
import { audit } from './audit.ts';
import { accountOf, type Book } from './book.ts';
import { ChainBook } from './chain-book.ts';
import { close } from './closing.ts';
import { dryRun, type Done, type EpochReport } from './dry-run.ts';
import type { Epoch } from './epochs.ts';
import { openingOf } from './person.ts';
import type { Plan } from './plan.ts';
import { Proofs } from './proofs.ts';
import { refuseStep } from './refused-steps.ts';
import { Stage } from './stage.ts';

export interface Watcher {
  /** Ends the run. */
  readonly signal?: AbortSignal;
  /** Called when a step is done or was refused. */
  readonly onStep?: (step: Done, report: EpochReport, book: ChainBook) => void;
  /** Called when an epoch is over. */
  readonly onEpoch?: (report: EpochReport) => void;
}

/** Cash and positions: what a model has in common with the account on chain. */
const holdings = ({ cash, legs }: Account): string =>
  [cash, ...legs.flatMap(({ instrument, size, cost }) => [instrument, size, cost])].join(' ');

async function checkModels(model: Book, { accounts }: ChainBook): Promise<void> {
  for (const [name, live] of accounts)
    if (holdings((await openingOf(live)).account) !== holdings(accountOf(model, name)))
      throw new PlimsollError('INVALID', `${name}: expected the holdings of its model, got others`);
}

async function playEpoch(report: EpochReport, book: ChainBook, { onStep }: Watcher): Promise<void> {
  const { market } = hashMarket(report.epoch.market);
  await book.stage.post(report.epoch);
  await book.payQueues();
  for (const step of report.done) {
    const { refused } = step;
    if (refused === undefined) await book.apply(step, market);
    else await refuseStep(book, { ...step, refused }, market);
    onStep?.(step, report, book);
  }
  await checkModels(report.book, book);
}

const newDesk = (): StateReader => secretReader(newLiquidationSecret(), 'liquidation');

const countSettlements = ({ epochs }: Plan): number =>
  epochs.flatMap(({ steps }) => steps).filter(({ action }) => action.do === 'settle').length;

async function play(plan: Plan, epochs: readonly Epoch[], book: ChainBook, watcher: Watcher): Promise<EpochReport> {
  await book.openAll(plan.traders);
  let last: EpochReport | undefined;
  for (const report of dryRun(plan, epochs)) {
    await playEpoch(report, book, watcher);
    watcher.onEpoch?.(report);
    last = report;
  }
  if (last === undefined) throw new PlimsollError('USAGE', 'epochs: expected at least one, got none');
  return last;
}

/**
 * Carries out a plan, then what `closing.ts` adds, and audits what is on the chain. The desks' next key, scheduled at
 * the start, comes into force on the way.
 *
 * @throws INVALID naming what does not hold; ENVIRONMENT when cancelled, or when something needed is missing
 */
export async function chainRun(plan: Plan, epochs: readonly Epoch[], watcher: Watcher = {}): Promise<ChainBook> {
  const [first] = epochs;
  if (first === undefined) throw new PlimsollError('USAGE', 'epochs: expected at least one, got none');
  const desks = [newDesk(), newDesk()] as const;
  const stage = await Stage.set(first, [desks[0].key, desks[1].key]);
  const proofs = new Proofs(watcher.signal);
  try {
    const book = new ChainBook(stage, proofs);
    await stage.scheduleLiquidationKey(desks[1].key);
    const { epoch, book: models } = await play(plan, epochs, book, watcher);
    const { market } = hashMarket(epoch.market);
    await close(book, market);
    const { settled } = models;
    await audit(book, { desks, table: market.table, settled, settlements: countSettlements(plan) });
    return book;
  } finally {
    await proofs.close();
    await stage.close();
  }
}
