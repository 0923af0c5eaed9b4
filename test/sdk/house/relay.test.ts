import { expect } from 'chai';
import { setTimeout } from 'node:timers/promises';
import { WebSocket, type ClientOptions } from 'ws';
import { MOST_LETTER_BYTES } from '../../../sdk/house/rfq/mailbox.ts';
import { RelayClient } from '../../../sdk/house/relay/client.ts';
import { MOST_FRAME_BYTES, readTelling } from '../../../sdk/house/relay/frames.ts';
import { RateLimiter } from '../../../sdk/house/relay/rate.ts';
import { Relay, RELAY_LIMITS, type RelayLimits } from '../../../sdk/house/relay/relay.ts';
import { LetterStore } from '../../../sdk/house/relay/store.ts';
import { rejection } from '../../support/errors.ts';

const CHANNEL = `0x${'0c'.repeat(32)}`;
const OTHER = `0x${'0d'.repeat(32)}`;
const letter = (...bytes: number[]): Uint8Array => new Uint8Array(bytes);

describe('relay', () => {
  const open: { close(): unknown }[] = [];
  let time = 0;

  async function start(limits: Partial<RelayLimits> = {}): Promise<Relay> {
    const relay = await Relay.listen({ limits, now: () => time });
    open.push(relay);
    return relay;
  }

  async function join(relay: Relay): Promise<RelayClient> {
    const client = await RelayClient.connect(relay.url);
    open.push(client);
    return client;
  }

  /** A connection without the client's manners. */
  async function raw(relay: Relay, options: ClientOptions = {}): Promise<WebSocket> {
    const socket = new WebSocket(relay.url, options);
    open.push({ close: () => socket.terminate() });
    await new Promise((resolve) => socket.once('open', resolve));
    return socket;
  }

  const closing = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.once('close', (code) => resolve(code));
    });

  /** The next letters of a channel. */
  async function take(client: RelayClient, count: number, channel = CHANNEL): Promise<number[][]> {
    const reading = new AbortController();
    const letters: number[][] = [];
    for await (const taken of client.read(channel, reading.signal)) {
      letters.push([...taken]);
      if (letters.length === count) reading.abort();
    }
    return letters;
  }

  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  it('carries letters to who reads a channel, those that wait and those that come', async () => {
    const relay = await start();
    const [maker, taker] = [await join(relay), await join(relay)];
    await maker.post(CHANNEL, letter(1));
    await maker.post(OTHER, letter(9));
    const reading = take(taker, 2);
    await maker.post(CHANNEL, letter(2));
    expect(await reading).to.deep.equal([[1], [2]]);
    expect(await take(taker, 1, OTHER)).to.deep.equal([[9]]);
  });

  it('a reader takes nothing out of the channel of another (stolen letter)', async () => {
    const relay = await start();
    const [maker, thief, taker] = [await join(relay), await join(relay), await join(relay)];
    await maker.post(CHANNEL, letter(1));
    expect(await take(thief, 1)).to.deep.equal([[1]]);
    expect(await take(taker, 1)).to.deep.equal([[1]]);
  });

  it('flooding a channel removes no letter from it, and other channels go on', async () => {
    const relay = await start({ lettersPerChannel: 2 });
    const client = await join(relay);
    await client.post(CHANNEL, letter(1));
    await client.post(CHANNEL, letter(2));
    await rejection(client.post(CHANNEL, letter(3)), 'ENVIRONMENT', /expected room for a letter, got too many letters/);
    await client.post(OTHER, letter(4));
    expect(await take(client, 2)).to.deep.equal([[1], [2]]);
  });

  it('forgets letters when their time is over', async () => {
    const relay = await start({ lettersPerChannel: 1, life: 1000 });
    const client = await join(relay);
    await client.post(CHANNEL, letter(1));
    time += 999;
    await rejection(client.post(CHANNEL, letter(2)), 'ENVIRONMENT', /too many letters/);
    time += 1;
    await client.post(CHANNEL, letter(2));
    expect(await take(client, 1)).to.deep.equal([[2]]);
  });

  it('memory exhaustion: holds no more channels and bytes than it may', async () => {
    const relay = await start({ channels: 1 });
    const client = await join(relay);
    await client.post(CHANNEL, letter(1));
    await rejection(client.post(OTHER, letter(2)), 'ENVIRONMENT', /a relay with no room left/);

    const store = new LetterStore({ ...RELAY_LIMITS, bytes: 10 }, () => time);
    expect([store.post('a', 'sixsix'), store.post('b', 'fives'), store.post('b', 'four')]).to.deep.equal([
      'kept',
      'busy',
      'kept',
    ]);
    expect(store.size).to.deep.equal({ channels: 2, bytes: 10 });
    time += RELAY_LIMITS.life;
    expect(store.post('c', 'tentententen'.slice(0, 10))).to.equal('kept');
    expect(store.size).to.deep.equal({ channels: 1, bytes: 10 });
  });

  it('an oversized frame ends the connection and is not kept', async () => {
    const relay = await start();
    const client = await join(relay);
    await client.post(CHANNEL, new Uint8Array(MOST_LETTER_BYTES));
    const socket = await raw(relay);
    const closed = closing(socket);
    socket.send('x'.repeat(MOST_FRAME_BYTES + 1));
    expect(await closed).to.equal(1009);
    expect(relay.size.channels).to.equal(1);
  });

  it('frames that are none of the protocol end the connection', async () => {
    const relay = await start({ connectionsPerAddress: 100 });
    const post = { type: 'post', request: 1, channel: CHANNEL, letter: 'AA==' };
    for (const frame of [
      'no json',
      '{}',
      Buffer.from(JSON.stringify(post)),
      JSON.stringify({ ...post, channel: 'short' }),
      JSON.stringify({ ...post, letter: 'no base 64' }),
      JSON.stringify({ ...post, letter: '' }),
      JSON.stringify({ ...post, more: 1 }),
      JSON.stringify({ ...post, type: 'delete' }),
      JSON.stringify({ ...post, channel: '__proto__' }),
    ]) {
      const socket = await raw(relay);
      const closed = closing(socket);
      socket.send(frame);
      expect(await closed, String(frame)).to.equal(1008);
    }
    expect(relay.size.channels).to.equal(0);
  });

  it('a flood of requests is cut off, over one connection or many of one address', async () => {
    const relay = await start({ burst: 5, perSecond: 1 });
    const sockets = [await raw(relay), await raw(relay)];
    const closed = Promise.race(sockets.map(closing));
    for (let request = 0; request < 3; request++)
      for (const socket of sockets) socket.send(JSON.stringify({ type: 'read', request, channel: CHANNEL }));
    expect(await closed).to.equal(1008);
  });

  it('requests come back at the rate that is allowed', () => {
    const limiter = new RateLimiter({ burst: 2, perSecond: 1 }, () => time);
    const taken = (): boolean[] => [limiter.take('a'), limiter.take('a'), limiter.take('a')];
    expect(taken()).to.deep.equal([true, true, false]);
    expect(limiter.take('b')).to.equal(true);
    time += 1000;
    expect(taken()).to.deep.equal([true, false, false]);
    time += 60_000;
    limiter.sweep();
    expect(taken()).to.deep.equal([true, true, false]);
  });

  it('turns connections away beyond those that one address, or all, may have', async () => {
    for (const limits of [{ connections: 1 }, { connectionsPerAddress: 1 }]) {
      const relay = await start(limits);
      await join(relay);
      expect(await closing(await raw(relay))).to.equal(1013);
      expect(relay.size.clients).to.equal(1);
    }
  });

  it('one connection reads a bounded number of channels', async () => {
    const relay = await start({ reads: 1 });
    const client = await join(relay);
    const reading = client.read(CHANNEL, new AbortController().signal);
    const first = reading.next();
    await rejection(
      client.read(OTHER, new AbortController().signal).next(),
      'ENVIRONMENT',
      /got too many channels read over one connection/,
    );
    await client.post(CHANNEL, letter(1));
    expect((await first).value).to.deep.equal(Buffer.from([1]));
  });

  it('a client that takes nothing is let go, and what waits for it with it (slow reader)', async () => {
    const relay = await start({ unsent: -1 });
    const socket = await raw(relay);
    const closed = closing(socket);
    socket.send(JSON.stringify({ type: 'read', request: 1, channel: CHANNEL }));
    expect(await closed).to.equal(1006);
  });

  it('a client that has gone without a word is forgotten', async () => {
    const relay = await start({ sweep: 20 });
    // Answers no ping, like a peer whose machine is off.
    const socket = await raw(relay, { autoPong: false });
    await closing(socket);
    while (relay.size.clients > 0) await setTimeout(5);
  });

  it('sees nothing but channels and sealed letters', () => {
    expect(readTelling(JSON.stringify({ type: 'letter', channel: CHANNEL, letter: 'AA==', sender: 'x' }))).to.equal(
      undefined,
    );
  });

  it('reading ends when it is told to, and fails when the relay goes', async () => {
    const relay = await start();
    const client = await join(relay);
    const reading = new AbortController();
    const ended = take(client, 1);
    const stopped = client.read(CHANNEL, reading.signal).next();
    reading.abort();
    expect((await stopped).done).to.equal(true);
    const failed = rejection(ended, 'ENVIRONMENT', /expected an open connection, got a closed one/);
    await relay.close();
    await failed;
    await rejection(client.post(CHANNEL, letter(1)), 'ENVIRONMENT', /expected an open connection/);
  });

  it('says where nobody answers, and what is no address', async () => {
    const relay = await start();
    const { url } = relay;
    await rejection(
      Relay.listen({ port: Number(new URL(url).port) }),
      'ENVIRONMENT',
      /to listen on .*, got EADDRINUSE/,
    );
    await relay.close();
    await rejection(RelayClient.connect(url), 'ENVIRONMENT', /^relay: expected an answer at/);
    await rejection(RelayClient.connect('http://127.0.0.1'), 'USAGE', /^relay: expected a ws or wss address/);
  });
});
