/** Deploys a clearing house with its market roots, its circuits and a solvency registry over its accounts. */
import type { Contract } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import type { CurvePoint } from '../../prover/model/baby-jubjub.ts';
import { settle } from '../client.ts';
import { CONTRACT_DIRECTORY, deployContract, deployRouter, type RouterRequest } from '../deploy.ts';
import type { Deployment } from './deployment.ts';

/** A token that can be deposited; caps in ticks. */
export interface ListedAsset {
  /** 0 for the quote currency, else the slot of collateral in the market. */
  readonly asset: number;
  readonly token: string;
  readonly hourlyCap: bigint;
  readonly custodyCap: bigint;
}

export interface HouseRequest extends RouterRequest {
  /** Posts market roots: trusted for true prices. */
  readonly publisher: string;
  /** Takes market roots back, and pauses. */
  readonly guardian: string;
  /** Longest time in seconds from the prices to posting their root. */
  readonly maxPostDelay: bigint;
  /** Greatest age in seconds of prices that a proof may rest on. */
  readonly maxRootAge: bigint;
  /** Key of the liquidation desks. */
  readonly liquidationKey: CurvePoint;
  readonly assets: readonly ListedAsset[];
}

/** Each contract with the deployer as its signer, who governs the house. */
export interface HouseStack {
  readonly house: Contract;
  readonly roots: Contract;
  readonly router: Contract;
  readonly registry: Contract;
  /** Number and hash of the block of the house. */
  readonly block: Pick<Deployment, 'fromBlock' | 'fromBlockHash'>;
}

/** @throws as `deployRouter` and `deployContract` do; INVALID when an asset cannot be listed */
export async function deployHouse(request: HouseRequest): Promise<HouseStack> {
  const { deployer, publisher, guardian, maxPostDelay, maxRootAge, liquidationKey, assets } = request;
  const directory = request.contractDirectory ?? CONTRACT_DIRECTORY;
  const deploy = (path: string, args: readonly unknown[]): Promise<Contract> =>
    deployContract(deployer, path, { args, directory });
  const router = await deployRouter(request);
  const governance = await deployer.getAddress();
  const roots = await deploy('MarketRoots', [governance, publisher, guardian, maxPostDelay]);
  const house = await deploy('ClearingHouse', [
    {
      router,
      roots,
      maxRootAge,
      governance,
      guardian,
      liquidationKeyX: liquidationKey.x,
      liquidationKey: liquidationKey.y,
    },
  ]);
  const created = await deployer.provider?.getBlock('latest');
  if (!created?.hash) throw new PlimsollError('ENVIRONMENT', 'chain: expected the block of the house, got none');
  const block = { fromBlock: created.number, fromBlockHash: created.hash };
  for (const { asset, token, hourlyCap, custodyCap } of assets)
    await settle('listAsset', () => house.getFunction('listAsset').send(asset, token, hourlyCap, custodyCap));
  const registry = await deploy('SolvencyRegistry', [house, roots, router, maxRootAge]);
  return { house, roots, router, registry, block };
}
