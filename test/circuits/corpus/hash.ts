/** Forged witnesses of the templates in circuits/lib/hash.circom. */
import { hash } from '../../../prover/model/poseidon.ts';
import { instance } from '../../support/circuit.ts';
import { each, keep, of, plus, type Corpus } from './corpus.ts';

const hashes = (template: string, length: number): Pick<Corpus, 'template' | 'circuit'> => ({
  template,
  circuit: () => instance({ include: 'circuits/lib/hash.circom', template, args: [length] }),
});

export const HASH: readonly Corpus[] = [
  {
    ...hashes('Hash', 17),
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
    ...hashes('Keystream', 17),
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
];
