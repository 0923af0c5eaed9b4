/** Forged witnesses of the statements: the account is one tick below the line, and the forger wants it solvent. */
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { hash, TAG } from '../../../prover/model/poseidon.ts';
import { cash } from '../../../prover/model/units.ts';
import type { CircuitShape } from '../../../prover/witness/circuits.ts';
import { stateMargin } from '../../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../../prover/witness-calculator.ts';
import { accountOnTheLine, CROSS, ISOLATED, LINE, SMALL, statementCircuit } from '../../support/margin.ts';
import { cell } from '../../support/row.ts';
import { each, flip, keep, of, pathOf, plus, SEED, type Corpus, type Forgery } from './corpus.ts';

const SOLVENT = { solvent: 1n };

function below(shape: CircuitShape): Account {
  const { account } = accountOnTheLine(SEED, shape);
  return { ...account, cash: cash(account.cash - 1n) };
}

function inputsOf(shape: CircuitShape): CircuitInputs {
  const { market } = accountOnTheLine(SEED, shape);
  return stateMargin({ account: below(shape), market, claim: LINE, context: 99n, shape }).inputs;
}

const CELLS = ['settlementPrice', 'charge', 'shortCharge', 'linearPrice', 'limits'] as const;

/** What holds for every method. `derivative` is a leg in slot 64 or above, the first leg is tiered collateral. */
const common = (derivative: number, shape: CircuitShape): readonly Forgery[] => [
  ['an account below the line called solvent', SOLVENT, /claim\.side/],
  ['a margin of its own in the claim', { ...SOLVENT, 'claim.requirement': 0n }, /claim\.requirement/],
  ['another threshold under the same product', { ...SOLVENT, thresholdBps: 0n, 'claim.required': keep }, /claim/],
  ['more cash than the commitment hides', { ...SOLVENT, cash: plus(1n), commitment: keep }, /commitment/],
  ['another blinding under the same commitment', { blinding: plus(1n) }, /commitment/],
  ['the account of another owner', { owner: plus(1n) }, /commitment/],
  ['an older account under the new commitment', { sequence: plus(-1n) }, /commitment/],
  ['another loss checkpoint under the same commitment', { lossCheckpoint: plus(1n) }, /commitment/],
  [
    'the commitment of an account of another method',
    { commitment: () => commitmentOf({ ...below(shape), method: shape.method === 'cross' ? 'portfolio' : 'cross' }) },
    /commitment/,
  ],
  ['the root of another market', { marketRoot: plus(1n) }, /marketRoot/],
  ['prices of another epoch', { epoch: plus(1n) }, /marketRoot/],
  ['prices of another time', { time: plus(1n) }, /marketRoot/],
  ['another part of the root', { 'top[15]': plus(1n) }, /marketRoot/],
  ['another context under the same square', { context: plus(1n), bound: keep }, /bound|context/],
  ...CELLS.map((name): Forgery => [
    `another ${name} of a row`,
    { [cell(derivative, name)]: plus(1n) },
    pathOf(derivative),
  ]),
  ['a row of another underlying', { [cell(derivative, 'underlying')]: plus(1n) }, /leaf|accountUnderlying/],
  ['the row of another leg', { [cell(0, 'settlementPrice')]: of(cell(derivative, 'settlementPrice')) }, /leaf\[0\]/],
  [
    'the path of another leg',
    each(
      (child) => `lower[0][${child}]`,
      8,
      (_, valueOf) => valueOf(`lower[${derivative}][0]`),
    ),
    pathOf(0),
  ],
  ['a slot of its own by its digits', { 'account.slotDigit[0][0]': flip }, /slotDigit|leaf\[0\]|instrument\[0\]/],
  ['tiered collateral called flat', { 'account.tiered[0]': flip }, /tiered\[0\]|kind\[0\]/],
  ['a perpetual or an option called collateral', { [`account.derivative[${derivative}]`]: flip }, /derivative|kind/],
  ['collateral called a perpetual', { 'account.derivative[0]': flip }, /derivative|kind/],
  ['a short leg called long', { [`account.long[${derivative}]`]: flip }, /long|sizeRange|tiers/],
  ['short collateral', { 'size[0]': -1n }, /commitment|long|tiers\[0\]/],
  ['a size in an unused leg', { 'size[3]': 1n }, /used\[3\]|commitment/],
  ['an instrument in an unused leg', { 'instrument[3]': 17n }, /used\[3\]|commitment|membership\[3\]|leaf\[3\]/],
  ['a leg left out', { count: plus(-1n), 'account.legs.used[2]': 0n }, /used\[2\]|commitment/],
  ['a row in slot 0 that is worth something', { [cell(3, 'settlementPrice')]: 1n }, pathOf(3)],
];

export const STATEMENTS: readonly Corpus[] = [
  {
    template: 'IsolatedStatement',
    circuit: () => statementCircuit(ISOLATED),
    hasZeroTests: true,
    inputs: () => inputsOf(ISOLATED),
    forgeries: [
      ...common(2, ISOLATED),
      ['size tiers of another row', { 'price[2]': of('price[0]') }, /section\[2\]|margin\[0\]\.tiers\[2\]/],
      ['a lower risk price', { 'price[2]': plus(-1n) }, /section\[2\]/],
      ['tiers of its own', { 'tier[2][11]': plus(1n) }, /section\[2\]/],
      [
        'other tiers under the same hash',
        { 'tier[2][11]': plus(1n), 'valuation.section[2].out': keep },
        /section\[2\]/,
      ],
      ['a section of 0, which no table opens', { [cell(2, 'sizeTiers', 0)]: 0n }, /section\[2\]|leaf\[2\]/],
      [
        'tiers of the initial level called those of maintenance',
        { [cell(2, 'sizeTiers', 0)]: of('otherSizeTiers[2]') },
        /section\[2\]|leaf\[2\]/,
      ],
      ['another hash of the initial level', { 'otherSizeTiers[2]': plus(1n) }, /otherSizeTiers\[2\]/],
      [
        'another hash of the initial level in the row',
        { 'otherSizeTiers[2]': plus(1n), [cell(2, 'sizeTiers', 1)]: plus(1n) },
        pathOf(2),
      ],
      [
        "levels of the size tiers in each other's place",
        {
          [cell(2, 'sizeTiers', 0)]: of(cell(2, 'sizeTiers', 1)),
          [cell(2, 'sizeTiers', 1)]: of(cell(2, 'sizeTiers', 0)),
        },
        /section\[2\]|otherSizeTiers\[2\]|leaf\[2\]/,
      ],
      ['a row without its scenarios', { [cell(2, 'scenarios')]: 0n }, pathOf(2)],
      ['another cross section', { [cell(2, 'cross', 0)]: plus(1n) }, pathOf(2)],
      ['other parameters', { parametersHash: plus(1n) }, /marketRoot/],
      ['two derivatives by kind', { 'account.derivative[0]': 1n }, /derivative/],
      ['terms of an option', { [cell(2, 'terms')]: 5n }, /row\[2\]\[1\]|leaf\[2\]/],
    ],
  },
  {
    template: 'CrossStatement',
    circuit: () => statementCircuit(CROSS),
    hasZeroTests: true,
    inputs: () => inputsOf(CROSS),
    forgeries: [
      ...common(2, CROSS),
      ['the cross section of another row', { 'vega[2]': of('vega[1]') }, /section\[2\]/],
      ['the sign of vega turned', { 'vega[1]': (honest) => -honest }, /section\[1\]/],
      [
        "moves of volatility in each other's place",
        { 'volUp[1]': of('volDown[1]'), 'volDown[1]': of('volUp[1]') },
        /section\[1\]/,
      ],
      ['delta and gamma of its own', { 'deltaGamma[1]': 0n }, /section\[1\]/],
      [
        'another section under the same hash',
        { 'tier[2][3]': plus(1n), 'valuation.section[2].out': keep },
        /section\[2\]/,
      ],
      ['a section of 0, which no table opens', { [cell(2, 'cross', 0)]: 0n }, /section\[2\]|leaf\[2\]/],
      ['the section of the initial level', { [cell(2, 'cross', 0)]: of('otherCross[2]') }, /section\[2\]|leaf\[2\]/],
      ['another hash of the initial level', { 'otherCross[2]': plus(1n) }, /otherCross\[2\]/],
      [
        'another hash of the initial level in the row',
        { 'otherCross[2]': plus(1n), [cell(2, 'cross', 1)]: plus(1n) },
        pathOf(2),
      ],
      ['a leg left out of its underlying', { 'valuation.margin[0].moves.same[0][1]': flip }, /margin\[0\]\.moves/],
      ['other parameters', { parametersHash: plus(1n) }, /marketRoot/],
      ['another hash of the size tiers', { [cell(2, 'sizeTiers', 0)]: plus(1n) }, pathOf(2)],
    ],
  },
  {
    template: 'PortfolioStatement',
    circuit: () => statementCircuit(SMALL),
    hasZeroTests: true,
    inputs: () => inputsOf(SMALL),
    forgeries: [
      ...common(2, SMALL),
      ['a worst loss of nothing', { ...SOLVENT, 'valuation.margin[0].worst.out': 0n }, /margin\[0\]\.worst/],
      ['a haircut of nothing', { 'valuation.haircuts[0].haircut[0]': 0n }, /haircut/],
      ['haircuts left out', { 'valuation.haircuts[0].total': 0n }, /haircuts\[0\]\.total/],
      ['tiers of a row of its own', { 'price[0]': plus(-1n) }, /haircuts/],
      [
        'tiers of the initial level',
        { [cell(0, 'sizeTiers', 0)]: of(cell(0, 'sizeTiers', 1)) },
        /haircuts\[0\]\.section|tiersOfLevel\[0\]|leaf\[0\]/,
      ],
      [
        "levels of the size tiers in each other's place",
        { [cell(2, 'sizeTiers', 0)]: 1n, [cell(2, 'sizeTiers', 1)]: 0n },
        pathOf(2),
      ],
      ['another cross section', { [cell(1, 'cross', 0)]: plus(1n) }, pathOf(1)],
      [
        'a scenario value of its own',
        {
          'value[1][0]': plus(1n),
          [cell(1, 'scenarios')]: (_, valueOf) => hash(TAG.scenarios, [valueOf('value[1][0]') + 1n]),
        },
        /leaf\[1\]/,
      ],
      ['a mark of its own', { [cell(1, 'values', 1)]: plus(1n) }, /leaf\[1\]/],
      ['a scenario under the same hash', { 'value[1][0]': plus(1n) }, /valuesHash\[1\]/],
      ['no underlying', { accountUnderlying: 0n }, /accountUnderlying/],
      ['another underlying', { accountUnderlying: 8n }, /accountUnderlying|other/],
      [
        'an underlying checked against fewer legs',
        { accountUnderlying: 8n, 'valuation.other[2]': 0n },
        /accountUnderlying|other/,
      ],
      ['an expiry left out', { 'group[0]': 0n }, /expiries/],
      ['a smaller loss factor', { 'lossFactor[0]': plus(-1n) }, /marketRoot/],
      ['the loss factor of the initial level', { 'lossFactor[0]': of('lossFactor[1]') }, /marketRoot/],
      ['skew not counted', { 'skew[0]': flip }, /marketRoot/],
      ['a smaller shock', { 'shock[0]': plus(1n) }, /marketRoot/],
      ['a smaller damping', { 'damping[0]': plus(-1n) }, /marketRoot/],
      ['parameters of another version', { version: plus(1n) }, /marketRoot/],
      ['parameters under the same hash', { version: plus(1n), 'valuation.parameters.out': keep }, /parameters\.out/],
      ['an option at another strike', { 'valuation.margin[0].strike[1]': plus(1n) }, /strike/],
    ],
  },
];
