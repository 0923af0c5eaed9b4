/** Forged witnesses of the transitions: a short grows, and the new state stands on the line of the initial level. */
import { commitmentOf } from '../../../prover/model/account.ts';
import { ONE_SIZE } from '../../../prover/model/units.ts';
import type { CircuitShape } from '../../../prover/witness/circuits.ts';
import { CROSS, ISOLATED, SMALL } from '../../support/margin.ts';
import { cell } from '../../support/row.ts';
import { keep, of, plus, type Corpus, type Forgery } from './corpus.ts';
import { TRADED, valuedChange, type Scene } from './valued-changes.ts';

/** What is true of a transition in each method. */
const common = ({ account }: Scene): readonly Forgery[] => [
  ['level 2', { level: 2n }, /level|section|sizeTiers|cross|row|covered|total|factorOfLevel|tiersOfLevel/],
  ['level -1', { level: -1n }, /level|section|sizeTiers|cross|row|covered|total|factorOfLevel|tiersOfLevel/],
  ['a flow beside the fill', { flow: 1n << 16n, amount: 1n, newCommitment: keep }, /newCommitment/],
  ['an amount behind no flow', { amount: 1n }, /asset|flow/],
  ['a withdrawal that is not seen', { flow: -1n << 16n }, /asset|flow/],
  ['a settlement beside the fill', { settles: 1n }, /settles|sizeRange|cashRange|frozen|covered|tiers/],
  ['the old commitment of a state with more cash', { cash: plus(1n << 30n), oldCommitment: keep }, /oldCommitment/],
  ['the old commitment as the new one', { newCommitment: () => commitmentOf(account) }, /newCommitment/],
  ['a leg opened that is there', { opens: 1n }, /opens|Commitment/],
  [
    'growth beyond the largest size',
    { [cell(TRADED, 'limits')]: 4n * ONE_SIZE + (ONE_SIZE << 57n) },
    /room|(leaf|membership)\[2\]/,
  ],
  ['growth in a reduce-only row', { [cell(TRADED, 'limits')]: plus(1n) }, /reduceOnly|(leaf|membership)\[2\]/],
  [
    'growth in a reduce-only row called open',
    { [cell(TRADED, 'limits')]: plus(1n), 'proposal.limits.reduceOnly': 0n },
    /limits|(leaf|membership)\[2\]/,
  ],
];

const transition = (template: string, shape: CircuitShape, own: readonly Forgery[]): Corpus =>
  valuedChange(template, 'Transition', shape, (at) => [...common(at), ...own]);

export const TRANSITIONS: readonly Corpus[] = [
  transition('IsolatedTransition', ISOLATED, [
    ['the maintenance margin for the initial one', { level: 0n }, /level|section|otherSizeTiers/],
    ['a lower risk price', { 'price[2]': plus(-1n) }, /section\[2\]|tiers\[2\]/],
    ['tiers of its own', { 'tier[2][11]': plus(1n) }, /section\[2\]/],
    [
      'the tiers of the other level',
      { [cell(2, 'sizeTiers', 1)]: of(cell(2, 'sizeTiers', 0)) },
      /section\[2\]|leaf\[2\]/,
    ],
    ['margin of nothing', { 'valuation.margin[0].margin[2]': 0n }, /margin\[2\]/],
  ]),
  transition('CrossTransition', CROSS, [
    ['the maintenance margin for the initial one', { level: 0n }, /level|section|otherCross/],
    ['the sign of vega turned', { 'vega[1]': (honest) => -honest }, /section\[1\]|covered/],
    ['the section of the other level', { [cell(2, 'cross', 1)]: of(cell(2, 'cross', 0)) }, /section\[2\]|leaf\[2\]/],
    [
      'a leg left out of its underlying',
      { 'valuation.margin[0].moves.same[0][1]': (honest) => 1n - honest },
      /moves|covered/,
    ],
    ['an add-on of nothing', { 'valuation.margin[0].addOn[2]': 0n }, /addOn\[2\]/],
    [
      'another hash of the maintenance level',
      { 'otherCross[2]': plus(1n) },
      /otherCross\[2\]|section\[2\]|sections\[2\]/,
    ],
  ]),
  transition('PortfolioTransition', SMALL, [
    ['the maintenance margin for the initial one', { level: 0n }, /haircuts|tiersOfLevel|covered|section/],
    ['the loss factor of the other level', { 'valuation.factorOfLevel': of('lossFactor[0]') }, /factorOfLevel|covered/],
    [
      'the tiers of the other level',
      { 'valuation.tiersOfLevel[0]': of(cell(0, 'sizeTiers', 0)) },
      /tiersOfLevel\[0\]|haircuts/,
    ],
    ['a worst loss of nothing', { 'valuation.margin[0].worst.out': 0n }, /worst/],
    [
      'charges of the other level',
      { 'valuation.margin[0].charges.total': of('valuation.margin[0].charges.lanes.value[0]') },
      /charges\.total/,
    ],
    ['a smaller loss factor', { 'lossFactor[1]': plus(-1n) }, /marketRoot/],
    ['another underlying', { accountUnderlying: 8n }, /accountUnderlying|other/],
    ['an expiry left out', { 'group[0]': 0n }, /expiries/],
  ]),
];
