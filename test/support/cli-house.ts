/** The commands of the clearing house with a node and a relay, and two who trade. */
import { expect } from 'chai';
import { Contract, hexlify, JsonRpcProvider } from 'ethers';
import { hash, TAG } from '../../prover/model/poseidon.ts';
import { settle, UNCACHED } from '../../sdk/client.ts';
import { INDEX, marketFile, SNAPSHOT, type Move } from '../../sdk/demo/book.ts';
import { marketFromFile, type MarketFile } from '../../sdk/files/market-file.ts';
import { HOUSE_ABI } from '../../sdk/house/abi.ts';
import { parseDeployment, type Deployment } from '../../sdk/house/deployment.ts';
import { Home } from '../../sdk/house/home/home.ts';
import { viewingSecret } from '../../sdk/house/keys.ts';
import { slotsOf } from '../../sdk/risk/table.ts';
import { Session, type Json, type Service } from './cli.ts';

/** The market of the node a minute later, or after another move, when an instrument has expired. */
export function marketAfterExpiry(name: string, move: Move = { ...SNAPSHOT, epoch: 2, after: 60 }): MarketFile {
  const file = marketFile(move);
  const slot = slotsOf(marketFromFile(marketFile(SNAPSHOT))).get(name)!;
  const underlyings = file.underlyings.map((each) => ({ ...each, perps: [] }));
  return {
    ...file,
    underlyings,
    frozen: [{ name, slot, kind: 'perp', underlying: 'BTC', settlementPrice: INDEX }],
  };
}

/** An account as `positions` shows it. */
export interface Position {
  readonly id: string;
  readonly standing: string;
  readonly mailbox: string;
  readonly account: {
    readonly cash: string;
    readonly method: string;
    readonly legs: readonly { name: string; size: string; cost: string }[];
    readonly margin: { readonly ratioBps?: string };
  };
}

export class HouseSession extends Session {
  readonly node = this.file('node');
  readonly maker = this.file('maker');
  readonly taker = this.file('taker');
  #chain: JsonRpcProvider | undefined;
  #services: { readonly node: Service; readonly relay: Service } | undefined;

  async start(): Promise<void> {
    const node = await this.serve(['node', '--home', this.node, '--port', '0']);
    this.#services = { node, relay: await this.serve(['relay', '--port', '0']) };
  }

  async end(): Promise<void> {
    this.#chain?.destroy();
    await Promise.all([this.#services?.node.stop(), this.#services?.relay.stop()]);
    this.close();
  }

  get services(): { readonly node: Service; readonly relay: Service } {
    return this.#services ?? expect.fail('expected a session that was started');
  }

  get relay(): string {
    return this.services.relay.document['url'] as string;
  }

  /** Addresses of the node, the first of the maker and the second of the taker. */
  get traders(): [string, string] {
    return this.services.node.document['traders'] as [string, string];
  }

  get deployment(): Deployment {
    return parseDeployment(this.read('node/deployment.json'));
  }

  /** The chain of the node. */
  get chain(): JsonRpcProvider {
    return (this.#chain ??= new JsonRpcProvider(this.deployment.rpc, undefined, UNCACHED));
  }

  get house(): Contract {
    return new Contract(this.deployment.house, HOUSE_ABI, this.chain);
  }

  /** Lets time pass on the chain. */
  async wait(seconds: number): Promise<void> {
    await this.chain.send('evm_increaseTime', [seconds]);
    await this.chain.send('evm_mine', []);
  }

  /** Calls a contract without the command line. @param by number of an account of the node */
  async call(contract: string, abi: string, args: readonly unknown[], by: number): Promise<void> {
    const called = new Contract(contract, [`function ${abi}`], await this.chain.getSigner(by));
    await settle(abi, () => called.getFunction(abi.slice(0, abi.indexOf('('))).send(...args));
  }

  /** Options of a command of the maker or the taker, or of anybody with the taker's address. */
  as(home: string): string[] {
    return ['--home', home, '--from', this.traders[home === this.maker ? 0 : 1]];
  }

  /** Runs with --json and expects success. */
  async done(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Json> {
    const { code, document } = await this.json(args, { env });
    expect(this.services.node.ended(), 'node').to.equal(undefined);
    expect(code, JSON.stringify(document)).to.equal(0);
    return document;
  }

  async positions(home: string): Promise<Position[]> {
    return (await this.done(['positions', '--home', home]))['accounts'] as Position[];
  }

  /** Expects that the seed of a home was not printed, nor what reads its accounts or would open their commitments. */
  expectSecretive(path: string): void {
    const home = Home.open(path);
    const accounts = home.accounts();
    this.expectUnprinted(BigInt(hexlify(home.seed)));
    expect(accounts).not.to.deep.equal([]);
    for (const { index, account, pending } of accounts) {
      this.expectUnprinted(viewingSecret(home.seed, index));
      for (const { blinding } of [account, pending?.account].filter((each) => each !== undefined))
        for (const secret of [blinding, hash(TAG.ephemeral, [blinding]), hash(TAG.sealKey, [blinding])])
          this.expectUnprinted(secret);
    }
  }
}
