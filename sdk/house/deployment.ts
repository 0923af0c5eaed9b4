/** Where a clearing house is: the file that its publisher hands out. Nothing in it is secret. */
import { z } from 'zod';

import { readWith } from '../files/read.ts';
import { decimal, hex } from '../files/words.ts';
import type { HouseId } from './typed-data.ts';

const FORMAT = 'plimsoll-deployment';
const VERSION = 1;

const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  chainId: decimal(78).transform(BigInt),
  house: hex(20),
  registry: hex(20),
  roots: hex(20),
  router: hex(20),
  /** Block of the deployment: no account is older. */
  fromBlock: z.int().min(0),
  /** Its hash, which it has on no other chain. */
  fromBlockHash: hex(32),
  /** Keys that states may be sealed to for the desks: that in force, and announced ones. */
  liquidationKeys: z.array(hex(32)).min(1),
  /** JSON-RPC address of a node. */
  rpc: z.url({ protocol: /^https?$/ }),
  /** Collateral by its slot in the market; 0 is the quote currency. */
  assets: z.array(
    z.strictObject({
      slot: z.int().min(0).max(63),
      name: z.string().min(1).max(100),
      token: hex(20),
      decimals: z.int().min(0).max(18),
    }),
  ),
});

export type Deployment = Omit<z.output<typeof schema>, 'format' | 'version'>;
export type DeploymentFile = z.input<typeof schema>;
export type Asset = Deployment['assets'][number];

/** @throws USAGE naming the field */
export function parseDeployment(json: unknown, where = 'deployment'): Deployment {
  const { format: _f, version: _v, ...deployment } = readWith(schema, json, { where });
  return deployment;
}

/** Writes a deployment as `parseDeployment` reads it. */
export const formatDeployment = (deployment: Deployment): DeploymentFile => ({
  format: FORMAT,
  version: VERSION,
  ...deployment,
  chainId: deployment.chainId.toString(),
});

export const houseIdOf = ({ chainId, house }: Deployment): HouseId => ({ chainId, house });
