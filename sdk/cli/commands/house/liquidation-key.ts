import type { Command } from 'commander';
import type { JsonRpcProvider } from 'ethers';
import { existsSync, rmSync } from 'node:fs';

import { PlimsollError } from '../../../../prover/errors.ts';
import { wordOf } from '../../../certificate.ts';
import { ClearingHouseClient } from '../../../house/client.ts';
import { houseIdOf, type Deployment } from '../../../house/deployment.ts';
import { newLiquidationSecret, secretReader } from '../../../house/keys.ts';
import type { Home } from '../../../house/home/home.ts';
import { HouseReader } from '../../../house/reader.ts';
import { connect, KEY_VARIABLE, openSigner, sentInWords } from '../../chain.ts';
import { newCommand, reporting, type Report } from '../../command.ts';
import { openHome, readDeployment, writeLiquidationSecret } from '../../house.ts';
import { address, word } from '../../inputs.ts';
import { step } from '../../terminal.ts';

interface Options {
  readonly deployment?: string;
  readonly schedule?: string;
  readonly trust?: string;
  readonly home?: string;
  readonly from?: string;
  readonly rpc?: string;
}

/** The key in force, and one that is announced. */
async function keysOf(reader: HouseReader, { fromBlock }: Deployment) {
  const inForce = wordOf(await reader.liquidationKey());
  const { key, activeFrom } = await reader.announcedLiquidationKey(fromBlock);
  return { inForce, next: (await reader.time()) < activeFrom ? { key: wordOf(key), activeFrom } : undefined };
}

async function describe(reader: HouseReader, deployment: Deployment): Promise<Report> {
  const { inForce, next } = await keysOf(reader, deployment);
  const from = next && new Date(Number(next.activeFrom) * 1000).toISOString();
  const announced = next === undefined ? 'none other is announced' : `from ${from} on it is ${next.key}`;
  return {
    json: { liquidationKey: inForce, ...(next && { next: { ...next, from } }) },
    text: `liquidation key ${inForce}\n${announced}`,
  };
}

/** Writes the new secret down before its key is announced: without it nobody could read what is sealed to it. */
async function schedule(client: ClearingHouseClient, path: string): Promise<string> {
  const liquidationSecret = newLiquidationSecret();
  writeLiquidationSecret(path, liquidationSecret);
  const { key } = secretReader(liquidationSecret, 'liquidation');
  const progress = { isSent: false };
  const onSent = (): void => {
    progress.isSent = true;
  };
  try {
    return sentInWords(await step('announcing', () => client.scheduleLiquidationKey(key, { onSent })));
  } catch (error) {
    if (!progress.isSent) rmSync(path, { force: true });
    throw error;
  }
}

/** From now on changes of the home's accounts may be sealed to the key. @throws USAGE when it is none of the house */
async function trust(key: string, home: Home, reader: HouseReader): Promise<Report> {
  const { inForce, next } = await keysOf(reader, home.house.deployment);
  const known = [inForce, ...(next === undefined ? [] : [next.key])];
  if (!known.includes(key))
    throw new PlimsollError('USAGE', `--trust: expected ${known.join(' or ')}, as the house has it, got ${key}`);
  home.trustLiquidationKey(key);
  const { liquidationKeys } = home.house.deployment;
  return { json: { trusted: liquidationKeys }, text: `${home.path} trusts ${liquidationKeys.join(' and ')}` };
}

/** The house of a file, or the one that a home is for. */
function deploymentOf(path: string | undefined, home: Home | undefined): Deployment {
  if (path !== undefined) return readDeployment(path).deployment;
  if (home !== undefined) return home.house.deployment;
  throw new PlimsollError('USAGE', '--deployment: expected the deployment file of the house, or --home, got neither');
}

interface Asked {
  readonly deployment: Deployment;
  readonly home: Home | undefined;
  readonly trusted: string | undefined;
}

async function run(
  provider: JsonRpcProvider,
  { deployment, home, trusted }: Asked,
  { schedule: path, from }: Options,
): Promise<Report> {
  const id = houseIdOf(deployment);
  const reader = new HouseReader(id, provider);
  await reader.expectDeployment(deployment);
  if (trusted !== undefined && home !== undefined) return trust(trusted, home, reader);
  if (path === undefined) return describe(reader, deployment);
  const client = new ClearingHouseClient(id, await openSigner(provider, from));
  const sent = await schedule(client, path);
  const { json, text } = await describe(client, deployment);
  return { json: { ...(json as object), file: path }, text: `${text}\nits SECRET is in ${path}\n${sent}` };
}

export function liquidationKeyCommand(): Command {
  return newCommand({
    name: 'liquidation-key',
    summary:
      'Show the key that states are sealed to for the liquidation desks. Governance announces a new one, in force an exit window later: the old desks serve until each account has changed, or was refreshed. A home seals to no key that a node names unless the deployment file has it, or it was told to trust it: compare it with what the desks publish.',
    examples: [
      'liquidation-key --deployment node/deployment.json',
      'liquidation-key --deployment node/deployment.json --schedule desks.json --from 0xf39F…2266',
      'liquidation-key --trust 0x2a1c…07 --home me',
    ],
  })
    .option('--deployment <file>', "deployment file of the house; the home's unless given")
    .option('--schedule <file>', 'announce a new key; a new file that gets its secret')
    .option('--trust <key>', 'a new key of the desks, for the home')
    .option('--home <folder>', 'home that is asked about, or shall trust the key')
    .option('--rpc <url>', "JSON-RPC address of a node; the deployment's unless given")
    .option('--from <address>', `an account that the node unlocks, instead of the key in ${KEY_VARIABLE}`)
    .action(
      reporting(async (options: Options) => {
        const { from, schedule: path, rpc } = options;
        const trusted = options.trust === undefined ? undefined : word(options.trust, '--trust');
        const home = options.home === undefined ? undefined : openHome(options.home);
        if (trusted !== undefined && home === undefined)
          throw new PlimsollError('USAGE', '--home: expected the home that shall trust the key, got none');
        if (from !== undefined) address(from, '--from');
        // It may hold a secret that reads states.
        if (path !== undefined && existsSync(path))
          throw new PlimsollError('USAGE', `${path}: expected a new file, got one that exists`);
        const deployment = deploymentOf(options.deployment, home);
        const provider = await connect(rpc ?? deployment.rpc);
        try {
          return await run(provider, { deployment, home, trusted }, options);
        } finally {
          provider.destroy();
        }
      }),
    );
}
