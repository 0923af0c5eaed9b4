/**
 * Every account of a holder from the seed and the chain alone. Accounts are found by the viewing keys that they were
 * opened with or set to; the newest sealed state of each is decrypted and must open the commitment that the chain has.
 * Anybody may seal an account to a public key: whose it is, its owner says.
 */
import { Interface, type Log } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { commitmentOf, emptyAccount, METHODS, type Account, type Method } from '../../prover/model/account.ts';
import { wordOf } from '../certificate.ts';
import { calling } from '../client.ts';
import { HOUSE_ABI } from './abi.ts';
import { viewingReader, type StateReader } from './keys.ts';
import { walkLogs, type LogSource } from './logs.ts';
import type { Seed } from './seed.ts';
import type { HouseId } from './typed-data.ts';
import type { AccountState } from './view.ts';

/** Viewing keys in a row that no account was ever sealed to, after which no more are looked for. */
export const GAP = 20;

/** Accounts in one question to a node; many refuse more than a thousand. */
const ASKED_AT_ONCE = 500;

const EVENTS = new Interface(HOUSE_ABI);
const topicOf = (name: string): string => EVENTS.getEvent(name)?.topicHash ?? '';

/** What a holder's accounts are restored from. */
export interface RestoreSource {
  readonly seed: Seed;
  readonly id: HouseId;
  /** Block of the house's deployment. */
  readonly fromBlock: number;
  readonly logs: LogSource;
  /** The state of an account at a block. */
  accountOf(account: string, block: number): Promise<AccountState>;
}

/** An account that was sealed to one of the holder's keys, by whomever. */
export interface SealedAccount {
  /** Account id, a word of 32 bytes. */
  readonly id: string;
  /** Address, lower case. */
  readonly owner: string;
}

export interface FoundAccount extends SealedAccount {
  readonly sequence: bigint;
  /** Index of the newest viewing key of the seed that it was given. */
  readonly index: number;
  /** Index of the viewing key that its present state is sealed to, if it is one of the seed. */
  readonly sealedTo?: number;
  /** Its present opening. */
  readonly account?: Account;
  /** Why there is no opening: the state is sealed to a key that is none of the first, or is not what the chain has. */
  readonly trouble?: string;
}

/** A found account whose state the seed reads. */
export type ReadAccount = FoundAccount & Required<Pick<FoundAccount, 'account'>>;

export const isRead = (found: FoundAccount | undefined): found is ReadAccount => found?.account !== undefined;

interface Key {
  readonly index: number;
  readonly reader: StateReader;
}

type Fields = Readonly<Record<string, unknown>>;

/** What the log says of one account. */
interface History {
  readonly opening: Fields;
  /** The state of its present sequence; none of an account that never changed. */
  readonly newest: Fields | undefined;
  readonly keysSet: readonly Fields[];
}

const methodOf = (number: bigint): Method => {
  const found = Object.entries(METHODS).find(([, value]) => value === number);
  if (found !== undefined) return found[0] as Method;
  throw new PlimsollError('ENVIRONMENT', `chain: expected a margin method, got ${number}`);
};

export class Restorer {
  readonly #source: RestoreSource;
  readonly #keys: Key[] = [];

  constructor(source: RestoreSource) {
    this.#source = source;
  }

  /** Every account that was ever sealed to a key of the seed. @throws ENVIRONMENT when the node does not answer well */
  async search(): Promise<SealedAccount[]> {
    const toBlock = await this.#newest();
    const found = new Map<string, SealedAccount>();
    const add = ({ account, owner }: Fields): void => {
      const id = account as string;
      found.set(id, { id, owner: (owner as string).toLowerCase() });
    };
    const given = new Set<string>();
    for (let used = -1; this.#keys.length <= used + GAP;) {
      const fresh = this.#deriveTo(used + GAP + 1);
      const topics = fresh.map(({ reader }) => wordOf(reader.key.y));
      const opened = await this.#events('AccountOpened', [null, null, topics], toBlock);
      const keysSet = await this.#events('ViewingKeySet', [null, topics], toBlock);
      opened.forEach(add);
      for (const { account } of keysSet) given.add(account as string);
      used = Math.max(used, ...[...opened, ...keysSet].map(({ viewingKey }) => this.#indexOf(viewingKey)));
    }
    // Anybody may set an account to a public key, any number of them: a node takes so many in one question.
    const unknown = [...given].filter((id) => !found.has(id));
    for (let index = 0; index < unknown.length; index += ASKED_AT_ONCE)
      (await this.#events('AccountOpened', [unknown.slice(index, index + ASKED_AT_ONCE)], toBlock)).forEach(add);
    return [...found.values()];
  }

  /** The present states of accounts that `search` found. @throws ENVIRONMENT when the node does not answer well */
  async open(accounts: readonly SealedAccount[]): Promise<FoundAccount[]> {
    return this.#read(
      accounts.map(({ id }) => id),
      await this.#newest(),
    );
  }

  /**
   * The present state of one account; undefined when there is none.
   *
   * @param index of the last known viewing key
   * @throws ENVIRONMENT when the node does not answer well
   */
  async find(id: string, index: number): Promise<FoundAccount | undefined> {
    this.#deriveTo(index + GAP + 1);
    const [found] = await this.#read([id], await this.#newest());
    return found;
  }

  /** The same, with its opening. @throws ENVIRONMENT also when the chain has no state of it that the seed reads */
  async account(id: string, index: number): Promise<ReadAccount> {
    const found = await this.find(id, index);
    if (isRead(found)) return found;
    throw new PlimsollError(
      'ENVIRONMENT',
      `account ${id}: expected a state that the seed reads, got ${found?.trouble ?? 'no account of this house'}`,
    );
  }

  #newest(): Promise<number> {
    return calling('chain', () => this.#source.logs.getBlockNumber());
  }

  /** Derives keys up to a number of them. @returns those that are new */
  #deriveTo(count: number): Key[] {
    const before = this.#keys.length;
    for (let index = before; index < count; index++)
      this.#keys.push({ index, reader: viewingReader(this.#source.seed, index) });
    return this.#keys.slice(before);
  }

  #keyOf(viewingKey: unknown): Key | undefined {
    return this.#keys.find(({ reader }) => reader.key.y === viewingKey);
  }

  /** -1 for a key that is none of the seed. */
  #indexOf(viewingKey: unknown): number {
    return this.#keyOf(viewingKey)?.index ?? -1;
  }

  async #events(name: string, topics: readonly (null | string | string[])[], toBlock: number): Promise<Fields[]> {
    const { id, fromBlock, logs } = this.#source;
    const query = { address: id.house, topics: [topicOf(name), ...topics], fromBlock, toBlock };
    const found: Fields[] = [];
    for await (const log of walkLogs(logs, query)) found.push(decode(log, name));
    return found;
  }

  async #read(ids: readonly string[], toBlock: number): Promise<FoundAccount[]> {
    if (ids.length === 0) return [];
    const states = new Map<string, AccountState>();
    for (const id of ids) states.set(id, await this.#source.accountOf(id, toBlock));
    const sequences = new Set([...states.values()].map(({ sequence }) => wordOf(sequence)));
    const opened = await this.#events('AccountOpened', [[...ids]], toBlock);
    const keysSet = await this.#events('ViewingKeySet', [[...ids]], toBlock);
    const sealed = await this.#events('StateSealed', [[...ids], [...sequences]], toBlock);
    const found: FoundAccount[] = [];
    for (const [id, state] of states) {
      const isOf = ({ account }: Fields): boolean => account === id;
      const opening = opened.find(isOf);
      const newest = sealed.find((each) => isOf(each) && each['sequence'] === state.sequence);
      if (opening !== undefined)
        found.push(await this.#open(id, state, { opening, newest, keysSet: keysSet.filter(isOf) }));
    }
    return found;
  }

  async #open(id: string, state: AccountState, { opening, newest, keysSet }: History): Promise<FoundAccount> {
    const { owner, sequence, commitment } = state;
    const given = [opening, ...keysSet, ...(newest ? [newest] : [])].map((each) => this.#indexOf(each['viewingKey']));
    const key = this.#keyOf((newest ?? opening)['viewingKey']);
    const sealedTo = key && { sealedTo: key.index };
    const found = { id, owner, sequence, index: Math.max(0, ...given), ...sealedTo };
    const without = (trouble: string): FoundAccount => ({ ...found, trouble });
    const header = { id: BigInt(id), owner: BigInt(owner), method: methodOf(opening['method'] as bigint), sequence };
    try {
      if (newest === undefined) {
        const account = emptyAccount(header);
        if (commitmentOf(account) !== commitment) return without('no sealed state of its commitment');
        return { ...found, account };
      }
      if (key === undefined) return without('a state sealed to another key');
      const words = newest['sealedState'] as bigint[];
      return { ...found, account: await key.reader.read({ words, header, commitment }) };
    } catch (error) {
      if (error instanceof PlimsollError) return without(error.message);
      throw error;
    }
  }
}

/** The fields of a log by name. @throws ENVIRONMENT when it is no such event: whoever sent it is no honest node */
function decode(log: Log, name: string): Fields {
  try {
    const parsed = EVENTS.parseLog(log);
    if (parsed?.name !== name) throw new Error(parsed?.name ?? 'no event of the house');
    // What does not decode throws only when it is read.
    const fields = parsed.args.toObject();
    const { sealedState } = fields as { sealedState?: { toArray(): unknown[] } };
    return sealedState === undefined ? fields : { ...fields, sealedState: sealedState.toArray() };
  } catch (cause) {
    throw new PlimsollError('ENVIRONMENT', `chain: expected a log ${name} of the house, got another`, { cause });
  }
}
