import { CASH_DECIMALS, formatDecimal } from '../../prover/model/units.ts';
import type { Payout } from '../house/reader.ts';

/** An amount of tokens as people and documents have it. */
export const tokens = (ticks: bigint): string => formatDecimal(ticks, CASH_DECIMALS);

/** What became of a withdrawal, for a program. */
export const describePayout = ({ amount, ...payout }: Payout) => ({ ...payout, amount: tokens(amount) });

/** The same for a person. */
export function payoutInWords({ outcome, recipient, amount, position }: Payout, asset: string): string {
  const place = outcome === 'queued' && position !== undefined ? ` at position ${position}` : '';
  return `${tokens(amount)} ${asset} ${outcome}${place}${outcome === 'paid' ? ' to' : ' for'} ${recipient}`;
}
