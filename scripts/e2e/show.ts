/** A run for people: prices and accounts of each epoch, and what was done, in words. */
import { CASH_DECIMALS, floorDivide, ONE_SIZE, PRICE_DECIMALS } from '../../prover/model/units.ts';
import { grouped, ratio } from '../../sdk/cli/amount.ts';
import { renderTable } from '../../sdk/cli/table.ts';
import { roundTo, SHOWN } from '../../sdk/risk/figures.ts';
import { namesOf, plainSize } from '../../sdk/risk/names.ts';
import type { Done, EpochReport, Standing } from './dry-run.ts';
import type { Epoch } from './epochs.ts';

/** In cents with thousands separated. */
const money = (value: bigint, decimals: number): string => grouped(roundTo(value, decimals, 2, 'nearest'));
/** In whole units: what a table has room for. */
const rough = (value: bigint, decimals: number, of: keyof typeof SHOWN): string =>
  grouped(roundTo(value, decimals, 0, SHOWN[of]), 0);
const change = (now: number, before: number | undefined): string =>
  before === undefined ? '' : ` (${now < before ? '' : '+'}${(100 * (now / before - 1)).toFixed(1)}%)`;

function heading({ number, time, file }: Epoch, previous: Epoch | undefined): string {
  const when = new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const prices = file.underlyings.map(({ name, spot, volatility = 0, perps = [] }, index) => {
    const before = previous?.file.underlyings[index];
    const [funding = 0, paid = 0] = [perps[0]?.funding, before?.perps?.[0]?.funding];
    return `  ${name} ${spot.toFixed(2)}${change(spot, before?.spot)}, perpetual ${perps[0]?.price.toFixed(2)}, funding ${(funding - paid).toFixed(4)}, volatility ${(100 * volatility).toFixed(0)}%`;
  });
  return [`Epoch ${number}, ${when} UTC`, ...prices].join('\n');
}

function accounts({ opening, closing }: EpochReport): string {
  const cells = ({ equity, maintenance, initial, decimals, ratioBps }: Standing): string[] => [
    rough(equity, decimals, 'equity'),
    `${rough(maintenance, decimals, 'requirement')} / ${rough(initial, decimals, 'requirement')}`,
    ratioBps === undefined ? '-' : ratio(ratioBps),
  ];
  const head = ['account', '>equity', '>required', '>ratio', '>then', '>required', '>ratio', '>legs'];
  const rows = opening.map((before, index) => {
    const after = closing[index] ?? before;
    return [before.trader, ...cells(before), ...cells(after), after.legs];
  });
  return renderTable(head, rows);
}

/** A step in words. */
export function inWords({ action, branches }: Done, { market }: Epoch): string {
  const names = namesOf(market);
  switch (action.do) {
    case 'deposit':
    case 'withdraw': {
      const verb = action.do === 'deposit' ? 'deposits' : 'withdraws';
      const amount = action.asset === 0 ? money(action.amount, CASH_DECIMALS) : plainSize(action.amount);
      return `${action.trader} ${verb} ${amount}${action.asset === 0 ? '' : ` ${names.instrument(action.asset)}`}`;
    }
    case 'trade': {
      const { buyer, seller, instrument, size, cost } = action;
      const price = money(floorDivide(cost * ONE_SIZE, size), PRICE_DECIMALS);
      const reduced = [buyer, seller].filter((_, side) => branches?.[side === 0 ? 'buyer' : 'seller'] === 'reduce');
      const how = reduced.length === 0 ? '' : `, ${reduced.join(' and ')} by reducing only`;
      return `${buyer} buys ${plainSize(size)} ${names.instrument(instrument)} from ${seller} at ${price}${how}`;
    }
    case 'settle':
      return `${action.trader} settles ${names.instrument(action.instrument)}`;
    case 'certify':
      return `${action.trader} certifies ${ratio(action.thresholdBps)}`;
  }
}

/** One epoch. */
export function showEpoch(report: EpochReport, previous: Epoch | undefined): string {
  const { plan, epoch, done } = report;
  const steps = done.map((step) => {
    const told = inWords(step, epoch);
    return step.refused === undefined ? `  ${told}` : `  refused, ${step.refused}: ${told}`;
  });
  return [
    heading(epoch, previous),
    ...(plan.below.length === 0 ? [] : [`  under maintenance: ${plan.below.join(', ')}`]),
    accounts(report),
    ...steps,
    '',
  ].join('\n');
}

/** How often each kind of step was done or refused, and sides of trades by reducing only. */
export function countSteps(reports: readonly EpochReport[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action, refused, branches } of reports.flatMap(({ done }) => done)) {
    const kind = refused === undefined ? action.do : `refused: ${refused}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const reducing = Object.values(branches ?? {}).filter((branch) => branch === 'reduce').length;
    if (reducing > 0) counts['reduce'] = (counts['reduce'] ?? 0) + reducing;
  }
  return counts;
}
