/** A house on a chain inside the test, with holders that have homes, wallets and provers of their own. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signer } from 'ethers';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { commitmentOf } from '../../prover/model/account.ts';
import { cash, ONE_CASH } from '../../prover/model/units.ts';
import { INDEX, marketAfter, SNAPSHOT, SNAPSHOT_TIME } from '../../sdk/demo/book.ts';
import { buildContracts, startLocalChain, type LocalChain } from '../../sdk/demo/chain.ts';
import { HouseProver } from '../../sdk/house/change.ts';
import { ClearingHouseClient } from '../../sdk/house/client.ts';
import { houseIdOf } from '../../sdk/house/deployment.ts';
import { Holder } from '../../sdk/house/holder.ts';
import { Home } from '../../sdk/house/home/home.ts';
import type { OpenAccount } from '../../sdk/house/home/ledger.ts';
import { raiseHouse, type HouseNode } from '../../sdk/house/node.ts';
import { Trader } from '../../sdk/house/rfq/trader.ts';
import { slotsOf } from '../../sdk/risk/table.ts';
import { newMnemonic, seedFromMnemonic } from '../../sdk/house/seed.ts';

export const MARKET = marketAfter(SNAPSHOT);
/** An instrument that isolated accounts trade, and a price near its own for one unit. */
export const INSTRUMENT = slotsOf(MARKET).get('BTC-26JUN20') ?? 0;
export const PRICE = cash(BigInt(Math.round(INDEX)) * ONE_CASH);
export const usd = (whole: number): bigint => BigInt(whole) * ONE_CASH;

export interface Person {
  readonly signer: Signer;
  readonly holder: Holder;
  readonly trader: Trader;
}

/** The only account of a person, as the chain has it. */
export const accountOf = ({ holder }: Person): Promise<OpenAccount> => holder.account();

/** Expects the home of a person to have what the chain has, of every account. */
export async function expectCurrent({ holder }: Person): Promise<void> {
  for (const { standing, saved } of await holder.ledger.sync()) {
    const { commitment } = await holder.client.accountOf(saved.id);
    expect([standing, saved.account && commitmentOf(saved.account)]).to.deep.equal(['current', commitment]);
  }
}

export class HouseWorld {
  readonly chain: LocalChain;
  readonly node: HouseNode;
  readonly prover: HouseProver;
  readonly folder = mkdtempSync(join(tmpdir(), 'plimsoll-house-'));

  private constructor(chain: LocalChain, node: HouseNode) {
    this.chain = chain;
    this.node = node;
    this.prover = new HouseProver({ source: new DirectorySource() });
  }

  static async start(): Promise<HouseWorld> {
    await buildContracts();
    const chain = await startLocalChain(SNAPSHOT_TIME);
    return new HouseWorld(chain, await raiseHouse({ chain, rpc: 'http://127.0.0.1:1', market: MARKET }));
  }

  /** @param name of the home, new unless there is one */
  async person(index: number, name: string): Promise<Person> {
    const path = join(this.folder, name);
    const { deployment } = this.node;
    const home = Home.exists(path)
      ? Home.open(path)
      : Home.create(path, { seed: seedFromMnemonic(newMnemonic()), house: { deployment } });
    const signer = await this.chain.signer(3 + index);
    const client = new ClearingHouseClient(houseIdOf(deployment), signer);
    const holder = new Holder({ home, client, prover: this.prover });
    return { signer, holder, trader: new Trader(holder, signer) };
  }

  async close(): Promise<void> {
    await this.prover.close();
    await this.chain.close();
    rmSync(this.folder, { recursive: true });
  }
}
