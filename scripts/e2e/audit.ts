/** What the chain alone says of a run that is over, to owners with their seeds, to the desks, and to everybody. */
import type { EventLog } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { toUnits } from '../../sdk/house/client.ts';
import type { StateReader } from '../../sdk/house/keys.ts';
import { CASH_ONLY } from '../../sdk/house/reader.ts';
import type { ChainBook } from './chain-book.ts';
import { checkClosed } from './checks.ts';
import { holderOf, openingOf, type Person } from './person.ts';
import type { Stage } from './stage.ts';

interface SealedArguments {
  readonly sequence: bigint;
  readonly commitment: bigint;
  readonly sealedState: readonly bigint[];
}

function expectSame(where: string, got: bigint, expected: bigint): void {
  if (got !== expected) throw new PlimsollError('INVALID', `${where}: expected ${expected}, got ${got}`);
}

/** What a seed gives back in a new home, from the chain alone, by id of the account. */
async function restored({ holder, address }: Person, stage: Stage): Promise<Map<string, Account>> {
  const wallet = await stage.chain.provider.getSigner(address);
  const again = holderOf(
    { stage, prover: holder.prover, wallet },
    { name: `again ${address}`, seed: holder.home.seed },
  );
  const accounts = new Map<string, Account>();
  for (const { id, account, trouble } of (await again.ledger.restore([address])).accounts) {
    if (account === undefined)
      throw new PlimsollError('INVALID', `account ${id}: expected its opening, got ${trouble ?? 'none'}`);
    accounts.set(id, account);
  }
  return accounts;
}

/** Accounts of the run by name, as seeds and chain give them; each is what its home has, and what the chain has. */
async function checkRestored({ accounts, stage }: ChainBook): Promise<Map<string, Account>> {
  const found = new Map<string, Account>();
  for (const person of new Set([...accounts.values()].map((live) => live.person)))
    for (const [id, account] of await restored(person, stage)) found.set(id, account);
  const byName = new Map<string, Account>();
  for (const [name, live] of accounts) {
    const account = found.get(live.id);
    if (account === undefined) throw new PlimsollError('INVALID', `${name}: expected an account of the seed, got none`);
    const { commitment } = await stage.relay.accountOf(live.id);
    expectSame(`restored commitment of ${name}`, commitmentOf(account), commitment);
    expectSame(`commitment of ${name} at home`, commitmentOf((await openingOf(live)).account), commitment);
    byName.set(name, account);
  }
  expectSame('accounts of all seeds', BigInt(found.size), BigInt(accounts.size));
  return byName;
}

async function eventsOf({ stack }: Stage, name: string): Promise<EventLog[]> {
  const found = await stack.house.queryFilter(name, stack.block.fromBlock);
  return found.filter((event): event is EventLog => 'args' in event);
}

/** The desks open every state that was ever sealed, each what was sealed while its key was in force. */
async function checkDesks(
  { accounts, stage }: ChainBook,
  owned: ReadonlyMap<string, Account>,
  desks: readonly StateReader[],
): Promise<void> {
  const reading = new Set<StateReader>();
  const sealed = await eventsOf(stage, 'StateSealed');
  for (const [name, { id }] of accounts) {
    const header = owned.get(name);
    for (const { args } of sealed.filter((event) => event.args['account'] === id)) {
      const desk = desks.find(({ key }) => key.y === args['liquidationKey']);
      if (header === undefined || desk === undefined)
        throw new PlimsollError('INVALID', `${name}: expected states sealed to a desk, got one that is not`);
      const { sequence, commitment, sealedState } = args.toObject() as SealedArguments;
      await desk.read({ words: [...sealedState], header: { ...header, sequence }, commitment });
      reading.add(desk);
    }
  }
  expectSame('desks that read something', BigInt(reading.size), BigInt(desks.length));
}

/** Amounts by asset: what events add up to, or to one recipient. */
function sumBy(events: readonly EventLog[], recipient?: string): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { args } of events) {
    if (recipient !== undefined && (args['recipient'] as string).toLowerCase() !== recipient) continue;
    const asset = Number(args['asset']);
    sums.set(asset, (sums.get(asset) ?? 0n) + (args['amount'] as bigint));
  }
  return sums;
}

/**
 * Tokens of the house are what it owes, and that is what came in less what went out; tokens of each owner are what it
 * took out.
 *
 * @returns what accounts own by asset, in ticks
 */
async function checkCustody({ accounts, stage }: ChainBook): Promise<Map<number, bigint>> {
  const { relay, assets, deployment } = stage;
  const [deposits, withdrawals] = [await eventsOf(stage, 'Deposited'), await eventsOf(stage, 'Withdrawn')];
  const [came, went] = [sumBy(deposits), sumBy(withdrawals)];
  const owned = new Map<number, bigint>();
  for (const asset of assets) {
    const { ledger, pending, decimals } = await relay.assetOf(asset);
    const units = (ticks: bigint): bigint => toUnits(ticks, Number(decimals));
    expectSame(`ledger of asset ${asset}`, ledger - pending, (came.get(asset) ?? 0n) - (went.get(asset) ?? 0n));
    expectSame(`tokens of asset ${asset}`, await relay.balanceOf(asset, deployment.house), units(ledger));
    for (const [name, { person }] of accounts) {
      const taken = sumBy(withdrawals, person.address).get(asset) ?? 0n;
      expectSame(`tokens of asset ${asset} of ${name}`, await relay.balanceOf(asset, person.address), units(taken));
    }
    owned.set(asset, ledger - pending);
  }
  return owned;
}

/**
 * @param settled what settlements have paid in all, and how many there were, as the plan's models have it
 * @throws INVALID naming what does not hold
 */
export async function audit(
  book: ChainBook,
  {
    desks,
    table,
    settled,
    settlements,
  }: {
    readonly desks: readonly StateReader[];
    readonly table: MarketTable;
    readonly settled: bigint;
    readonly settlements: number;
  },
): Promise<void> {
  const accounts = await checkRestored(book);
  await checkDesks(book, accounts, desks);
  const custody = await checkCustody(book);
  const margined = new Set<string>();
  for (const [name, { id }] of book.accounts)
    if ((await book.stage.relay.provenEpochOf(id)) !== CASH_ONLY) margined.add(name);
  checkClosed({ accounts, margined, custody, settled }, table, settlements);
}
