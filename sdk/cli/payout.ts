import { formatDecimal } from '../../prover/model/units.ts';
import type { Payout } from '../house/reader.ts';

/** What became of a withdrawal, for a person. */
export function payoutInWords({ outcome, recipient, amount, position }: Payout, asset: string): string {
  const place = outcome === 'queued' && position !== undefined ? ` at position ${position}` : '';
  return `${formatDecimal(amount, 8)} ${asset} ${outcome}${place}${outcome === 'paid' ? ' to' : ' for'} ${recipient}`;
}
