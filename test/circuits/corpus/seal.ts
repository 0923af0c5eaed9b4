/** Forged witnesses of the sealed state: what is published is the state behind the commitment, for both readers. */
import { packLeg, type Account } from '../../../prover/model/account.ts';
import { evaluate, sealState } from '../../../prover/model/seal.ts';
import { cash, size, toField } from '../../../prover/model/units.ts';
import { instance } from '../../support/circuit.ts';
import { KEYS, POINT } from '../../support/change.ts';
import { BASE, LOW_ORDER } from '../../support/points.ts';
import { keep, of, plus, type Corpus, type Forgery } from './corpus.ts';

const CAPACITY = 4;
const STATE: Account = {
  id: 77n,
  owner: 0xabcdn,
  method: 'portfolio',
  sequence: 4n,
  lossCheckpoint: 6n,
  cash: cash(-5n),
  legs: [
    { instrument: 5, size: size(10n), cost: cash(-3n) },
    { instrument: 70, size: size(-4n), cost: cash(8n) },
  ],
  blinding: 123456789n ** 8n,
};

const seal = (change: Partial<Account> = {}, keys = KEYS) =>
  sealState({ account: { ...STATE, ...change }, capacity: CAPACITY, ...keys });

/** Words that a forger would rather publish; the honest ones do not have their value at the point. */
const publishing = (attack: string, words: readonly bigint[]): Forgery => [
  attack,
  { evaluation: () => evaluate(words, POINT) },
  /evaluation|sum/,
];
const { words: WORDS, keys } = seal();
const LENGTH = WORDS.length;
const NAMES = ['ephemeral key', 'key for the viewer', 'key for the liquidator', 'count and cash', 'first leg'];

/** The honest value stays although the state behind it does not. */
const hiding = (name: string, signal: string): Forgery => [
  `another ${name} than is published`,
  { [signal]: plus(1n), evaluation: keep },
  /evaluation|sum/,
];

export const SEAL: readonly Corpus[] = [
  {
    template: 'Seal',
    circuit: () => instance({ include: 'circuits/account/seal.circom', template: 'Seal', args: [CAPACITY] }),
    addsPoints: true,
    checksAliases: true,
    hasZeroTests: true,
    inputs: () => ({
      count: BigInt(STATE.legs.length),
      lossCheckpoint: STATE.lossCheckpoint,
      cash: toField(STATE.cash),
      packed: Array.from({ length: CAPACITY }, (_, index) =>
        STATE.legs[index] === undefined ? 0n : packLeg(STATE.legs[index]),
      ),
      blinding: STATE.blinding,
      key: [keys.viewing.y, keys.liquidation.y],
      keyX: [keys.viewing.x, keys.liquidation.x],
      point: POINT,
    }),
    forgeries: [
      ['an evaluation of its own', { evaluation: plus(1n) }, /evaluation|sum/],
      ['an evaluation of nothing', { evaluation: 0n }, /evaluation|sum/],
      ['the evaluation at another point', { point: plus(1n), evaluation: keep }, /evaluation|sum/],
      publishing('the ciphertext of another state', seal({ cash: cash(1n << 40n) }).words),
      publishing('the ciphertext of the state before', seal({ blinding: 1n }).words),
      publishing('the ciphertext of an account without its losing leg', seal({ legs: STATE.legs.slice(0, 1) }).words),
      publishing('words sealed to the viewer twice', seal({}, { ...KEYS, liquidationKey: KEYS.viewingKey }).words),
      publishing('words sealed to another viewer', seal({}, { ...KEYS, viewingKey: BASE.y }).words),
      publishing(
        "the keys in each other's place",
        seal({}, { viewingKey: KEYS.liquidationKey, liquidationKey: KEYS.viewingKey }).words,
      ),
      publishing('a word too few', WORDS.slice(0, -1)),
      publishing('a word too many', [...WORDS, 1n]),
      publishing('words in another order', WORDS.toReversed()),
      ...NAMES.map((name, index) => publishing(`another ${name}`, WORDS.with(index, 1n))),
      hiding('count', 'count'),
      hiding('loss checkpoint', 'lossCheckpoint'),
      hiding('cash', 'cash'),
      hiding('first leg', 'packed[0]'),
      hiding('padding', 'packed[3]'),
      hiding('blinding', 'blinding'),
      [
        'another key of the viewer than is published',
        { 'key[0]': BASE.y, 'keyX[0]': BASE.x, evaluation: keep },
        /evaluation|sum/,
      ],
      ['the liquidation key of nobody', { 'key[1]': BASE.y, 'keyX[1]': BASE.x, evaluation: keep }, /evaluation|sum/],
      ...LOW_ORDER.slice(0, 3).map(({ x, y }, index): Forgery => [
        `a liquidation key of low order, number ${index}`,
        { 'key[1]': y, 'keyX[1]': x },
        /shared\[1\]\.inverse/,
      ]),
      ['a viewing key off the curve', { 'key[0]': plus(1n) }, /BabyCheck|key\[0\]/],
      ['an ephemeral secret of its own', { ephemeral: 5n }, /ephemeral|Poseidon/],
      ['a seal key of its own', { sealKey: 5n }, /sealKey|Poseidon/],
      ['a wrapping of its own', { 'wrap[1]': 0n }, /wrap\[1\]|Poseidon/],
      ['a shared secret of its own', { 'shared[1].multiple.adders[0].yout': 1n }, /shared\[1\]/],
      ['digits of another ephemeral secret', { 'digit[0]': (honest) => 1n - honest }, /ephemeral|digit|compConstant/],
      ['a stream of nothing', { 'stream.out[2]': 0n }, /stream/],
      ...Array.from({ length: LENGTH }, (_, index): Forgery => [
        `a word ${index} of its own`,
        { [`words[${index}]`]: plus(1n) },
        new RegExp(`words\\[${index}\\]|sum\\[${index}\\]`),
      ]),
      ['a sum of its own', { 'sum[3]': plus(1n) }, /sum\[3\]/],
      ['the words of another sum', { 'sum[3]': of('sum[4]') }, /sum\[3\]/],
    ],
  },
];
