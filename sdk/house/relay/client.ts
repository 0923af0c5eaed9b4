/** A relay as a transport of letters. */
import { EventEmitter, on } from 'node:events';
import { WebSocket } from 'ws';

import { PlimsollError } from '../../../prover/errors.ts';
import type { Transport } from '../rfq/mailbox.ts';
import { MOST_FRAME_BYTES, readTelling, type Asking } from './frames.ts';

/** Milliseconds to wait for an answer. */
const PATIENCE = 10_000;

/** The event of a connection that has ended; no channel is called so. */
const ENDED = 'ended';

const WORDS: Readonly<Record<string, string>> = {
  full: 'too many letters waiting in the channel',
  busy: 'a relay with no room left',
  reads: 'too many channels read over one connection',
};

type Request<Type extends Asking['type']> = Omit<Extract<Asking, { type: Type }>, 'request'>;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: PlimsollError) => void;
}

export class RelayClient implements Transport {
  readonly url: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  /** An event for each letter, named by its channel. */
  readonly #letters = new EventEmitter().setMaxListeners(0);
  #requests = 0;

  private constructor(url: string, socket: WebSocket) {
    this.url = url;
    this.#socket = socket;
    socket.on('message', (data) => this.#hear((data as Buffer).toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#end());
  }

  /** @throws USAGE when the address is none of a relay; ENVIRONMENT when nobody answers there */
  static async connect(url: string): Promise<RelayClient> {
    if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol))
      throw new PlimsollError('USAGE', `relay: expected a ws or wss address, got ${url}`);
    const socket = new WebSocket(url, {
      maxPayload: MOST_FRAME_BYTES,
      perMessageDeflate: false,
      handshakeTimeout: PATIENCE,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', (cause) => {
        reject(new PlimsollError('ENVIRONMENT', `relay: expected an answer at ${url}, got none`, { cause }));
      });
    });
    return new RelayClient(url, socket);
  }

  /** @throws ENVIRONMENT when the relay has no room for it, or has gone */
  post(channel: string, letter: Uint8Array): Promise<void> {
    return this.#ask({ type: 'post', channel, letter: Buffer.from(letter).toString('base64') });
  }

  /** @throws ENVIRONMENT when the relay refuses, or goes before `signal` ends the reading */
  async *read(channel: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    try {
      // Listens before it asks: what waits in the channel comes right behind the answer.
      const letters = on(this.#letters, channel, { signal, close: [ENDED] });
      await this.#ask({ type: 'read', channel });
      for await (const [letter] of letters) yield letter as Uint8Array;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (!signal.aborted) throw this.#lost();
  }

  close(): void {
    this.#socket.close();
    // Whoever does not answer does not keep the process.
    setTimeout(() => this.#socket.terminate(), PATIENCE).unref();
  }

  async #ask(asked: Request<'post'> | Request<'read'>): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) throw this.#lost();
    const request = ++this.#requests;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.set(request, { resolve, reject });
        timer = setTimeout(() => reject(this.#error('an answer', 'none')), PATIENCE);
        this.#socket.send(JSON.stringify({ ...asked, request }));
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(request);
    }
  }

  #hear(frame: string): void {
    const telling = readTelling(frame);
    if (telling === undefined) this.#socket.terminate();
    else if (telling.type === 'letter') this.#letters.emit(telling.channel, Buffer.from(telling.letter, 'base64'));
    else if (telling.type === 'done') this.#waiting.get(telling.request)?.resolve();
    else this.#waiting.get(telling.request)?.reject(this.#error('room for a letter', WORDS[telling.why]));
  }

  #end(): void {
    for (const { reject } of this.#waiting.values()) reject(this.#lost());
    this.#letters.emit(ENDED);
  }

  #lost(): PlimsollError {
    return this.#error('an open connection', 'a closed one');
  }

  #error(expected: string, got = 'another answer'): PlimsollError {
    return new PlimsollError('ENVIRONMENT', `relay ${this.url}: expected ${expected}, got ${got}`);
  }
}
