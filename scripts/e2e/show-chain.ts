/** What a run on a chain took: proofs by circuit, gas by call, and what was refused. */
import { renderTable } from '../../sdk/cli/table.ts';
import type { ChainBook } from './chain-book.ts';

export interface Figures {
  readonly seconds: number;
  readonly accounts: number;
  readonly proofs: Readonly<Record<string, { readonly count: number; readonly seconds: number }>>;
  readonly gas: Readonly<Record<string, { readonly count: number; readonly least: number; readonly most: number }>>;
  /** How often each refusal came as it had to: no proof, or the error that the chain reverted with. */
  readonly refused: Readonly<Record<string, number>>;
}

export function figuresOf({ accounts, proofs, gas, refusals }: ChainBook, seconds: number): Figures {
  const spent = [...gas].map(([call, amounts]) => {
    const sorted = amounts.map(Number).sort((a, b) => a - b);
    return [call, { count: sorted.length, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 }] as const;
  });
  return {
    seconds,
    accounts: accounts.size,
    proofs: Object.fromEntries(proofs.counts),
    gas: Object.fromEntries(spent),
    refused: Object.fromEntries(refusals.counts),
  };
}

const whole = (value: number): string => value.toLocaleString('en-US');

export function showFigures({ seconds, accounts, proofs, gas, refused }: Figures): string {
  const counts = Object.values(proofs);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const proven = Object.entries(proofs).map(([circuit, { count, seconds: each }]) => [
    circuit,
    count,
    (each / count).toFixed(1),
  ]);
  const spent = Object.entries(gas).map(([call, { count, least, most }]) => [call, count, whole(least), whole(most)]);
  const taken = Object.entries(refused).map(([reason, count]) => [reason, count]);
  return [
    renderTable(['proofs', '>count', '>seconds each'], proven),
    renderTable(['calls', '>count', '>least gas', '>most gas'], spent),
    renderTable(['refused', '>count'], taken),
    `${total} proofs in ${seconds.toFixed(0)} s; ${accounts} accounts restored from seeds and chain; custody, ledger and positions agree`,
    '',
  ].join('\n');
}
