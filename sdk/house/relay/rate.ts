/** How often each address may ask: a bucket that fills steadily and is emptied by each request. */

export interface RateLimits {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests a second in the long run. */
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  since: number;
}

export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds */
  constructor(limits: RateLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Takes one request from the bucket of an address; false when it is empty. */
  take(address: string): boolean {
    const bucket = this.#buckets.get(address) ?? { left: this.#limits.burst, since: this.#now() };
    this.#buckets.set(address, bucket);
    bucket.left = this.#filled(bucket);
    bucket.since = this.#now();
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }

  /** Forgets the buckets that are full again. */
  sweep(): void {
    for (const [address, bucket] of this.#buckets) {
      if (this.#filled(bucket) >= this.#limits.burst) this.#buckets.delete(address);
    }
  }

  #filled({ left, since }: Bucket): number {
    return Math.min(this.#limits.burst, left + ((this.#now() - since) / 1000) * this.#limits.perSecond);
  }
}
