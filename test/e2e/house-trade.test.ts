import { expect } from 'chai';
import { cash, ONE_SIZE, size } from '../../prover/model/units.ts';
import { CRASH, marketAfter } from '../../sdk/demo/book.ts';
import { RelayClient } from '../../sdk/house/relay/client.ts';
import { Relay } from '../../sdk/house/relay/relay.ts';
import { mailboxOfAccount, mailboxOfQuote, type Mailbox, type Transport } from '../../sdk/house/rfq/mailbox.ts';
import type { HalfTrade, SignedQuote } from '../../sdk/house/rfq/messages.ts';
import { halvesTo, postHalf, postQuote, quotesTo, type Reading } from '../../sdk/house/rfq/post.ts';
import type { Offer } from '../../sdk/house/rfq/trader.ts';
import { sign, signableQuote } from '../../sdk/house/typed-data.ts';
import { rejection } from '../support/errors.ts';
import {
  accountOf,
  expectCurrent,
  HouseWorld,
  INSTRUMENT,
  MARKET,
  PRICE,
  usd,
  type Person,
} from '../support/house-world.ts';

const { market } = MARKET;
const SIZE = size(ONE_SIZE);

async function first<Item>(items: AsyncIterable<Item>): Promise<Item> {
  for await (const item of items) return item;
  return expect.fail('expected an item');
}

describe('trade over a relay, with real proofs', () => {
  let world: HouseWorld;
  let maker: Person;
  let taker: Person;
  let relay: Relay;
  let wires: RelayClient[];
  let quote: SignedQuote;
  let half: HalfTrade;
  before(async function () {
    this.timeout(600_000);
    world = await HouseWorld.start();
    [maker, taker] = [await world.person(0, 'maker'), await world.person(1, 'taker')];
    for (const person of [maker, taker]) {
      await person.holder.open('isolated');
      await person.holder.deposit(await accountOf(person), { asset: 0, amount: usd(20_000) });
    }
    relay = await Relay.listen();
    wires = [await RelayClient.connect(relay.url), await RelayClient.connect(relay.url)];
  });
  after(async () => {
    wires.forEach((wire) => wire.close());
    await relay.close();
    await world.close();
  });

  /** What a maker offers for the next hour: one unit at its price. */
  const offer = async (side: Offer['side']): Promise<Offer> => {
    const deadline = (await maker.holder.client.time()) + 3600n;
    return { side, instrument: INSTRUMENT, size: SIZE, cost: PRICE, deadline };
  };
  const reading = (transport: Transport, mailbox: Mailbox): Reading => ({
    transport,
    mailbox,
    signal: AbortSignal.timeout(10_000),
  });

  it('the maker quotes, the taker accepts, the maker settles: both or neither', async () => {
    const [mine, theirs] = [await accountOf(maker), await accountOf(taker)];
    const made = await maker.trader.quote(mine, { ...(await offer('seller')), counterparty: theirs.id }, { market });
    const mailbox = mailboxOfAccount(taker.holder.home.seed, theirs.id);
    await postQuote(wires[0]!, mailbox.key, made);

    quote = await first(quotesTo(reading(wires[1]!, mailbox)));
    expect(quote).to.deep.equal(made);
    const answer = await taker.trader.accept(theirs, quote, { market });
    await postHalf(wires[1]!, answer);

    half = await first(halvesTo(reading(wires[0]!, mailboxOfQuote(maker.holder.home.seed, quote.quote.nonce))));
    expect(half).to.deep.equal(answer);
    await maker.trader.complete(await accountOf(maker), half, { market });
    expect(maker.holder.home.quotes()).to.deep.equal([]);
    const leg = (person: Person) =>
      accountOf(person).then(({ account: { legs } }) => legs.find(({ instrument }) => instrument === INSTRUMENT));
    expect(await leg(maker)).to.deep.equal({ instrument: INSTRUMENT, size: 0n - SIZE, cost: 0n - PRICE });
    expect(await leg(taker)).to.deep.equal({ instrument: INSTRUMENT, size: SIZE, cost: PRICE });
    await expectCurrent(maker);
    await expectCurrent(taker);
  });

  it('replayed quote is refused: it was accepted before', async () => {
    const error = await rejection(
      taker.trader.accept(await accountOf(taker), quote, { market }),
      'INVALID',
      /^quote\.nonce: expected one that was not accepted before/,
    );
    expect(error.details).to.deep.equal({ refusal: 'replayed' });
  });

  it('reused nonce is refused, under other terms too', async () => {
    const mine = await accountOf(maker);
    const fresh = await maker.trader.quote(mine, await offer('seller'), { market });
    const reused = { ...fresh.quote, nonce: quote.quote.nonce };
    const signed = { ...fresh, quote: reused, signature: await sign(maker.signer, signableQuote(fresh.id, reused)) };
    await rejection(
      taker.trader.accept(await accountOf(taker), signed, { market }),
      'INVALID',
      /^quote\.nonce: expected one that was not accepted before/,
    );
    maker.holder.home.forgetQuote(fresh.quote.nonce);
  });

  it('replayed half trade is refused: it starts from a state that is gone', async () => {
    await rejection(
      maker.trader.complete(await accountOf(maker), half, { market }),
      'INVALID',
      /^half\.sequence: expected change \d+ of 0x\w+, which has changed since/,
    );
  });

  it('half trade with a proof of something else is refused before the maker proves anything', async () => {
    const [mine, theirs] = [await accountOf(maker), await accountOf(taker)];
    const again = await maker.trader.quote(mine, await offer('buyer'), { market });
    const answer = await taker.trader.accept(theirs, again, { market });
    const forged = { ...answer, change: { ...answer.change, proof: half.change.proof } };
    const error = await rejection(maker.trader.complete(mine, forged, { market }), 'INVALID', /^half\.change\.proof/);
    expect(error.details).to.deep.equal({ refusal: 'proof' });

    // Two who answer one quote: the maker trades with the first, and the second cannot make it trade twice.
    expect(maker.holder.home.claim(`settle ${again.quote.nonce}`, 'another')).to.equal(true);
    await rejection(maker.trader.complete(mine, answer, { market }), 'INVALID', /one that was not settled before/);
    // The taker's half is still out there, and its home knows.
    const [waiting] = await taker.holder.ledger.sync();
    expect(waiting?.standing).to.equal('waiting');
    maker.holder.home.forgetQuote(again.quote.nonce);
  });

  it('a quote that the account could not trade is not made, and one that it cannot take is not accepted', async () => {
    const mine = await accountOf(maker);
    const large = { ...(await offer('seller')), size: size(1000n * SIZE), cost: cash(1000n * PRICE) };
    await rejection(
      maker.trader.quote(mine, large, { market }),
      'INVALID',
      /^account\.equity: expected at least the initial/,
    );
    const dear = { ...(await offer('seller')), cost: cash(2n * PRICE) };
    await rejection(maker.trader.quote(mine, dear, { market }), 'INVALID', /^fill\.cost: expected a price from/);
  });

  it('more than the margin allows is not withdrawn, and at an old market nothing is proven', async () => {
    const recipient = `0x${'7a'.repeat(20)}`;
    const flow = { asset: 0, amount: usd(19_999), recipient };
    const theirs = await accountOf(taker);
    await rejection(
      taker.holder.withdraw(theirs, flow, { market }),
      'INVALID',
      /^account\.equity: expected at least the initial requirement/,
    );
    const old = marketAfter(CRASH).market;
    await rejection(taker.holder.withdraw(theirs, flow, { market: old }), 'USAGE', /^market: expected that of epoch 1/);
  });
});
