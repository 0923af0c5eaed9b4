/** Forged witnesses of the isolated and the cross margin. */
import { packTiers, CROSS_TIERS, SIZE_TIERS, type SizeTier } from '../../../prover/model/tiers.ts';
import type { Factor } from '../../../prover/model/units.ts';
import { instance, type Instance } from '../../support/circuit.ts';
import { flip, keep, of, plus, type Corpus } from './corpus.ts';

const margin = (file: string, template: string, args: Instance['args'] = []) => ({
  template,
  circuit: () => instance({ include: `circuits/margin/${file}.circom`, template, args }),
});

const ONE = 10n ** 8n;
const LANE = 1n << 116n;
const tier = (floor: bigint, rate: bigint): SizeTier => ({ floor, rate: rate as Factor });
const TIERS = [tier(0n, 100_000_000n), tier(10n, 200_000_000n), tier(100n, 500_000_000n)];
const [ISOLATED, CROSS] = [packTiers(TIERS, SIZE_TIERS), packTiers(TIERS, CROSS_TIERS)];
/** The first leg in the tier below its own. */
const lower = (leg: number) => ({
  [`index[${leg}]`]: 0n,
  [`tiers[${leg}].chosen.hot[0]`]: 1n,
  [`tiers[${leg}].chosen.hot[1]`]: 0n,
});

/** Collateral, and a short perpetual. */
const POSITION = {
  cash: 100n * ONE,
  size: [50n * ONE, -20n * ONE],
  cost: [1n, 2n],
  long: [1n, 0n],
  derivative: [0n, 1n],
  terms: [0n, 0n],
  settlementPrice: [ONE, 2n * ONE],
  price: [ONE, 2n * ONE],
  tier: [ISOLATED, ISOLATED],
  index: [1n, 1n],
};

/** Collateral of no underlying, a perpetual, and two options of its underlying and of one expiry. */
const BOOK = {
  cash: 100n * ONE,
  size: [50n * ONE, 20n * ONE, -20n * ONE, 5n * ONE],
  cost: [1n, 2n, 3n, 4n],
  long: [1n, 1n, 0n, 1n],
  derivative: [0n, 1n, 1n, 1n],
  underlying: [0n, 7n, 7n, 7n],
  terms: [0n, 0n, 77n, 77n],
  settlementPrice: [ONE, ONE, ONE, ONE],
  deltaGamma: [0n, 3n * ONE, ONE + 2n * ONE * LANE, ONE - ONE * LANE],
  vega: [0n, 0n, 4n, 2n],
  volUp: [0n, 0n, 300_000_000n, 300_000_000n],
  volDown: [0n, 0n, 200_000_000n, 200_000_000n],
  price: [ONE, ONE, ONE, ONE],
  tier: [CROSS, CROSS, CROSS, CROSS],
  index: [1n, 1n, 1n, 0n],
};

export const METHODS: readonly Corpus[] = [
  {
    ...margin('isolated', 'IsolatedMargin', [2]),
    hasZeroTests: true,
    inputs: () => POSITION,
    forgeries: [
      ['two derivatives', { 'derivative[0]': 1n }, /derivative\[0\]/],
      ['an option', { 'terms[1]': 77n }, /terms\[1\]/],
      ['an option beside collateral', { 'terms[1]': 77n, 'derivative[1]': 1n }, /terms\[1\]/],
      [
        'margin of the position treated as a haircut of nothing',
        { 'margin[1]': 0n, requirement: 0n },
        /margin\[1\]|requirement/,
      ],
      ['a haircut treated as margin', { 'margin[0]': of('tiers[0].charge') }, /margin\[0\]/],
      ['a position without margin', { 'margin[1]': 0n }, /margin\[1\]/],
      ['the position in a lower tier', lower(1), /tiers\[1\]\.(above|below)/],
      ['collateral in a lower tier', lower(0), /tiers\[0\]\.(above|below)/],
      [
        'a short with a negative notional',
        { 'tiers[1].notional': -40n * ONE * ONE },
        /tiers\[1\]\.(notional|above|below)/,
      ],
      ['a short called long', { 'long[1]': 1n }, /tiers\[1\]/],
      ['a smaller size', { 'size[1]': -1n, requirement: keep }, /requirement|tiers\[1\]/],
      ['a smaller charge', { 'tiers[1].charge': 0n }, /tiers\[1\]\.charge/],
      ['an equity of its own', { equity: plus(1n) }, /equity/],
      ['a requirement of its own', { requirement: 0n }, /requirement|margin\[1\]/],
      ['collateral worth more', { 'worth.worth[0]': plus(1n) }, /worth/],
    ],
  },
  {
    ...margin('cross', 'CrossMargin', [4]),
    hasZeroTests: true,
    inputs: () => BOOK,
    forgeries: [
      ['a leg left out of its underlying', { 'moves.same[1][2]': 0n }, /moves\.same\[1\]\[2\]/],
      ['legs of different underlyings netted', { 'moves.same[0][1]': 1n }, /moves\.same\[0\]\[1\]/],
      ['an underlying counted twice', { 'moves.leads[2][2]': 1n }, /moves\.leads\[2\]\[2\]/],
      ['an underlying that nobody leads', { 'moves.leads[1][1]': 0n }, /moves\.leads\[1\]\[1\]/],
      ['two expiries netted', { 'vegas.same[1][2]': 1n }, /vegas\.same\[1\]\[2\]/],
      ['an option left out of its expiry', { 'vegas.same[2][3]': 0n }, /vegas\.same\[2\]\[3\]/],
      ['a sum of vega of its own', { 'vegaSign[2].in': 0n }, /vegaSign\[2\]/],
      ['the sign of vega turned', { 'vegaSign[2].nonNegative': 1n }, /vegaSign\[2\]/],
      ['short vega of nothing', { 'short[2]': 0n }, /short\[2\]/],
      [
        'the move down for short vega',
        { 'onShort[2]': (_, valueOf) => valueOf('short[2]') * 200_000_000n },
        /onShort\[2\]/,
      ],
      [
        "the moves of volatility in each other's place",
        { 'volUp[2]': of('volDown[2]'), 'volDown[2]': of('volUp[2]'), requirement: keep },
        /requirement/,
      ],
      ['short vega charged as long', { 'onShort[2]': 0n, 'onLong[2]': 0n }, /onShort\[2\]/],
      ['a delta of nothing', { 'linear[1]': 0n }, /linear\[1\]/],
      ['a delta of the other sign', { 'sums[1].nonNegative[0]': flip }, /sums\[1\]/],
      ['short gamma called long', { 'sums[1].nonNegative[1]': 1n }, /sums\[1\]/],
      ['short gamma of nothing', { 'even[1]': 0n }, /even\[1\]/],
      ['gamma carried over to delta', { 'sums[1].value[0]': plus(-LANE), 'sums[1].value[1]': plus(1n) }, /sums\[1\]/],
      ['a derivative without add-on', { 'addOn[1]': 0n }, /addOn\[1\]/],
      ['a haircut called an add-on', { 'addOn[0]': of('tiers[0].charge') }, /addOn\[0\]/],
      ['an add-on in a lower tier', lower(1), /tiers\[1\]\.(above|below)/],
      ['a size of nothing in the sum of moves', { 'moves.value[2]': 0n }, /moves\.value\[2\]/],
      ['a size of nothing in the sum of vega', { 'vegas.value[2]': 0n }, /vegas\.value\[2\]/],
      ['a key without its underlying', { 'vegas.key[2]': 77n }, /vegas\.key\[2\]/],
      ['an equity of its own', { equity: plus(1n) }, /equity/],
      ['a requirement of its own', { requirement: 0n }, /requirement/],
    ],
  },
];
