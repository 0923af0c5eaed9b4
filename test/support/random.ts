/** Random numbers that a seed reproduces. */
/** SplitMix64: small, seedable, good enough to choose test cases. */
export class Random {
  #state: bigint;
  constructor(seed: bigint | number) {
    this.#state = BigInt(seed);
  }
  next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }
  /** An integer in [0, below). */
  index(below: number): number {
    return Number(this.next() % BigInt(below));
  }
  chance(share: number): boolean {
    return Number(this.next() >> 11n) / 2 ** 53 < share;
  }
  /** An integer in [low, high]: often at an edge, else of a random magnitude. */
  within(low: bigint, high: bigint, edges = 0.15): bigint {
    if (this.chance(edges)) return [low, high, low < 0n && high > 0n ? 0n : low][this.index(3)] ?? low;
    const span = high - low + 1n;
    const bits = this.index(span.toString(2).length) + 1;
    const wide = (this.next() << 64n) | this.next();
    const offset = (wide & ((1n << BigInt(bits)) - 1n)) % span;
    if (low < 0n && high > 0n) {
      const signed = this.chance(0.5) ? offset : -offset;
      return signed < low ? low : signed > high ? high : signed;
    }
    return low + offset;
  }
}
