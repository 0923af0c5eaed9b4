/** Every account of a run on a chain: what `book.ts` does to models, done with proofs and transactions. */
import { decodeBytes32String } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import type { Method } from '../../prover/model/account.ts';
import type { FillStatement } from '../../prover/model/check-change.ts';
import type { Side } from '../../prover/model/fill.ts';
import type { Market } from '../../prover/model/tree.ts';
import { CHANGE_CIRCUITS } from '../../prover/witness/circuits.ts';
import { wordOf, type Certificate as Proven } from '../../sdk/certificate.ts';
import type { Submission } from '../../sdk/client.ts';
import { fillIn } from './book.ts';
import type { Done } from './dry-run.ts';
import { misuse, takenOf, type Taken } from './misuse.ts';
import { openingOf, personOf, type LiveAccount, type Person } from './person.ts';
import type { Certificate, Settlement, Trade, TraderFlow } from './plan.ts';
import type { Proofs } from './proofs.ts';
import { Refusals } from './refusals.ts';
import type { Stage } from './stage.ts';
import type { Trader } from './traders.ts';

/** What is paid for, by what it does: a top-up is a deposit that proves margin, settling and sealing anew are refreshes. */
export type Call =
  'open' | 'deposit' | 'top-up' | 'trade' | 'withdraw' | 'transfer' | 'settle' | 'reseal' | 'certify' | 'payQueue';

/** Seconds that a quote is good for. */
const GOOD_FOR = 3600n;

/** What the circuit of a change states. */
const statementOf = (change: unknown): string | undefined =>
  CHANGE_CIRCUITS[decodeBytes32String((change as { circuit: string }).circuit)]?.statement;

export class ChainBook {
  readonly stage: Stage;
  readonly proofs: Proofs;
  readonly refusals = new Refusals();
  readonly #accounts = new Map<string, LiveAccount>();
  readonly #gas = new Map<Call, bigint[]>();

  constructor(stage: Stage, proofs: Proofs) {
    this.stage = stage;
    this.proofs = proofs;
  }

  get accounts(): ReadonlyMap<string, LiveAccount> {
    return this.#accounts;
  }

  /** What each call has cost, each time. */
  get gas(): ReadonlyMap<Call, readonly bigint[]> {
    return this.#gas;
  }

  /** @throws USAGE when the run has no such account */
  account(name: string): LiveAccount {
    const account = this.#accounts.get(name);
    if (account !== undefined) return account;
    throw new PlimsollError('USAGE', `account: expected one of the run, got ${name}`);
  }

  /** Opens an account of each trader, a person each. */
  async openAll(traders: readonly Trader[]): Promise<void> {
    for (const [index, { name, method }] of traders.entries())
      await this.open(name, await personOf(this.stage, this.proofs, index), method);
  }

  async open(name: string, person: Person, method: Method): Promise<LiveAccount> {
    const opened = await person.holder.open(method);
    await this.record('open', opened);
    const live = { person, id: wordOf(opened.account.id) };
    this.#accounts.set(name, live);
    return live;
  }

  /** Does a step. @throws INVALID when a proof or the chain refuses it */
  apply({ action, branches }: Done, market: Market): Promise<Submission> {
    switch (action.do) {
      case 'deposit':
        return this.#deposit(action, market);
      case 'withdraw':
        return this.#withdraw(action, market);
      case 'trade':
        if (branches === undefined) throw new PlimsollError('USAGE', 'trade: expected how it is proven, got nothing');
        return this.#trade(action, branches, market);
      case 'settle':
        return this.#settle(action, market);
      case 'certify':
        return this.#certify(action, market);
    }
  }

  /** Keeps what a call cost. The first of its kind is misused, too. */
  async record<Sent extends Submission>(call: Call, sent: Sent): Promise<Sent> {
    const earlier = this.#gas.get(call);
    this.#gas.set(call, [...(earlier ?? []), sent.gas]);
    if (earlier === undefined && call !== 'payQueue') await misuse(this.stage, this.refusals, sent);
    return sent;
  }

  /** Pays what the hourly caps let out by now. @returns whether somebody still waits */
  async payQueues(): Promise<boolean> {
    const { relay, assets } = this.stage;
    const waiting = async (asset: number): Promise<bigint> => {
      const { queueHead, queueTail } = await relay.assetOf(asset);
      return queueTail - queueHead;
    };
    let left = 0n;
    for (const asset of assets) {
      const count = await waiting(asset);
      if (count > 0n) await this.record('payQueue', await relay.payQueue(asset, count));
      left += await waiting(asset);
    }
    return left > 0n;
  }

  /** A certificate for its owner to submit. @throws INVALID when the claim is false */
  async certificate({ trader, thresholdBps, minExcess }: Certificate, market: Market): Promise<Proven> {
    const live = this.account(trader);
    const { account } = await openingOf(live);
    const { chainId, registry } = this.stage.deployment;
    return this.proofs.certificate({
      account,
      market,
      claim: { thresholdBps, minExcess },
      side: 'solvent',
      addressee: { chainId, registry, caller: live.person.address },
    });
  }

  async #deposit(flow: TraderFlow, market: Market): Promise<Submission> {
    const live = this.account(flow.trader);
    const { address, holder } = live.person;
    await this.stage.fund(address, flow);
    const { asset, amount } = flow;
    const sent = await holder.deposit(await openingOf(live), { asset, amount }, { market });
    const { args } = await takenOf(this.stage, sent);
    return this.record(statementOf(args[0]) === 'deposit' ? 'deposit' : 'top-up', sent);
  }

  async #withdraw({ trader, asset, amount }: TraderFlow, market: Market): Promise<Submission> {
    const live = this.account(trader);
    const { address: recipient, holder } = live.person;
    const sent = await holder.withdraw(await openingOf(live), { asset, amount, recipient }, { market });
    return this.record('withdraw', sent);
  }

  /** The seller quotes, the buyer accepts, the seller sends. */
  async #trade(trade: Trade, branches: Readonly<Record<Side, FillStatement>>, market: Market): Promise<Submission> {
    const [buyer, seller] = [this.account(trade.buyer), this.account(trade.seller)];
    const { instrument, size, cost } = fillIn(trade, 0n);
    const deadline = (await this.stage.relay.time()) + GOOD_FOR;
    const offer = { side: 'seller', instrument, size, cost, deadline, counterparty: buyer.id } as const;
    const quote = await seller.person.trader.quote(await openingOf(seller), offer, { market });
    const half = await buyer.person.trader.accept(await openingOf(buyer), quote, { market });
    const sent = await seller.person.trader.complete(await openingOf(seller), half, { market });
    checkBranches(await takenOf(this.stage, sent), branches);
    return this.record('trade', sent);
  }

  async #settle({ trader, instrument }: Settlement, market: Market): Promise<Submission> {
    const live = this.account(trader);
    const change = { kind: 'settle', instrument } as const;
    return this.record('settle', await live.person.holder.refresh(await openingOf(live), change, { market }));
  }

  async #certify(action: Certificate, market: Market): Promise<Submission> {
    const { id, person } = this.account(action.trader);
    const { registry, holder } = person;
    const sent = await this.record('certify', await registry.certify(await this.certificate(action, market)));
    const { thresholdBps: minRatioBps, minExcess } = action;
    const maxAge = await holder.client.maxRootAge();
    if (await registry.isSolvent(id, { minRatioBps, minExcess, maxAge })) return sent;
    throw new PlimsollError('INVALID', `${action.trader}: expected a certificate in force, got none`);
  }
}

/** @throws INVALID unless each side of a trade was proven as its model says */
function checkBranches({ args }: Taken, branches: Readonly<Record<Side, FillStatement>>): void {
  for (const [index, side] of (['buyer', 'seller'] as const).entries()) {
    const proven = statementOf((args[index] as { change: unknown }).change);
    if (proven !== branches[side])
      throw new PlimsollError('INVALID', `${side}: expected a ${branches[side]}, got a ${proven ?? 'nothing'}`);
  }
}
