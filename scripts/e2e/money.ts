/** What goes in and out of the accounts of a run: first deposits, top-ups, settlements, withdrawals, certificates. */
import { PlimsollError } from '../../prover/errors.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { accountMargin, excess, isSolvent, ratioBps } from '../../prover/model/margin.ts';
import { isCollateral } from '../../prover/model/market.ts';
import { CASH_DECIMALS, ONE_CASH } from '../../prover/model/units.ts';
import { largestFitting, type Draft } from './draft.ts';
import { type Certificate, type TraderFlow } from './plan.ts';
import { refuseSettled } from './trading.ts';
import type { Trader } from './traders.ts';

const CENT = ONE_CASH / 100n;
/** Of quote currency and of collateral alike there are 1e8 ticks in a unit. */
const UNIT = ONE_CASH;

const deposit = ({ name }: Trader, asset: number, amount: bigint): TraderFlow => ({
  do: 'deposit',
  trader: name,
  asset,
  amount,
});
const withdraw = (trader: Trader, asset: number, amount: bigint): TraderFlow => ({
  ...deposit(trader, asset, amount),
  do: 'withdraw',
});

/** What certificates are asked for at. */
const THRESHOLDS = [20_000n, 15_000n, 12_000n, 10_000n];

const certificateOf = ({ name }: Trader, thresholdBps: bigint): Certificate => ({
  do: 'certify',
  trader: name,
  thresholdBps,
  minExcess: 0n,
});

/** What every trader starts with. */
export function makeFirstDeposits(draft: Draft): void {
  for (const trader of draft.traders) {
    for (const [name, amount] of Object.entries(trader.deposits)) {
      const asset = name === 'quote' ? QUOTE_ASSET : draft.instruments.find((listed) => listed.name === name)?.slot;
      if (asset !== undefined) draft.do(deposit(trader, asset, BigInt(amount) * UNIT));
    }
  }
}

/** Whole units of quote currency that bring an account to the equity its trader likes to keep. */
function topUpOf(draft: Draft, trader: Trader): bigint {
  const { equity, requirement, decimals } = accountMargin(draft.account(trader), draft.table, 'initial');
  const missing = (requirement * trader.cushionBps) / 10_000n - equity;
  return (missing / 10n ** BigInt(decimals - CASH_DECIMALS) / UNIT + 1n) * UNIT;
}

/** Tops up who is under maintenance. Until then there is no certificate, and no deposit too small to cure. */
export function cure(draft: Draft, trader: Trader): void {
  const missing = -excess(accountMargin(draft.account(trader), draft.table, 'maintenance'));
  const tooLittle = ((missing - 1n) / CENT) * CENT;
  if (tooLittle > 0n) draft.refuse(deposit(trader, QUOTE_ASSET, tooLittle), 'below maintenance');
  draft.refuse(certificateOf(trader, 10_000n), 'claim is false');
  draft.do(deposit(trader, QUOTE_ASSET, topUpOf(draft, trader)));
}

/** Every leg of what has expired becomes cash; nobody can open one any more. */
export function settleExpired(draft: Draft): void {
  const legs = draft.traders.flatMap((trader) =>
    draft
      .account(trader)
      .legs.filter(({ instrument }) => draft.table.rows.get(instrument)?.frozen)
      .map(({ instrument }) => ({ trader: trader.name, instrument })),
  );
  legs.forEach((leg) => draft.do({ do: 'settle', ...leg }));
  if (legs.length > 0) refuseSettled(draft);
}

/** Adds a few thousand of the quote currency to some account. */
export function depositSomething(draft: Draft): void {
  const trader = draft.pick(draft.traders);
  if (trader !== undefined) draft.do(deposit(trader, QUOTE_ASSET, BigInt(1 + draft.random.index(9)) * 1000n * UNIT));
}

/** Takes a part of what a trader can take out, of cash or of one collateral, and still keep a cushion. */
export function withdrawSomething(draft: Draft): void {
  const holdings = draft.traders.flatMap((trader) => {
    const { cash, legs } = draft.account(trader);
    const collateral = legs.filter(({ instrument }) => isCollateral(instrument));
    return [
      { trader, asset: QUOTE_ASSET, held: cash, step: UNIT },
      ...collateral.map(({ instrument, size }) => ({ trader, asset: instrument, held: size, step: UNIT / 10n })),
    ];
  });
  for (const { trader, asset, held, step } of draft.shuffle(holdings)) {
    const fits = (amount: bigint): boolean => draft.keepsCushions(withdraw(trader, asset, amount), [trader]);
    const amount = draft.portion(largestFitting(step, held, fits) / 2n, step);
    if (amount === 0n) continue;
    draft.do(withdraw(trader, asset, amount));
    return;
  }
}

/** A cent more than initial margin lets a trader take out, or more than the cash there is. */
export function refuseWithdrawal(draft: Draft, reason: 'below initial margin' | 'cash would be negative'): void {
  for (const trader of draft.shuffle(draft.traders)) {
    const { cash } = draft.account(trader);
    const fits = (amount: bigint): boolean =>
      !(draft.after(withdraw(trader, QUOTE_ASSET, amount)) instanceof PlimsollError);
    const largest = largestFitting(CENT, cash, fits);
    const hasCash = largest + CENT <= cash;
    if (cash <= 0n || hasCash !== (reason === 'below initial margin')) continue;
    draft.refuse(withdraw(trader, QUOTE_ASSET, largest + CENT), reason);
    return;
  }
}

/** Certifies a trader at one of the thresholds that it meets, if it meets any. */
export function certify(draft: Draft, trader: Trader): void {
  const margin = accountMargin(draft.account(trader), draft.table, 'maintenance');
  const threshold = draft.pick(THRESHOLDS.filter((thresholdBps) => isSolvent(margin, { thresholdBps, minExcess: 0n })));
  if (threshold !== undefined) draft.do(certificateOf(trader, threshold));
}

/** A certificate for a hundredth of a percent more than is true. */
export function refuseCertificate(draft: Draft): void {
  for (const trader of draft.shuffle(draft.traders)) {
    const ratio = ratioBps(accountMargin(draft.account(trader), draft.table, 'maintenance'));
    if (ratio === undefined) continue;
    draft.refuse(certificateOf(trader, ratio + 1n), 'claim is false');
    return;
  }
}
