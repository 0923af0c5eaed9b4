/** Who takes part in a run, with all that a holder has: a wallet, a home on disk with the seed, a registry to certify in. */
import type { Signer } from 'ethers';

import { RegistryClient } from '../../sdk/client.ts';
import type { HouseProver } from '../../sdk/house/change.ts';
import { ClearingHouseClient } from '../../sdk/house/client.ts';
import { houseIdOf } from '../../sdk/house/deployment.ts';
import { Holder } from '../../sdk/house/holder.ts';
import { Home } from '../../sdk/house/home/home.ts';
import type { OpenAccount } from '../../sdk/house/home/ledger.ts';
import { Trader } from '../../sdk/house/rfq/trader.ts';
import { newMnemonic, seedFromMnemonic, type Seed } from '../../sdk/house/seed.ts';
import type { Stage } from './stage.ts';

export interface Person {
  /** Lower case. */
  readonly address: string;
  readonly holder: Holder;
  readonly trader: Trader;
  readonly registry: RegistryClient;
}

/** An account of a run, and whose it is. */
export interface LiveAccount {
  readonly person: Person;
  readonly id: string;
}

/** Its present opening, held against the chain. Secret. */
export const openingOf = ({ person, id }: LiveAccount): Promise<OpenAccount> => person.holder.account(id);

/** A holder with a new home. */
export function holderOf(
  { stage, prover, wallet }: { readonly stage: Stage; readonly prover: HouseProver; readonly wallet: Signer },
  { name, seed }: { readonly name: string; readonly seed: Seed },
): Holder {
  const { deployment } = stage;
  const home = Home.create(stage.folder(name), { seed, house: { deployment } });
  return new Holder({ home, client: new ClearingHouseClient(houseIdOf(deployment), wallet), prover });
}

/** @param index of a wallet of the stage that nobody else has */
export async function personOf(stage: Stage, prover: HouseProver, index: number): Promise<Person> {
  const wallet = await stage.wallet(index);
  const holder = holderOf({ stage, prover, wallet }, { name: `home ${index}`, seed: seedFromMnemonic(newMnemonic()) });
  return {
    address: await holder.client.address(),
    holder,
    trader: new Trader(holder, wallet),
    registry: new RegistryClient(stage.deployment.registry, wallet),
  };
}
