import type { Account } from '../../prover/model/account.ts';
import { absolute } from '../../prover/model/units.ts';
import { namesOf, plainSize } from './names.ts';
import type { BuiltMarket } from './table.ts';

/**
 * Where an account is beyond what the market lets one hold. A proof of margin does not read these limits: they are
 * those of a change.
 */
export function limitWarnings(account: Account, market: BuiltMarket): string[] {
  const names = namesOf(market);
  return account.legs.flatMap((leg) => {
    const row = market.table.rows.get(leg.instrument);
    if (row === undefined) return [];
    if (row.reduceOnly)
      return [`${names.instrument(leg.instrument)} is reduce-only: a position in it can only be closed`];
    if (absolute(leg.size) <= row.maxSize) return [];
    return [`${names.leg(leg)} is above the largest size of the market, ${plainSize(row.maxSize)}`];
  });
}
