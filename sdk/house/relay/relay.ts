/**
 * A relay: carries sealed letters between those who know a channel. It sees channel ids, lengths and times; it knows
 * neither who writes to whom nor what. Everything that a stranger can make it hold is bounded.
 */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';

import { PlimsollError } from '../../../prover/errors.ts';
import { systemCode } from '../../files/write.ts';
import { MOST_FRAME_BYTES, readAsking, type Asking, type Telling } from './frames.ts';
import { RateLimiter, type RateLimits } from './rate.ts';
import { LetterStore, type StoreLimits } from './store.ts';

export interface RelayLimits extends StoreLimits, RateLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Channels that one connection reads. */
  readonly reads: number;
  /** Bytes that may wait for a client which does not take them. */
  readonly unsent: number;
  /** Milliseconds between two looks at what has expired and who has gone. */
  readonly sweep: number;
}

export const RELAY_LIMITS: RelayLimits = {
  lettersPerChannel: 16,
  channels: 10_000,
  bytes: 64 * 1024 * 1024,
  life: 600_000,
  burst: 60,
  perSecond: 5,
  connections: 1_000,
  connectionsPerAddress: 20,
  reads: 16,
  unsent: 1024 * 1024,
  sweep: 15_000,
};

export interface RelayOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly limits?: Partial<RelayLimits>;
  /** Milliseconds; the system's unless given. */
  readonly now?: () => number;
}

/** Close codes of RFC 6455. */
const CLOSE = { policy: 1008, busy: 1013, away: 1001 } as const;

interface Client {
  readonly socket: WebSocket;
  readonly address: string;
  readonly reads: Set<string>;
  /** Answered the last ping. */
  alive: boolean;
}

export class Relay {
  readonly url: string;
  readonly #server: WebSocketServer;
  readonly #limits: RelayLimits;
  readonly #store: LetterStore;
  readonly #rate: RateLimiter;
  readonly #clients = new Set<Client>();
  readonly #readers = new Map<string, Set<Client>>();
  readonly #timer: NodeJS.Timeout;

  private constructor(server: WebSocketServer, url: string, limits: RelayLimits, now: () => number) {
    this.url = url;
    this.#server = server;
    this.#limits = limits;
    this.#store = new LetterStore(limits, now);
    this.#rate = new RateLimiter(limits, now);
    this.#timer = setInterval(() => this.#sweep(), limits.sweep);
    server.on('connection', (socket, request) => this.#accept(socket, request));
  }

  /** @throws ENVIRONMENT when the address cannot be listened on */
  static async listen({
    host = '127.0.0.1',
    port = 0,
    limits = {},
    now = Date.now,
  }: RelayOptions = {}): Promise<Relay> {
    const server = new WebSocketServer({ host, port, maxPayload: MOST_FRAME_BYTES, perMessageDeflate: false });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (cause) => {
        reject(
          new PlimsollError('ENVIRONMENT', `relay: expected to listen on ${host}:${port}, got ${systemCode(cause)}`, {
            cause,
          }),
        );
      });
    });
    const { port: taken } = server.address() as AddressInfo;
    const url = `ws://${host.includes(':') ? `[${host}]` : host}:${taken}`;
    return new Relay(server, url, { ...RELAY_LIMITS, ...limits }, now);
  }

  /** What is held now. */
  get size(): { readonly clients: number; readonly channels: number; readonly bytes: number } {
    return { clients: this.#clients.size, ...this.#store.size };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const { socket } of this.#clients) socket.close(CLOSE.away);
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const { socket } of this.#clients) socket.terminate();
    await closed;
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    // A socket without a listener for errors would end the process.
    socket.on('error', () => socket.terminate());
    const address = request.socket.remoteAddress ?? '';
    const ofAddress = [...this.#clients].filter((client) => client.address === address).length;
    if (this.#clients.size >= this.#limits.connections || ofAddress >= this.#limits.connectionsPerAddress) {
      socket.close(CLOSE.busy);
      return;
    }
    const client: Client = { socket, address, reads: new Set(), alive: true };
    this.#clients.add(client);
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('message', (data, isBinary) => this.#hear(client, data, isBinary));
    socket.on('close', () => this.#forget(client));
  }

  #hear(client: Client, data: RawData, isBinary: boolean): void {
    if (!this.#rate.take(client.address)) {
      client.socket.close(CLOSE.policy, 'rate');
      return;
    }
    const asking = isBinary ? undefined : readAsking((data as Buffer).toString());
    if (asking === undefined) client.socket.close(CLOSE.policy, 'frame');
    else if (asking.type === 'post') this.#post(client, asking);
    else this.#read(client, asking);
  }

  #post(client: Client, { request, channel, letter }: Extract<Asking, { type: 'post' }>): void {
    const posted = this.#store.post(channel, letter);
    if (posted !== 'kept') {
      this.#tell(client, { type: 'refused', request, why: posted });
      return;
    }
    this.#tell(client, { type: 'done', request });
    for (const reader of this.#readers.get(channel) ?? []) this.#tell(reader, { type: 'letter', channel, letter });
  }

  #read(client: Client, { request, channel }: Extract<Asking, { type: 'read' }>): void {
    if (!client.reads.has(channel) && client.reads.size >= this.#limits.reads) {
      this.#tell(client, { type: 'refused', request, why: 'reads' });
      return;
    }
    client.reads.add(channel);
    this.#readers.set(channel, (this.#readers.get(channel) ?? new Set()).add(client));
    this.#tell(client, { type: 'done', request });
    for (const letter of this.#store.letters(channel)) this.#tell(client, { type: 'letter', channel, letter });
  }

  /** A client that takes nothing does not make the relay hold what it does not take. */
  #tell({ socket }: Client, telling: Telling): void {
    if (socket.bufferedAmount > this.#limits.unsent) socket.terminate();
    else socket.send(JSON.stringify(telling));
  }

  #forget(client: Client): void {
    this.#clients.delete(client);
    for (const channel of client.reads) {
      const readers = this.#readers.get(channel);
      readers?.delete(client);
      if (readers?.size === 0) this.#readers.delete(channel);
    }
  }

  #sweep(): void {
    this.#store.sweep();
    this.#rate.sweep();
    for (const client of this.#clients) {
      if (!client.alive) client.socket.terminate();
      client.alive = false;
      if (client.socket.readyState === client.socket.OPEN) client.socket.ping();
    }
  }
}
