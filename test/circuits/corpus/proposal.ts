/** Forged witnesses of a change over rows that need no opening: fill, flow, settlement, limits and seal together. */
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { fillHash, type Fill } from '../../../prover/model/fill.ts';
import { packFlow } from '../../../prover/model/flow.ts';
import { cash, ONE_SIZE, size } from '../../../prover/model/units.ts';
import { desk, fillOf, stated, trade, type Move } from '../../support/change.ts';
import { inverse } from '../../analysis/combination.ts';
import { instance } from '../../support/circuit.ts';
import { ISOLATED } from '../../support/margin.ts';
import { BASE, LOW_ORDER } from '../../support/points.ts';
import type { Edit } from '../forger.ts';
import { flip, keep, plus, touching, type Corpus, type Forgery } from './corpus.ts';

const { account: HELD, market: MARKET, rows } = desk(20200521n, ISOLATED);
const [COLLATERAL, , PERPETUAL] = rows;
if (COLLATERAL === undefined || PERPETUAL === undefined) throw new Error('desk: expected three legs');
/** A frozen row of the market, and how many are short of it: worth no whole number of ticks. */
const { slot: FROZEN = 0, settlementPrice: DELIVERY = 0n } =
  [...MARKET.table.rows.values()].find(({ frozen }) => frozen) ?? {};
const ODD = size(-3n * ONE_SIZE - 1n);

const NOT_PROPOSED =
  /^(oldCommitment|newCommitment|evaluation|marketRoot|level|price|tier|index|lower|upper|top|other.*|parametersHash|epoch|time)$/;
const MANY = ['oldCommitment', 'newCommitment', 'evaluation'] as const;
/** Outputs here, which the statements compare with public signals. */
const published: Record<string, Edit> = Object.fromEntries(MANY.map((name) => [name, keep]));

const proposal = (as: string, move: Move): Omit<Corpus, 'forgeries'> => ({
  template: 'Proposal',
  as,
  circuit: () => instance({ include: 'circuits/account/proposal.circom', template: 'Proposal', args: [4, 1] }),
  addsPoints: true,
  checksAliases: true,
  hasZeroTests: true,
  inputs: () => {
    const request = { statement: 'transition', level: 'maintenance', market: MARKET, ...move } as const;
    const { inputs } = stated(request, { legs: 4, shape: ISOLATED });
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => !NOT_PROPOSED.test(name)));
  },
});

const elsewhere = (place: number): Record<string, Edit> => touching(place, 'change.touched', 'list.places.out[4]');

/** A short that sells more: a growth. */
const FILL = fillOf(PERPETUAL, ONE_SIZE);
const SELLS = trade(PERPETUAL, 'seller', ONE_SIZE);
/** The fill and its hash with other values. */
const filled = (change: Partial<Fill>): Record<string, Edit> => {
  const fill = { ...FILL, ...change };
  return { fillSize: fill.size, fillCost: fill.cost, salt: fill.salt, fill: () => fillHash(fill) };
};
const hidden = ['id', 'owner', 'sequence', 'lossCheckpoint', 'cash', 'blinding', 'size[0]', 'cost[2]'].map(
  (name): Forgery => [
    `another ${name} of the old state`,
    { [name]: plus(1n), ...published },
    /Commitment|evaluation|sum/,
  ],
);

const SETTLED: Account = {
  ...HELD,
  cash: cash(0n),
  legs: [...HELD.legs.slice(0, 2), { instrument: FROZEN, size: ODD, cost: cash(17n) }],
};
const LIMITS = 'row[2][6]';
const DELIVERED: Fill = { instrument: FROZEN, size: size(ONE_SIZE), cost: cash(DELIVERY), salt: 7n };

const RICH: Account = { ...HELD, cash: cash(5n) };
const OUT = { asset: COLLATERAL.slot, amount: -1n };

export const PROPOSAL: readonly Corpus[] = [
  {
    ...proposal('that sells', { account: HELD, change: SELLS }),
    forgeries: [
      ...hidden,
      ['another fill behind the same hash', { fillSize: plus(1n) }, /fill|whole/],
      ['a fill of another leg', { ...elsewhere(1), 'payoff.out': payoffOf(1) }, /fill|whole|above|below/],
      ['a fill of size 0', { ...filled({ cost: cash(0n) }), fillSize: 0n }, /isNothing|trades|fill|whole/],
      ['a fill above the band', filled({ cost: cash(FILL.cost + ONE_SIZE) }), /above/],
      ['a fill below the band', filled({ cost: cash(FILL.cost - ONE_SIZE) }), /below/],
      ['a fill at the price of another row', { 'price.out': plus(1n), 'payoff.out': plus(-2n) }, /price/],
      [
        'a fill in a wider band',
        { ...filled({ cost: cash(FILL.cost + ONE_SIZE) }), 'limits.band': 2n * ONE_SIZE },
        /band/,
      ],
      ['a side of 2', { side: 2n }, /side|trades/],
      ['the side of the buyer', { side: 1n, ...published }, /Commitment|evaluation|sum/],
      ['the deltas of the buyer for the seller', { 'trade.sizeDelta': (honest) => -honest }, /sizeDelta/],
      ['a cost that the fill does not have', { 'change.costDelta': plus(1n) }, /costDelta/],
      ['a size without a fill', { side: 0n, fill: 0n, 'change.sizeDelta': keep }, /sizeDelta/],
      ['a fill that touches nothing', { ...elsewhere(4), 'payoff.out': 0n }, /touch|fill|whole|above|below|room/],
      ['growth in a reduce-only row', { [LIMITS]: plus(1n) }, /reduceOnly/],
      ['growth in a reduce-only row called open', { [LIMITS]: plus(1n), 'limits.reduceOnly': 0n }, /limits/],
      ['growth called a reduction', { [LIMITS]: plus(1n), reduces: 1n }, /reduces/],
      ['a size above the largest', { [LIMITS]: 4n * 2n * ONE_SIZE + (ONE_SIZE << 57n) }, /room/],
      [
        'a size above the largest of another row',
        { [LIMITS]: 4n + (ONE_SIZE << 57n), 'limits.largest': keep },
        /largest/,
      ],
      ['the limits of another leg', { 'limits.limits': 0n }, /limits|room|above|below/],
      ['a flow beside the fill', { flow: 1n << 16n, amount: 1n, ...published }, /Commitment|evaluation|sum/],
      ['an amount beside the fill', { amount: 1n }, /flow|asset/],
      ['cash beside the fill', { 'change.cashDelta': 1n }, /cashDelta|flowing/],
      ['a settlement beside the fill', { settles: 1n }, /settles/],
      ['words for another viewer', { viewingKey: BASE.y, 'keyX[0]': BASE.x, evaluation: keep }, /evaluation|sum/],
      ['a liquidation key of low order', { liquidationKey: 1n, 'keyX[1]': 0n }, /inverse/],
      ['a viewing key of order two', { viewingKey: LOW_ORDER[1]?.y ?? 0n, 'keyX[0]': 0n }, /inverse/],
      ['a viewing key off the curve', { viewingKey: plus(1n) }, /BabyCheck|viewingKey/],
      ['the old cash sealed', { 'seal.words[3]': plus(1n << 72n) }, /words\[3\]/],
      ['the old leg sealed', { 'seal.words[6]': plus(1n << 16n) }, /words\[6\]/],
      ['the blinding of another state sealed', { 'seal.ephemeral': 1n }, /ephemeral|Poseidon/],
    ],
  },
  {
    ...proposal('that settles', { account: SETTLED, change: { kind: 'settle', instrument: FROZEN } }),
    forgeries: [
      ['settlement of a live row', { [LIMITS]: plus(-2n) }, /settles|frozen/],
      ['settlement of a live row called frozen', { [LIMITS]: plus(-2n), 'limits.frozen': 1n }, /limits/],
      ['a settlement rounded up', { 'payoff.out': plus(1n) }, /payoff/],
      ['a settlement rounded down twice', { 'payoff.out': plus(-1n) }, /payoff/],
      ['a settlement at another price', { 'price.out': plus(ONE_SIZE), 'payoff.in': keep }, /price/],
      [
        'a settlement with a fill',
        { side: 1n, fillSize: 1n, fill: 0n },
        /settles|fill|whole|above|below|sizeRange|reduces|room/,
      ],
      ['a settlement with a flow', { flow: 1n << 16n, amount: 1n }, /settles/],
      ['half a settlement', { settles: inverse(2n) }, /settles|reduces|room|sizeRange|shrinks|cashRange/],
      [
        'half a settlement of what can be halved',
        { settles: inverse(2n), 'size[2]': -2n * ONE_SIZE, 'payoff.out': -2n * DELIVERY },
        /settles/,
      ],
      [
        'a settlement with a fill that leaves less',
        {
          side: -1n,
          fillSize: DELIVERED.size,
          fillCost: DELIVERED.cost,
          salt: DELIVERED.salt,
          fill: fillHash(DELIVERED),
        },
        /settles/,
      ],
      ['a settlement twice', { settles: 2n }, /settles|reduces|room/],
      ['a settlement of another leg', { ...elsewhere(1), 'payoff.out': 0n }, /settles|payoff|frozen/],
      ['a settlement of no leg', { ...elsewhere(4), 'payoff.out': 0n }, /settles|frozen/],
      ['the payoff without closing the leg', { settledSize: 0n }, /settledSize/],
      ['the payoff without a settlement', { settles: 0n, settledCash: keep }, /settledCash/],
      ['a leg closed without its loss', { settledCash: 0n }, /settledCash/],
      ['a leg closed in part', { settledSize: plus(1n) }, /settledSize/],
      ['a settled leg kept', { 'change.closes': 0n }, /closes/],
      ['the cost of the settled leg not folded', { 'change.folded': 0n }, /folded/],
      ['a settlement beside another change of cash', { newCash: plus(1n) }, /newCash/],
      ['the state before published again', { newCommitment: () => commitmentOf(SETTLED) }, /newCommitment/],
    ],
  },
  {
    ...proposal('that withdraws', { account: RICH, change: { kind: 'flow', asset: 0, amount: -5n } }),
    forgeries: [
      ['a withdrawal that leaves cash negative', { cash: plus(-1n) }, /leaves|cashIsNotNegative/],
      ['negative cash called not negative', { cash: plus(-1n), 'change.cashIsNotNegative': 1n }, /cashRange/],
      ['a withdrawal called a deposit', { cash: plus(-1n), 'flowing.leaves': 0n }, /flowing\.range/],
      [
        'a withdrawal of collateral that leaves cash negative',
        {
          ...elsewhere(0),
          flow: packFlow(OUT),
          amount: OUT.amount,
          cash: -1n,
          'payoff.out': payoffOf(0),
          'flowing.isCash': 0n,
        },
        /leaves|cashIsNotNegative/,
      ],
      ['a withdrawal that is not taken off', { newCash: 5n }, /newCash/],
      ['a withdrawal of less than flows', { amount: plus(1n) }, /asset|flow|touche|room/],
      ['a withdrawal of another asset', { flow: plus(1n) }, /asset|flow|touche|room/],
      ['a withdrawal of cash from a leg', { 'flowing.isCash': 0n }, /isCash|asset|inv|touche|room/],
      ['a withdrawal wrapped around the field', { flow: -5n * (1n << 16n) + (1n << 250n) }, /asset|flow|touche|room/],
      ['a withdrawal beyond the range of cash', { cash: -(1n << 63n) }, /cashRange|leaves|cashIsNotNegative/],
      ['a fill without a side', { fill: 1n }, /fill|whole/],
      ['a leg opened with nothing in it', { opens: 1n }, /opens/],
      ['a reduction that is none', { reduces: flip }, /reduces/],
    ],
  },
];

/** The payoff that a leg would have, which is computed whether or not it is settled. */
function payoffOf(place: number): bigint {
  const [leg, row] = [HELD.legs[place], rows[place]];
  return leg === undefined || row === undefined ? 0n : (leg.size * row.settlementPrice) / ONE_SIZE;
}
