/** The contracts of a run on a chain inside this process, whose clock stands where its prices are, and who plays which part. */
import type { Contract, Signer } from 'ethers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PlimsollError } from '../../prover/errors.ts';
import type { CurvePoint } from '../../prover/model/baby-jubjub.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { isCollateral } from '../../prover/model/market.ts';
import { ONE_CASH } from '../../prover/model/units.ts';
import { HOUSE_CIRCUITS } from '../../prover/witness/circuits.ts';
import { settle, type Submission } from '../../sdk/client.ts';
import { buildContracts, startLocalChain, type LocalChain } from '../../sdk/demo/chain.ts';
import { deployContract } from '../../sdk/deploy.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { ClearingHouseClient, toUnits, type Amount } from '../../sdk/house/client.ts';
import { deployHouse, type HouseStack, type ListedAsset } from '../../sdk/house/deploy.ts';
import { houseIdOf, type Asset, type Deployment } from '../../sdk/house/deployment.ts';
import type { Instrument } from '../../sdk/risk/table.ts';
import { hashMarket } from '../../sdk/table-file.ts';
import type { Epoch } from './epochs.ts';

/** What a token of the house is; amounts of the cap in whole units. */
interface Terms {
  readonly decimals: number;
  readonly hourlyCap: bigint;
}

/** By name; coins with decimals as wrapped ones have, and as the coin itself has. Caps that some withdrawals exceed. */
const TERMS: Readonly<Record<string, Terms>> = {
  USD: { decimals: 6, hourlyCap: 100_000n },
  BTC: { decimals: 8, hourlyCap: 5n },
  ETH: { decimals: 18, hourlyCap: 100n },
};
const QUOTE = { slot: QUOTE_ASSET, name: 'USD' } as const;

const CUSTODY_CAP = 10_000_000n * ONE_CASH;
const HOUR = 3600n;
/** Of a run in which days are a few minutes: a change of circuits or keys announced at its start comes into force in it. */
const EXIT_WINDOW = 12n * HOUR;
/** An epoch with all its proofs is done by then, on a slow machine too. */
const MAX_ROOT_AGE = 2n * HOUR;
const MAX_POST_DELAY = 600n;

/** Nobody reaches a chain inside this process from outside. */
const NO_RPC = 'http://localhost';

const PARTS = { deployer: 0, publisher: 1, guardian: 2, relay: 3 } as const;
const FIRST_WALLET = 4;

/** Keys of the liquidation desks that the deployment file names, that in force first. */
type Desks = readonly [inForce: CurvePoint, ...announced: CurvePoint[]];

export class Stage {
  readonly chain: LocalChain;
  readonly stack: HouseStack;
  readonly deployment: Deployment;
  /** Reads the house and pays queues; owns nothing. */
  readonly relay: ClearingHouseClient;
  readonly #tokens: ReadonlyMap<number, Contract>;
  /** Of what people keep on disk. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));

  private constructor(
    parts: Pick<Stage, 'chain' | 'stack' | 'deployment' | 'relay'>,
    tokens: ReadonlyMap<number, Contract>,
  ) {
    this.chain = parts.chain;
    this.stack = parts.stack;
    this.deployment = parts.deployment;
    this.relay = parts.relay;
    this.#tokens = tokens;
  }

  /**
   * Compiles what changed and deploys it an hour before the first epoch.
   *
   * @throws ENVIRONMENT when Hardhat or a contract is missing
   */
  static async set(first: Epoch, desks: Desks): Promise<Stage> {
    await buildContracts();
    const chain = await startLocalChain(first.time - Number(HOUR));
    try {
      return await Stage.#deploy(chain, first.market.instruments, desks);
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  static async #deploy(
    chain: LocalChain,
    instruments: readonly Instrument[],
    [liquidationKey, ...announced]: Desks,
  ): Promise<Stage> {
    const cast = (part: keyof typeof PARTS): Promise<Signer> => chain.signer(PARTS[part]);
    const deployer = await cast('deployer');
    const tokens = new Map<number, Contract>();
    const assets: Asset[] = [];
    const listed: ListedAsset[] = [];
    for (const { slot, name } of [QUOTE, ...instruments.filter((each) => isCollateral(each.slot))]) {
      const { decimals, hourlyCap } = termsOf(name);
      const contract = await deployContract(deployer, 'examples/DemoToken', { args: [name, name, decimals] });
      const token = await addressOf(contract);
      tokens.set(slot, contract);
      assets.push({ slot, name, token, decimals });
      listed.push({ asset: slot, token, hourlyCap: hourlyCap * ONE_CASH, custodyCap: CUSTODY_CAP });
    }
    const stack = await deployHouse({
      deployer,
      publisher: await (await cast('publisher')).getAddress(),
      guardian: await (await cast('guardian')).getAddress(),
      circuits: HOUSE_CIRCUITS,
      maxPostDelay: MAX_POST_DELAY,
      maxRootAge: MAX_ROOT_AGE,
      exitWindow: EXIT_WINDOW,
      liquidationKey,
      assets: listed,
    });
    const deployment: Deployment = {
      chainId: (await chain.provider.getNetwork()).chainId,
      house: await addressOf(stack.house),
      registry: await addressOf(stack.registry),
      roots: await addressOf(stack.roots),
      router: await addressOf(stack.router),
      ...stack.block,
      liquidationKeys: [liquidationKey, ...announced].map(({ y }) => wordOf(y)),
      rpc: NO_RPC,
      assets,
    };
    const relay = new ClearingHouseClient(houseIdOf(deployment), await cast('relay'));
    return new Stage({ chain, stack, deployment, relay }, tokens);
  }

  /** Assets of the house. */
  get assets(): readonly number[] {
    return [...this.#tokens.keys()];
  }

  /** A new folder, gone when the stage is closed. */
  folder(name: string): string {
    return join(this.#folder, name);
  }

  /** A wallet that plays no other part. */
  wallet(index: number): Promise<Signer> {
    return this.chain.signer(FIRST_WALLET + index);
  }

  /** Moves the clock to an epoch and posts its root. */
  async post({ time, market }: Epoch): Promise<Submission> {
    await this.chain.setTime(time + 1);
    const { root, table } = hashMarket(market).market;
    return this.#send('roots', 'publisher', 'post', [table.epoch, root, table.time, table.parameters.version]);
  }

  scheduleLiquidationKey({ x, y }: CurvePoint): Promise<Submission> {
    return this.#send('house', 'deployer', 'scheduleLiquidationKey', [x, y]);
  }

  pause(): Promise<Submission> {
    return this.#send('house', 'guardian', 'pause', []);
  }

  /** Gives tokens to a wallet. */
  async fund(to: string, { asset, amount }: Amount): Promise<void> {
    const token = this.#token(asset);
    const { decimals } = await this.relay.assetOf(asset);
    await settle('mint', () => token.getFunction('mint').send(to, toUnits(amount, Number(decimals))));
  }

  async time(): Promise<number> {
    return Number(await this.relay.time());
  }

  /** Lets time pass until the next block. */
  async wait(seconds: bigint): Promise<void> {
    await this.chain.setTime((await this.time()) + Number(seconds));
  }

  async close(): Promise<void> {
    await this.chain.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #send(
    contract: 'house' | 'roots',
    part: keyof typeof PARTS,
    method: string,
    args: readonly unknown[],
  ): Promise<Submission> {
    const called = this.stack[contract].connect(await this.chain.signer(PARTS[part])).getFunction(method);
    return settle(method, () => called.send(...args));
  }

  #token(asset: number): Contract {
    const token = this.#tokens.get(asset);
    if (token !== undefined) return token;
    throw new PlimsollError('USAGE', `asset: expected one of ${this.assets.join(', ')}, got ${asset}`);
  }
}

const addressOf = async (contract: Contract): Promise<string> => (await contract.getAddress()).toLowerCase();

function termsOf(name: string): Terms {
  const terms = Object.hasOwn(TERMS, name) ? TERMS[name] : undefined;
  if (terms !== undefined) return terms;
  throw new PlimsollError('USAGE', `asset: expected one of ${Object.keys(TERMS).join(', ')}, got ${name}`);
}
