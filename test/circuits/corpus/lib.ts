/** Forged witnesses of the templates in circuits/lib. */
import { hash } from '../../../prover/model/poseidon.ts';
import { inverse } from '../../analysis/combination.ts';
import { instance, type Instance } from '../../support/circuit.ts';
import { each, keep, of, plus, type Corpus } from './corpus.ts';

const lib = (
  file: string,
  template: string,
  ...args: Instance['args'] & object
): Pick<Corpus, 'template' | 'circuit'> => ({
  template,
  circuit: () => instance({ include: `circuits/lib/${file}.circom`, template, args }),
});

/** In the field every number is a multiple of ten. */
const INVERSE_OF_10 = inverse(10n);

export const LIB: readonly Corpus[] = [
  {
    ...lib('range', 'Unsigned', 8),
    inputs: () => ({ in: 0b1010n }),
    forgeries: [
      ['a number one above the range', { in: 256n }, /^in/],
      ['a negative number', { in: -1n }, /^in/],
      ['half the field', { in: 1n << 253n }, /^in/],
      ['a lost low digit', { 'digits.out[1]': 0n }, /^in/],
      ['a lost high digit', { 'digits.out[3]': 0n }, /^in/],
      ['an added digit', { 'digits.out[7]': 1n }, /^in/],
      ['a digit of 2 in place of the next one', { 'digits.out[0]': 2n, 'digits.out[1]': 0n }, /digits\.out\[0\]/],
      ['a digit of -1', { 'digits.out[1]': -1n, 'digits.out[2]': 1n, 'digits.out[3]': 1n }, /digits\.out\[1\]/],
      ['a top digit of 2 for 256', { in: 256n, 'digits.out[7]': 2n }, /digits\.out\[7\]/],
      [
        'a top digit that takes -1',
        { in: -1n, ...each((i) => `digits.out[${i}]`, 7, 1n), 'digits.out[7]': -1n },
        /digits\.out\[7\]/,
      ],
    ],
  },
  {
    ...lib('range', 'Signed', 8),
    inputs: () => ({ in: -6n }),
    forgeries: [
      ['a negative number called positive', { nonNegative: 1n }, /digits\.in/],
      ['a positive number called negative', { in: 5n, nonNegative: 0n }, /digits\.in/],
      ['zero called negative', { in: 0n, nonNegative: 0n }, /digits\.in/],
      ['one above the range', { in: 128n }, /digits\.in/],
      ['one below the range', { in: -129n }, /digits\.in/],
      ['a number wrapped around the field', { in: 1n << 253n }, /digits\.in/],
      ['a sign of 2', { in: 128n, nonNegative: 2n }, /nonNegative/],
      ['a sign of -1', { in: -256n, nonNegative: -1n }, /nonNegative/],
      ['a digit of 2 in place of the next one', { 'digits.out[0]': 2n, 'digits.out[1]': 0n }, /digits\.out\[0\]/],
      ['a lost digit', { 'digits.out[1]': 0n }, /digits\.in/],
    ],
  },
  {
    ...lib('range', 'TwoSums', 8, 10),
    inputs: () => ({ in: 3n + (-2n << 10n) }),
    forgeries: [
      ['a value moved from the second sum to the first', { 'value[0]': 3n + 1024n, 'value[1]': -3n }, /value\[[01]\]/],
      ['another first sum', { 'value[0]': plus(1n) }, /value\[0\]/],
      ['another second sum', { 'value[1]': plus(1n) }, /value\[1\]/],
      ['a negative second sum called positive', { 'nonNegative[1]': 1n }, /^in/],
      ['a positive first sum called negative', { 'nonNegative[0]': 0n }, /^in/],
      ['a first sum above its range, carried to the second', { in: 128n }, /^in/],
      ['a first sum below its range', { in: -129n }, /^in/],
      ['a second sum above its range', { in: 128n << 10n }, /^in/],
      ['a second sum below its range', { in: -129n << 10n }, /^in/],
      ['a low digit of 2', { 'digit[0][0]': 3n, 'digit[0][1]': 0n }, /digit\[0\]\[0\]/],
      ['a high digit of 2', { 'digit[1][0]': 2n, 'digit[1][1]': 0n }, /digit\[1\]\[0\]/],
      [
        'a digit of 1024 in place of one in the other lane',
        { 'digit[0][0]': 1n + 1024n, 'digit[1][1]': 0n, 'digit[1][0]': 1n },
        /digit\[0\]\[0\]/,
      ],
    ],
  },
  {
    ...lib('compare', 'Least', 3, 8),
    inputs: () => ({ in: [0n, -5n, 3n] }),
    forgeries: [
      ['lower than any (a worst case made up)', { out: -6n }, /product|out/],
      ['a bit higher than the least', { out: -4n }, /above\[1\]|out/],
      ['the first, which is not the least (a scenario dropped)', { out: 0n }, /above\[1\]/],
      ['the last, which is not the least', { out: 3n }, /above\[[01]\]/],
      ['lower than any, its product called 0', { out: -6n, 'product[1]': 0n }, /product\[1\]/],
      ['lower than any, the first difference called 0', { out: -6n, 'product[0]': 0n }, /product\[0\]/],
      ['the second not compared', { out: 0n, 'above[1].in': 0n }, /above\[1\]\.in/],
      ['the second compared with itself', { out: 0n, 'above[1].in': 5n }, /above\[1\]\.in/],
      ['a difference of the wrong sign', { out: 0n, 'above[1].digits.out[0]': -5n }, /above\[1\]/],
      ['a least beyond the width', { 'in[0]': 300n }, /above\[0\]/],
      ['another number in place of the least', { 'in[1]': 1n, out: 1n }, /above\[0\]/],
    ],
  },
  {
    ...lib('compare', 'Equal'),
    hasZeroTests: true,
    inputs: () => ({ a: 9n, b: 8n }),
    forgeries: [
      ['two numbers called equal', { out: 1n }, /^(a|out)/],
      ['two numbers half equal', { out: 2n }, /^(a|out)/],
      ['equal numbers called different', { b: 9n, out: 0n }, /^out|inv/],
      ['equal numbers called -1', { b: 9n, out: -1n }, /^out|inv/],
      ['a number and its negative called equal', { b: -9n, out: 1n }, /^(a|out)/],
      ['a number above the field called equal to its residue', { b: 9n - (1n << 252n), out: 1n }, /^(a|out)/],
      ['numbers one apart called equal', { b: 10n, out: 1n }, /^(a|out)/],
      ['numbers r - 1 apart called equal', { a: 0n, b: -1n, out: 1n }, /^(a|out|b)/],
      ['zero and one called equal', { a: 0n, b: 1n, out: 1n }, /^(a|out|b)/],
      ['zero and zero called different', { a: 0n, b: 0n, out: 0n }, /inv|out/],
    ],
  },
  {
    ...lib('select', 'OneHot', 2),
    inputs: () => ({ digit: [0n, 1n] }),
    forgeries: [
      ['no place', { 'out[2]': 0n }, /out\[2\]/],
      ['a second place', { 'out[1]': 1n }, /out\[1\]/],
      ['another place', { 'out[2]': 0n, 'out[0]': 1n }, /out\[[02]\]/],
      ['the last place', { 'out[2]': 0n, 'out[3]': 1n }, /out\[[23]\]/],
      ['a place twice', { 'out[2]': 2n }, /out\[2\]/],
      ['two halves', { 'out[2]': (1n << 252n) + 1n, 'out[0]': -(1n << 252n) }, /out\[[02]\]/],
      ['the first digit ignored', { 'digit[0]': 1n, 'out[2]': keep, 'out[3]': keep }, /out\[[23]\]/],
      ['the second digit ignored', { 'digit[1]': 0n, 'out[2]': keep, 'out[0]': keep }, /out\[[02]\]/],
      ['a split that keeps the whole', { 'part[1][0]': 2n }, /part\[1\]\[0\]/],
      ['a split that takes the whole', { 'part[1][1]': 1n }, /part\[1\]\[1\]|digit/],
    ],
  },
  {
    ...lib('select', 'Pick', 4),
    inputs: () => ({ in: [5n, 6n, 7n, 8n], hot: [0n, 0n, 1n, 0n] }),
    forgeries: [
      ['the first entry', { out: 5n }, /out/],
      ['the last entry', { out: 8n }, /out/],
      ['no entry', { out: 0n }, /out/],
      ['another entry marked, the result kept', { 'hot[2]': 0n, 'hot[3]': 1n, out: keep }, /out/],
      ['another entry at the place, the result kept', { 'in[2]': 9n, out: keep }, /out/],
      ...[0, 1, 2, 3].map(
        (i) =>
          [
            `a product of its own at place ${i}`,
            { [`product[${i}]`]: plus(1n) },
            new RegExp(`product\\[${i}\\]`),
          ] as const,
      ),
      ['the marked entry times two', { 'product[2]': 14n }, /product\[2\]/],
    ],
  },
  {
    ...lib('select', 'Prefix', 4),
    inputs: () => ({ count: 2n }),
    forgeries: [
      ['a place left out', { 'out[1]': 0n, 'out[3]': 0n }, /count/],
      ['a place too many', { 'out[2]': 1n, 'out[3]': 0n }, /count/],
      ['a gap', { 'out[1]': 0n, 'out[2]': 1n }, /out\[1\]/],
      ['the last places instead of the first', { 'out[0]': 0n, 'out[1]': 0n, 'out[2]': 1n, 'out[3]': 1n }, /out\[1\]/],
      ['a place counted twice', { 'out[0]': 2n, 'out[1]': 0n }, /out\[0\]/],
      ['all in the first place', { count: 4n, 'out[0]': 3n, 'out[1]': 1n }, /out\[0\]/],
      ['a place taken off', { count: 1n, 'out[2]': -1n }, /out\[2\]/],
      ['one count for another', { count: 3n, 'out[3]': 0n }, /count/],
      ['a count above the length', { count: 5n, ...each((i) => `out[${i}]`, 4, 1n) }, /count/],
      ['a count of -1', { count: -1n, ...each((i) => `out[${i}]`, 4, 0n) }, /count/],
      ['a last place of 2 for a count above the length', { count: 5n, 'out[2]': 1n, 'out[3]': 2n }, /out\[3\]/],
      ['a gap at the end', { count: 3n, 'out[3]': 1n }, /out\[2\]/],
    ],
  },
  {
    ...lib('select', 'Indicator', 4),
    inputs: () => ({ index: 1n }),
    forgeries: [
      ['another place', { 'out[1]': 0n, 'out[2]': 1n, 'out[3]': 0n }, /out\[2\]/],
      ['the place before', { 'out[1]': 0n, 'out[0]': 1n, 'out[3]': 0n }, /out\[0\]/],
      ['the last place', { 'out[1]': 0n, 'out[3]': 1n }, /out\[3\]/],
      ['no place', { 'out[1]': 0n, 'out[3]': 0n }, /out\[1\]/],
      ['two places', { 'out[1]': 1n, 'out[2]': 1n, 'out[3]': 0n }, /out\[2\]/],
      ['two places that sum to one', { 'out[1]': 2n, 'out[3]': -1n }, /out\[3\]/],
      ['two places that sum to one, one not named', { 'out[1]': 1n, 'out[0]': 1n, 'out[3]': -1n }, /out\[[03]\]/],
      ['a place twice', { 'out[1]': 2n, 'out[3]': 0n }, /out\[1\]/],
      ['an index out of range with the last place', { index: 4n, 'out[1]': 0n, 'out[3]': 1n }, /out\[3\]/],
      ['an index out of range with no place', { index: 4n, 'out[1]': 0n, 'out[3]': 0n }, /out\[1\]/],
      ['a negative index with the first place', { index: -1n, 'out[1]': 0n, 'out[0]': 1n, 'out[3]': 0n }, /out\[0\]/],
      ['another index with the old place', { index: 2n, 'out[1]': 1n, 'out[3]': 0n }, /out\[1\]/],
    ],
  },
  {
    ...lib('select', 'AtLevel'),
    inputs: () => ({ level: 1n, own: 5n, other: 7n }),
    forgeries: [
      ['the other level called its own', { 'out[0]': 5n, 'out[1]': 7n }, /out\[[01]\]/],
      ['its own at both levels', { 'out[0]': 5n }, /out\[0\]/],
      ['the other at both levels', { 'out[1]': 7n }, /out\[1\]/],
      ['nothing at its level', { 'out[1]': 0n }, /out\[1\]/],
      ['another level, the places kept', { level: 0n, 'out[0]': keep, 'out[1]': keep }, /out\[[01]\]/],
      ['another level, the swap kept', { level: 0n, swapped: keep }, /swapped/],
      ['no swap', { swapped: 0n }, /swapped/],
      ['a swap of its own', { swapped: plus(1n) }, /swapped/],
      ['more of its own, less of the other', { 'out[1]': plus(1n), 'out[0]': plus(-1n) }, /out\[[01]\]/],
      ['another of its own, the place kept', { own: 6n, 'out[1]': keep }, /out\[1\]/],
      ['another of the other level, the place kept', { other: 8n, 'out[0]': keep }, /out\[0\]/],
    ],
  },
  {
    ...lib('hash', 'Hash', 17),
    inputs: () => ({ state: 5n, in: Array.from({ length: 17 }, (_, index) => BigInt(index)) }),
    forgeries: [
      ...[0, 1, 7, 14, 15, 16].map(
        (i) => [`another element ${i} under the true hash`, { [`in[${i}]`]: plus(1n), out: keep }, /out/] as const,
      ),
      ['another state under the true hash (a hash of one kind used as another)', { state: 6n, out: keep }, /out/],
      ['a hash of its own', { out: plus(1n) }, /out/],
      [
        'the hash of the first step for that of both',
        {
          out: () =>
            hash(
              5n,
              Array.from({ length: 15 }, (_, index) => BigInt(index)),
            ),
        },
        /out/,
      ],
      ['the second step on a state of its own', { 'step[0].out': 0n, out: keep }, /out|step/],
      ['two elements swapped under the true hash', { 'in[0]': 1n, 'in[1]': 0n, out: keep }, /out/],
    ],
  },
  {
    ...lib('hash', 'Keystream', 17),
    inputs: () => ({ key: 123456789n ** 5n }),
    forgeries: [
      ...[0, 1, 7, 14, 15, 16].map(
        (i) => [`an element ${i} of its own`, { [`out[${i}]`]: plus(1n) }, new RegExp(`out\\[${i}\\]`)] as const,
      ),
      ['another key behind one element', { key: plus(1n), 'out[0]': keep }, /out\[0\]/],
      ['another key behind the whole stream', { key: plus(1n), ...each((i) => `out[${i}]`, 17) }, /out/],
      ['a stream of nothing', each((i) => `out[${i}]`, 17, 0n), /out/],
      ['the first block twice', { 'out[15]': of('out[0]'), 'out[16]': of('out[1]') }, /out\[1[56]\]/],
      ['the hidden element in the open', { 'out[0]': of('block[0].out[0]') }, /out\[0\]/],
    ],
  },
  {
    ...lib('divide', 'FloorDivide', 10, 12),
    inputs: () => ({ in: -25n }),
    forgeries: [
      ['a quotient one too high', { out: -2n }, /low/],
      ['a quotient one too low', { out: -4n }, /high/],
      ['a quotient rounded towards 0', { out: -2n, 'low.in': -5n, 'high.in': 14n }, /low|high/],
      ['the half that a field has', { in: 5n, out: 5n * INVERSE_OF_10 }, /quotient/],
      ['the quotient of what is exact in the field', { out: -25n * INVERSE_OF_10 }, /quotient/],
      ['a whole quotient rounded down', { in: -30n, out: -4n }, /high/],
      ['a whole quotient rounded up', { in: 30n, out: 4n }, /low|high/],
      ['a rest of the divisor', { in: -20n, out: -3n }, /high/],
      ['a rest of -1', { in: -21n, out: -2n }, /low/],
      ['a rest not compared', { out: -4n, 'high.in': 0n }, /high\.in/],
      ['a rest of its own', { out: -2n, 'low.in': 0n }, /low\.in/],
      ['a quotient above its range', { in: 20_480n, out: 2_048n }, /quotient/],
      ['a quotient below its range', { in: -20_490n, out: -2_049n }, /quotient/],
      ['a quotient of its own for 0', { in: 0n, out: 1n }, /low|high/],
    ],
  },
];
