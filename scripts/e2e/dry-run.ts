/** A plan carried out on the models of the accounts alone: no proof, no chain. */
import { PlimsollError } from '../../prover/errors.ts';
import { fillStatementOf, type FillStatement } from '../../prover/model/check-change.ts';
import { accountMargin, ratioBps } from '../../prover/model/margin.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { accountOf, applied, isCovered, openBook, sideOf, type Book } from './book.ts';
import { checkClosed, checkConserved } from './checks.ts';
import type { Epoch } from './epochs.ts';
import { REFUSALS, type EpochPlan, type Plan, type Step } from './plan.ts';

/** How one account stands at the prices of an epoch; exact amounts at the scale of its method. */
export interface Standing {
  readonly trader: string;
  readonly equity: bigint;
  readonly maintenance: bigint;
  readonly initial: bigint;
  readonly decimals: number;
  readonly ratioBps: bigint | undefined;
  readonly legs: number;
}

/** A step with how the sides of a trade are proven. */
export interface Done extends Step {
  readonly branches?: Readonly<Record<'buyer' | 'seller', FillStatement>>;
}

export interface EpochReport {
  readonly plan: EpochPlan;
  readonly epoch: Epoch;
  /** At the new prices before anything is done, and when all is. */
  readonly opening: readonly Standing[];
  readonly closing: readonly Standing[];
  readonly done: readonly Done[];
  readonly book: Book;
}

function standings({ accounts }: Book, table: MarketTable): Standing[] {
  return [...accounts].map(([trader, account]) => {
    const { equity, requirement, decimals } = accountMargin(account, table, 'maintenance');
    return {
      trader,
      equity,
      maintenance: requirement,
      initial: accountMargin(account, table, 'initial').requirement,
      decimals,
      ratioBps: ratioBps({ equity, requirement, decimals }),
      legs: account.legs.length,
    };
  });
}

/** @throws INVALID unless the step has no proof, and for its reason */
function expectRefused(book: Book, { action, refused }: Step, table: MarketTable): void {
  if (refused === undefined) return;
  try {
    applied(book, action, table);
  } catch (error) {
    if (error instanceof PlimsollError && REFUSALS[refused].test(error.message)) return;
    throw error;
  }
  throw new PlimsollError('INVALID', `${action.do}: expected a refusal because ${refused}, got none`);
}

function branchesOf(book: Book, { action }: Step, table: MarketTable): Pick<Done, 'branches'> {
  if (action.do !== 'trade') return {};
  const of = (side: 'buyer' | 'seller') => fillStatementOf(accountOf(book, action[side]), sideOf(action, side), table);
  return { branches: { buyer: of('buyer'), seller: of('seller') } };
}

function expectBelow(book: Book, { epoch, below }: EpochPlan, table: MarketTable): void {
  const found = [...book.accounts].filter(([, account]) => !isCovered(account, table, 'maintenance'));
  const names = found.map(([trader]) => trader).join(', ');
  if (names !== below.join(', '))
    throw new PlimsollError(
      'INVALID',
      `epoch ${epoch}: expected ${below.join(', ') || 'nobody'} under maintenance, got ${names || 'nobody'}`,
    );
}

/**
 * Carries out a plan epoch by epoch and checks it: who is under maintenance when, that what must be refused is, and what
 * `checks.ts` states.
 *
 * @throws INVALID naming what does not hold; INVALID or USAGE where a step of the plan cannot be done
 */
export function* dryRun(plan: Plan, epochs: readonly Epoch[]): Generator<EpochReport> {
  let book = openBook(plan.traders);
  let settlements = 0;
  for (const [index, epochPlan] of plan.epochs.entries()) {
    const epoch = epochs[index];
    if (epoch?.number !== epochPlan.epoch)
      throw new PlimsollError('USAGE', `epochs: expected number ${epochPlan.epoch}, got ${epoch?.number ?? 'none'}`);
    const { table } = epoch.market;
    const opening = standings(book, table);
    expectBelow(book, epochPlan, table);
    const done: Done[] = [];
    for (const step of epochPlan.steps) {
      if (step.refused !== undefined) {
        expectRefused(book, step, table);
        done.push(step);
        continue;
      }
      done.push({ ...step, ...branchesOf(book, step, table) });
      book = applied(book, step.action, table);
      checkConserved(book, table);
      if (step.action.do === 'settle') settlements++;
    }
    checkClosed(book, table, settlements);
    yield { plan: epochPlan, epoch, opening, closing: standings(book, table), done, book };
  }
}
