/** Letters that wait at a relay: bounded in number, in bytes and in time. Holds channel ids and sealed letters only. */

export interface StoreLimits {
  readonly lettersPerChannel: number;
  readonly channels: number;
  /** Of all letters together. */
  readonly bytes: number;
  /** Milliseconds that a letter is kept. */
  readonly life: number;
}

interface Kept {
  readonly letter: string;
  readonly until: number;
}

/** `full` is the channel's own limit, `busy` that of the whole relay. */
export type Posted = 'kept' | 'full' | 'busy';

export class LetterStore {
  readonly #limits: StoreLimits;
  readonly #now: () => number;
  readonly #channels = new Map<string, Kept[]>();
  #bytes = 0;

  /** @param now milliseconds */
  constructor(limits: StoreLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** What is there is never pushed out by what comes: whoever floods a channel cannot remove a letter from it. */
  post(channel: string, letter: string): Posted {
    this.#expire(channel);
    const letters = this.#channels.get(channel) ?? [];
    if (letters.length >= this.#limits.lettersPerChannel) return 'full';
    if (letters.length === 0 && this.#channels.size >= this.#limits.channels) this.sweep();
    if (letters.length === 0 && this.#channels.size >= this.#limits.channels) return 'busy';
    if (this.#bytes + letter.length > this.#limits.bytes) this.sweep();
    if (this.#bytes + letter.length > this.#limits.bytes) return 'busy';
    letters.push({ letter, until: this.#now() + this.#limits.life });
    this.#channels.set(channel, letters);
    this.#bytes += letter.length;
    return 'kept';
  }

  /** Reading takes nothing away: nobody reads a letter out of another's channel. */
  letters(channel: string): string[] {
    this.#expire(channel);
    return (this.#channels.get(channel) ?? []).map(({ letter }) => letter);
  }

  /** Forgets every letter whose time is over. */
  sweep(): void {
    for (const channel of this.#channels.keys()) this.#expire(channel);
  }

  get size(): { readonly channels: number; readonly bytes: number } {
    return { channels: this.#channels.size, bytes: this.#bytes };
  }

  #expire(channel: string): void {
    const letters = this.#channels.get(channel);
    if (letters === undefined) return;
    const now = this.#now();
    const left = letters.filter(({ until }) => until > now);
    if (left.length === letters.length) return;
    const sum = (kept: readonly Kept[]): number => kept.reduce((bytes, { letter }) => bytes + letter.length, 0);
    this.#bytes -= sum(letters) - sum(left);
    if (left.length === 0) this.#channels.delete(channel);
    else this.#channels.set(channel, left);
  }
}
