import type { Command } from 'commander';
import type { JsonRpcProvider } from 'ethers';
import { existsSync, rmSync } from 'node:fs';

import { PlimsollError } from '../../../../prover/errors.ts';
import { wordOf } from '../../../certificate.ts';
import { ClearingHouseClient } from '../../../house/client.ts';
import { houseIdOf, type Deployment } from '../../../house/deployment.ts';
import { newLiquidationSecret, secretReader } from '../../../house/keys.ts';
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
async function describe(reader: HouseReader, { fromBlock }: Deployment): Promise<Report> {
  const inForce = wordOf(await reader.liquidationKey());
  const { key, activeFrom } = await reader.announcedLiquidationKey(fromBlock);
  const next = (await reader.time()) < activeFrom ? { key: wordOf(key), activeFrom } : undefined;
  const from = next && new Date(Number(activeFrom) * 1000).toISOString();
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

/** From now on changes of the home's accounts may be sealed to the key. */
function trust(key: string, path: string | undefined): Report {
  const trusted = word(key, '--trust');
  if (path === undefined)
    throw new PlimsollError('USAGE', '--home: expected the home that shall trust the key, got none');
  const home = openHome(path);
  home.trustLiquidationKey(trusted);
  const { liquidationKeys } = home.house.deployment;
  return { json: { trusted: liquidationKeys }, text: `${path} trusts ${liquidationKeys.join(' and ')}` };
}

/** The house of a file, or the one that a home is for. */
function deploymentOf({ deployment, home }: Options): Deployment {
  if (deployment !== undefined) return readDeployment(deployment).deployment;
  if (home !== undefined) return openHome(home).house.deployment;
  throw new PlimsollError('USAGE', '--deployment: expected the deployment file of the house, or --home, got neither');
}

async function run(provider: JsonRpcProvider, deployment: Deployment, options: Options): Promise<Report> {
  const { schedule: path, from } = options;
  const id = houseIdOf(deployment);
  if (path === undefined) return describe(new HouseReader(id, provider), deployment);
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
        if (options.trust !== undefined) return trust(options.trust, options.home);
        if (from !== undefined) address(from, '--from');
        // It may hold a secret that reads states.
        if (path !== undefined && existsSync(path))
          throw new PlimsollError('USAGE', `${path}: expected a new file, got one that exists`);
        const deployment = deploymentOf(options);
        const provider = await connect(rpc ?? deployment.rpc);
        try {
          return await run(provider, deployment, options);
        } finally {
          provider.destroy();
        }
      }),
    );
}
