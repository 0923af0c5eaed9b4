/** Trading by quotes: a maker signs what it would trade, a taker answers with its half, the maker completes it. */
import type { Signer } from 'ethers';

import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { fillStatementOf } from '../../../prover/model/check-change.ts';
import type { Change } from '../../../prover/model/change.ts';
import { fillHash, type Fill, type Side } from '../../../prover/model/fill.ts';
import type { Market } from '../../../prover/model/tree.ts';
import type { Proving } from '../../../prover/witness/change.ts';
import { wordOf } from '../../certificate.ts';
import type { Artefacts } from '../../checked-prover.ts';
import type { Submission } from '../../client.ts';
import { freshBlinding } from '../../files/account-file.ts';
import type { MadeChange } from '../change.ts';
import type { ChangeOptions, Holder } from '../holder.ts';
import type { OpenAccount } from '../home/ledger.ts';
import {
  ANYBODY,
  oppositeOf,
  sign,
  signableQuote,
  signableTradeSide,
  type Quote,
  type TradeSide,
} from '../typed-data.ts';
import { checkHalf, checkQuote, refuse } from './check.ts';
import { mailboxOfQuote } from './mailbox.ts';
import { freshNonce, type HalfTrade, type SignedQuote } from './messages.ts';
import { verifyHalf } from './verify-half.ts';

/** What a maker offers. */
export type Offer = Pick<Quote, 'side' | 'instrument' | 'size' | 'cost' | 'deadline'> & {
  /** The account that may accept; anybody unless given. */
  readonly counterparty?: string;
};

/** One half of a trade, made and signed. */
interface SignedHalf {
  readonly made: MadeChange;
  readonly tradeSide: TradeSide;
  readonly signature: string;
}

/** What one side of a quote becomes. */
interface Part {
  readonly side: Side;
  readonly fill: Fill;
  readonly counterparty: string;
  readonly deadline: bigint;
}

/** @throws as `fillStatementOf` */
function provingOfFill(account: Account, change: Change, market: Market): Proving {
  const statement = fillStatementOf(account, change, market.table);
  return statement === 'transition' ? { statement, level: 'initial', market } : { statement, market };
}

export class Trader {
  readonly #holder: Holder;
  readonly #signer: Signer;
  readonly #artefacts: Artefacts;

  /** @param signer the key of the accounts' owner */
  constructor(holder: Holder, signer: Signer, artefacts: Artefacts = {}) {
    this.#holder = holder;
    this.#signer = signer;
    this.#artefacts = artefacts;
  }

  /**
   * Signs a quote, and remembers it.
   *
   * @throws INVALID when the account could not trade it now, at the newest market
   */
  async quote(maker: OpenAccount, offer: Offer, options: ChangeOptions): Promise<SignedQuote> {
    const { home, client } = this.#holder;
    const market = await this.#holder.newest(options.market);
    const { side, instrument, size, cost } = offer;
    const fill = { instrument, size, cost, salt: freshBlinding() };
    provingOfFill(maker.account, { kind: 'fill', side, fill }, market);
    const nonce = freshNonce();
    const mailbox = mailboxOfQuote(home.seed, nonce).key;
    const quote: Quote = { counterparty: ANYBODY, ...offer, account: maker.id, nonce, mailbox };
    const signature = await sign(this.#signer, signableQuote(client.id, quote));
    const signed = { id: client.id, quote, signature };
    home.saveQuote(signed);
    return signed;
  }

  /**
   * Answers a quote with the other half of its trade, which the maker can send until the quote's deadline.
   *
   * @throws INVALID when the quote is not good, was accepted before, or the account could not trade it
   */
  async accept(taker: OpenAccount, signedQuote: SignedQuote, options: ChangeOptions): Promise<HalfTrade> {
    const { home, client, ledger } = this.#holder;
    await checkQuote(signedQuote, taker.account, client);
    const { account, side, instrument, size, cost, deadline, nonce } = signedQuote.quote;
    const acceptance = `accept ${account} ${nonce}`;
    const replayed = (): never => refuse('replayed', 'quote.nonce', 'one that was not accepted before', nonce);
    // Known before a proof is made; decided below, where two acceptances at once end as one.
    if (home.claimant(acceptance) !== undefined) replayed();
    const fill = { instrument, size, cost, salt: freshBlinding() };
    const part: Part = { side: oppositeOf(side), fill, counterparty: account, deadline };
    const { made, tradeSide, signature } = await this.#half(taker, part, options);
    if (!home.claim(acceptance, wordOf(tradeSide.fill))) replayed();
    ledger.await({ saved: taker, pending: { kind: 'trade', account: made.account, deadline } });
    return { signedQuote, salt: fill.salt, tradeSide, signature, change: made.proven };
  }

  /**
   * Completes a trade that a taker accepted, and sends it.
   *
   * @throws INVALID when the half is not good, or another was taken for the same quote; ENVIRONMENT as `Ledger.send`
   */
  async complete(maker: OpenAccount, half: HalfTrade, options: ChangeOptions): Promise<Submission> {
    const { home, client, ledger } = this.#holder;
    await checkHalf(half, maker.account, client);
    const { tradeSide: theirs, salt } = half;
    const { side, instrument, size, cost, deadline, nonce } = half.signedQuote.quote;
    const [settlement, by] = [`settle ${nonce}`, wordOf(theirs.fill)];
    const replayed = (): never => refuse('replayed', 'half.quote.nonce', 'one that was not settled before', nonce);
    // As in `accept`; the same half may be tried again.
    if ((home.claimant(settlement) ?? by) !== by) replayed();
    await verifyHalf(half, await client.destinationOf(theirs.account), this.#artefacts);
    const part: Part = { side, fill: { instrument, size, cost, salt }, counterparty: theirs.account, deadline };
    const { made, signature } = await this.#half(maker, part, options);
    if (!home.claim(settlement, by)) replayed();
    const ours = { change: made.proven, deadline, signature };
    const taken = { change: half.change, deadline: theirs.deadline, signature: half.signature };
    const [buyer, seller] = side === 'buyer' ? [ours, taken] : [taken, ours];
    const step = { saved: maker, pending: { kind: 'trade', account: made.account } };
    const submission = await ledger.send([step], (sent) => client.trade({ buyer, seller, fill: theirs.fill }, sent));
    home.forgetQuote(nonce);
    return submission;
  }

  async #half({ id, account, ...saved }: OpenAccount, part: Part, options: ChangeOptions): Promise<SignedHalf> {
    const { side, fill, counterparty, deadline } = part;
    const market = await this.#holder.newest(options.market);
    const change: Change = { kind: 'fill', side, fill };
    const proving = provingOfFill(account, change, market);
    const made = await this.#holder.make({ ...saved, id, account }, change, proving, options);
    const tradeSide: TradeSide = {
      account: id,
      counterparty,
      oldCommitment: commitmentOf(account),
      newCommitment: made.proven.newCommitment,
      sequence: made.account.sequence,
      fill: fillHash(fill),
      side,
      marketRoot: market.root,
      deadline,
    };
    const signature = await sign(this.#signer, signableTradeSide(this.#holder.client.id, tradeSide));
    return { made, tradeSide, signature };
  }
}
