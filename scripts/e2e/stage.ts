/** The contracts of a run on a chain inside this process, whose clock stands where its prices are, and who plays which part. */
import type { Contract, Signer } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import type { CurvePoint } from '../../prover/model/baby-jubjub.ts';
import { isCollateral } from '../../prover/model/market.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { ONE_CASH } from '../../prover/model/units.ts';
import { settle, type Submission } from '../../sdk/client.ts';
import { buildContracts, startLocalChain, type LocalChain } from '../../sdk/demo/chain.ts';
import { deployContract } from '../../sdk/deploy.ts';
import { ClearingHouseClient, toUnits, type Amount } from '../../sdk/house/client.ts';
import { deployHouse, type HouseStack } from '../../sdk/house/deploy.ts';
import type { HouseId } from '../../sdk/house/typed-data.ts';
import type { Instrument } from '../../sdk/risk/table.ts';
import { hashMarket } from '../../sdk/table-file.ts';
import type { Epoch } from './epochs.ts';

/** What a token of the house is; amounts of the cap in whole units. */
interface Terms {
  readonly decimals: number;
  readonly hourlyCap: bigint;
}

const QUOTE: Terms = { decimals: 6, hourlyCap: 100_000n };
/** By name: as wrapped coins have it, and as the coin itself has it. Caps that some withdrawals of a run exceed. */
const COLLATERAL: Readonly<Record<string, Terms>> = {
  BTC: { decimals: 8, hourlyCap: 5n },
  ETH: { decimals: 18, hourlyCap: 100n },
};

const CUSTODY_CAP = 10_000_000n * ONE_CASH;
const HOUR = 3600n;
/** Of a run in which days are a few minutes: a change of circuits or keys announced at its start comes into force in it. */
export const EXIT_WINDOW = 12n * HOUR;
/** An epoch with all its proofs is done by then, on a slow machine too. */
const MAX_ROOT_AGE = 2n * HOUR;
const MAX_POST_DELAY = 600n;

const PARTS = { deployer: 0, publisher: 1, guardian: 2, relay: 3 } as const;
const FIRST_WALLET = 4;

export class Stage {
  readonly chain: LocalChain;
  readonly stack: HouseStack;
  readonly id: HouseId;
  readonly registry: string;
  /** Submits trades and pays queues; owns nothing. */
  readonly relay: ClearingHouseClient;
  /** Tokens by asset. */
  readonly tokens: ReadonlyMap<number, Contract>;

  private constructor(parts: Pick<Stage, 'chain' | 'stack' | 'id' | 'registry' | 'relay' | 'tokens'>) {
    this.chain = parts.chain;
    this.stack = parts.stack;
    this.id = parts.id;
    this.registry = parts.registry;
    this.relay = parts.relay;
    this.tokens = parts.tokens;
  }

  /**
   * Compiles what changed and deploys it an hour before the first epoch.
   *
   * @throws ENVIRONMENT when Hardhat or a contract is missing
   */
  static async set(first: Epoch, liquidationKey: CurvePoint): Promise<Stage> {
    await buildContracts();
    const chain = await startLocalChain(first.time - Number(HOUR));
    try {
      return await Stage.#deploy(chain, first.market.instruments, liquidationKey);
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  static async #deploy(
    chain: LocalChain,
    instruments: readonly Instrument[],
    liquidationKey: CurvePoint,
  ): Promise<Stage> {
    const cast = (part: keyof typeof PARTS): Promise<Signer> => chain.signer(PARTS[part]);
    const deployer = await cast('deployer');
    const tokens = new Map<number, Contract>();
    const listings = [];
    for (const { slot, name } of [{ slot: QUOTE_ASSET, name: 'USD' }, ...instruments.filter(isListed)]) {
      const { decimals, hourlyCap } = slot === QUOTE_ASSET ? QUOTE : termsOf(name);
      const contract = await deployContract(deployer, 'examples/DemoToken', { args: [name, name, decimals] });
      tokens.set(slot, contract);
      const token = await contract.getAddress();
      listings.push({ slot, name, token, hourlyCap: hourlyCap * ONE_CASH, custodyCap: CUSTODY_CAP });
    }
    const stack = await deployHouse({
      deployer,
      publisher: await (await cast('publisher')).getAddress(),
      guardian: await (await cast('guardian')).getAddress(),
      maxPostDelay: MAX_POST_DELAY,
      maxRootAge: MAX_ROOT_AGE,
      exitWindow: EXIT_WINDOW,
      liquidationKey,
      listings,
    });
    const { chainId } = await chain.provider.getNetwork();
    const id = { chainId, house: (await stack.house.getAddress()).toLowerCase() };
    const registry = (await stack.registry.getAddress()).toLowerCase();
    return new Stage({
      chain,
      stack,
      id,
      registry,
      relay: new ClearingHouseClient(id, await cast('relay')),
      tokens,
    });
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

  close(): Promise<void> {
    return this.chain.close();
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
    const token = this.tokens.get(asset);
    if (token !== undefined) return token;
    throw new PlimsollError('USAGE', `asset: expected one of ${[...this.tokens.keys()].join(', ')}, got ${asset}`);
  }
}

const isListed = ({ slot }: Instrument): boolean => isCollateral(slot);

function termsOf(name: string): Terms {
  const terms = Object.hasOwn(COLLATERAL, name) ? COLLATERAL[name] : undefined;
  if (terms !== undefined) return terms;
  throw new PlimsollError('USAGE', `collateral: expected ${Object.keys(COLLATERAL).join(' or ')}, got ${name}`);
}
