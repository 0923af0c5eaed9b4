/**
 * The accounts of a home, held against the chain. What is on its way is written down before it is sent, so that a
 * process which ends in the middle finds out afterwards what became of it.
 */
import { PlimsollError } from '../../../prover/errors.ts';
import type { Account } from '../../../prover/model/account.ts';
import type { Submission } from '../../client.ts';
import type { SendOptions } from '../client.ts';
import type { HouseReader } from '../reader.ts';
import { isRead, Restorer, type FoundAccount, type SealedAccount } from '../restore.ts';
import type { Home } from './home.ts';
import { reconcile, type Standing } from './reconcile.ts';
import { ownerOf, type Pending, type SavedAccount } from './saved-account.ts';

/** An account whose opening is known. */
export type OpenAccount = SavedAccount & { readonly account: Account };

export interface Synced {
  readonly standing: Standing;
  readonly saved: SavedAccount;
}

/** What a seed finds on chain. */
export interface Restored {
  /** Accounts of the seed's holder; those that the seed reads are remembered. */
  readonly accounts: readonly FoundAccount[];
  /** Accounts that others opened with a public key of the seed, or set to one. */
  readonly foreign: readonly SealedAccount[];
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

  /**
   * Finds every account of the seed on chain and remembers those of its holder that it reads.
   *
   * @param owners addresses of the holder; unless given those of the accounts remembered, or the only one there is
   * @throws USAGE when it cannot tell whose of several the accounts are; ENVIRONMENT as `Restorer`
   */
  async restore(owners: readonly string[] = []): Promise<Restored> {
    const restorer = await this.#restorer();
    const found = await restorer.search();
    const holders = this.#holders(owners, found);
    const isOwn = ({ owner }: SealedAccount): boolean => holders.has(owner);
    const accounts = await restorer.open(found.filter(isOwn));
    const indices = new Map(this.#home.accounts().map(({ id, index }) => [id, index]));
    for (const { id, index, account } of accounts.filter(isRead))
      this.#home.save({ id, index: Math.max(index, indices.get(id) ?? 0), account });
    return { accounts, foreign: found.filter((each) => !isOwn(each)) };
  }

  /** The accounts of an owner that are remembered. */
  accountsOf(owner: string): SavedAccount[] {
    return this.#home.accounts().filter((saved) => ownerOf(saved) === owner.toLowerCase());
  }

  /**
   * An account of an owner, at the state of the chain.
   *
   * @param id may be left out when there is one only
   * @throws USAGE when there is none, or several; ENVIRONMENT when it is not open
   */
  async account(owner: string, id?: string): Promise<OpenAccount> {
    const known = this.accountsOf(owner);
    const [found, ...others] = id === undefined ? known : known.filter((each) => each.id === id);
    if (found === undefined || others.length > 0) {
      const got = found === undefined ? 'none' : `${known.map((each) => each.id).join(' and ')}: name one (--account)`;
      const expected = `an account of the owner ${owner} in the home ${this.#home.path}`;
      throw new PlimsollError('USAGE', `account: expected ${expected}, got ${got}`);
    }
    const { saved, standing } = await this.#reconcile(found);
    if (saved.account !== undefined) return { ...saved, account: saved.account };
    throw new PlimsollError('ENVIRONMENT', `account ${saved.id}: expected an open one, got one that is ${standing}`);
  }

  /** Index of the viewing key that the present state of an account is sealed to, if it is one of the seed. */
  async sealedTo({ id, index }: SavedAccount): Promise<number | undefined> {
    return (await (await this.#restorer()).find(id, index))?.sealedTo;
  }

  /** Index of the first viewing key that no account of the home has, or is about to have. */
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

  /**
   * Gives an account a viewing key: writes down which before it is sent, so that none is given twice.
   *
   * @throws what `send` throws; a key that was sent by then stays the account's next one
   */
  async give(
    saved: OpenAccount,
    index: number,
    send: (options: SendOptions) => Promise<Submission>,
  ): Promise<OpenAccount> {
    const progress = { isSent: false };
    const given = { ...saved, index };
    this.#home.save(given);
    try {
      await send({
        onSent: () => {
          progress.isSent = true;
        },
      });
      return given;
    } catch (error) {
      if (!progress.isSent) this.#home.save(saved);
      throw error;
    }
  }

  /** Writes down a change that another may send until its deadline. */
  await({ saved, pending }: Step): void {
    this.#home.save({ ...saved, pending });
  }

  #holders(given: readonly string[], found: readonly SealedAccount[]): ReadonlySet<string> {
    if (given.length > 0) return new Set(given.map((owner) => owner.toLowerCase()));
    const remembered = this.#home.accounts().map(ownerOf);
    const owners = new Set(found.map(({ owner }) => owner));
    if (remembered.length > 0) return new Set(remembered.filter((owner) => owner !== undefined));
    if (owners.size <= 1) return owners;
    throw new PlimsollError(
      'USAGE',
      `owner: expected which of ${[...owners].join(', ')} is the holder of the seed, got none`,
    );
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
      read: async ({ id, index }) => (await this.#restorer()).account(id, index),
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
