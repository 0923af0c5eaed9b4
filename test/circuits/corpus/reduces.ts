/** Forged witnesses of the reductions: a short shrinks, and the new state stands on the maintenance line. */
import { commitmentOf } from '../../../prover/model/account.ts';
import { cash, ONE_SIZE, size } from '../../../prover/model/units.ts';
import type { CircuitShape } from '../../../prover/witness/circuits.ts';
import { CROSS, ISOLATED, SMALL } from '../../support/margin.ts';
import { of, plus, type Corpus, type Forgery } from './corpus.ts';
import { filled, TRADED, valuedChange, type Scene } from './valued-changes.ts';

const MORE = [`valuation.requirement[0]`, `valuation.requirement[1]`] as const;

/** More than any requirement here. */
const RICH = 10n ** 15n;

const common = (at: Scene): readonly Forgery[] => [
  ['growth as a reduction', { side: -1n }, /reduces|shrinks|covered|falls|tiers/],
  [
    'growth called a reduction',
    { side: -1n, 'proposal.room.shrinks.nonNegative': 1n },
    /reduces|shrinks|covered|falls|tiers/,
  ],
  [
    'a flip called a reduction',
    filled(at, { size: size(5n * ONE_SIZE), cost: cash(5n * at.fill.cost) }),
    /reduces|stays|covered|falls|tiers/,
  ],
  // As large as the short that is left, and paid for: only its side is another.
  [
    'a flip to a position as small',
    {
      ...filled(at, { size: size(3n * ONE_SIZE), cost: cash(3n * at.fill.cost) }),
      cash: plus(RICH),
      oldCommitment: () => commitmentOf({ ...at.account, cash: cash(at.account.cash + RICH) }),
    },
    /reduces|stays/,
  ],
  ['a requirement that rises', { [MORE[0]]: (_, valueOf) => valueOf(MORE[1]) - 1n }, /requirement\[0\]|falls/],
  [
    'a requirement that rises, its fall called 0',
    { [MORE[0]]: (_, valueOf) => valueOf(MORE[1]) - 1n, 'falls.in': 0n },
    /requirement\[0\]|falls/,
  ],
  ['the requirement before the change for the one after', { [MORE[1]]: of(MORE[0]) }, /requirement\[1\]|covered/],
  ['the requirement after the change for the one before', { [MORE[0]]: of(MORE[1]) }, /requirement\[0\]/],
  [
    'the equity before the change for the one after',
    { 'valuation.equity[1]': of('valuation.equity[0]') },
    /equity\[1\]/,
  ],
  ['more equity than the new state has', { 'valuation.equity[1]': plus(1n) }, /equity\[1\]/],
  [
    'a leg touched that is another',
    { [`proposal.change.touched[${TRADED}]`]: 0n, 'proposal.change.touched[0]': 1n, place: 0n },
    /place|fill|whole|above|below|payoff|oldCommitment|covered|stays|shrinks|falls|tiers|touched/,
  ],
  ['a leg opened that is there', { opens: 1n }, /opens|Commitment/],
  ['a settlement beside the fill', { settles: 1n }, /settles|frozen|covered|room|tiers|falls|reduces/],
];

const reduce = (template: string, shape: CircuitShape, own: readonly Forgery[]): Corpus =>
  valuedChange(template, 'Reduce', shape, (at) => [...common(at), ...own]);

export const REDUCES: readonly Corpus[] = [
  reduce('IsolatedReduce', ISOLATED, [
    [
      'sizes of one state in the other',
      { 'valuation.margin[1].tiers[2].magnitude': of('size[2]') },
      /margin\[1\]\.tiers\[2\]/,
    ],
    [
      'the margin of one state in the other',
      { 'valuation.margin[0].margin[2]': of('valuation.margin[1].margin[2]') },
      /margin\[0\]\.margin\[2\]/,
    ],
    ['margin of nothing', { 'valuation.margin[1].margin[2]': 0n }, /margin\[2\]/],
    ['tiers of the initial level', { 'price[2]': plus(1n) }, /section\[2\]|tiers\[2\]/],
  ]),
  reduce('CrossReduce', CROSS, [
    [
      'sizes of one state in the other',
      { 'valuation.margin[1].moves.value[2]': of('valuation.margin[0].moves.value[2]') },
      /moves\.value\[2\]|covered/,
    ],
    [
      'a leg left out of its underlying',
      { 'valuation.margin[1].moves.same[1][2]': (honest) => 1n - honest },
      /moves|covered/,
    ],
    ['the sign of vega turned', { 'vega[1]': (honest) => -honest }, /section\[1\]|covered|falls/],
    ['an add-on of nothing', { 'valuation.margin[1].addOn[2]': 0n }, /addOn\[2\]/],
    ['another hash of the initial level', { 'otherCross[2]': plus(1n) }, /otherCross\[2\]/],
  ]),
  reduce('PortfolioReduce', SMALL, [
    [
      'sizes of one state in the other',
      { 'valuation.margin[1].charges.magnitude[2]': of('valuation.margin[0].charges.magnitude[2]') },
      /magnitude\[2\]|covered/,
    ],
    ['a worst loss of nothing', { 'valuation.margin[1].worst.out': 0n }, /worst/],
    ['a worst loss before the change made up', { 'valuation.margin[0].worst.out': plus(-1n) }, /margin\[0\]\.worst/],
    [
      'the haircuts of one state in the other',
      { 'valuation.haircuts[1].total': of('valuation.haircuts[0].total'), 'size[0]': plus(1n) },
      /haircuts|oldCommitment/,
    ],
    ['a smaller loss factor', { 'lossFactor[0]': plus(-1n) }, /marketRoot/],
    ['an expiry left out', { 'group[0]': 0n }, /expiries/],
  ]),
];
