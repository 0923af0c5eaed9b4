/** Forged witnesses of the templates in circuits/lib/curve.circom. */
import { SCALAR_FIELD } from '../../../prover/model/units.ts';
import { instance } from '../../support/circuit.ts';
import { BASE, LOW_ORDER } from '../../support/points.ts';
import type { Edit } from '../forger.ts';
import { flip, keep, of, plus, type Corpus, type Forgery } from './corpus.ts';

const curve = (template: string): Pick<Corpus, 'template' | 'circuit'> => ({
  template,
  circuit: () => instance({ include: 'circuits/lib/curve.circom', template }),
});

const DIGITS = 254;
const digitsOf = (value: bigint): bigint[] => Array.from({ length: DIGITS }, (_, bit) => (value >> BigInt(bit)) & 1n);
const spelt = (name: string, value: bigint): Record<string, Edit> =>
  Object.fromEntries(digitsOf(value).map((digit, bit) => [`${name}[${bit}]`, digit]));

const slope = (window: number): string => `multiple.segments[0].adders[${window}].lamda`;

/** Some scalar of full length, as a hash is. */
const SCALAR = SCALAR_FIELD - 98765432109876543210n ** 3n;
const OWN_SCALAR = [0, 1, 2, 100, 147, 148, 200, 249, 250, 253].map((bit): Forgery => [
  `another digit ${bit} behind the same point`,
  { [`digit[${bit}]`]: flip, y: keep },
  /\by\b|xout|yout|^multiple/,
]);

export const CURVE: readonly Corpus[] = [
  {
    ...curve('FieldDigits'),
    checksAliases: true,
    inputs: () => ({ in: 12_345n }),
    forgeries: [
      ['the digits of r more', spelt('out', 12_345n + SCALAR_FIELD), /compConstant/],
      ['the digits of r for 0', { in: 0n, ...spelt('out', SCALAR_FIELD) }, /compConstant/],
      ['the digits of -1 as r - 1 of another number', { in: 5n, ...spelt('out', SCALAR_FIELD - 1n) }, /^in|out\[/],
      [
        'the largest 254 digits for what they leave over r',
        { in: (1n << 254n) - 1n - SCALAR_FIELD, ...spelt('out', (1n << 254n) - 1n) },
        /compConstant/,
      ],
      ['a lost digit', { 'out[0]': 0n }, /in\b/],
      ['a digit of 2 in place of the next one', { 'out[0]': -1n, 'out[1]': 1n }, /out\[[01]\]|compConstant/],
      ['a lost top digit', { in: -1n, 'out[253]': 0n }, /in\b/],
      ['an added top digit', { 'out[253]': 1n }, /compConstant/],
      ['a digit carried to the one above', { 'out[3]': 2n, 'out[4]': 0n }, /out\[3\]|compConstant/],
      ['the digits of the negative', spelt('out', SCALAR_FIELD - 12_345n), /in\b/],
      ['another number with the old digits', { in: plus(1n), ...spelt('out', 12_345n) }, /in\b/],
    ],
  },
  {
    ...curve('BaseMultiple'),
    addsPoints: true,
    inputs: () => ({ digit: digitsOf(SCALAR) }),
    forgeries: [
      ...OWN_SCALAR,
      ['a point of its own', { y: plus(1n) }, /\by\b/],
      ['the negative of y', { y: (honest) => -honest }, /\by\b/],
      ['the base itself', { y: BASE.y }, /\by\b/],
      ['a slope of its own', { [slope(40)]: plus(1n) }, /adders\[40\]/],
      ['the slope of another window', { [slope(5)]: of(slope(4)) }, /adders\[5\]/],
      ['a window left out', { 'multiple.segments[0].adders[7].in2[0]': 0n }, /windows\[7\]/],
      ['another entry of a window', { 'multiple.segments[0].windows[7].mux.a210[0]': plus(1n) }, /mux|windows\[7\]/],
      ['the last two digits left out', { 'multiple.adders[0].beta': 0n }, /beta/],
    ],
  },
  {
    ...curve('KeyMultiple'),
    addsPoints: true,
    hasZeroTests: true,
    inputs: () => ({ digit: digitsOf(SCALAR), key: BASE.y, keyX: BASE.x }),
    forgeries: [
      ['an off-curve key', { key: plus(1n) }, /BabyCheck|^key/],
      ['an off-curve key by its x', { keyX: plus(1n) }, /BabyCheck|^key/],
      ['a key of 0 by 0, off the curve', { key: 0n, keyX: 0n }, /BabyCheck|^key|inverse/],
      ...LOW_ORDER.map(({ x, y }, index): Forgery => [
        `a low-order key, number ${index} of eight`,
        { keyX: x, key: y },
        /inverse/,
      ]),
      ['the identity with an inverse of 0', { keyX: 0n, key: 1n, inverse: 0n }, /inverse/],
      ['an inverse of its own', { inverse: plus(1n) }, /inverse/],
      [
        'a key not cleared of its cofactor',
        { 'doubled[2].xout': of('keyX'), 'doubled[2].yout': of('key') },
        /doubled\[2\]/,
      ],
      [
        'a key cleared once too little',
        { 'doubled[2].xout': of('doubled[1].xout'), 'doubled[2].yout': of('doubled[1].yout') },
        /doubled\[2\]/,
      ],
      [
        'another point in place of the doubled one',
        { 'doubled[0].xout': BASE.x, 'doubled[0].yout': BASE.y },
        /doubled/,
      ],
      ...OWN_SCALAR,
      ['a secret of its own', { y: plus(1n) }, /\by\b/],
      ['the secret of nobody', { y: 1n }, /\by\b/],
      ['a slope of its own', { 'multiple.segments[0].bits[7].adder.lamda': plus(1n) }, /bits\[7\]\.adder/],
      ['a slope of its own in a doubling', { 'multiple.segments[1].bits[7].doubler.lamda': plus(1n) }, /bits\[7\]/],
      ['the base in place of the key', { 'multiple.zeropoint.out': 1n }, /zeropoint/],
      ['the first segment alone', { 'multiple.adders[0].x2': 0n, 'multiple.adders[0].y2': 1n }, /segments\[1\]|adders/],
    ],
  },
];
