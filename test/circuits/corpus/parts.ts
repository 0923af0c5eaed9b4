/** Forged witnesses of the parts that margins share: equity, size tiers, sums over groups, haircuts, the claim. */
import { hash, TAG } from '../../../prover/model/poseidon.ts';
import { packTiers, SIZE_TIERS, type SizeTier } from '../../../prover/model/tiers.ts';
import type { Factor } from '../../../prover/model/units.ts';
import { instance, type Instance } from '../../support/circuit.ts';
import { flip, keep, plus, type Corpus } from './corpus.ts';

const margin = (file: string, template: string, args: Instance['args'] = []) => ({
  template,
  circuit: () => instance({ include: `circuits/margin/${file}.circom`, template, args }),
});

const ONE = 10n ** 8n;
const tier = (floor: bigint, rate: bigint): SizeTier => ({ floor, rate: rate as Factor });
/** A tenth up to 10, a fifth up to 100, a half above. */
const TIERS = [tier(0n, 100_000_000n), tier(10n, 200_000_000n), tier(100n, 500_000_000n)];
/** A tenth of everything. */
const LOW = [tier(0n, 100_000_000n)];
const place = (index: number): Record<string, bigint> => ({
  index: BigInt(index),
  ...Object.fromEntries([0, 1, 2].map((each) => [`chosen.hot[${each}]`, BigInt(each === index)])),
});
const HAIRCUT = packTiers(TIERS, SIZE_TIERS);
const SECTION = hash(TAG.sizeTiers, [ONE, ...HAIRCUT]);
const HELD = {
  tiered: [1n, 0n, 0n, 1n],
  instrument: [2n, 20n, 64n, 0n],
  size: [50n * ONE, 3n, -4n, 0n],
  sizeTiers: [SECTION, 5n, 6n, 7n],
  price: [ONE],
  tier: [HAIRCUT],
  index: [1n],
};

export const PARTS: readonly Corpus[] = [
  {
    ...margin('equity', 'Equity', [2]),
    inputs: () => ({ cash: 5n, size: [2n, -3n], cost: [7n, 11n], settlementPrice: [13n, 17n] }),
    forgeries: [
      ['an equity of its own', { equity: plus(1n) }, /equity/],
      ['a leg worth more', { 'worth[0]': plus(1n) }, /worth\[0\]/],
      ['a losing leg worth nothing', { 'worth[1]': 0n }, /worth\[1\]/],
      ['a losing leg with its sign turned', { 'worth[1]': 51n }, /worth\[1\]/],
      ['another cash under the same equity', { cash: 6n, equity: keep }, /equity/],
      ['another cost under the same equity', { 'cost[0]': 8n, equity: keep }, /equity/],
      ['no cost of the second leg', { 'cost[1]': 0n, equity: keep }, /equity/],
      ['another size under the same worth', { 'size[0]': 3n, 'worth[0]': keep }, /worth\[0\]/],
      ['another price under the same worth', { 'settlementPrice[1]': 18n, 'worth[1]': keep }, /worth\[1\]/],
      ['the price of another leg', { 'worth[0]': 34n }, /worth\[0\]/],
    ],
  },
  {
    ...margin('claim', 'Claim', [9, 100]),
    inputs: () => ({ equity: 299n, requirement: 100n, thresholdBps: 10_000n, minExcess: 20n }),
    forgeries: [
      ['insolvent by one tick called solvent', { solvent: 1n }, /side/],
      ['solvent at the line called insolvent', { equity: 300n, solvent: 0n }, /side/],
      ['a requirement left out', { required: 0n }, /required/],
      ['a requirement at half the threshold', { required: 500_000n }, /required/],
      ['another threshold under the same product', { thresholdBps: 1n, required: keep }, /required/],
      ['a difference of its own', { 'side.in': 1n }, /side\.in/],
      ['an excess left out of the difference', { 'side.in': 10_000n * 299n - 1_000_000n }, /side\.in/],
      ['a threshold above its range', { thresholdBps: 1n << 24n }, /thresholdBps|thresholdRange/],
      ['a negative threshold', { thresholdBps: -1n }, /thresholdBps|thresholdRange/],
      ['an excess above its range', { minExcess: 1n << 96n }, /minExcess|excessRange/],
      ['a negative excess', { minExcess: -20n }, /minExcess|excessRange/],
      ['an equity wrapped around the field', { equity: -(1n << 250n), solvent: 1n }, /side/],
      ['an answer of 2', { solvent: 2n }, /solvent|side/],
      ['a digit of the sign forged', { solvent: 1n, 'side.digits.out[0]': 2n }, /side/],
    ],
  },
  {
    ...margin('tiers', 'SizeTiers', [3]),
    hasZeroTests: true,
    inputs: () => ({ price: ONE, tier: packTiers(TIERS, 3), index: 1n, magnitude: 50n * ONE }),
    forgeries: [
      ['the tier below, which charges less', place(0), /below/],
      ['the tier above, whose deduction is larger', place(2), /above/],
      [
        'an index out of range with no place',
        { index: 3n, 'chosen.hot[0]': 0n, 'chosen.hot[1]': 0n, 'chosen.hot[2]': 0n },
        /hot/,
      ],
      [
        'an index out of range with the last place',
        { index: 3n, 'chosen.hot[0]': 0n, 'chosen.hot[1]': 0n, 'chosen.hot[2]': 1n },
        /hot\[2\]|above/,
      ],
      [
        'the tier below at the index of the true one',
        { 'chosen.hot[0]': 1n, 'chosen.hot[1]': 0n, 'chosen.hot[2]': 0n },
        /hot\[0\]|below/,
      ],
      ['two tiers at once', { 'chosen.hot[0]': 1n, 'chosen.hot[1]': 1n, 'chosen.hot[2]': 0n }, /hot\[0\]/],
      ['no tier at all', { 'chosen.hot[1]': 0n, 'chosen.hot[2]': 0n }, /hot|below/],
      ['the tier below called the last', { ...place(0), last: 1n }, /last|next/],
      ['the tier below without its end', { ...place(0), next: 0n }, /next/],
      ['a smaller rate', { rate: plus(-1n) }, /rate/],
      ['a smaller rate by other digits', { 'digits.out[8]': flip }, /digits/],
      ['a digit of 2 in the rate', { 'digits.out[10]': 2n, 'digits.out[11]': 0n }, /digits\.out\[1[01]\]/],
      ['a larger deduction by other digits', { 'digits.out[110]': flip }, /digits/],
      ['a smaller notional', { notional: plus(-1n) }, /notional/],
      ['another price under the same notional', { price: plus(1n), notional: keep }, /notional/],
      ['a charge of nothing', { charge: 0n }, /charge/],
      ['a charge without the deduction', { charge: 200_000_000n * 50n * ONE * ONE }, /charge/],
      ['packed tiers of its own', { 'chosen.out': packTiers(LOW, 1)[0] ?? 0n }, /chosen\.out/],
      ['a pick of its own', { 'chosen.product[1]': packTiers(LOW, 1)[0] ?? 0n }, /chosen\.product\[1\]/],
    ],
  },
  {
    ...margin('groups', 'GroupSums', [3]),
    hasZeroTests: true,
    inputs: () => ({ key: [7n, 7n, 9n], value: [10n, -20n, 30n] }),
    forgeries: [
      ['a leg left out of its group, and a group of its own', { 'same[0][1]': 0n }, /same\[0\]\[1\]/],
      ['a leg of another group netted', { 'same[0][2]': 1n }, /same\[0\]\[2\]/],
      ['a leg of another group netted with the second', { 'same[1][2]': 1n }, /same\[1\]\[2\]/],
      ['a leg half in its group', { 'same[0][1]': 2n }, /same\[0\]\[1\]/],
      ['a group led twice', { 'leads[1][1]': 1n }, /leads\[1\]\[1\]/],
      ['a leg in a group that nobody leads', { 'leads[2][2]': 0n }, /leads\[2\]\[2\]/],
      ['a group that leads less than whole', { 'leads[2][1]': 2n }, /leads\[2\]\[1\]/],
      ['a losing leg left out of the sum', { 'part[0][1]': 0n }, /part\[0\]\[1\]/],
      ['a leg of another group in the sum', { 'part[0][2]': 30n }, /part\[0\]\[2\]/],
      ['a leg of another group in the sum of the second', { 'part[1][2]': 30n }, /part\[1\]\[2\]/],
      ['a sum of its own', { 'sum[0]': plus(1n) }, /sum\[0\]/],
      ['a second sum of a group', { 'sum[1]': -20n }, /sum\[1\]/],
      ['a sum taken away', { 'sum[2]': 0n }, /sum\[2\]/],
      ['keys that differ called the same', { 'key[1]': 8n, 'same[0][1]': 1n }, /same\[0\]\[1\]/],
    ],
  },
  {
    ...margin('haircuts', 'Haircuts', [4, 1]),
    hasZeroTests: true,
    inputs: () => HELD,
    forgeries: [
      ['a second tiered collateral, beyond the capacity', { 'tiered[1]': 1n }, /tiered\[1\]/],
      ['a tiered collateral in the last leg', { 'instrument[3]': 3n }, /instrument\[3\]/],
      ['a tiered leg at the place of a perpetual', { 'tiered[2]': 1n }, /tiered\[2\]/],
      [
        'a price of another row',
        { 'price[0]': 1n, 'index[0]': 0n, 'tiers[0].chosen.hot[0]': 1n, 'tiers[0].chosen.hot[1]': 0n },
        /sizeTiers\[0\]|section/,
      ],
      ['tiers of another row', { 'tier[0][1]': packTiers(LOW, 1)[0] ?? 0n }, /sizeTiers\[0\]|section/],
      ['tiers of the initial level', { 'tier[0][2]': plus(1n) }, /sizeTiers\[0\]|section/],
      ['another section', { 'sizeTiers[0]': plus(1n) }, /sizeTiers\[0\]/],
      ['a section of 0', { 'sizeTiers[0]': 0n }, /sizeTiers\[0\]/],
      ['a hash of its own over other tiers', { 'price[0]': 2n * ONE, 'section[0].out': keep }, /section\[0\]/],
      ['a lower tier', { 'index[0]': 0n, 'tiers[0].chosen.hot[0]': 1n, 'tiers[0].chosen.hot[1]': 0n }, /tiers\[0\]/],
      ['no haircut', { total: 0n, 'tiers[0].charge': keep }, /total/],
      ['a total of its own', { total: 0n }, /haircut\[0\]|total/],
      [
        'a size of nothing',
        { 'tiers[0].notional': 0n, 'index[0]': 0n, 'tiers[0].chosen.hot[0]': 1n, 'tiers[0].chosen.hot[1]': 0n },
        /notional/,
      ],
    ],
  },
];
