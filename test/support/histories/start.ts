/** What all histories begin with: four accounts with cash, two of them with collateral, at the first prices. */
import type { Account } from '../../../prover/model/account.ts';
import type { Change } from '../../../prover/model/change.ts';
import { ONE_CASH } from '../../../prover/model/units.ts';
import type { Proving } from '../../../prover/witness/change.ts';
import { settle } from '../../../sdk/client.ts';
import type { HouseProver } from '../../../sdk/house/change.ts';
import { ClearingHouseClient } from '../../../sdk/house/client.ts';
import type { Standing } from './books.ts';
import { ASSETS, marketOf, OWNERS, viewingKeyOf, type Asset, type RealHouse } from './house.ts';

export interface Start {
  readonly standings: readonly Standing[];
  /** Ticks by asset. */
  readonly net: readonly [bigint, bigint];
}

const CASH = 20_000n * ONE_CASH;
const COLLATERAL = ONE_CASH;
const AT_LINE: Proving = { statement: 'transition', level: 'maintenance', market: marketOf(1) };

async function openAccount(house: RealHouse, prover: HouseProver, who: number): Promise<Standing> {
  const owner = house.ownerOf(who);
  const client = new ClearingHouseClient(house.parts.id, owner);
  const header = { id: BigInt(who + 1), owner: BigInt(await owner.getAddress()), method: 'isolated' } as const;
  const opening = await prover.opening(header);
  await client.open(opening, viewingKeyOf(who));
  const destination = house.destinationOf(who);
  const deposit = async (account: Account, asset: Asset, proving: Proving): Promise<Account> => {
    const flow = { asset: ASSETS[asset].slot, amount: asset === 0 ? CASH : COLLATERAL };
    const change: Change = { kind: 'flow', ...flow };
    const made = await prover.change({ ...proving, account, change, destination });
    await client.deposit(made.proven, flow);
    return made.account;
  };
  const account = await deposit(opening.account, 0, { statement: 'deposit' });
  if (who % 2 === 1) return { account, provenEpoch: undefined };
  return { account: await deposit(account, 1, AT_LINE), provenEpoch: 1 };
}

/** Posts the first prices and opens the accounts. */
export async function begin(house: RealHouse, prover: HouseProver): Promise<Start> {
  const { root, table } = marketOf(1);
  const { version } = table.parameters;
  await settle('post', () => house.parts.roots.getFunction('post').send(1, root, table.time, version));
  const standings: Standing[] = [];
  for (const who of OWNERS.keys()) standings.push(await openAccount(house, prover, who));
  await house.readClock();
  const count = BigInt(standings.length);
  return { standings, net: [count * CASH, (count / 2n) * COLLATERAL] };
}
