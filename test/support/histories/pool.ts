/** Proofs for random calls, each made for a state and prices that some history came to; others come back to them. */
import { PlimsollError } from '../../../prover/errors.ts';
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import type { Change } from '../../../prover/model/change.ts';
import { fillHash, type Fill, type Side } from '../../../prover/model/fill.ts';
import { cash, floorDivide, ONE_CASH, ONE_SIZE, size } from '../../../prover/model/units.ts';
import type { Proving } from '../../../prover/witness/change.ts';
import { wordOf } from '../../../sdk/certificate.ts';
import type { HouseProver } from '../../../sdk/house/change.ts';
import type { SignedSide } from '../../../sdk/house/client.ts';
import type { ProvenChange } from '../../../sdk/house/proven-change.ts';
import { oppositeOf, sign, signableTradeSide } from '../../../sdk/house/typed-data.ts';
import { randomSecret } from '../generate-change.ts';
import { Random } from '../random.ts';
import type { Books } from './books.ts';
import type { Draw } from './draws.ts';
import { ASSETS, INSTRUMENT, LAST_EPOCH, marketOf, NUMBER_OF_ACCOUNTS, type Asset, type RealHouse } from './house.ts';

/** What moves in or out at a time, in ticks by asset. */
export const AMOUNTS = [3_000n * ONE_CASH, ONE_CASH / 5n] as const;

/** A change with its proof, from one state of one account at the prices of one epoch. */
export interface Prepared {
  readonly who: number;
  readonly from: Account;
  readonly account: Account;
  readonly statement: Proving['statement'];
  /** Of the prices that it is proven at; a deposit is good at any. */
  readonly epoch: number;
  readonly proven: ProvenChange;
}

export interface PreparedFlow extends Prepared {
  readonly asset: Asset;
}

export interface PreparedRefresh extends Prepared {
  readonly settles: boolean;
}

export type PreparedSide = Prepared & { readonly signed: SignedSide };

export interface PreparedTrade {
  readonly buyer: PreparedSide;
  readonly seller: PreparedSide;
  readonly fill: bigint;
}

/** Signatures outlive every history. */
const DEADLINE = 2n ** 40n;

/** The change that is asked for, of an account as it stands, at the newest prices. */
interface Wanted {
  readonly who: number;
  readonly from: Account;
  readonly epoch: number;
}

export class Pool {
  readonly receipts: PreparedFlow[] = [];
  readonly payments: PreparedFlow[] = [];
  readonly refreshes: PreparedRefresh[] = [];
  readonly trades: PreparedTrade[] = [];
  readonly #house: RealHouse;
  readonly #prover: HouseProver;

  constructor(house: RealHouse, prover: HouseProver) {
    this.#house = house;
    this.#prover = prover;
  }

  /** Proofs in it. */
  get size(): number {
    return this.receipts.length + this.payments.length + this.refreshes.length + 2 * this.trades.length;
  }

  /** Proves what a draw asks for as accounts stand, if it can be proven. */
  async grow({ call, one, other, asset, amount, bit }: Draw, books: Books): Promise<void> {
    const { epoch } = books;
    if (epoch === undefined) return;
    const who = Number(one % NUMBER_OF_ACCOUNTS);
    const wanted = (account: number): Wanted => ({ who: account, from: books.standings[account]!.account, epoch });
    const flowing = (asset % 2) as Asset;
    switch (call) {
      case 'deposit':
        return this.#receipt(wanted(who), flowing, bit);
      case 'withdraw':
        return this.#payment(wanted(who), flowing);
      case 'transfer':
        await this.#payment(wanted(who % 2), flowing);
        return this.#receipt(wanted(1 - (who % 2)), flowing, bit);
      case 'refresh':
        return this.#refresh(wanted(who), bit);
      case 'trade': {
        const next = (who + 1 + Number(other % (NUMBER_OF_ACCOUNTS - 1n))) % Number(NUMBER_OF_ACCOUNTS);
        return this.#trade({ buyer: wanted(who), seller: wanted(next) }, { amount, reduces: asset });
      }
      default:
    }
  }

  /** @param isProven whether cash, too, enters with a proof of margin */
  async #receipt(wanted: Wanted, asset: Asset, isProven: boolean): Promise<void> {
    const change: Change = { kind: 'flow', asset: ASSETS[asset].slot, amount: AMOUNTS[asset] };
    const proving: Proving = asset === 1 || isProven ? atLine(wanted) : { statement: 'deposit' };
    const prepared = await this.#prepare(wanted, change, proving);
    if (prepared !== undefined) this.receipts.push({ ...prepared, asset });
  }

  async #payment(wanted: Wanted, asset: Asset): Promise<void> {
    const change: Change = { kind: 'flow', asset: ASSETS[asset].slot, amount: -AMOUNTS[asset] };
    const prepared = await this.#prepare(wanted, change, withInitial(wanted));
    if (prepared !== undefined) this.payments.push({ ...prepared, asset });
  }

  async #refresh(wanted: Wanted, reduces: boolean): Promise<void> {
    const holds = wanted.from.legs.some(({ instrument }) => instrument === INSTRUMENT);
    const settles = holds && wanted.epoch === LAST_EPOCH;
    const change: Change = settles ? { kind: 'settle', instrument: INSTRUMENT } : { kind: 'reseal' };
    const prepared = await this.#prepare(wanted, change, reduces ? asReduction(wanted) : atLine(wanted));
    if (prepared !== undefined) this.refreshes.push({ ...prepared, settles });
  }

  /**
   * Both halves of a fill at mark, or neither.
   *
   * @param reduces in its first bits, by side, whether a reduction is proven where it can be
   */
  async #trade(
    wanted: Readonly<Record<Side, Wanted>>,
    { amount, reduces }: { amount: bigint; reduces: number },
  ): Promise<void> {
    const { settlementPrice } = marketOf(wanted.buyer.epoch).table.rows.get(INSTRUMENT)!;
    const units = (1n + (amount % 3n)) * ONE_SIZE;
    const fill: Fill = {
      instrument: INSTRUMENT,
      size: size(units),
      cost: cash(floorDivide(units * settlementPrice, ONE_SIZE)),
      salt: randomSecret(new Random(amount)),
    };
    const half = async (side: Side, tries: boolean): Promise<PreparedSide | undefined> => {
      const change: Change = { kind: 'fill', side, fill };
      const prepared =
        (tries ? await this.#prepare(wanted[side], change, asReduction(wanted[side])) : undefined) ??
        (await this.#prepare(wanted[side], change, withInitial(wanted[side])));
      const counterparty = wanted[oppositeOf(side)].from;
      return prepared && { ...prepared, signed: await this.#signed(prepared, { side, fill, counterparty }) };
    };
    const buyer = await half('buyer', reduces % 2 === 1);
    const seller = buyer && (await half('seller', Math.floor(reduces / 2) % 2 === 1));
    if (buyer !== undefined && seller !== undefined) this.trades.push({ buyer, seller, fill: fillHash(fill) });
  }

  async #signed(
    { who, from, account, epoch, proven }: Prepared,
    { side, fill, counterparty }: { side: Side; fill: Fill; counterparty: Account },
  ): Promise<SignedSide> {
    const tradeSide = {
      account: proven.account,
      counterparty: wordOf(counterparty.id),
      oldCommitment: commitmentOf(from),
      newCommitment: proven.newCommitment,
      sequence: account.sequence,
      fill: fillHash(fill),
      side,
      marketRoot: marketOf(epoch).root,
      deadline: DEADLINE,
    };
    const signature = await sign(this.#house.ownerOf(who), signableTradeSide(this.#house.parts.id, tradeSide));
    return { change: proven, deadline: DEADLINE, signature };
  }

  /** Undefined where there is no such proof. */
  async #prepare({ who, from, epoch }: Wanted, change: Change, proving: Proving): Promise<Prepared | undefined> {
    try {
      const destination = this.#house.destinationOf(who);
      const { account, proven } = await this.#prover.change({ ...proving, account: from, change, destination });
      return { who, from, account, statement: proving.statement, epoch, proven };
    } catch (error) {
      if (error instanceof PlimsollError && error.code === 'INVALID') return undefined;
      throw error;
    }
  }
}

const atLine = ({ epoch }: Wanted): Proving => ({
  statement: 'transition',
  level: 'maintenance',
  market: marketOf(epoch),
});
const withInitial = ({ epoch }: Wanted): Proving => ({
  statement: 'transition',
  level: 'initial',
  market: marketOf(epoch),
});
const asReduction = ({ epoch }: Wanted): Proving => ({ statement: 'reduce', market: marketOf(epoch) });
