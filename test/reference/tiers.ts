/** A second implementation of size tiers: the largest of all lines, without a search for the one that holds. */

export interface IntegerTiers {
  price: bigint;
  /** Floors in whole units of the quote currency, rates with 9 decimals. */
  tiers: readonly { floor: bigint; rate: bigint }[];
}

const ONE_UNIT = 10_000_000_000_000_000n;

/** What a notional of `floor` of tier k is charged by the tiers before it; scale 1e9. */
const chargeUpTo = (tiers: IntegerTiers['tiers'], k: number): bigint =>
  tiers.slice(0, k).reduce((sum, { floor, rate }, j) => sum + rate * ((tiers[j + 1]?.floor ?? 0n) - floor), 0n);

/** Charge of a position of `size`; 25 decimals. */
export function integerCharge({ price, tiers }: IntegerTiers, size: bigint): bigint {
  const notional = (size < 0n ? -size : size) * price;
  const lines = tiers.map(({ floor, rate }, k) => {
    const deduction = rate * floor - chargeUpTo(tiers, k);
    return rate * notional - deduction * ONE_UNIT;
  });
  return lines.reduce((most, line) => (line > most ? line : most));
}
