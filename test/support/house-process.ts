/** Processes of one holder at a house: each has the home on disk and a client of its own, and may be killed at any step. */
import { BrowserProvider, type TransactionRequest } from 'ethers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyAccount } from '../../prover/model/account.ts';
import { Market } from '../../prover/model/tree.ts';
import { fromCalldata } from '../../prover/proof.ts';
import { openingInputs } from '../../prover/witness/change.ts';
import { OPEN_CIRCUIT } from '../../prover/witness/circuits.ts';
import { wordOf } from '../../sdk/certificate.ts';
import {
  HouseProver,
  stateChange,
  type MadeChange,
  type ProvenOpening,
  type WantedChange,
} from '../../sdk/house/change.ts';
import { UNCACHED } from '../../sdk/client.ts';
import { ClearingHouseClient } from '../../sdk/house/client.ts';
import { houseIdOf, type Deployment } from '../../sdk/house/deployment.ts';
import { Holder } from '../../sdk/house/holder.ts';
import { Home } from '../../sdk/house/home/home.ts';
import { deployHouse, type HouseSystem } from './clearing-house.ts';
import { Random, randomTable } from './generate.ts';
import { seed } from './house.ts';
import { lieAbout } from './house-statements.ts';

/** States every change as a real prover does, and gives what `SignalsVerifier` takes for its proof. */
export class SignalsProver extends HouseProver {
  override change(wanted: WantedChange): Promise<MadeChange> {
    const { circuit, account, newCommitment, sealedState, publicSignals } = stateChange(wanted);
    const proof = fromCalldata(lieAbout(publicSignals));
    return Promise.resolve({
      account,
      proven: { account: wordOf(account.id), circuit, newCommitment, proof, sealedState },
    });
  }

  override opening(header: Parameters<HouseProver['opening']>[0]): Promise<ProvenOpening> {
    const account = emptyAccount(header);
    const inputs = openingInputs(account);
    const { commitment } = inputs;
    const proof = fromCalldata(lieAbout(Object.values(inputs)));
    return Promise.resolve({ account, method: account.method, commitment, circuit: OPEN_CIRCUIT, proof });
  }
}

class Killed extends Error {}

/** Does nothing any more after a number of steps: writes of the home, before and after, and what reaches the node. */
class Life {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get isOver(): boolean {
    return this.#left < 0;
  }

  step(): void {
    if (this.#left-- <= 0) {
      this.#left = -1;
      throw new Killed();
    }
  }
}

function mortalHome(home: Home, life: Life): Home {
  return new Proxy(home, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const writes = name === 'save' || name === 'forget';
      return (...args: unknown[]): unknown => {
        if (writes) life.step();
        const result: unknown = Reflect.apply(value, target, args);
        if (writes) life.step();
        return result;
      };
    },
  });
}

/** A process, and the transaction that it sent, if it came to that. */
export interface HolderProcess {
  readonly holder: Holder;
  readonly sent: () => string | undefined;
  readonly isKilled: () => boolean;
}

/** A house with a market, and Alice, who owns tokens and has a home in a folder. */
export class ProcessHouse {
  readonly system: HouseSystem;
  readonly market: Market;
  readonly deployment: Deployment;
  readonly folder = mkdtempSync(join(tmpdir(), 'plimsoll-processes-'));
  readonly #owner: string;
  readonly #providers: BrowserProvider[] = [];

  private constructor(system: HouseSystem, more: { market: Market; deployment: Deployment; owner: string }) {
    this.system = system;
    this.market = more.market;
    this.deployment = more.deployment;
    this.#owner = more.owner;
    Home.create(this.home, { seed, house: { deployment: this.deployment } });
  }

  static async deploy(): Promise<ProcessHouse> {
    const system = await deployHouse({ verifier: 'SignalsVerifier' });
    const { house, roots, router, quote, chainId, alice } = system;
    const table = randomTable(new Random(1n), { scenarios: 5, expiries: 1, strikes: 1 });
    const market = new Market({ ...table, epoch: 1, time: Number(await system.now()) });
    await roots.post(1n, market.root, BigInt(market.table.time), 1n);
    const address = async (contract: { getAddress(): Promise<string> }): Promise<string> =>
      (await contract.getAddress()).toLowerCase();
    const deployment: Deployment = {
      chainId,
      house: await address(house),
      registry: `0x${'0b'.repeat(20)}`,
      roots: await address(roots),
      router: await address(router),
      fromBlock: 0,
      fromBlockHash: (await system.ethers.provider.getBlock(0))?.hash ?? '',
      liquidationKeys: [wordOf((await house.getFunction('liquidationKey').staticCall()) as bigint)],
      rpc: 'http://127.0.0.1:1',
      assets: [{ slot: 0, name: 'USD', token: await address(quote), decimals: 6 }],
    };
    return new ProcessHouse(system, { market, deployment, owner: await alice.getAddress() });
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  send(method: string, ...args: unknown[]): Promise<unknown> {
    return this.system.ethers.provider.send(method, args) as Promise<unknown>;
  }

  /** @param steps after which it is killed; without, it lives on */
  async process(steps = Infinity): Promise<HolderProcess> {
    const life = new Life(steps);
    const options = { ...UNCACHED, pollingInterval: 20 };
    const provider = new BrowserProvider(this.system.connection.provider, undefined, options);
    this.#providers.push(provider);
    const signer = await provider.getSigner(this.#owner);
    let sent: string | undefined;
    const broadcast = signer.sendTransaction.bind(signer);
    signer.sendTransaction = async (transaction: TransactionRequest) => {
      const response = await broadcast(transaction);
      sent = response.hash;
      life.step();
      // The next block comes while the process waits for it, if it still does.
      setTimeout(() => {
        if (!life.isOver) void this.send('evm_mine');
      });
      return response;
    };
    const holder = new Holder({
      home: mortalHome(Home.open(this.home), life),
      client: new ClearingHouseClient(houseIdOf(this.deployment), signer),
      prover: new SignalsProver(),
    });
    return { holder, sent: () => sent, isKilled: () => life.isOver };
  }

  async close(): Promise<void> {
    for (const provider of this.#providers) provider.destroy();
    rmSync(this.folder, { recursive: true });
    await this.system.connection.close();
  }
}
