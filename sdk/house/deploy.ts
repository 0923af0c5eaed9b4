/** Deploys a clearing house with everything it rests on. Needs `hardhat build`. */
import type { Contract } from 'ethers';

import type { CurvePoint } from '../../prover/model/baby-jubjub.ts';
import { CHANGE_CIRCUITS } from '../../prover/witness/circuits.ts';
import { settle } from '../client.ts';
import { deployBase, deployPart, deployRegistry, type Base, type Parts } from '../deploy.ts';
import { OPEN_CIRCUIT } from './change.ts';
import type { Asset } from './deployment.ts';

/** A token that the house takes; amounts in ticks. */
export interface Listing extends Omit<Asset, 'decimals'> {
  /** Most that is paid out at once, and refilled in an hour. */
  readonly hourlyCap: bigint;
  /** Most that the house holds. */
  readonly custodyCap: bigint;
}

export interface HouseRequest extends Omit<Parts, 'circuits'> {
  /** That of the desks that read every state of the first days. */
  readonly liquidationKey: CurvePoint;
  readonly listings: readonly Listing[];
}

/** The stack of a clearing house; the deployer is its governance. */
export interface HouseStack extends Base {
  readonly house: Contract;
  readonly registry: Contract;
}

/** Opening, every change, and certificates of accounts that live on chain. */
export const HOUSE_CIRCUITS: readonly string[] = [
  OPEN_CIRCUIT,
  ...Object.keys(CHANGE_CIRCUITS),
  ...new Set(Object.values(CHANGE_CIRCUITS).flatMap(({ margin }) => margin ?? [])),
];

/**
 * Deploys market roots, verifiers, router, house and registry, and lists the tokens.
 *
 * @throws INVALID when a token or a key is refused; else as `deployBase`
 */
export async function deployHouse(request: HouseRequest): Promise<HouseStack> {
  const parts: Parts = { ...request, circuits: HOUSE_CIRCUITS };
  const { deployer, guardian, maxRootAge, liquidationKey, listings } = request;
  const base = await deployBase(parts);
  const deployment = {
    router: await base.router.getAddress(),
    roots: await base.roots.getAddress(),
    maxRootAge,
    governance: await deployer.getAddress(),
    guardian,
    liquidationKeyX: liquidationKey.x,
    liquidationKey: liquidationKey.y,
  };
  const house = await deployPart(parts, 'ClearingHouse', [deployment]);
  for (const { slot, token, hourlyCap, custodyCap } of listings)
    await settle('listAsset', () => house.getFunction('listAsset').send(slot, token, hourlyCap, custodyCap));
  return { ...base, house, registry: await deployRegistry(parts, house, base) };
}
