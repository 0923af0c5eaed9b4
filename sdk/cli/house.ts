/** What the commands of the clearing house share: a home, the node and signer that it goes with, and its market. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Option, type Command } from 'commander';

import { PlimsollError } from '../../prover/errors.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { CASH_DECIMALS, CASH_RANGE, formatDecimal } from '../../prover/model/units.ts';
import { writeWhole } from '../files/write.ts';
import { HouseProver } from '../house/change.ts';
import { ClearingHouseClient, type Amount } from '../house/client.ts';
import { houseIdOf, parseDeployment, type Asset, type Deployment } from '../house/deployment.ts';
import { Holder } from '../house/holder.ts';
import { Home } from '../house/home/home.ts';
import { Ledger, type OpenAccount } from '../house/home/ledger.ts';
import type { SavedAccount } from '../house/home/saved-account.ts';
import { HouseReader } from '../house/reader.ts';
import { Trader } from '../house/rfq/trader.ts';
import type { HashedMarket } from '../table-file.ts';
import { connect, KEY_VARIABLE, openSigner } from './chain.ts';
import { toJson, warnInsecure, type Report } from './command.ts';
import { readJson } from './files.ts';
import { address, decimalTicks, readMarket } from './inputs.ts';
import { notice } from './terminal.ts';

/** Names of files in the folder of a node. */
export const NODE_FILES = {
  deployment: 'deployment.json',
  market: 'market.json',
  liquidation: 'liquidation.json',
} as const;

/** The environment variable of the password that seals the seed of a home. */
export const PASSWORD_VARIABLE = 'PLIMSOLL_PASSWORD';

export interface HouseOptions {
  readonly home: string;
  readonly from?: string;
  readonly rpc?: string;
  readonly market?: string;
  readonly account?: string;
}

/** The folder that a command works in. */
export const homeOption = (): Option =>
  new Option('--home <folder>', 'folder of your seed and accounts').env('PLIMSOLL_HOME').makeOptionMandatory();

const forAll = (command: Command): Command =>
  command.addOption(homeOption()).option('--rpc <url>', "JSON-RPC address of a node; the deployment's unless given");

const fromOption = (): Option =>
  new Option('--from <address>', `an account that the node unlocks, instead of the key in ${KEY_VARIABLE}`);

/** A command with the options of all that send for nobody's account. */
export const forSenders = (command: Command): Command => forAll(command).addOption(fromOption());

/** A command with the options of all that look at accounts. */
export const forReaders = (command: Command): Command =>
  forAll(command).option(
    '--market <file>',
    'market file or built table in force; the one beside the deployment unless given',
  );

/** A command with the options of all that act for an account. */
export const forHolders = (command: Command): Command =>
  forReaders(command)
    .option('--account <id>', 'one of several accounts of the home, by its id or how it begins')
    .addOption(fromOption());

/** What a command that only looks works with. */
export interface Look {
  readonly home: Home;
  readonly ledger: Ledger;
  /** Read when it is first asked for. @throws USAGE when there is none, or naming file and place */
  readonly market: () => HashedMarket;
}

/** What a command of a holder works with. */
export interface Session extends Look {
  readonly holder: Holder;
  readonly trader: Trader;
}

export const passwordOf = (): string | undefined => process.env[PASSWORD_VARIABLE] || undefined;

/** @throws USAGE when there is none, others can read it, or the password is missing or wrong */
export function openHome(path: string): Home {
  const password = passwordOf();
  return Home.open(path, password);
}

/** The deployment of a file, or of a folder of a node, and the market beside it. */
export function readDeployment(path: string): { readonly deployment: Deployment; readonly market?: string } {
  const file = path.endsWith('.json') ? path : join(path, NODE_FILES.deployment);
  const market = join(dirname(file), NODE_FILES.market);
  return { deployment: parseDeployment(readJson(file), file), ...(existsSync(market) && { market }) };
}

/** Writes what reads every state: for the desks alone. @throws USAGE as `writeWhole` */
export const writeLiquidationSecret = (path: string, liquidationSecret: bigint): void =>
  writeWhole(path, `${toJson({ liquidationSecret })}\n`, 0o600);

/** The market of a command, read once. */
function marketOf(path: string | undefined): () => HashedMarket {
  let market: HashedMarket | undefined;
  return () => {
    if (path === undefined)
      throw new PlimsollError('USAGE', '--market: expected the market file in force, got none beside the deployment');
    return (market ??= readMarket(path));
  };
}

/** Runs a command that only looks, and closes what it opened. */
export async function withLook(
  home: Home,
  { rpc, market = home.house.market }: Pick<HouseOptions, 'rpc' | 'market'>,
  work: (look: Look) => Promise<Report>,
): Promise<Report> {
  const { deployment } = home.house;
  const provider = await connect(rpc ?? deployment.rpc);
  try {
    const reader = new HouseReader(houseIdOf(deployment), provider);
    await reader.expectDeployment(deployment);
    const ledger = new Ledger(home, reader);
    return await work({ home, ledger, market: marketOf(market) });
  } finally {
    provider.destroy();
  }
}

/** Runs a command of a holder, and closes what it opened. */
export async function withSession(
  home: Home,
  { from, rpc, market = home.house.market }: Omit<HouseOptions, 'home'>,
  work: (session: Session) => Promise<Report>,
): Promise<Report> {
  if (from !== undefined) address(from, '--from');
  const { deployment } = home.house;
  const provider = await connect(rpc ?? deployment.rpc);
  const prover = new HouseProver();
  try {
    const signer = await openSigner(provider, from);
    const client = new ClearingHouseClient(houseIdOf(deployment), signer);
    await client.expectDeployment(deployment);
    const holder = new Holder({ home, client, prover });
    const { ledger } = holder;
    const report = await work({ home, ledger, holder, trader: new Trader(holder, signer), market: marketOf(market) });
    warnInsecure(prover.insecure);
    return report;
  } finally {
    await prover.close();
    provider.destroy();
  }
}

/** The id of an account among some, by how it begins. @throws USAGE when none or several begin so */
export function accountId(known: readonly SavedAccount[], prefix: string, option = '--account'): string {
  const [found, ...others] = known.filter(({ id }) => id.startsWith(prefix.toLowerCase()));
  if (found !== undefined && others.length === 0) return found.id;
  const [ids, got] = [known.map(({ id }) => id), found === undefined ? prefix : `${prefix}, which several begin with`];
  throw new PlimsollError('USAGE', `${option}: expected ${ids.join(' or ') || 'an account of the home'}, got ${got}`);
}

/** The account of the sender that a command is for. @throws USAGE when none or several may be meant */
export async function chosenAccount(
  { holder }: Pick<Session, 'holder'>,
  { account }: Pick<HouseOptions, 'account'>,
): Promise<OpenAccount> {
  const id = account === undefined ? undefined : accountId(await holder.accounts(), account);
  const chosen = await holder.account(id);
  const { deadline } = chosen.pending ?? {};
  if (deadline !== undefined) {
    const until = new Date(Number(deadline) * 1000).toISOString();
    notice(`account ${chosen.id} accepted a trade that may be settled until ${until}: a change before that voids it`);
  }
  return chosen;
}

/** An asset by its name, the quote currency unless given. @throws USAGE when there is none */
export function assetOf(name: string | undefined, { assets }: Deployment): Asset {
  const listed =
    name === undefined ? assets.find(({ slot }) => slot === QUOTE_ASSET) : assets.find((asset) => asset.name === name);
  if (listed !== undefined) return listed;
  const known = assets.map((asset) => asset.name).join(', ');
  throw new PlimsollError('USAGE', `--asset: expected one of ${known}, got ${name ?? 'none'}`);
}

/** An amount of an asset by its name. @throws USAGE naming what is wrong */
export function amountOf(text: string, name: string | undefined, deployment: Deployment): Amount & { name: string } {
  const listed = assetOf(name, deployment);
  const amount = decimalTicks(text, 'amount');
  const most = CASH_RANGE[1];
  if (amount <= 0n || amount > most) {
    const range = `more than 0 and at most ${formatDecimal(most, CASH_DECIMALS)}`;
    throw new PlimsollError('USAGE', `amount: expected ${range}, got ${text}`);
  }
  return { asset: listed.slot, amount, name: listed.name };
}
