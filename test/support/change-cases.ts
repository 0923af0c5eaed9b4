/** Small cases of changes, written out. */
import { emptyAccount, type Account, type Leg } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import type { Fill, Side } from '../../prover/model/fill.ts';
import { cash, size } from '../../prover/model/units.ts';

export const legOf = (instrument: number, amount: bigint, cost: bigint): Leg => ({
  instrument,
  size: size(amount),
  cost: cash(cost),
});
/** Collateral, a short and a long position. */
export const ACCOUNT: Account = {
  ...emptyAccount({ id: 5n, owner: 6n, method: 'cross' }),
  cash: cash(100n),
  legs: [legOf(2, 10n, 0n), legOf(64, -20n, -7n), legOf(66, 30n, 9n)],
  blinding: 1n << 200n,
};
export const fill = (side: Side, change: Partial<Fill> = {}): Change => ({
  kind: 'fill',
  side,
  fill: { instrument: 64, size: size(5n), cost: cash(3n), salt: 1n, ...change },
});
export const flow = (asset: number, amount: bigint): Change => ({ kind: 'flow', asset, amount });
/** Legs as plain rows. */
export const legsOf = ({ legs }: Pick<Account, 'legs'>) => legs.map((leg) => [leg.instrument, leg.size, leg.cost]);
