/** What must be true of the house and of every account, kept beside the chain from what went through. */
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { accountMargin, isSolvent } from '../../../prover/model/margin.ts';
import { floorDivide, ONE_SIZE } from '../../../prover/model/units.ts';
import { ASSETS, INSTRUMENT, LAST_EPOCH, marketOf, MAX_ROOT_AGE, OWNERS, type Asset } from './house.ts';
import { AMOUNTS, type Prepared, type PreparedFlow, type PreparedRefresh, type PreparedTrade } from './pool.ts';

/** An account as it stands: `provenEpoch` is undefined while it has had cash only. */
export interface Standing {
  readonly account: Account;
  readonly provenEpoch: number | undefined;
}

/** What the house holds of an asset when the next call comes, in ticks. */
export interface Holding {
  readonly queueHead: bigint;
  readonly queueTail: bigint;
  readonly ledger: bigint;
  readonly pending: bigint;
  readonly available: bigint;
  /** Owner that is paid next, if somebody waits. */
  readonly next: number | undefined;
  /** Set aside, by owner. */
  readonly claimable: readonly bigint[];
}

export interface Claim {
  readonly asset: Asset;
  readonly recipient: number;
  readonly to: number;
  readonly amount: bigint;
  readonly isRecipient: boolean;
}

const isPaidAtOnce = ({ queueHead, queueTail, available }: Holding, amount: bigint): boolean =>
  queueHead === queueTail && available >= amount;

const sizeOf = (account: Account, instrument: number): bigint =>
  account.legs.find((leg) => leg.instrument === instrument)?.size ?? 0n;

export class Books {
  now: bigint;
  pausedUntil = 0n;
  lastPosted = 1;
  readonly revoked = new Set<number>();
  /** `asset owner` that a token refuses. */
  readonly #refused = new Set<string>();
  readonly #filled = new Set<bigint>();
  /** What settlements took out of the positions. */
  #settled = { size: 0n, cash: 0n };
  /** What came in less what went out, by asset. */
  readonly net: [bigint, bigint];
  readonly standings: Standing[];

  constructor(now: bigint, { standings, net }: { standings: readonly Standing[]; net: readonly [bigint, bigint] }) {
    this.now = now;
    this.standings = [...standings];
    this.net = [...net];
  }

  /** The newest epoch in force, however old; undefined when none is. */
  get latest(): number | undefined {
    for (let epoch = this.lastPosted; epoch > 0; epoch--) if (!this.revoked.has(epoch)) return epoch;
    return undefined;
  }

  /** The epoch at whose prices changes are taken. */
  get epoch(): number | undefined {
    const { latest } = this;
    if (latest === undefined || this.now > BigInt(marketOf(latest).table.time) + MAX_ROOT_AGE) return undefined;
    return latest;
  }

  get isPaused(): boolean {
    return this.now < this.pausedUntil;
  }

  isCurrent({ who, from }: Prepared): boolean {
    return commitmentOf(this.standings[who]!.account) === commitmentOf(from);
  }

  refuses(asset: Asset, owner: number): boolean {
    return this.#refused.has(`${asset} ${owner}`);
  }

  /** Whether it is proven of the present state at the newest prices. */
  #isProvenNow(prepared: Prepared): boolean {
    return this.isCurrent(prepared) && prepared.epoch === this.epoch;
  }

  takesReceipt(receipt: PreparedFlow): boolean {
    if (receipt.statement === 'transition') return this.#isProvenNow(receipt);
    const { provenEpoch } = this.standings[receipt.who]!;
    const isSafe = provenEpoch === undefined || provenEpoch === this.latest;
    return this.isCurrent(receipt) && isSafe && !this.isPaused && receipt.asset === 0;
  }

  /** Nothing is paid at prices older than those of its last change. */
  takesPayment(payment: PreparedFlow): boolean {
    const { provenEpoch = 0 } = this.standings[payment.who]!;
    return this.#isProvenNow(payment) && provenEpoch <= payment.epoch;
  }

  takesDeposit(receipt: PreparedFlow): boolean {
    return this.takesReceipt(receipt) && !this.refuses(receipt.asset, OWNERS[receipt.who]!);
  }

  /** @param recipient index of an owner */
  takesWithdrawal(payment: PreparedFlow, recipient: number, holding: Holding): boolean {
    const amount = AMOUNTS[payment.asset];
    if (!this.takesPayment(payment) || holding.pending + amount > holding.ledger) return false;
    return !isPaidAtOnce(holding, amount) || !this.refuses(payment.asset, recipient);
  }

  takesTrade({ buyer, seller, fill }: PreparedTrade): boolean {
    const adds = [buyer, seller].some(({ statement }) => statement === 'transition');
    return (
      !this.#filled.has(fill) &&
      OWNERS[buyer.who] !== OWNERS[seller.who] &&
      !(adds && this.isPaused) &&
      this.#isProvenNow(buyer) &&
      this.#isProvenNow(seller)
    );
  }

  takesRefresh(refresh: PreparedRefresh): boolean {
    return this.#isProvenNow(refresh);
  }

  /** Others can have it paid, and the recipient can have it wait in the queue. */
  takesClaim({ asset, recipient, to, amount, isRecipient }: Claim, holding: Holding): boolean {
    if (!isRecipient && to !== recipient) return false;
    if (isPaidAtOnce(holding, amount)) return !this.refuses(asset, to);
    return isRecipient;
  }

  receive(receipt: PreparedFlow, amount: bigint): void {
    this.#move(receipt, { isMargined: receipt.asset === 1 });
    this.net[receipt.asset] += amount;
  }

  pay(payment: PreparedFlow, amount: bigint): void {
    this.#move(payment, { isMargined: false });
    this.net[payment.asset] -= amount;
  }

  trade({ buyer, seller, fill }: PreparedTrade): void {
    this.#move(buyer, { isMargined: true });
    this.#move(seller, { isMargined: true });
    this.#filled.add(fill);
  }

  refresh(refresh: PreparedRefresh): void {
    this.#move(refresh, { isMargined: false });
    if (!refresh.settles) return;
    const held = sizeOf(refresh.from, INSTRUMENT);
    const { settlementPrice } = marketOf(LAST_EPOCH).table.rows.get(INSTRUMENT)!;
    this.#settled = {
      size: this.#settled.size + held,
      cash: this.#settled.cash + floorDivide(held * settlementPrice, ONE_SIZE),
    };
  }

  setRefused(asset: Asset, owner: number, isRefused: boolean): void {
    if (isRefused) this.#refused.add(`${asset} ${owner}`);
    else this.#refused.delete(`${asset} ${owner}`);
  }

  /** @param isMargined whether the account can be below its line from now on, if it could not before */
  #move({ who, account, statement }: Prepared, { isMargined }: { isMargined: boolean }): void {
    const { provenEpoch } = this.standings[who]!;
    const isUnmoved = statement === 'deposit' || (provenEpoch === undefined && !isMargined);
    this.standings[who] = {
      account,
      provenEpoch: isUnmoved ? provenEpoch : Math.max(provenEpoch ?? 0, this.latest ?? 0),
    };
  }

  /** Says what does not hold of the accounts; nothing when all does. */
  *faults(): Generator<string> {
    const accounts = this.standings.map(({ account }) => account);
    const sum = (of: (account: Account) => bigint): bigint => accounts.reduce((total, each) => total + of(each), 0n);
    const size = sum((account) => sizeOf(account, INSTRUMENT)) + this.#settled.size;
    const cash =
      sum(({ cash: held, legs }) => legs.reduce((left: bigint, { cost }) => left - cost, held)) - this.#settled.cash;
    const collateral = sum((account) => sizeOf(account, ASSETS[1].slot));
    if (size !== 0n) yield `sizes: expected a sum of 0, got ${size}`;
    if (cash !== this.net[0]) yield `cash: expected ${this.net[0]} in all accounts, got ${cash}`;
    if (collateral !== this.net[1]) yield `collateral: expected ${this.net[1]} in all accounts, got ${collateral}`;
  }

  /** Whether an account is at or above maintenance at the newest prices. */
  isAfloat(who: number): boolean {
    const { latest } = this;
    if (latest === undefined) return true;
    const margin = accountMargin(this.standings[who]!.account, marketOf(latest).table, 'maintenance');
    return isSolvent(margin, { thresholdBps: 10_000n, minExcess: 0n });
  }
}
