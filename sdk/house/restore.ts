/**
 * Every account of a holder from the seed and the chain alone. Accounts are found by the viewing keys that they were
 * opened with or set to; the newest sealed state of each is decrypted and must open the commitment that the chain has.
 */
import { Interface, type Log } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { METHODS, type Account, type Method } from '../../prover/model/account.ts';
import { commitmentOf } from '../../prover/model/account.ts';
import { wordOf } from '../certificate.ts';
import { calling } from '../client.ts';
import { HOUSE_ABI } from './abi.ts';
import { emptyAccount } from './change.ts';
import { viewingReader, type StateReader } from './keys.ts';
import { walkLogs, type LogSource } from './logs.ts';
import type { Seed } from './seed.ts';
import type { HouseId } from './typed-data.ts';
import { NOBODY, type AccountState } from './view.ts';

/** Viewing keys in a row that no account was ever sealed to, after which no more are looked for. */
export const GAP = 20;

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

/** An account that was sealed to one of the holder's keys. Anybody may seal to a public key: look at the owner. */
export interface FoundAccount {
  /** Account id, a word of 32 bytes. */
  readonly id: string;
  readonly owner: string;
  readonly sequence: bigint;
  /** Index of the viewing key that its present state is sealed to, and its opening. */
  readonly index?: number;
  readonly account?: Account;
  /** Why there is no opening: the state is sealed to a key that is none of the first, or is not what the chain has. */
  readonly trouble?: string;
}

interface Key {
  readonly index: number;
  readonly reader: StateReader;
}

type Fields = Readonly<Record<string, unknown>>;

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

  /** Every account that is sealed to a key of the seed. @throws ENVIRONMENT when the node does not answer */
  async accounts(): Promise<FoundAccount[]> {
    const toBlock = await this.#newest();
    const ids = new Set<string>();
    for (let used = -1; this.#keys.length <= used + GAP;) {
      const fresh = this.#deriveTo(used + GAP + 1);
      const topics = fresh.map(({ reader }) => wordOf(reader.key.y));
      const found = [
        ...(await this.#events('AccountOpened', [null, null, topics], toBlock)),
        ...(await this.#events('ViewingKeySet', [null, topics], toBlock)),
      ];
      for (const { account, viewingKey } of found) {
        ids.add(account as string);
        used = Math.max(used, this.#keyOf(viewingKey as bigint)?.index ?? -1);
      }
    }
    return this.#read([...ids], toBlock);
  }

  /**
   * The present opening of one account.
   *
   * @param index of the last known viewing key
   * @throws ENVIRONMENT when the chain has no state of it that the seed reads
   */
  async account(id: string, index: number): Promise<{ readonly index: number; readonly account: Account }> {
    this.#deriveTo(index + GAP + 1);
    const [found] = await this.#read([id], await this.#newest());
    if (found?.account !== undefined && found.index !== undefined)
      return { index: found.index, account: found.account };
    throw new PlimsollError(
      'ENVIRONMENT',
      `account ${id}: expected a state that the seed reads, got ${found?.trouble ?? 'none'}`,
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

  #keyOf(viewingKey: bigint): Key | undefined {
    return this.#keys.find(({ reader }) => reader.key.y === viewingKey);
  }

  async #events(name: string, topics: readonly (null | string | string[])[], toBlock: number): Promise<Fields[]> {
    const { id, fromBlock, logs } = this.#source;
    const query = { address: id.house, topics: [topicOf(name), ...topics], fromBlock, toBlock };
    const found: Fields[] = [];
    for await (const log of walkLogs(logs, query)) found.push(decode(log));
    return found;
  }

  async #read(ids: readonly string[], toBlock: number): Promise<FoundAccount[]> {
    if (ids.length === 0) return [];
    const states = new Map<string, AccountState>();
    for (const id of ids) states.set(id, await this.#source.accountOf(id, toBlock));
    const sequences = [...states.values()].map(({ sequence }) => wordOf(sequence));
    const opened = await this.#events('AccountOpened', [[...ids]], toBlock);
    const sealed = await this.#events('StateSealed', [[...ids], [...new Set(sequences)]], toBlock);
    return Promise.all(
      ids.map((id) => {
        const state = states.get(id) ?? { owner: NOBODY, commitment: 0n, sequence: 0n };
        const isOf = ({ account }: Fields): boolean => account === id;
        const newest = sealed.find((each) => isOf(each) && each['sequence'] === state.sequence);
        return this.#open(id, state, { opening: opened.find(isOf), newest });
      }),
    );
  }

  async #open(
    id: string,
    state: AccountState,
    { opening, newest }: { opening: Fields | undefined; newest: Fields | undefined },
  ): Promise<FoundAccount> {
    const { owner, sequence, commitment } = state;
    const without = (trouble: string): FoundAccount => ({ id, owner, sequence, trouble });
    if (opening === undefined) return without('no account of this house');
    const header = { id: BigInt(id), owner: BigInt(owner), method: methodOf(opening['method'] as bigint), sequence };
    const key = this.#keyOf((newest ?? opening)['viewingKey'] as bigint);
    if (newest === undefined) {
      const account = emptyAccount(header);
      if (commitmentOf(account) !== commitment) return without('no sealed state of its commitment');
      return { id, owner, sequence, index: key?.index ?? 0, account };
    }
    if (key === undefined) return without('a state sealed to another key');
    try {
      const words = [...(newest['sealedState'] as bigint[])];
      const account = await key.reader.read({ words, header, commitment });
      return { id, owner, sequence, index: key.index, account };
    } catch (error) {
      if (error instanceof PlimsollError) return without(error.message);
      throw error;
    }
  }
}

/** The fields of a log by name. */
function decode(log: Log): Fields {
  const parsed = EVENTS.parseLog(log);
  if (parsed === null) throw new PlimsollError('ENVIRONMENT', 'chain: expected a log of the house, got another');
  return parsed.args.toObject();
}
