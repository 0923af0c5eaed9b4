/** Forged witnesses of the templates in circuits/market. */
import { hash, TAG } from '../../../prover/model/poseidon.ts';
import { instance, type Instance } from '../../support/circuit.ts';
import { ROW, ROW_FIELDS, type RowField } from '../../support/row.ts';
import { keep, plus, type Corpus, type Forgery } from './corpus.ts';

const market = (file: string, template: string, args: Instance['args'] = []) => ({
  template,
  circuit: () => instance({ include: `circuits/market/${file}.circom`, template, args }),
});

const numbers = (length: number, first = 1): bigint[] =>
  Array.from({ length }, (_, index) => BigInt(first + index) * 7919n);

/** One more of each input, under the true hash. */
const underTruth = (output: string, signals: readonly string[]): Forgery[] =>
  signals.map((signal) => [
    `another ${signal} under the true hash`,
    { [signal]: plus(1n), [output]: keep },
    new RegExp(output),
  ]);
/** Two inputs in each other's place, under the true hash. */
const swapped = (
  output: string,
  [first, second]: readonly [string, string],
  values: readonly [bigint, bigint],
): Forgery => [
  `${first} and ${second} swapped`,
  { [first]: values[1], [second]: values[0], [output]: keep },
  new RegExp(output),
];

/** What stands at each place of a row. */
const PLACES = (Object.entries(ROW) as [RowField, number][]).flatMap(([field, first], index, fields) => {
  const parts = (fields[index + 1]?.[1] ?? ROW_FIELDS) - first;
  return Array.from({ length: parts }, (_, part) => (parts === 1 ? field : `${field}[${part}]`));
});
const ROW_OF_NUMBERS = numbers(ROW_FIELDS);
/** Two places of a row in each other's, under the true leaf. */
function swappedInRow(first: number, second: number): Forgery {
  const values = [ROW_OF_NUMBERS[first] ?? 0n, ROW_OF_NUMBERS[second] ?? 0n] as const;
  const [, edits, breaks] = swapped('leaf', [`row[${first}]`, `row[${second}]`], values);
  return [`${PLACES[first]} and ${PLACES[second]} swapped`, edits, breaks];
}

const CELL = { deltaGamma: 11n, vega: 12n, volUp: 13n, volDown: 14n, price: 15n, tier: numbers(4) };
const LEVEL = numbers(8);
const DIGITS = [1n, 0n, 1n];

/** A leaf in slot 0b0101_011_101: child 5 of node 3 of group 5. */
const LOWER = numbers(8);
const NODE = hash(TAG.node, LOWER);
const UPPER = numbers(8, 20).with(3, NODE);
const GROUP = hash(TAG.node, UPPER);
const TOP = numbers(16, 40).with(5, GROUP);
const SLOT = [1n, 0n, 1n, 1n, 1n, 0n, 1n, 0n, 1n, 0n];

export const MARKET: readonly Corpus[] = [
  {
    ...market('row', 'RowLeaf'),
    inputs: () => ({ row: ROW_OF_NUMBERS }),
    forgeries: [
      ...PLACES.map((name, place): Forgery => [
        `another ${name} under the true hash`,
        { [`row[${place}]`]: plus(1n), leaf: keep },
        /leaf/,
      ]),
      swappedInRow(ROW.cross, ROW.cross + 1),
      swappedInRow(ROW.sizeTiers, ROW.sizeTiers + 1),
      swappedInRow(ROW.cross, ROW.sizeTiers),
      swappedInRow(ROW.settlementPrice, ROW.linearPrice),
      ['a leaf of its own', { leaf: plus(1n) }, /leaf/],
    ],
  },
  {
    ...market('row', 'ScenariosHash', [8]),
    inputs: () => ({ value: numbers(5) }),
    forgeries: [
      ...underTruth(
        'out',
        [0, 1, 2, 3, 4].map((index) => `value[${index}]`),
      ),
      swapped('out', ['value[0]', 'value[1]'], [7919n, 2n * 7919n]),
      swapped('out', ['value[0]', 'value[4]'], [7919n, 5n * 7919n]),
      ['a hash of its own', { out: plus(1n) }, /out/],
      ['a section of 0', { out: 0n }, /out/],
      ['the hash of another kind', { out: () => hash(TAG.cross, numbers(5)) }, /out/],
    ],
  },
  {
    ...market('row', 'SizeTiersHash'),
    inputs: () => ({ price: 5n, tier: numbers(12) }),
    forgeries: [
      ...underTruth('out', ['price', ...numbers(12).map((_, index) => `tier[${index}]`)]),
      swapped('out', ['tier[0]', 'tier[1]'], [7919n, 2n * 7919n]),
      swapped('out', ['price', 'tier[0]'], [5n, 7919n]),
      ['a section of 0', { out: 0n }, /out/],
      ['the hash of another kind', { out: () => hash(TAG.cross, [5n, ...numbers(12)]) }, /out/],
    ],
  },
  {
    ...market('row', 'CrossHash'),
    inputs: () => CELL,
    forgeries: [
      ...underTruth('out', [
        'deltaGamma',
        'vega',
        'volUp',
        'volDown',
        'price',
        ...[0, 1, 2, 3].map((index) => `tier[${index}]`),
      ]),
      swapped('out', ['volUp', 'volDown'], [13n, 14n]),
      swapped('out', ['deltaGamma', 'vega'], [11n, 12n]),
      ['a section of 0', { out: 0n }, /out/],
      ['the hash of another kind', { out: () => hash(TAG.sizeTiers, [11n, 12n, 13n, 14n, 15n, ...numbers(4)]) }, /out/],
    ],
  },
  {
    ...market('tree', 'Node'),
    inputs: () => ({ digit: DIGITS, child: LEVEL[5] ?? 0n, children: LEVEL }),
    forgeries: [
      ['a child that does not stand there', { child: plus(1n) }, /child|picked/],
      ['the child of the place before', { child: LEVEL[4] ?? 0n }, /child|picked/],
      ['the child at a place with one digit turned', { 'digit[0]': 0n }, /child|picked/],
      ['the child at a place with the top digit turned', { 'digit[2]': 0n }, /child|picked/],
      ['a child swapped in, under the true node', { child: 9n, 'children[5]': 9n, node: keep }, /node/],
      ['another sibling, under the true node', { 'children[0]': plus(1n), node: keep }, /node/],
      ['a node of its own', { node: plus(1n) }, /node/],
      ['the empty leaf', { child: 0n }, /child|picked/],
      ['a pick of its own', { child: 9n, 'picked.product[5]': 9n }, /picked\.product\[5\]/],
      ['a pick from two places', { child: (LEVEL[5] ?? 0n) + (LEVEL[4] ?? 0n), 'picked.hot[4]': 1n }, /picked/],
      ['a place of its own', { child: LEVEL[4] ?? 0n, 'picked.hot[5]': 0n, 'picked.hot[4]': 1n }, /picked/],
      ['the hash of another kind', { node: () => hash(TAG.row, LEVEL) }, /node/],
    ],
  },
  {
    ...market('tree', 'RowMembership'),
    inputs: () => ({ digit: SLOT, leaf: LOWER[5] ?? 0n, lower: LOWER, upper: UPPER, top: TOP }),
    forgeries: [
      ['a leaf that does not stand there', { leaf: 9n }, /leaf|low\.child/],
      ['the empty leaf', { leaf: 0n }, /leaf|low\.child/],
      ['the leaf of the slot before', { leaf: LOWER[4] ?? 0n }, /leaf|low\.child/],
      ...SLOT.map((digit, index): Forgery => [
        `the row of a slot that differs in bit ${index}`,
        { [`digit[${index}]`]: 1n - digit },
        /leaf|low\.child|high\.child|low\.node|high\.node|picked/,
      ]),
      ['a lower level of its own', { leaf: 9n, 'lower[5]': 9n }, /low\.node|high\.child/],
      [
        'lower and upper levels of its own',
        { leaf: 9n, 'lower[5]': 9n, 'upper[3]': () => hash(TAG.node, LOWER.with(5, 9n)) },
        /high\.node/,
      ],
      ['a lower level whose node is kept', { leaf: 9n, 'lower[5]': 9n, 'high.child': keep }, /low\.node|high\.child/],
      ['an upper level whose node is kept', { 'upper[0]': 9n, 'high.node': keep }, /high\.node/],
      ['another top', { 'top[5]': plus(1n) }, /high\.node/],
      [
        'the top of another group',
        { 'picked.product[4]': GROUP, 'picked.product[5]': 0n, 'top[4]': GROUP, 'top[5]': 9n },
        /picked/,
      ],
    ],
  },
  {
    ...market('tree', 'MarketRoot'),
    inputs: () => ({ top: TOP, parametersHash: 3n, epoch: 4n, time: 5n }),
    forgeries: [
      ...underTruth('root', ['parametersHash', 'epoch', 'time', ...[0, 5, 12, 14, 15].map((index) => `top[${index}]`)]),
      swapped('root', ['epoch', 'time'], [4n, 5n]),
      swapped('root', ['top[0]', 'top[1]'], [TOP[0] ?? 0n, TOP[1] ?? 0n]),
      ['a root of its own', { root: plus(1n) }, /root/],
      ['the hash of another kind', { root: () => hash(TAG.parameters, [...TOP, 3n, 4n, 5n]) }, /root/],
    ],
  },
  {
    ...market('parameters', 'ParametersHash', [3]),
    inputs: () => ({ version: 1n, lossFactor: [2n, 3n], skew: [0n, 1n], shock: [5n, 6n, 7n], damping: [8n, 9n, 10n] }),
    forgeries: [
      ...underTruth('out', [
        ...['version', 'lossFactor[0]', 'lossFactor[1]', 'skew[0]', 'skew[1]'],
        ...[0, 1, 2].flatMap((index) => [`shock[${index}]`, `damping[${index}]`]),
      ]),
      swapped('out', ['lossFactor[0]', 'lossFactor[1]'], [2n, 3n]),
      swapped('out', ['shock[0]', 'damping[0]'], [5n, 8n]),
      ['a hash of its own', { out: plus(1n) }, /out/],
    ],
  },
];
