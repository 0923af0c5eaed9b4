/** Every account of a run on a chain: what `book.ts` does to models, done with proofs and transactions. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Method } from '../../prover/model/account.ts';
import { fillHash, type Side } from '../../prover/model/fill.ts';
import type { Market } from '../../prover/model/tree.ts';
import type { Certificate as Proven } from '../../sdk/certificate.ts';
import type { Submission } from '../../sdk/client.ts';
import { freshBlinding } from '../../sdk/files/account-file.ts';
import { fillIn, type Branch } from './book.ts';
import type { Done } from './dry-run.ts';
import { LiveAccount, ownerOf, type Owner, type Prepared } from './live-account.ts';
import {
  misuseAgain,
  misuseByAnother,
  misuseCertificate,
  misuseFlow,
  misuseTrade,
  misuseTradeAgain,
} from './misuse.ts';
import type { Certificate, Settlement, Trade, TraderFlow } from './plan.ts';
import type { Proofs } from './proofs.ts';
import { Refusals } from './refusals.ts';
import type { Stage } from './stage.ts';
import type { Trader } from './traders.ts';

/** What is paid for, by what it does: a top-up is a deposit that proves margin, settling and sealing anew are refreshes. */
export type Call =
  'open' | 'deposit' | 'top-up' | 'trade' | 'withdraw' | 'transfer' | 'settle' | 'reseal' | 'certify' | 'payQueue';

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

  /** Opens an account of each trader, who has a wallet of its own. */
  async openAll(traders: readonly Trader[]): Promise<void> {
    for (const [index, { name, method }] of traders.entries())
      await this.open(name, { owner: await ownerOf(this.stage, index), method, index: 0 });
  }

  /** @param terms with the index of the viewing key */
  async open(
    name: string,
    { owner, ...terms }: { readonly owner: Owner; readonly method: Method; readonly index: number },
  ): Promise<LiveAccount> {
    const { live, sent } = await LiveAccount.open({ owner, proofs: this.proofs }, terms);
    this.#accounts.set(name, live);
    this.record('open', sent);
    return live;
  }

  /** Does a step. @throws INVALID when a proof or the chain refuses it */
  apply({ action, branches }: Done, market: Market): Promise<void> {
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

  /** Sends a change and goes on from it. */
  async send(call: Call, account: LiveAccount, { made, send }: Prepared): Promise<void> {
    this.record(call, await send());
    await account.accept(made);
  }

  record(call: Call, { gas }: Submission): void {
    this.#gas.set(call, [...(this.#gas.get(call) ?? []), gas]);
  }

  /** Pays what the hourly caps let out by now. @returns whether somebody still waits */
  async payQueues(): Promise<boolean> {
    const { relay, tokens } = this.stage;
    const waiting = async (asset: number): Promise<bigint> => {
      const { queueHead, queueTail } = await relay.assetOf(asset);
      return queueTail - queueHead;
    };
    let left = 0n;
    for (const asset of tokens.keys()) {
      const count = await waiting(asset);
      if (count > 0n) this.record('payQueue', await relay.payQueue(asset, count));
      left += await waiting(asset);
    }
    return left > 0n;
  }

  /** A certificate for its owner to submit. @throws INVALID when the claim is false */
  certificate({ trader, thresholdBps, minExcess }: Certificate, market: Market): Promise<Proven> {
    const { account, owner } = this.account(trader);
    const { id, registry } = this.stage;
    return this.proofs.certificate({
      account,
      market,
      claim: { thresholdBps, minExcess },
      side: 'solvent',
      addressee: { chainId: id.chainId, registry, caller: owner.address },
    });
  }

  async #deposit(flow: TraderFlow, market: Market): Promise<void> {
    const account = this.account(flow.trader);
    const { address, client } = account.owner;
    await this.stage.fund(address, flow);
    await client.allow(flow);
    const prepared = await account.deposit(flow, market);
    await this.#flow(prepared.statement === 'deposit' ? 'deposit' : 'top-up', flow, prepared);
  }

  async #withdraw(flow: TraderFlow, market: Market): Promise<void> {
    await this.#flow('withdraw', flow, await this.account(flow.trader).withdraw(flow, market));
  }

  async #flow(call: Call, flow: TraderFlow, prepared: Prepared): Promise<void> {
    const account = this.account(flow.trader);
    const first = this.#isFirst(call);
    if (first) {
      await misuseFlow(this, account, flow, prepared);
      await misuseByAnother(this, call, prepared);
    }
    await this.send(call, account, prepared);
    if (first) await misuseAgain(this, call, prepared);
  }

  async #trade(trade: Trade, branches: Readonly<Record<Side, Branch>>, market: Market): Promise<void> {
    const fill = fillIn(trade, freshBlinding());
    const [buyer, seller] = [this.account(trade.buyer), this.account(trade.seller)];
    const bought = await buyer.side(fill, { side: 'buyer', branch: branches.buyer, counterparty: seller.id, market });
    const sold = await seller.side(fill, { side: 'seller', branch: branches.seller, counterparty: buyer.id, market });
    const signed = { buyer: bought.signed, seller: sold.signed, fill: fillHash(fill) };
    const first = this.#isFirst('trade');
    if (first) await misuseTrade(this, signed);
    this.record('trade', await this.stage.relay.trade(signed));
    await buyer.accept(bought.made);
    await seller.accept(sold.made);
    if (first) await misuseTradeAgain(this, signed);
  }

  async #settle({ trader, instrument }: Settlement, market: Market): Promise<void> {
    const account = this.account(trader);
    const prepared = await account.refresh({ kind: 'settle', instrument }, market);
    const first = this.#isFirst('settle');
    if (first) await misuseByAnother(this, 'settle', prepared);
    await this.send('settle', account, prepared);
    if (first) await misuseAgain(this, 'settle', prepared);
  }

  async #certify(action: Certificate, market: Market): Promise<void> {
    const account = this.account(action.trader);
    const { registry, client } = account.owner;
    const certificate = await this.certificate(action, market);
    if (this.#isFirst('certify')) await misuseCertificate(this, account, certificate);
    this.record('certify', await registry.certify(certificate));
    const { thresholdBps: minRatioBps, minExcess } = action;
    const band = { minRatioBps, minExcess, maxAge: await client.maxRootAge() };
    if (!(await registry.isSolvent(account.id, band)))
      throw new PlimsollError('INVALID', `${action.trader}: expected a certificate in force, got none`);
  }

  /** Whether a call was never made: then it is misused, too. */
  #isFirst(call: Call): boolean {
    return !this.#gas.has(call);
  }
}
