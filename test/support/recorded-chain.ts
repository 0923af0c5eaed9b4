/** The log of a house that exists in a test only: events as the contract emits them, states sealed with the model. */
import { encodeBytes32String, Interface, type Filter, type FilterByBlockHash, type Log } from 'ethers';
import { commitmentOf, METHODS, type Account } from '../../prover/model/account.ts';
import { sealState } from '../../prover/model/seal.ts';
import { addressOf, wordOf } from '../../sdk/certificate.ts';
import { HOUSE_ABI } from '../../sdk/house/abi.ts';
import { newLiquidationSecret, secretReader } from '../../sdk/house/keys.ts';
import type { LogSource } from '../../sdk/house/logs.ts';
import { NOBODY, type AccountState } from '../../sdk/house/view.ts';
import { HOUSE } from './rfq.ts';

const EVENTS = new Interface(HOUSE_ABI);
export const LIQUIDATION_KEY = secretReader(newLiquidationSecret(), 'liquidation').key.y;

export interface Recorded {
  readonly blockNumber: number;
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

export class RecordedChain implements LogSource {
  readonly logs: Recorded[] = [];
  readonly states = new Map<string, AccountState>();
  /** Ranges of blocks that were asked for and answered. */
  readonly answered: [number, number][] = [];
  #block = 100;
  readonly #mostBlocks: number;
  readonly #mostLogs: number;

  constructor({ mostBlocks = Infinity, mostLogs = Infinity }: { mostBlocks?: number; mostLogs?: number } = {}) {
    this.#mostBlocks = mostBlocks;
    this.#mostLogs = mostLogs;
  }

  /** Lets blocks without a log pass. */
  pass(blocks: number): void {
    this.#block += blocks;
  }

  emit(name: string, values: readonly unknown[], address = HOUSE.house): void {
    this.#block += 1;
    this.logs.push({ blockNumber: this.#block, address, ...EVENTS.encodeEventLog(name, values) });
  }

  open(account: Account, viewingKey: bigint): void {
    const { id, owner, method } = account;
    const commitment = commitmentOf(account);
    this.emit('AccountOpened', [wordOf(id), addressOf(owner), viewingKey, METHODS[method], commitment]);
    this.#commit(account);
  }

  /** A change of an account whose new state is sealed to a key; `words` are others than those of an honest state. */
  seal(account: Account, viewingKey: bigint, words?: readonly bigint[]): void {
    const sealed = words ?? sealState({ account, viewingKey, liquidationKey: LIQUIDATION_KEY, capacity: 8 }).words;
    this.emit('StateSealed', [
      wordOf(account.id),
      account.sequence,
      commitmentOf(account),
      encodeBytes32String('deposit-8'),
      viewingKey,
      LIQUIDATION_KEY,
      sealed,
    ]);
    this.#commit(account);
  }

  getBlockNumber(): Promise<number> {
    return Promise.resolve(this.#block);
  }

  getLogs(filter: Filter | FilterByBlockHash): Promise<Log[]> {
    const { fromBlock, toBlock, topics = [], address } = filter as Filter & { fromBlock: number; toBlock: number };
    if (toBlock - fromBlock >= this.#mostBlocks) return Promise.reject(new Error('block range too large'));
    const wanted = this.logs.filter(
      (log) =>
        log.address === address &&
        log.blockNumber >= fromBlock &&
        log.blockNumber <= toBlock &&
        topics.every((topic, index) => topic === null || [topic].flat().includes(log.topics[index] ?? '')),
    );
    if (wanted.length > this.#mostLogs) return Promise.reject(new Error('query returned more than 10000 results'));
    this.answered.push([fromBlock, toBlock]);
    return Promise.resolve(wanted as unknown as Log[]);
  }

  accountOf(account: string): Promise<AccountState> {
    return Promise.resolve(this.states.get(account) ?? { owner: NOBODY, commitment: 0n, sequence: 0n });
  }

  #commit(account: Account): void {
    const { id, owner, sequence } = account;
    this.states.set(wordOf(id), { owner: addressOf(owner), commitment: commitmentOf(account), sequence });
  }
}
