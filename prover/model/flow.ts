/** A flow: what enters an account from outside or leaves it. Public. */
import { PlimsollError } from '../errors.ts';
import { COLLATERAL_SLOTS } from './market.ts';
import { CASH_RANGE, integer, toField } from './units.ts';

/** The quote currency; every other asset is the slot of a collateral instrument. */
export const QUOTE_ASSET = 0;
const ASSET_BITS = 16n;

export interface Flow {
  readonly asset: number;
  /** In 1e-8 of the asset; negative when it leaves. */
  readonly amount: bigint;
}

/** @throws USAGE naming the field, its value and the allowed range. */
export function checkFlow({ asset, amount }: Flow): void {
  if (!Number.isInteger(asset) || asset < QUOTE_ASSET || asset >= COLLATERAL_SLOTS) {
    throw new PlimsollError('USAGE', `flow.asset: expected 0 to ${COLLATERAL_SLOTS - 1}, got ${asset}`);
  }
  integer(amount, [-CASH_RANGE[1], CASH_RANGE[1]], 'flow.amount');
  // As a public signal, no flow at all is 0.
  if (amount === 0n) throw new PlimsollError('USAGE', 'flow.amount: expected some, got 0');
}

/** The public signal: asset and amount in one field element. @throws USAGE when the flow is out of range */
export function packFlow(flow: Flow): bigint {
  checkFlow(flow);
  return toField(BigInt(flow.asset) + (flow.amount << ASSET_BITS));
}
