/** A holder at work: every change of an account, from its cached opening to the chain. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Account, Method } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import type { Market } from '../../prover/model/tree.ts';
import type { ProveOptions } from '../../prover/prover.ts';
import type { Proving } from '../../prover/witness/change.ts';
import { wordOf } from '../certificate.ts';
import type { Submission } from '../client.ts';
import { freshBlinding } from '../files/account-file.ts';
import type { HouseProver, MadeChange } from './change.ts';
import type { Amount, ClearingHouseClient, SendOptions } from './client.ts';
import type { Home } from './home/home.ts';
import { Ledger, type OpenAccount, type Step } from './home/ledger.ts';
import type { SavedAccount } from './home/saved-account.ts';
import { viewingReader } from './keys.ts';
import { CASH_ONLY } from './reader.ts';

/** A change that is in a block, and the account after it. */
export interface Done extends Submission {
  readonly account: Account;
}

/** What a change needs besides itself. */
export interface ChangeOptions extends ProveOptions {
  /** The newest market; needed by all but deposits of accounts that cannot be insolvent. */
  readonly market?: Market;
}

/** Moves nothing in or out. */
export type PrivateChange = Extract<Change, { readonly kind: 'settle' | 'reseal' }>;

export class Holder {
  readonly home: Home;
  readonly client: ClearingHouseClient;
  readonly prover: HouseProver;
  readonly ledger: Ledger;

  constructor({ home, client, prover }: Pick<Holder, 'home' | 'client' | 'prover'>) {
    this.home = home;
    this.client = client;
    this.prover = prover;
    this.ledger = new Ledger(home, client);
  }

  /** The accounts of the sender that its home remembers. */
  async accounts(): Promise<SavedAccount[]> {
    return this.ledger.accountsOf(await this.client.address());
  }

  /** An account of the sender, at the state of the chain. @throws as `Ledger.account` */
  async account(id?: string): Promise<OpenAccount> {
    return this.ledger.account(await this.client.address(), id);
  }

  /** Opens an empty account of the sender, sealed to the next viewing key of the seed. */
  async open(method: Method, options: ProveOptions = {}): Promise<Done> {
    const index = this.ledger.nextIndex();
    const owner = BigInt(await this.client.address());
    // Ids need only be unique, and a random one says nothing.
    const opening = await this.prover.opening({ id: freshBlinding(), owner, method }, options);
    const { account } = opening;
    const { key } = viewingReader(this.home.seed, index);
    const step: Step = { saved: { id: wordOf(account.id), index }, pending: { kind: 'open', account } };
    return this.#send(step, (sent) => this.client.open(opening, key, sent));
  }

  /** Adds tokens of the sender, after allowing the house to take them. */
  async deposit(saved: OpenAccount, flow: Amount, options: ChangeOptions = {}): Promise<Done> {
    // Refused before a proof is made.
    await this.client.unitsOf(flow);
    const made = await this.#receive(saved, flow, options);
    await this.client.allow(flow);
    const step: Step = { saved, pending: { kind: 'deposit', account: made.account } };
    return this.#send(step, (sent) => this.client.deposit(made.proven, flow, sent));
  }

  /** Takes an amount out; it is paid at once or queued. */
  async withdraw(
    saved: OpenAccount,
    { recipient, ...flow }: Amount & { readonly recipient: string },
    options: ChangeOptions,
  ): Promise<Done> {
    await this.client.unitsOf(flow);
    const made = await this.#pay(saved, flow, options);
    const step: Step = { saved, pending: { kind: 'withdraw', account: made.account } };
    return this.#send(step, (sent) => this.client.withdraw(made.proven, { ...flow, recipient }, sent));
  }

  /** Moves an amount from one account of the sender to another. */
  async transfer(
    [from, to]: readonly [OpenAccount, OpenAccount],
    flow: Amount,
    options: ChangeOptions,
  ): Promise<Submission> {
    const paid = await this.#pay(from, flow, options);
    const received = await this.#receive(to, flow, options);
    const steps: Step[] = [
      { saved: from, pending: { kind: 'transfer', account: paid.account } },
      { saved: to, pending: { kind: 'transfer', account: received.account } },
    ];
    return this.ledger.send(steps, (sent) =>
      this.client.transfer({ from: paid.proven, to: received.proven }, flow, sent),
    );
  }

  /** Settles a leg of a frozen instrument into cash, or seals the state anew. */
  async refresh(saved: OpenAccount, change: PrivateChange, options: ChangeOptions): Promise<Done> {
    const market = await this.newest(options.market);
    const made = await this.make(saved, change, { statement: 'transition', level: 'maintenance', market }, options);
    const step: Step = { saved, pending: { kind: 'refresh', account: made.account } };
    return this.#send(step, (sent) => this.client.refresh(made.proven, sent));
  }

  /**
   * Gives an account the next viewing key of the seed: what comes after is sealed to it. A key that was given before and
   * that nothing is sealed to yet is still the next one.
   */
  async giveKey(saved: OpenAccount): Promise<OpenAccount> {
    const sealedTo = await this.ledger.sealedTo(saved);
    const isUnused = sealedTo !== undefined && sealedTo < saved.index;
    const index = isUnused ? saved.index : this.ledger.nextIndex();
    const { key } = viewingReader(this.home.seed, index);
    if ((await this.client.viewingKeyOf(saved.id)) === key.y) return { ...saved, index };
    return this.ledger.give(saved, index, (sent) => this.client.setViewingKey(saved.id, key, sent));
  }

  /**
   * Moves an account to the next viewing key of the seed, its present state too. States before it stay readable with
   * the former key. Where this ends in the middle, the next call goes on.
   */
  async rotateKey(saved: OpenAccount, options: ChangeOptions): Promise<Done & { readonly index: number }> {
    // Refused before a key is given.
    await this.newest(options.market);
    const given = await this.giveKey(saved);
    return { ...(await this.refresh(given, { kind: 'reseal' }, options)), index: given.index };
  }

  /** The market, when it is the one in force: nothing is proven at another. @throws USAGE when it is not */
  async newest(market: Market | undefined): Promise<Market> {
    const { epoch, root } = await this.client.latestRoot();
    if (market === undefined) throw new PlimsollError('USAGE', `market: expected that of epoch ${epoch}, got none`);
    if (market.root === root) return market;
    const expected = `that of epoch ${epoch} with root ${wordOf(root)}`;
    throw new PlimsollError('USAGE', `market: expected ${expected}, got ${wordOf(market.root)}`);
  }

  /**
   * Proves a change of an account for the keys in force at the house.
   *
   * @throws ENVIRONMENT when the node names other keys than those of the seed, and of the house as the home knows it: it
   *   would read what is sealed to its own, and no chain would ever see the change
   */
  async make(
    { id, index, account }: OpenAccount,
    change: Change,
    proving: Proving,
    options: ProveOptions,
  ): Promise<MadeChange> {
    const destination = await this.client.destinationOf(id);
    if (!this.#isGiven(destination.viewingKey, index)) {
      const got = wordOf(destination.viewingKey);
      throw new PlimsollError('ENVIRONMENT', `viewing key of ${id}: expected one of the seed, got ${got}`);
    }
    const { liquidationKeys } = this.home.house.deployment;
    const liquidation = wordOf(destination.liquidationKey);
    if (!liquidationKeys.includes(liquidation)) {
      const expected = `${liquidationKeys.join(' or ')}, as the home knows it (liquidation-key --trust adds one)`;
      throw new PlimsollError('ENVIRONMENT', `liquidation key: expected ${expected}, got ${liquidation}`);
    }
    return this.prover.change({ ...proving, account, change, destination }, options);
  }

  /** Whether an account may have been given a viewing key; it mostly is its newest one. */
  #isGiven(key: bigint, newest: number): boolean {
    for (let index = newest; index >= 0; index--) if (viewingReader(this.home.seed, index).key.y === key) return true;
    return false;
  }

  async #send(step: Step, send: (options: SendOptions) => Promise<Submission>): Promise<Done> {
    return { ...(await this.ledger.send([step], send)), account: step.pending.account };
  }

  async #pay(saved: OpenAccount, { asset, amount }: Amount, options: ChangeOptions): Promise<MadeChange> {
    const market = await this.newest(options.market);
    const change: Change = { kind: 'flow', asset, amount: -amount };
    return this.make(saved, change, { statement: 'transition', level: 'initial', market }, options);
  }

  /** Cash enters without a margin where the account cannot be insolvent; all else at or above maintenance. */
  async #receive(saved: OpenAccount, flow: Amount, options: ChangeOptions): Promise<MadeChange> {
    const [proven, { epoch }] = await Promise.all([this.client.provenEpochOf(saved.id), this.client.latestRoot()]);
    const proving: Proving =
      flow.asset === QUOTE_ASSET && (proven === CASH_ONLY || proven === epoch)
        ? { statement: 'deposit' }
        : { statement: 'transition', level: 'maintenance', market: await this.newest(options.market) };
    return this.make(saved, { kind: 'flow', ...flow }, proving, options);
  }
}
