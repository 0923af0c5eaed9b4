/** Histories of a house: random calls with prepared proofs, each one taken or refused as the rules say. */
import { expect } from 'chai';
import type { BaseContractMethod } from 'ethers';
import { PlimsollError } from '../../../prover/errors.ts';
import { commitmentOf } from '../../../prover/model/account.ts';
import { wordOf } from '../../../sdk/certificate.ts';
import { calling, settle } from '../../../sdk/client.ts';
import { toUnits } from '../../../sdk/house/client.ts';
import { Books, type Holding } from './books.ts';
import type { Attempt, Call } from './attempt.ts';
import { attemptOf } from './calls.ts';
import type { CallName, Draw } from './draws.ts';
import { ASSETS, type Asset, type RealHouse } from './house.ts';
import type { Pool } from './pool.ts';
import type { Start } from './start.ts';

/** How often calls were taken and refused. */
export type Tally = Map<CallName, { taken: number; refused: number }>;

const HOUR = 3600n;
/** More than any call takes, so that none is tried twice. */
const GAS = { gasLimit: 10_000_000n };

/** What the house holds in the block that comes next. */
async function holdingsOf({ parts: { contract, owners } }: RealHouse): Promise<Holding[]> {
  const read = (method: string, ...args: unknown[]): Promise<unknown> =>
    contract.getFunction(method).staticCall(...args, { blockTag: 'pending' });
  const addresses = await Promise.all(owners.map((owner) => owner.getAddress()));
  const holdings: Holding[] = [];
  for (const { slot } of ASSETS) {
    const { queueHead, queueTail, ledger, pending, available } = (await read('assetOf', slot)) as Holding;
    const { recipient } = (await read('queuedAt', slot, queueHead)) as { recipient: string };
    const next = queueHead < queueTail ? addresses.indexOf(recipient) : undefined;
    const claimable: bigint[] = [];
    for (const owner of owners) claimable.push((await read('claimableOf', slot, owner)) as bigint);
    holdings.push({ queueHead, queueTail, ledger, pending, available, next, claimable });
  }
  return holdings;
}

export class History {
  readonly #house: RealHouse;
  readonly #pool: Pool;
  readonly #tally: Tally;
  readonly #books: Books;
  readonly #accepted = new Set<bigint>();
  #last: Attempt | undefined;
  /** Draws that may still add to the pool. */
  #growth: number;
  /** Ledgers of the house when they were last read, what could leave then, and when that was. */
  #counted: { readonly at: bigint; readonly ledgers: readonly bigint[]; readonly outflow: readonly bigint[] };

  /**
   * @param tally added to
   * @param growth how many draws may add to the pool, where nothing in it is in order
   */
  constructor(house: RealHouse, pool: Pool, { start, tally, growth }: { start: Start; tally: Tally; growth: number }) {
    this.#house = house;
    this.#pool = pool;
    this.#tally = tally;
    this.#growth = growth;
    this.#books = new Books(house.now, start);
    this.#counted = { at: house.now, ledgers: start.net, outflow: ASSETS.map(({ hourlyCap }) => hourlyCap) };
  }

  async step(draw: Draw): Promise<void> {
    await this.#pass(draw.call === 'wait' ? 1n + BigInt(draw.asset % Number(HOUR)) : 1n);
    const attempt = await this.#attempt(draw);
    if (attempt === undefined) return;
    if (attempt.altered !== undefined)
      expect(await this.#refusal(attempt.altered), 'what was altered').to.equal(undefined);
    const refusal = await this.#refusal(attempt);
    const isTaken = refusal === undefined;
    expect(isTaken, `${attempt.method}: whether it is taken; ${refusal}`).to.equal(attempt.isAllowed);
    if (isTaken) await this.#send(attempt);
    this.#count(draw.call, isTaken);
    if (isTaken) this.#enter(attempt);
    await this.#check();
  }

  async #attempt(draw: Draw): Promise<Attempt | undefined> {
    const [house, pool, books, last] = [this.#house, this.#pool, this.#books, this.#last];
    const scene = { house, pool, books, last, holdings: await holdingsOf(house) };
    const attempt = attemptOf(draw, scene);
    if (this.#growth === 0 || attempt?.isAllowed) return attempt;
    const before = pool.size;
    await pool.grow(draw, books);
    if (pool.size > before) this.#growth -= 1;
    return attemptOf(draw, scene);
  }

  async #pass(seconds: bigint): Promise<void> {
    await this.#house.pass(seconds);
    this.#books.now = this.#house.now;
  }

  #function({ contract, method, by }: Call): BaseContractMethod {
    return contract.connect(by).getFunction(method);
  }

  #send(call: Call): Promise<unknown> {
    return settle(call.method, () => this.#function(call).send(...call.args, GAS));
  }

  /** Why the chain would not take a call in the next block; undefined when it would. */
  async #refusal(call: Call): Promise<string | undefined> {
    try {
      await calling(call.method, () => this.#function(call).staticCall(...call.args, { ...GAS, blockTag: 'pending' }));
      return undefined;
    } catch (error) {
      if (error instanceof PlimsollError && error.code === 'INVALID') return error.message;
      throw error;
    }
  }

  #count(call: CallName, isTaken: boolean): void {
    const { taken, refused } = this.#tally.get(call) ?? { taken: 0, refused: 0 };
    this.#tally.set(call, isTaken ? { taken: taken + 1, refused } : { taken, refused: refused + 1 });
  }

  /** Each statement counts once, and nobody who moved is below the line. */
  #enter(attempt: Attempt): void {
    attempt.enter?.();
    if (attempt.moves === undefined) return;
    this.#last = attempt;
    for (const { who, proven } of attempt.moves) {
      expect(this.#accepted.has(proven.newCommitment), 'a statement that was taken before').to.equal(false);
      this.#accepted.add(proven.newCommitment);
      expect(this.#books.isAfloat(who), `account ${who} at or above its line`).to.equal(true);
    }
  }

  async #check(): Promise<void> {
    expect([...this.#books.faults()]).to.deep.equal([]);
    await this.#checkAccounts();
    await this.#checkCustody();
  }

  /** Accounts are where the books have them: who was no party has not moved. */
  async #checkAccounts(): Promise<void> {
    const { contract } = this.#house.parts;
    for (const { account, provenEpoch } of this.#books.standings) {
      const state = (await contract.getFunction('accountOf').staticCall(wordOf(account.id))) as {
        commitment: bigint;
        sequence: bigint;
        sinceEpoch: bigint;
      };
      expect([state.commitment, state.sequence, state.sinceEpoch]).to.deep.equal([
        commitmentOf(account),
        account.sequence,
        BigInt(provenEpoch ?? 0),
      ]);
    }
  }

  /** Tokens are what is owed, that is what came in less what went out, and no more left than the hourly cap lets out. */
  async #checkCustody(): Promise<void> {
    const { contract, tokens } = this.#house.parts;
    const { now } = this.#house;
    const holdings = await holdingsOf(this.#house);
    const outflows: bigint[] = [];
    for (const [asset, { slot, decimals, hourlyCap }] of ASSETS.entries()) {
      const { ledger, pending, claimable, queueHead, queueTail } = holdings[asset]!;
      const held = (await tokens[asset]!.getFunction('balanceOf').staticCall(contract)) as bigint;
      expect(held, `tokens of asset ${asset}`).to.equal(toUnits(ledger, decimals));
      expect(ledger - pending, `ledger of asset ${asset}`).to.equal(this.#books.net[asset as Asset]);
      let waiting = claimable.reduce((sum, amount) => sum + amount, 0n);
      for (let position = queueHead; position < queueTail; position++) {
        const { amount } = (await contract.getFunction('queuedAt').staticCall(slot, position)) as { amount: bigint };
        waiting += amount;
      }
      expect(pending, `waiting for asset ${asset}`).to.equal(waiting);
      const refill = ((now - this.#counted.at) * hourlyCap) / HOUR + 1n;
      const most =
        this.#counted.outflow[asset]! + refill < hourlyCap ? this.#counted.outflow[asset]! + refill : hourlyCap;
      const left = this.#counted.ledgers[asset]! - ledger;
      expect(left <= most, `asset ${asset}: at most ${most} out, got ${left}`).to.equal(true);
      outflows.push(left < 0n ? most : most - left);
    }
    this.#counted = { at: now, ledgers: holdings.map(({ ledger }) => ledger), outflow: outflows };
  }
}
