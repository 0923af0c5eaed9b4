/** A house with funded accounts, and what tests expect to happen to it. */
import { expect } from 'chai';
import { getAddress, toBeHex, type Addressable } from 'ethers';
import { Changes, type Side, type SideTerms } from './house-changes.ts';
import { accountId } from './house-statements.ts';
import { deployHouse, GEM, ONE, QUOTE, type HouseOptions, type HouseSystem } from './clearing-house.ts';

/** Alice has two accounts, Bob and Carol have one each. */
export const ALICE = accountId(1);
export const ALICE_TOO = accountId(2);
export const BOB = accountId(3);
export const CAROL = accountId(4);
/** What each account holds of quote at first. */
export const FUNDS = 500n * ONE;
/** The first and the last there are: one before, one after any other. */
export const END_ADDRESSES = [toBeHex(1, 20), getAddress(toBeHex((1n << 160n) - 1n))] as const;

interface Holding {
  readonly ledger: bigint;
  readonly pending: bigint;
  readonly queueHead: bigint;
  readonly queueTail: bigint;
  readonly available: bigint;
}

/** The same at the start of each test of a suite; see `onStage`. */
export class Stage {
  system!: HouseSystem;
  changes!: Changes;

  /** Epoch 1 is posted; each account has 500 of quote and 5 gems. */
  async set(options: HouseOptions): Promise<void> {
    this.system = await deployHouse(options);
    this.changes = new Changes(this.system);
    const { alice, bob, carol } = this.system;
    await this.system.postEpoch();
    for (const [account, owner] of [
      [ALICE, alice],
      [ALICE_TOO, alice],
      [BOB, bob],
      [CAROL, carol],
    ] as const) {
      await this.changes.open(owner, account);
      await this.changes.deposit(account, FUNDS);
      await this.changes.deposit(account, 5n * ONE, { asset: GEM });
    }
  }

  send(method: string, args: unknown[] = []): Promise<unknown> {
    return this.system.ethers.provider.send(method, args) as Promise<unknown>;
  }

  /** Sets the time of the next block, unix seconds. */
  at(seconds: bigint): Promise<unknown> {
    return this.send('evm_setNextBlockTimestamp', [Number(seconds)]);
  }

  /** The proof does not prove what the house takes it for. */
  async rejected(attempt: Promise<unknown>): Promise<void> {
    await expect(attempt).to.be.revertedWithCustomError(this.system.router, 'ProofRejected');
  }

  /** The account's owner did not sign this. */
  async unsigned(attempt: Promise<unknown>, account: string): Promise<void> {
    const { owner } = await this.changes.stateOf(account);
    await expect(attempt)
      .to.be.revertedWithCustomError(this.system.house, 'SignatureRejected')
      .withArgs(account, owner);
  }

  /** Submits a trade, by one who owns no account. */
  trade(buyer: Side, seller: Side, fill: bigint): Promise<unknown> {
    return this.changes.as(this.system.relay).trade(buyer, seller, fill);
  }

  /** The same change of Alice's or Bob's account, signed over other parts. */
  async resigned(side: Side, { account, ...parts }: Partial<SideTerms> & { account: string }): Promise<Side> {
    const counterparty = account === BOB ? ALICE : BOB;
    const terms = { account, counterparty, deadline: side.deadline, ...parts };
    return { ...side, signature: await this.changes.sign(side.change, terms) };
  }

  payQueue(count = 100n): Promise<unknown> {
    return this.changes.as(this.system.stranger).payQueue(QUOTE, count);
  }

  async holding(): Promise<Holding> {
    return (await this.system.house.assetOf.staticCall(QUOTE)) as Holding;
  }

  /** Withdrawals in the queue. */
  async waiting(): Promise<bigint> {
    const { queueHead, queueTail } = await this.holding();
    return queueTail - queueHead;
  }

  /** Quote moves from the house to the holder, and to nobody else. */
  async paysTo(payment: Promise<unknown>, holder: Addressable, ticks: bigint): Promise<void> {
    const { ethers, quote, house } = this.system;
    const units = ticks / 100n;
    await expect(payment).to.changeTokenBalances(ethers, quote, [holder, house], [units, -units]);
  }
}

/** A stage for the tests of the suite that calls this, put back after each of them. */
export function onStage(options: HouseOptions = {}): Stage {
  const stage = new Stage();
  let snapshot: unknown;
  before(() => stage.set(options));
  beforeEach(async () => {
    snapshot = await stage.send('evm_snapshot');
  });
  afterEach(async () => {
    await stage.send('evm_revert', [snapshot]);
  });
  return stage;
}
