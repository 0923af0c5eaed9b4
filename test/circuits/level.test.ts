/**
 * At a level between or beyond the two, what a circuit reads at the place of the level is a mixture: a public root would
 * fit sections that no publisher hashed. Only that levels are boolean stands against it.
 */
import { expect } from 'chai';
import { hash, TAG } from '../../prover/model/poseidon.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import { changeCircuit, onTheLineAfter, stated } from '../support/change.ts';
import { CROSS, ISOLATED, SMALL } from '../support/margin.ts';
import { cell, type RowField } from '../support/row.ts';
import { inverse } from '../analysis/combination.ts';
import { requestOf, scene } from './corpus/valued-changes.ts';
import { forge, type Edit } from './forger.ts';

type Edits = Readonly<Record<string, Edit>>;
type ValueOf = (signal: string) => bigint;

/** A section of the only leg with a risk price of its own, and the level at which that fits the hashes of its row. */
function ownSection(field: RowField, otherSection: string, hashOf: (valueOf: ValueOf, price: bigint) => bigint): Edits {
  const lower = (honest: bigint): bigint => honest - 1n;
  const hashes = (valueOf: ValueOf): [own: bigint, other: bigint, first: bigint] => {
    const [first, second] = [valueOf(cell(0, field, 0)), valueOf(cell(0, field, 1))];
    const own = hashOf(valueOf, lower(valueOf('price[0]')));
    return [own, first + second - own, first];
  };
  return {
    'price[0]': lower,
    [otherSection]: (_, valueOf) => hashes(valueOf)[1],
    level: (_, valueOf) => {
      const [own, other, first] = hashes(valueOf);
      return (first - own) * inverse(other - own);
    },
  };
}

const list = (names: readonly string[], valueOf: ValueOf): bigint[] => names.map(valueOf);
const tiers = (count: number): string[] => Array.from({ length: count }, (_, tier) => `tier[0][${tier}]`);

const FORGERIES: readonly (readonly [method: string, shape: CircuitShape, edits: Edits])[] = [
  [
    'isolated',
    ISOLATED,
    ownSection('sizeTiers', 'otherSizeTiers[0]', (valueOf, price) =>
      hash(TAG.sizeTiers, [price, ...list(tiers(12), valueOf)]),
    ),
  ],
  [
    'cross',
    CROSS,
    ownSection('cross', 'otherCross[0]', (valueOf, price) => {
      const before = list(['deltaGamma[0]', 'vega[0]', 'volUp[0]', 'volDown[0]'], valueOf);
      return hash(TAG.cross, [...before, price, ...list(tiers(4), valueOf)]);
    }),
  ],
  // As far below the maintenance margin as that is below the initial one.
  ['portfolio', SMALL, { level: -1n }],
];

describe('a level that is neither', () => {
  for (const [method, shape, edits] of FORGERIES) {
    it(`cannot lower the margin of a transition: ${method}`, async () => {
      const { account: whole, ...at } = scene('Transition', shape);
      const { change, market } = at;
      const account = onTheLineAfter(
        { account: { ...whole, legs: whole.legs.slice(-1) }, change },
        market.table,
        'initial',
      );
      const circuit = await changeCircuit('Transition', shape);
      const { inputs } = stated(requestOf({ ...at, account }), { legs: shape.legs, shape });
      const { violations } = forge(circuit, await circuit.witness(inputs), edits);
      expect(violations.map(({ names }) => names)).to.deep.equal([['level']]);
    });
  }
});
