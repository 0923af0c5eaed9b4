/** Accounts as their owners have them: a wallet that calls and signs, a seed that reads, the present opening. */
import type { Signer } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { commitmentOf, type Account, type Method } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import { fillHash, type Fill, type Side } from '../../prover/model/fill.ts';
import type { Market } from '../../prover/model/tree.ts';
import type { Proving } from '../../prover/witness/change.ts';
import type { ChangeStatement } from '../../prover/witness/circuits.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { RegistryClient, type Submission } from '../../sdk/client.ts';
import { freshBlinding } from '../../sdk/files/account-file.ts';
import type { MadeChange } from '../../sdk/house/change.ts';
import { ClearingHouseClient, type Amount, type SignedSide } from '../../sdk/house/client.ts';
import { viewingReader } from '../../sdk/house/keys.ts';
import { NEVER_TRADED } from '../../sdk/house/reader.ts';
import { newMnemonic, seedFromMnemonic, type Seed } from '../../sdk/house/seed.ts';
import { sign, signableTradeSide } from '../../sdk/house/typed-data.ts';
import type { Branch } from './book.ts';
import type { Proofs } from './proofs.ts';
import type { Stage } from './stage.ts';

/** A random id: accounts of one owner have nothing in common but the owner. */
const freshId = freshBlinding;
/** Seconds that a signature is good for. */
const GOOD_FOR = 600n;

export interface Owner {
  readonly wallet: Signer;
  /** Lower case. */
  readonly address: string;
  readonly seed: Seed;
  readonly client: ClearingHouseClient;
  readonly registry: RegistryClient;
}

/** @param index of a wallet of the stage that nobody else has */
export async function ownerOf(stage: Stage, index: number): Promise<Owner> {
  const wallet = await stage.wallet(index);
  const client = new ClearingHouseClient(stage.id, wallet);
  return {
    wallet,
    address: await client.address(),
    seed: seedFromMnemonic(newMnemonic()),
    client,
    registry: new RegistryClient(stage.registry, wallet),
  };
}

/** A change that is proven and not sent yet. */
export interface Prepared {
  readonly statement: ChangeStatement;
  readonly made: MadeChange;
  /** @param client the owner's, unless another tries it */
  readonly send: (client?: ClearingHouseClient) => Promise<Submission>;
}

/** One side of a trade, proven and signed. */
export interface PreparedSide {
  readonly made: MadeChange;
  readonly signed: SignedSide;
}

export class LiveAccount {
  readonly owner: Owner;
  readonly #proofs: Proofs;
  #account: Account;

  private constructor(owner: Owner, proofs: Proofs, account: Account) {
    this.owner = owner;
    this.#proofs = proofs;
    this.#account = account;
  }

  /** @param index of the viewing key */
  static async open(
    { owner, proofs }: { owner: Owner; proofs: Proofs },
    { method, index }: { method: Method; index: number },
  ): Promise<{ live: LiveAccount; sent: Submission }> {
    const opening = await proofs.opening({ id: freshId(), owner: BigInt(owner.address), method });
    const sent = await owner.client.open(opening, viewingReader(owner.seed, index).key);
    return { live: new LiveAccount(owner, proofs, opening.account), sent };
  }

  /** The present opening. Secret. */
  get account(): Account {
    return this.#account;
  }

  get id(): string {
    return wordOf(this.#account.id);
  }

  /** Goes on from a change that the chain has taken. @throws INVALID when it has not */
  async accept({ account }: MadeChange): Promise<void> {
    const { commitment, sequence } = await this.owner.client.accountOf(this.id);
    if (commitment !== commitmentOf(account) || sequence !== account.sequence)
      throw new PlimsollError(
        'INVALID',
        `account ${this.id}: expected state ${account.sequence} of the chain, got ${sequence}`,
      );
    this.#account = account;
  }

  /** @throws INVALID when the statement is false */
  async prove(change: Change, proving: Proving): Promise<MadeChange> {
    const destination = await this.owner.client.destinationOf(this.id);
    return this.#proofs.change({ ...proving, account: this.#account, change, destination });
  }

  /** How a receipt is proven now: without margin where the house takes that. */
  async receiving(market: Market): Promise<Proving> {
    const { client } = this.owner;
    const [proven, { epoch }] = [await client.provenEpochOf(this.id), await client.latestRoot()];
    return proven === NEVER_TRADED || proven === epoch
      ? { statement: 'deposit' }
      : { statement: 'transition', level: 'maintenance', market };
  }

  /** @param proving by default as `receiving` says */
  async deposit(flow: Amount, market: Market, proving?: Proving): Promise<Prepared> {
    const { asset, amount } = flow;
    return this.#prepare({ kind: 'flow', asset, amount }, proving ?? (await this.receiving(market)), (client, made) =>
      client.deposit(made.proven, flow),
    );
  }

  withdraw({ asset, amount }: Amount, market: Market): Promise<Prepared> {
    const { address } = this.owner;
    return this.#prepare(
      { kind: 'flow', asset, amount: -amount },
      { statement: 'transition', level: 'initial', market },
      (client, made) => client.withdraw(made.proven, { asset, amount, recipient: address }),
    );
  }

  /** Settles a leg, or seals the state anew. */
  refresh(change: Change, market: Market): Promise<Prepared> {
    return this.#prepare(change, { statement: 'transition', level: 'maintenance', market }, (client, made) =>
      client.refresh(made.proven),
    );
  }

  /** Proves and signs one side of a trade with another account. */
  async side(
    fill: Fill,
    { side, branch, counterparty, market }: { side: Side; branch: Branch; counterparty: string; market: Market },
  ): Promise<PreparedSide> {
    const proving: Proving =
      branch === 'transition' ? { statement: 'transition', level: 'initial', market } : { statement: 'reduce', market };
    const made = await this.prove({ kind: 'fill', side, fill }, proving);
    const { client, wallet } = this.owner;
    const deadline = (await client.time()) + GOOD_FOR;
    const signable = signableTradeSide(client.id, {
      account: this.id,
      counterparty,
      oldCommitment: commitmentOf(this.#account),
      newCommitment: made.proven.newCommitment,
      sequence: made.account.sequence,
      fill: fillHash(fill),
      side,
      marketRoot: market.root,
      deadline,
    });
    return { made, signed: { change: made.proven, deadline, signature: await sign(wallet, signable) } };
  }
  async #prepare(
    change: Change,
    proving: Proving,
    send: (client: ClearingHouseClient, made: MadeChange) => Promise<Submission>,
  ): Promise<Prepared> {
    const made = await this.prove(change, proving);
    const { statement } = proving;
    return { statement, made, send: (client = this.owner.client) => send(client, made) };
  }
}
