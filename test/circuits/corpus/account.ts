/** Forged witnesses of the templates in circuits/account. */
import { hash, TAG } from '../../../prover/model/poseidon.ts';
import { instance } from '../../support/circuit.ts';
import { slotDigits } from '../../support/row.ts';
import type { Edit } from '../forger.ts';
import { keep, of, plus, type Corpus, type Forgery } from './corpus.ts';

/** Collateral with a tiered haircut, a short perpetual, and two unused legs. */
const LEGS = {
  count: 2n,
  instrument: [5n, 70n, 0n, 0n],
  size: [10n, -4n, 0n, 0n],
  cost: [-3n, 8n, 0n, 0n],
};
const HEADER = {
  id: 77n,
  owner: 0xabcdn,
  sequence: 3n,
  lossCheckpoint: 6n,
  cash: -5n,
  blinding: 123456789n ** 4n,
};
/** Legs of two chunks, the second of which has one. */
const PACKED = [11n, 12n, 13n, 14n, 15n, 0n, 0n, 0n];

/** Attacks on the legs of an account, where Legs is the main component or part of it. */
function onLegs(part = ''): readonly Forgery[] {
  const inside = (edits: Record<string, Edit>): Record<string, Edit> =>
    Object.fromEntries(Object.entries(edits).map(([signal, edit]) => [`${part}${signal}`, edit]));
  return [
    ['a leg left out of the count', { count: 1n, ...inside({ 'used[1]': 0n }) }, /used\[1\]/],
    ['a leg counted twice', { count: 3n, ...inside({ 'used[2]': 1n }) }, /rise\[2\]/],
    ['a leg hidden behind the used ones', inside({ 'used[1]': 0n, 'used[2]': 1n }), /used\[[12]\]|rise/],
    ['the same instrument twice', { 'instrument[1]': 5n, 'size[1]': 4n }, /rise\[1\]/],
    ['legs out of order', { 'instrument[0]': 71n }, /rise\[1\]/],
    ['instrument 0 in a used leg', { 'instrument[0]': 0n }, /rise\[0\]/],
    ['an instrument above the table', { 'instrument[1]': 1024n, 'size[1]': 4n }, /slot\[1\]|slotDigit\[1\]/],
    ['an instrument in an unused leg', { 'instrument[2]': 80n }, /used\[2\]/],
    ['a size in an unused leg', { 'size[2]': 1n }, /used\[2\]/],
    ['a cost in an unused leg', { 'cost[3]': 1n }, /used\[3\]/],
    ['a short leg called long', { 'long[1]': 1n }, /sizeRange\[1\]/],
    ['a long leg called short', { 'size[1]': 4n, 'long[1]': 0n }, /sizeRange\[1\]/],
    ['short collateral', { 'size[0]': -1n }, /long\[0\]/],
    ['short collateral called long', { 'size[0]': -1n, 'long[0]': 1n }, /sizeRange\[0\]/],
    ['short collateral called a derivative', { 'size[0]': -1n, 'derivative[0]': 1n }, /derivative\[0\]/],
    ['a size above its range', { 'size[1]': 1n << 55n }, /sizeRange\[1\]/],
    ['a size below its range', { 'size[1]': -(1n << 55n) - 1n }, /sizeRange\[1\]/],
    ['a cost above its range', { 'cost[0]': 1n << 63n }, /costRange\[0\]/],
    ['another slot by its digits', { 'slotDigit[0][0]': 0n }, /slot(Digit)?\[0\]|instrument\[0\]/],
    ['a perpetual called collateral', { 'derivative[1]': 0n }, /derivative\[1\]/],
    ['collateral called a derivative', { 'derivative[0]': 1n }, /derivative\[0\]/],
    ['tiered collateral called flat', { 'tiered[0]': 0n }, /tiered\[0\]/],
    ['a rise of its own', { 'instrument[1]': 5n, 'size[1]': 4n, ...inside({ 'rise[1].in': 0n }) }, /rise\[1\]/],
  ];
}

export const ACCOUNT: readonly Corpus[] = [
  {
    template: 'SlotKind',
    circuit: () => instance({ include: 'circuits/account/slot.circom', template: 'SlotKind' }),
    inputs: () => ({ digit: slotDigits(70) }),
    forgeries: [
      ['a perpetual called collateral, so that its margin is a haircut', { derivative: 0n }, /derivative|below/],
      ['collateral called a perpetual, so that its haircut is margin', { 'digit[6]': 0n, derivative: 1n }, /below/],
      ['a perpetual called tiered', { tiered: 1n }, /tiered|below/],
      ['tiered collateral called flat', { 'digit[6]': 0n, tiered: 0n }, /tiered|below/],
      ['flat collateral called tiered', { 'digit[6]': 0n, 'digit[5]': 1n, tiered: 1n }, /tiered|below/],
      ...[4, 5, 6, 7, 8, 9].map((bit): Forgery => [
        `bit ${bit} ignored`,
        { ...withSlot(1 << bit), tiered: 1n, derivative: 0n },
        /below|tiered/,
      ]),
      ['no slot below any', { ...withSlot(3), 'below[5]': 0n }, /below/],
      ['half a kind', { derivative: 2n }, /derivative|below/],
    ],
  },
  {
    template: 'Legs',
    circuit: () => instance({ include: 'circuits/account/legs.circom', template: 'Legs', args: [4] }),
    inputs: () => LEGS,
    forgeries: [
      ...onLegs(),
      ['a leg packed with another size', { 'size[1]': -5n, 'packed[1]': keep }, /packed\[1\]/],
      ['a leg packed with another cost', { 'cost[1]': 9n, 'packed[1]': keep }, /packed\[1\]/],
      ['a leg packed as another instrument', { 'packed[1]': plus(1n) }, /packed\[1\]/],
      ['a leg packed as none', { 'packed[0]': 0n }, /packed\[0\]/],
      ['an unused leg packed as one', { 'packed[2]': of('packed[1]') }, /packed\[2\]/],
    ],
  },
  {
    template: 'AccountCommitment',
    circuit: () =>
      instance({ include: 'circuits/account/commitment.circom', template: 'AccountCommitment', args: [8] }),
    inputs: () => ({
      ...HEADER,
      method: 3n,
      count: 5n,
      packed: PACKED,
      used: PACKED.map((leg) => BigInt(leg !== 0n)),
    }),
    forgeries: [
      ...[
        'id',
        'owner',
        'method',
        'sequence',
        'lossCheckpoint',
        'count',
        'cash',
        'blinding',
        'packed[0]',
        'packed[4]',
      ].map((signal): Forgery => [
        `another ${signal} behind the commitment`,
        { [signal]: plus(1n), commitment: keep },
        /commitment/,
      ]),
      ["two legs in each other's place", { 'packed[0]': 12n, 'packed[1]': 11n, commitment: keep }, /commitment/],
      ['the second chunk left out', { 'used[4]': 0n, commitment: keep }, /commitment/],
      ['an end of its own', { 'ended[1]': 0n }, /ended\[1\]/],
      ['the chain of legs cut off', { 'ended[0]': 0n }, /ended\[0\]/],
      ['the first chunk taken for none by the second', { 'chain[0].out': TAG.legs }, /chain\[0\]\.out/],
      ['a commitment of its own', { commitment: plus(1n) }, /commitment/],
      ['the hash of another kind', { commitment: () => hash(TAG.legs, PACKED) }, /commitment/],
    ],
  },
  {
    template: 'AccountOpening',
    circuit: () => instance({ include: 'circuits/account/opening.circom', template: 'AccountOpening', args: [4, 3] }),
    inputs: () => ({ ...HEADER, ...LEGS }),
    forgeries: [
      ...[
        'id',
        'owner',
        'sequence',
        'lossCheckpoint',
        'cash',
        'blinding',
        'instrument[1]',
        'size[0]',
        'size[1]',
        'cost[0]',
        'cost[1]',
      ].map((signal): Forgery => [
        `another ${signal} behind the commitment`,
        { [signal]: plus(1n), commitment: keep },
        /commitment/,
      ]),
      ...onLegs('legs.'),
      ['another commitment', { commitment: plus(1n) }, /commitment/],
      ['cash below its range', { cash: -(1n << 63n) - 1n }, /cashRange/],
      ['the chain of legs not ended', { 'whole.ended[0]': 0n, commitment: keep }, /ended\[0\]|commitment/],
      ['the chain of legs cut off', { 'whole.ended[0]': 0n }, /ended\[0\]/],
      ['legs packed otherwise', { 'legs.packed[0]': plus(1n << 16n) }, /packed\[0\]/],
    ],
  },
];

function withSlot(slot: number): Record<string, bigint> {
  return Object.fromEntries(
    slotDigits(slot).flatMap((digit, bit) => (bit < 4 ? [] : [[`digit[${bit}]`, digit] as const])),
  );
}
