/**
 * The accounts of a home, held against the chain. What is on its way is written down before it is sent, so that a
 * process which ends in the middle finds out afterwards what became of it.
 */
import { PlimsollError } from '../../../prover/errors.ts';
import type { Account } from '../../../prover/model/account.ts';
import type { Submission } from '../../client.ts';
import type { SendOptions } from '../client.ts';
import type { HouseReader } from '../reader.ts';
import { Restorer, type FoundAccount } from '../restore.ts';
import type { Home } from './home.ts';
import { reconcile, type Standing } from './reconcile.ts';
import type { Pending, SavedAccount } from './saved-account.ts';

/** An account whose opening is known. */
export type OpenAccount = SavedAccount & { readonly account: Account };

export interface Synced {
  readonly standing: Standing;
  readonly saved: SavedAccount;
}

/** A change that is about to be sent, of an account or of one that it opens. */
export interface Step {
  readonly saved: SavedAccount;
  readonly pending: Pending;
}

export class Ledger {
  readonly #home: Home;
  readonly #reader: HouseReader;

  constructor(home: Home, reader: HouseReader) {
    this.#home = home;
    this.#reader = reader;
  }

  /** Brings every remembered account to the state of the chain, and says what became of each. */
  async sync(): Promise<Synced[]> {
    return Promise.all(this.#home.accounts().map((saved) => this.#reconcile(saved)));
  }

  /** Finds every account of the seed on chain and remembers those that it reads. @throws ENVIRONMENT as `Restorer` */
  async restore(): Promise<FoundAccount[]> {
    const found = await (await this.#restorer()).accounts();
    for (const { id, index, account } of found)
      if (account !== undefined && index !== undefined) this.#home.save({ id, index, account });
    return found;
  }

  /**
   * An account at the state of the chain.
   *
   * @param id may be left out when there is one only
   * @throws USAGE when there is none, or several; ENVIRONMENT when it is not open
   */
  async account(id?: string): Promise<OpenAccount> {
    const known = this.#home.accounts();
    const [found, ...others] = id === undefined ? known : known.filter((each) => each.id === id);
    if (found === undefined || others.length > 0) {
      const got = found === undefined ? 'none' : `${known.length} to choose from`;
      throw new PlimsollError('USAGE', `account: expected one of the home ${this.#home.path}, got ${got}`);
    }
    const { saved, standing } = await this.#reconcile(found);
    if (saved.account !== undefined) return { ...saved, account: saved.account };
    throw new PlimsollError('ENVIRONMENT', `account ${saved.id}: expected an open one, got one that is ${standing}`);
  }

  /** Index of the first viewing key that no account of the home uses. */
  nextIndex(): number {
    return Math.max(-1, ...this.#home.accounts().map(({ index }) => index)) + 1;
  }

  /**
   * Sends a transaction that moves some accounts on: writes down that they are on their way, then that they arrived.
   *
   * @throws what `send` throws; what was sent by then is looked for at the next start
   */
  async send(steps: readonly Step[], send: (options: SendOptions) => Promise<Submission>): Promise<Submission> {
    const progress = { isSent: false };
    for (const { saved, pending } of steps) this.#home.save({ ...saved, pending });
    try {
      const submission = await send({
        onSent: (transaction) => {
          progress.isSent = true;
          for (const { saved, pending } of steps) this.#home.save({ ...saved, pending: { ...pending, transaction } });
        },
      });
      for (const { saved, pending } of steps)
        this.#home.save({ id: saved.id, index: saved.index, account: pending.account });
      return submission;
    } catch (error) {
      if (!progress.isSent) for (const { saved } of steps) this.#keep(saved);
      throw error;
    }
  }

  /** Writes down a change that another may send until its deadline. */
  await({ saved, pending }: Step): void {
    this.#home.save({ ...saved, pending });
  }

  /** Remembers an account, or forgets one that was never opened. */
  #keep(saved: SavedAccount): void {
    if (saved.account === undefined && saved.pending === undefined) this.#home.forget(saved.id);
    else this.#home.save(saved);
  }

  async #reconcile(before: SavedAccount): Promise<Synced> {
    const synced = await reconcile(before, {
      accountOf: (id) => this.#reader.accountOf(id),
      time: () => this.#reader.time(),
      isWaiting: (transaction) => this.#reader.isWaiting(transaction),
      read: async ({ id, index }) => (await (await this.#restorer()).account(id, index)).account,
    });
    if (synced.standing !== 'current' && synced.standing !== 'waiting') this.#keep(synced.saved);
    return synced;
  }

  async #restorer(): Promise<Restorer> {
    const { seed, house } = this.#home;
    return new Restorer({
      seed,
      id: this.#reader.id,
      fromBlock: house.deployment.fromBlock,
      logs: await this.#reader.provider(),
      accountOf: (account, block) => this.#reader.accountOf(account, block),
    });
  }
}
