/** The commands of the clearing house with a node and a relay, and two who trade. */
import { expect } from 'chai';
import { Session, type Json, type Service } from './cli.ts';

/** An account as `positions` shows it. */
export interface Position {
  readonly id: string;
  readonly standing: string;
  readonly mailbox: string;
  readonly account: {
    readonly cash: string;
    readonly method: string;
    readonly legs: readonly { name: string; size: string; cost: string }[];
    readonly margin: { readonly ratioBps?: string };
  };
}

export class HouseSession extends Session {
  readonly node = this.file('node');
  readonly maker = this.file('maker');
  readonly taker = this.file('taker');
  #services: { readonly node: Service; readonly relay: Service } | undefined;

  async start(): Promise<void> {
    const node = await this.serve(['node', '--home', this.node, '--port', '0']);
    this.#services = { node, relay: await this.serve(['relay', '--port', '0']) };
  }

  async end(): Promise<void> {
    await Promise.all([this.#services?.node.stop(), this.#services?.relay.stop()]);
    this.close();
  }

  get services(): { readonly node: Service; readonly relay: Service } {
    return this.#services ?? expect.fail('expected a session that was started');
  }

  get relay(): string {
    return this.services.relay.document['url'] as string;
  }

  /** Addresses of the node, the first of the maker and the second of the taker. */
  get traders(): [string, string] {
    return this.services.node.document['traders'] as [string, string];
  }

  /** Options of a command of the maker or the taker, or of anybody with the taker's address. */
  as(home: string): string[] {
    return ['--home', home, '--from', this.traders[home === this.maker ? 0 : 1]];
  }

  /** Runs with --json and expects success. */
  async done(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Json> {
    const { code, document } = await this.json(args, { env });
    expect(this.services.node.ended(), 'node').to.equal(undefined);
    expect(code, JSON.stringify(document)).to.equal(0);
    return document;
  }

  async positions(home: string): Promise<Position[]> {
    return (await this.done(['positions', '--home', home]))['accounts'] as Position[];
  }
}
