/** Forged witnesses of the portfolio margin and its parts. */
import { packTerms } from '../../../prover/model/packing.ts';
import type { Factor } from '../../../prover/model/units.ts';
import { instance, type Instance } from '../../support/circuit.ts';
import { flip, keep, of, plus, type Corpus } from './corpus.ts';

const margin = (file: string, template: string, args: Instance['args'] = []) => ({
  template,
  circuit: () => instance({ include: `circuits/margin/${file}.circom`, template, args }),
});

const ONE_FACTOR = 10n ** 9n;
const LANE = 1n << 116n;
const factor = (value: bigint): Factor => value as Factor;
const terms = (expiry: number): bigint =>
  packTerms(expiry, { discountLong: factor(9n), discountShort: factor(11n), basisFactor: factor(3n) });
const [NEAR, FAR] = [terms(1), terms(2)];

/** A call and a put of one strike, a call of the second expiry, a perpetual. */
const HELD = {
  level: 0n,
  cash: 1000n,
  size: [-5n, 2n, 7n, -1n],
  cost: [1n, 2n, 3n, 4n],
  long: [0n, 1n, 1n, 0n],
  strike: [50n, 50n, 60n, 70n],
  terms: [NEAR, NEAR, FAR, 0n],
  settlementPrice: [10n, 20n, 30n, 40n],
  linearPrice: [0n, 0n, 0n, 40n],
  charge: [1n + 2n * LANE, 2n + 3n * LANE, 3n + 4n * LANE, 4n + 5n * LANE],
  shortCharge: [5n + 6n * LANE, 5n + 6n * LANE, 7n + 8n * LANE, 0n],
  // Two regular scenarios to a pair, then the third and the first of skew, the second and the mark, the basis moves.
  value: [
    [10n + 12n * LANE, 11n + 13n * LANE, 9n + 10n * LANE, -2n + 3n * LANE],
    [20n + 15n * LANE, 14n + 13n * LANE, 16n + 20n * LANE, 4n + 1n * LANE],
    [30n + 25n * LANE, 28n + 31n * LANE, 29n + 30n * LANE, 1n - 6n * LANE],
    [0n, 0n, 0n, 0n],
  ],
  group: [NEAR, FAR],
  haircuts: 17n,
  lossFactor: 3n,
  skew: [1n, 0n],
  shock: [ONE_FACTOR / 10n, -ONE_FACTOR / 10n, 5n, 0n, 0n],
  damping: [ONE_FACTOR, ONE_FACTOR, 2n, 3n, 4n],
};

const worstOf = (out: bigint): Record<string, bigint> => ({ 'worst.out': out });

export const PORTFOLIO: readonly Corpus[] = [
  {
    ...margin('basis', 'BasisLoss', [4]),
    inputs: () => ({ move: [-5n, -9n], positive: [0n, 0n], basisFactor: 3n }),
    forgeries: [
      ['the smaller loss', { 'order.nonNegative': 0n }, /order/],
      ['the smaller loss taken', { least: -5n }, /least/],
      ['no loss', { loss: 0n }, /loss/],
      ['no least', { least: 0n }, /least/],
      ['a fall called none', { 'fall[1]': 0n }, /fall\[1\]/],
      ['the other fall called none', { 'fall[0]': 0n }, /fall\[0\]/],
      ['a gain counted against the loss', { 'fall[0]': 5n }, /fall\[0\]/],
      ['a difference of its own', { 'order.in': -4n }, /order\.in/],
      ['another factor under the same loss', { basisFactor: 1n, loss: keep }, /loss/],
      ['a loss in two directions counted once', { loss: -15n }, /loss/],
      ['a move wrapped around the field', { 'move[0]': 1n << 200n }, /order/],
    ],
  },
  {
    ...margin('expiries', 'ExpiryGroups', [3, 3]),
    hasZeroTests: true,
    inputs: () => ({ terms: [NEAR, 0n, FAR], group: [0n, NEAR, FAR] }),
    forgeries: [
      ['a leg in no expiry', { 'member[0][1]': 0n }, /member\[0\]\[1\]/],
      ['a leg in two expiries', { 'member[0][2]': 1n }, /member\[0\]\[2\]/],
      ['a leg in the other expiry', { 'member[0][1]': 0n, 'member[0][2]': 1n }, /member\[0\]\[[12]\]/],
      ['a leg that is no option in an expiry', { 'member[1][1]': 1n }, /member\[1\]\[1\]/],
      ['an expiry made up beside the true ones', { 'group[0]': terms(0) }, /apart\[0\]\[1\]/],
      ['an expiry made up, its product called 0', { 'group[0]': terms(0), 'apart[0][1]': 0n }, /apart\[0\]\[1\]/],
      ['an expiry split over two groups', { 'group[0]': NEAR }, /rises\[1\]|member\[0\]/],
      ['expiries in the wrong order', { 'group[1]': FAR, 'group[2]': NEAR }, /rises\[2\]/],
      ['an unused group behind a used one', { 'group[0]': NEAR, 'group[1]': 0n }, /rises\[1\]/],
      ['an expiry left out', { 'group[1]': 0n }, /terms\[0\]/],
      ['the last expiry left out', { 'group[1]': 0n, 'group[2]': NEAR }, /terms\[2\]/],
      ['another discount under the same terms', { 'discountShort[1]': plus(-1n) }, /discountShort\[1\]/],
      ['another discount of long value', { 'discountLong[2]': plus(1n) }, /discountLong\[2\]/],
      ['no basis factor', { 'basisFactor[1]': 0n }, /basisFactor\[1\]/],
      ['another expiry under the same terms', { 'expiry[2]': plus(1n) }, /expiry\[2\]/],
      ['a digit moved in a discount', { 'digits[1].out[35]': flip }, /digits\[1\]|group\[1\]/],
      ['a digit of 3 in a discount', { 'digits[1].out[0]': 3n, 'digits[1].out[1]': -1n }, /digits\[1\]\.out\[[01]\]/],
      ['a rise of its own', { 'rises[1].nonNegative': 0n }, /rises\[1\]/],
    ],
  },
  {
    ...margin('charges', 'Charges', [4]),
    hasZeroTests: true,
    inputs: () => ({
      level: HELD.level,
      size: HELD.size,
      long: HELD.long,
      strike: HELD.strike,
      charge: HELD.charge,
      shortCharge: HELD.shortCharge,
    }),
    forgeries: [
      ['a short called covered by the call of another strike', { 'paired[1]': 1n, 'strike[1]': 51n }, /paired\[1\]/],
      ['a call and its put not netted', { 'paired[1]': 0n }, /paired\[1\]/],
      ['neighbouring strikes netted', { 'paired[2]': 1n }, /paired\[2\]/],
      ['a naked short called covered', { 'netSign[0].nonNegative': 1n }, /netSign\[0\]/],
      ['a naked short of nothing', { 'naked[0]': 0n }, /naked\[0\]/],
      ['a put larger than held', { 'put[0]': 5n }, /put\[0\]/],
      ['a net size of its own', { 'net[0]': 0n }, /net\[0\]/],
      ['a first leg called second', { 'first[0]': 0n }, /first\[0\]/],
      ['a charge on the size left out', { 'onSize[0]': 0n }, /onSize\[0\]/],
      ['a charge on the short left out', { 'onShort[0]': 0n }, /onShort\[0\]/],
      ['a negative size as it is', { 'magnitude[0]': -5n }, /magnitude\[0\]/],
      ['the sum of the other level', { total: of('lanes.value[1]') }, /total|lanes\.value\[0\]/],
      ['the other level under the sum of this one', { level: 1n, total: keep }, /total/],
      ['a charge moved to the other level', { total: plus(-LANE), 'lanes.value[1]': plus(1n) }, /lanes|total/],
      ['a digit of the sum cleared', { 'lanes.digit[0][2]': flip }, /lanes|total/],
      ['another charge of the leg', { 'charge[1]': 0n, 'onSize[1]': keep }, /onSize\[1\]/],
    ],
  },
  {
    ...margin('scenarios', 'ExpiryChange', [4, 1]),
    inputs: () => ({
      shocked: [-7n, 20n, 5n],
      positive: [0n, 1n, 1n],
      mark: 4n,
      discountLong: ONE_FACTOR,
      discountShort: 2n * ONE_FACTOR,
      skew: [1n, 0n],
    }),
    forgeries: [
      ['a short value with the discount of a long one', { 'discount[0]': ONE_FACTOR }, /discount\[0\]/],
      ['a shocked value of nothing', { 'discounted[0]': 0n }, /discounted\[0\]/],
      ['a change of its own', { 'change[0]': 0n }, /change\[0\]/],
      ['a gain by skew that stays a gain', { 'turned[0]': 0n }, /turned\[0\]/],
      ['a gain by skew called a loss before', { 'sign[0].nonNegative': 0n }, /sign\[0\]/],
      ['a gain by skew of nothing', { 'gain[0]': 0n }, /gain\[0\]/],
      ['a change by skew of its own', { 'change[1]': plus(1n) }, /change\[1\]/],
      ['a gain without skew turned', { 'turned[1]': 1n }, /turned\[1\]/],
      ['the mark left out of a regular scenario', { 'change[0]': plus(4n * ONE_FACTOR) }, /change\[0\]/],
      ['the mark left out of skew', { 'gain[1]': plus(4n * ONE_FACTOR) }, /gain\[1\]/],
      [
        'another discount under the same value',
        { discountShort: ONE_FACTOR, 'discounted[0]': keep },
        /discounted\[0\]/,
      ],
      ['a gain wrapped around the field', { 'shocked[1]': 1n << 200n }, /sign\[0\]/],
    ],
  },
  {
    ...margin('scenarios', 'ScenarioLosses', [2, 2]),
    inputs: () => ({
      linear: 10n,
      change: [
        [-5n, 4n],
        [7n, -8n],
      ],
      shock: [-3n, 2n],
      damping: [5n, 6n],
    }),
    forgeries: [
      ['no loss', { 'loss[0]': 0n }, /loss\[0\]/],
      ['no move of the perpetual', { 'moved[0]': 0n }, /moved\[0\]/],
      ['a move the other way', { 'moved[1]': -20n }, /moved\[1\]/],
      ['the damping of another scenario', { 'loss[0]': -28n * 6n }, /loss\[0\]/],
      ['the shock of another scenario', { 'moved[0]': 20n }, /moved\[0\]/],
      ['the change of one expiry left out', { 'loss[1]': (20n + 4n) * 6n }, /loss\[1\]/],
      ['another change under the same loss', { 'change[0][0]': 0n, 'loss[0]': keep }, /loss\[0\]/],
      ['another change of the second expiry under the same loss', { 'change[1][1]': 0n, 'loss[1]': keep }, /loss\[1\]/],
      ['another shock under the same move', { 'shock[0]': 0n, 'moved[0]': keep }, /moved\[0\]/],
      ['another damping under the same loss', { 'damping[1]': 1n, 'loss[1]': keep }, /loss\[1\]/],
      ['another exposure under the same move', { linear: 0n, 'moved[0]': keep, 'moved[1]': keep }, /moved\[[01]\]/],
    ],
  },
  {
    ...margin('portfolio', 'PortfolioMargin', [4, 2, 3]),
    hasZeroTests: true,
    inputs: () => HELD,
    forgeries: [
      ['a worst loss of nothing', worstOf(0n), /worst/],
      ['a worst loss made up', { 'worst.out': plus(-1n) }, /worst/],
      ['the loss of a scenario left out', { 'losses.loss[0]': 0n }, /losses\.loss\[0\]/],
      [
        'a lane carried over to the next scenario',
        { 'change[0].shocked[0]': plus(LANE), 'change[0].shocked[1]': plus(-1n) },
        /sums\[0\]\[0\]|shocked/,
      ],
      [
        "a mark and a scenario in each other's place",
        { 'change[0].shocked[4]': of('change[0].mark'), 'change[0].mark': of('change[0].shocked[4]') },
        /sums\[0\]\[2\]|shocked|mark/,
      ],
      ['basis moves of the other direction', { 'basis[1].positive[1]': 1n }, /sums\[1\]\[3\]|basis/],
      ['a leg held in no expiry', { 'held[0][0]': 0n }, /held\[0\]\[0\]/],
      ['a leg held in the other expiry', { 'held[1][0]': -5n }, /held\[1\]\[0\]/],
      ['a value of another leg', { 'product[0][0][0]': 0n }, /product\[0\]\[0\]\[0\]/],
      ['a perpetual without exposure', { 'exposure[3]': 0n }, /exposure\[3\]/],
      ['an expiry called positive', { 'change[0].positive[0]': flip }, /sums\[0\]\[0\]|shocked/],
      ['the discount of the other expiry', { 'change[0].discountShort': 0n }, /discountShort/],
      ['charges of the other level', { level: 1n, requirement: keep }, /requirement/],
      ['no charges', { 'charges.total': 0n }, /charges/],
      ['haircuts left out', { haircuts: 0n, requirement: keep }, /requirement/],
      ['a requirement of its own', { requirement: 0n }, /requirement/],
      ['an equity of its own', { equity: plus(1n) }, /equity/],
      ['a smaller loss factor', { lossFactor: 1n, requirement: keep }, /requirement/],
      ['a leg worth more', { 'worth.worth[3]': plus(1n) }, /worth\.worth\[3\]/],
      ['the member of an expiry cleared', { 'expiries.member[1][0]': 0n }, /member\[1\]\[0\]/],
      ['the first expiry left out', { 'group[0]': 0n }, /terms|expiries/],
    ],
  },
];
