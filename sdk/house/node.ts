/** A clearing house on a local chain, ready to use: contracts, tokens that anybody can mint, the market published. */
import type { Contract } from 'ethers';

import { isCollateral } from '../../prover/model/market.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { ONE_CASH } from '../../prover/model/units.ts';
import { HOUSE_CIRCUITS } from '../../prover/witness/circuits.ts';
import { wordOf } from '../certificate.ts';
import { settle } from '../client.ts';
import { deployContract } from '../deploy.ts';
import type { LocalChain } from '../demo/chain.ts';
import type { HashedMarket } from '../table-file.ts';
import { deployHouse } from './deploy.ts';
import type { Asset, Deployment } from './deployment.ts';
import { newLiquidationSecret, secretReader } from './keys.ts';

/** Accounts of the chain by their part; all others are traders. */
const PARTS = { deployer: 0, publisher: 1, guardian: 2 } as const;
const FIRST_TRADER = 3;
const TRADERS = 5;

const QUOTE = { name: 'USD', decimals: 6, given: 1_000_000n } as const;
const COLLATERAL = { decimals: 8, given: 100n } as const;

/** Wide enough not to be in the way; a house for value is given its own. */
const CUSTODY_CAP = 10n ** 10n * ONE_CASH;
const HOURLY_CAP = 10n ** 7n * ONE_CASH;
const DAY = 86_400n;
/** Prices stay as they are until new ones are published, so they are taken for as long as a node runs. */
const MAX_ROOT_AGE = 365n * DAY;
const EXIT_WINDOW = 7n * DAY;

export interface NodeRequest {
  readonly chain: LocalChain;
  readonly rpc: string;
  /** Priced no later than the chain's clock. */
  readonly market: HashedMarket;
  readonly contractDirectory?: string;
}

export interface HouseNode {
  readonly deployment: Deployment;
  /** The address that governs the house; the chain has its key. */
  readonly governance: string;
  /** Addresses that hold tokens and whose keys the chain has. */
  readonly traders: readonly string[];
  /** Secret of the liquidation key. */
  readonly liquidationSecret: bigint;
}

type Listed = Asset & { readonly contract: Contract };

/** The tokens of a market: the quote currency and each collateral. */
async function deployTokens({ chain, market, contractDirectory: directory }: NodeRequest): Promise<Listed[]> {
  const deployer = await chain.signer(PARTS.deployer);
  const wanted = [
    { slot: QUOTE_ASSET, name: QUOTE.name, decimals: QUOTE.decimals },
    ...market.instruments
      .filter(({ slot }) => isCollateral(slot))
      .map(({ slot, name }) => ({ slot, name, decimals: COLLATERAL.decimals })),
  ];
  const listed: Listed[] = [];
  for (const { slot, name, decimals } of wanted) {
    const args = [`Demo ${name}`, name, decimals];
    const contract = await deployContract(deployer, 'examples/DemoToken', { args, ...(directory && { directory }) });
    const token = (await contract.getAddress()).toLowerCase();
    listed.push({ slot, name, token, decimals, contract });
  }
  return listed;
}

async function giveTokens(tokens: readonly Listed[], traders: readonly string[]): Promise<void> {
  for (const { slot, decimals, contract } of tokens) {
    const units = (slot === QUOTE_ASSET ? QUOTE.given : COLLATERAL.given) * 10n ** BigInt(decimals);
    for (const trader of traders) await settle('mint', () => contract.getFunction('mint').send(trader, units));
  }
}

async function publish(roots: Contract, { chain, market: { market } }: NodeRequest): Promise<void> {
  const { epoch, time, parameters } = market.table;
  const asPublisher = roots.connect(await chain.signer(PARTS.publisher));
  await settle('post', () => asPublisher.getFunction('post').send(epoch, market.root, time, parameters.version));
}

/**
 * Deploys a clearing house for a market and publishes the market's root.
 *
 * @throws INVALID when the chain refuses, as when the market is no first epoch; ENVIRONMENT when contracts are not built
 */
export async function raiseHouse(request: NodeRequest): Promise<HouseNode> {
  const { chain, rpc, contractDirectory } = request;
  const address = async (index: number): Promise<string> =>
    (await (await chain.signer(index)).getAddress()).toLowerCase();
  const liquidationSecret = newLiquidationSecret();
  const liquidationKey = secretReader(liquidationSecret, 'liquidation').key;
  const tokens = await deployTokens(request);
  const { house, roots, router, registry, block } = await deployHouse({
    deployer: await chain.signer(PARTS.deployer),
    publisher: await address(PARTS.publisher),
    guardian: await address(PARTS.guardian),
    circuits: HOUSE_CIRCUITS,
    maxPostDelay: MAX_ROOT_AGE,
    maxRootAge: MAX_ROOT_AGE,
    exitWindow: EXIT_WINDOW,
    liquidationKey,
    assets: tokens.map(({ slot, token }) => ({
      asset: slot,
      token,
      hourlyCap: HOURLY_CAP,
      custodyCap: CUSTODY_CAP,
    })),
    ...(contractDirectory !== undefined && { contractDirectory }),
  });
  const traders = await Promise.all(Array.from({ length: TRADERS }, (_, index) => address(FIRST_TRADER + index)));
  await giveTokens(tokens, traders);
  await publish(roots, request);
  const of = async (contract: Contract): Promise<string> => (await contract.getAddress()).toLowerCase();
  return {
    deployment: {
      chainId: (await chain.provider.getNetwork()).chainId,
      house: await of(house),
      registry: await of(registry),
      roots: await of(roots),
      router: await of(router),
      ...block,
      liquidationKeys: [wordOf(liquidationKey.y)],
      rpc,
      assets: tokens.map(({ contract: _contract, ...asset }) => asset),
    },
    governance: await address(PARTS.deployer),
    traders,
    liquidationSecret,
  };
}
