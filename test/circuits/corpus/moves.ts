/** Forged witnesses of what moves an account: the touched leg, flows, fills, and the limits of a row. */
import { fillHash, type Fill } from '../../../prover/model/fill.ts';
import { packFlow } from '../../../prover/model/flow.ts';
import { cash, ONE_SIZE, SCALAR_FIELD, size } from '../../../prover/model/units.ts';
import { inverse } from '../../analysis/combination.ts';
import { instance, type Instance } from '../../support/circuit.ts';
import { flip, keep, of, plus, touching, type Corpus } from './corpus.ts';

const account = (file: string, template: string, args: Instance['args'] = []) => ({
  template,
  circuit: () => instance({ include: `circuits/account/${file}.circom`, template, args }),
});

const HALF = inverse(2n);

/** A withdrawal of three ticks of the collateral in slot 5. */
const FLOW = { flow: packFlow({ asset: 5, amount: -3n }), amount: -3n, instrument: 5n };
/** Amounts that wrap around the field to the same `flow`, as one of an asset. */
const wrapped = (asset: bigint): bigint => (FLOW.flow - asset) * inverse(1n << 16n);

const FILL: Fill = { instrument: 70, size: size(5n * ONE_SIZE), cost: cash(11n * ONE_SIZE), salt: 123456789n ** 4n };
const MARKET = { settlementPrice: 2n * ONE_SIZE, band: ONE_SIZE / 4n };
const ANOTHER_FILL = ['instrument', 'size', 'cost', 'salt'].map(
  (name) => [`another ${name} behind the same fill`, { [name]: plus(1n), fill: keep }, /fill|whole/] as const,
);

const LIMITS = { reduceOnly: 1n, frozen: 0n, largest: 900n, band: 77n };
const packed = ({ reduceOnly, frozen, largest, band }: typeof LIMITS): bigint =>
  reduceOnly + 2n * frozen + 4n * largest + (band << 57n);

export const MOVES: readonly Corpus[] = [
  {
    ...account('touched', 'TouchedLegs', [4]),
    inputs: () => ({
      count: 3n,
      instrument: [5n, 70n, 90n, 0n],
      size: [10n, -4n, 0n, 0n],
      cost: [-3n, 8n, 0n, 0n],
      place: 2n,
      opens: 1n,
    }),
    forgeries: [
      ['opening a leg with a size', { 'size[2]': 3n }, /opens/],
      ['opening a leg with a cost', { 'cost[2]': 3n }, /opens/],
      ['a leg duplicated by opening one that exists', { 'instrument[2]': 70n }, /rise\[2\]/],
      ['a leg opened out of order', { 'instrument[2]': 69n }, /rise\[2\]/],
      ['opening without touching', touching(4), /opens/],
      ['opening another leg than the touched one', touching(1), /opens/],
      ['half an opening', { opens: HALF }, /opens/],
      ['touching an unused place', { ...touching(3), opens: 0n }, /used|touches|places/],
      ['touching an unused place called used', { ...touching(3), opens: 0n, 'used[3]': 1n }, /used\[3\]|rise\[3\]/],
      ['touching a place beyond the list', { place: 5n }, /place/],
      ['touching no leg by a place beyond the list', { ...touching(4), place: 5n, opens: 0n }, /place/],
      ['two legs touched', { ...touching(2), 'touched[0]': 1n, 'places.out[4]': -1n, opens: 0n }, /place|touched/],
      ['half of two legs touched', { 'touched[0]': HALF, 'touched[2]': HALF, opens: 0n }, /touched\[[02]\]/],
      ['a leg touched twice', { 'touched[2]': 2n, 'places.out[4]': -1n, opens: 0n }, /places\.out\[4\]/],
      ['the touched leg called untouched', { touches: 0n }, /touches|places/],
      ['a touch of no leg', { ...touching(4), touches: 1n }, /touches|places/],
      ['the instrument of another leg', { touchedInstrument: 70n }, /touchedInstrument/],
      ['the size of another leg', { touchedSize: -4n }, /touchedSize/],
      ['the cost of another leg', { touchedCost: 8n }, /touchedCost/],
      ['the sign of another leg', { touchedLong: 0n }, /touchedLong/],
      ['a derivative called collateral', { touchedIsDerivative: 0n }, /touchedIsDerivative/],
      ['the opened leg left out of the count', { count: 2n, 'used[2]': 0n }, /used\[2\]|touches|places/],
    ],
  },
  {
    ...account('flow', 'Flow'),
    hasZeroTests: true,
    inputs: () => FLOW,
    forgeries: [
      ['another amount behind the flow', { amount: -2n }, /asset|flow/],
      ['an amount behind no flow', { flow: 0n }, /asset|flow/],
      ['a flow of another asset', { instrument: 6n }, /instrument/],
      ['a flow of collateral into no leg', { instrument: 0n }, /instrument|asset/],
      ['an amount wrapped around the field, as cash', { amount: wrapped(0n) }, /range/],
      ['an amount wrapped around the field, as other collateral', { amount: wrapped(7n), instrument: 7n }, /range/],
      ['an amount one above its range', { amount: 1n << 63n, flow: 5n + (1n << 79n) }, /range/],
      ['an amount one below its range', { amount: -(1n << 63n) - 1n, flow: 5n - (1n << 79n) - (1n << 16n) }, /range/],
      ['collateral called cash', { isCash: 1n }, /isCash|asset|inv/],
      ['cash called collateral', { flow: -3n << 16n, isCash: 0n }, /isCash|asset|inv/],
      ['half of it called cash', { flow: -3n << 16n, isCash: HALF }, /isCash|asset|inv/],
      ['a withdrawal called a deposit', { leaves: 0n }, /range/],
      ['a deposit of nothing called a withdrawal', { flow: 5n, amount: 0n, leaves: 1n }, /range/],
      ['collateral that leaves and cash that does not', { sizeDelta: 0n }, /sizeDelta/],
      ['cash for collateral', { cashDelta: -3n }, /cashDelta/],
      ['cash and collateral for one amount', { flow: -3n << 16n, sizeDelta: -3n }, /sizeDelta/],
      ['the negative of the amount', { sizeDelta: 3n }, /sizeDelta/],
    ],
  },
  {
    ...account('fill', 'Fill'),
    hasZeroTests: true,
    inputs: () => ({ side: -1n, instrument: 70n, size: FILL.size, cost: FILL.cost, salt: FILL.salt, ...MARKET }),
    forgeries: [
      ...ANOTHER_FILL,
      ['the fill of another seller', { fill: fillHash({ ...FILL, salt: 1n }) }, /fill|whole/],
      ['a side with no fill', { fill: 0n }, /fill|whole/],
      ['a fill with no side', { side: 0n, fill: keep }, /fill|whole/],
      ['deltas without a side', { side: 0n, sizeDelta: keep }, /sizeDelta/],
      ['a fill of size 0', { size: 0n, cost: 0n }, /isNothing|trades/],
      ['a fill of a negative size', { size: -1n }, /sizeRange|above|below/],
      ['a size above its range', { size: 1n << 55n, cost: 1n << 56n }, /sizeRange/],
      ['a size wrapped around the field', { size: SCALAR_FIELD - 5n * ONE_SIZE }, /sizeRange|above|below/],
      ['a side of 2', { side: 2n }, /side/],
      ['a side of 2, its square called 1', { side: 2n, trades: 1n }, /trades/],
      ['half a side', { side: HALF }, /side|sizeRange/],
      ['a side of -1 by another square', { trades: 0n }, /trades/],
      ['a seller that gains the size of the buyer', { sizeDelta: of('size') }, /sizeDelta/],
      ['a seller that pays the cost of the buyer', { costDelta: of('cost') }, /costDelta/],
      ['both deltas of the buyer', { sizeDelta: of('size'), costDelta: of('cost') }, /sizeDelta|costDelta/],
      ['a price above the band', { cost: 11n * ONE_SIZE + ONE_SIZE / 4n + 1n }, /above/],
      ['a price below the band', { cost: 9n * ONE_SIZE - ONE_SIZE / 4n - 1n }, /below/],
      ['a cost of the other sign', { cost: -11n * ONE_SIZE }, /below/],
      ['a cost outside its range', { cost: 1n << 63n }, /costRange|above/],
      ['a price outside the band at another worth', { cost: 20n * ONE_SIZE, worth: 20n * ONE_SIZE ** 2n }, /worth/],
      ['a price outside the band with more room', { cost: 20n * ONE_SIZE, room: 1n << 106n }, /room/],
    ],
  },
  {
    ...account('limits', 'Limits'),
    inputs: () => ({ limits: packed(LIMITS) }),
    forgeries: [
      ['a reduce-only row called open', { reduceOnly: 0n }, /limits/],
      ['a live row called frozen', { frozen: 1n }, /limits/],
      ['a frozen row called live', { limits: packed({ ...LIMITS, frozen: 1n }), frozen: 0n }, /limits/],
      ['a frozen row as twice a reduce-only one', { reduceOnly: 3n, frozen: -1n }, /reduceOnly|frozen/],
      ['a larger size', { largest: plus(1n) }, /largest/],
      ['a wider band', { band: plus(1n) }, /band/],
      ['a band carried to the size', { 'digits.out[56]': 2n, 'digits.out[57]': 0n }, /digits\.out\[56\]/],
      ['a lost digit of the size', { 'digits.out[4]': 0n }, /limits/],
      ['a size digit of the flags', { 'digits.out[2]': flip }, /limits/],
      ['limits above their range', { limits: 1n << 109n }, /limits/],
      ['limits wrapped around the field', { limits: -1n }, /limits/],
      ['limits of another row', { limits: plus(4n), largest: keep }, /largest/],
      ['a top digit of the band of 2', { limits: 1n << 109n, 'digits.out[108]': 2n }, /digits\.out\[108\]/],
    ],
  },
  {
    ...account('limits', 'Room'),
    hasZeroTests: true,
    inputs: () => ({ reduceOnly: 1n, largest: 100n, size: -7n, long: 0n, newSize: -5n, newLong: 0n }),
    forgeries: [
      ['growth in a reduce-only row', { newSize: -8n }, /reduceOnly/],
      ['growth called a reduction', { newSize: -8n, reduces: 1n }, /reduces/],
      ['growth called shrinking', { newSize: -8n, 'shrinks.nonNegative': 1n }, /shrinks/],
      ['a flip in a reduce-only row', { newSize: 3n, newLong: 1n }, /reduceOnly/],
      ['a flip called a reduction', { newSize: 3n, newLong: 1n, reduces: 1n }, /reduces/],
      ['a flip called a stay', { newSize: 3n, newLong: 1n, stays: 1n }, /stays/],
      ['a flip called a close', { newSize: 3n, newLong: 1n, isZero: 1n }, /isZero/],
      ['a flip of two longs', { newSize: 3n, newLong: 1n, both: 1n, reduces: 1n }, /both|reduces/],
      ['a flip that leaves more than it took', { newSize: 9n, newLong: 1n }, /reduceOnly/],
      ['a size above the largest', { reduceOnly: 0n, largest: 7n, newSize: -8n }, /room/],
      ['a size above the largest on the other side', { reduceOnly: 0n, largest: 4n, newSize: 5n, newLong: 1n }, /room/],
      ['a size above the largest called room', { reduceOnly: 0n, largest: 7n, newSize: -8n, 'room.in': 0n }, /room/],
      ['an opened short in a reduce-only row', { size: 0n, long: 1n }, /reduceOnly/],
      ['an opened long in a reduce-only row', { size: 0n, long: 1n, newSize: 2n, newLong: 1n }, /reduceOnly/],
      ['another size before', { newSize: -8n, magnitude: 9n }, /magnitude/],
      ['another size after', { newSize: -8n, newMagnitude: 7n }, /newMagnitude/],
      ['a reduction called growth', { reduces: 0n }, /reduces/],
    ],
  },
];
