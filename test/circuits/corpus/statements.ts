/** Forged witnesses of the statements: the account is one tick below the line, and the forger wants it solvent. */
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { cash } from '../../../prover/model/units.ts';
import type { CircuitShape } from '../../../prover/witness/circuits.ts';
import { stateMargin } from '../../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../../prover/witness-calculator.ts';
import { instance } from '../../support/circuit.ts';
import { accountOnTheLine, CROSS, ISOLATED, LINE, SMALL, statementCircuit } from '../../support/margin.ts';
import { each, flip, keep, of, plus, type Corpus, type Forgery } from './corpus.ts';

/** Of a market in which each attack below changes the margin. */
const SEED = 20200521n;
const SOLVENT = { solvent: 1n };

function below(shape: CircuitShape): Account {
  const { account } = accountOnTheLine(SEED, shape);
  return { ...account, cash: cash(account.cash - 1n) };
}

function inputsOf(shape: CircuitShape): CircuitInputs {
  const { market } = accountOnTheLine(SEED, shape);
  return stateMargin({ account: below(shape), market, claim: LINE, context: 99n, shape }).inputs;
}

/** Both hashes of each row's sections, as the market has them. */
function bookSections(inputs: CircuitInputs): { cross: bigint[][]; sizeTiers: bigint[][] } {
  const { market } = accountOnTheLine(SEED, CROSS);
  const rows = (inputs['instrument'] as readonly bigint[]).map((slot) => market.open(Number(slot))?.row);
  return {
    cross: rows.map((each) => [each?.cross.hash.maintenance ?? 0n, each?.cross.hash.initial ?? 0n]),
    sizeTiers: rows.map((each) => [each?.sizeTiers.hash.maintenance ?? 0n, each?.sizeTiers.hash.initial ?? 0n]),
  };
}

/** The part of a path that a row of its own does not meet. */
const row = (leg: number): RegExp => new RegExp(`(leaf|membership)\\[${leg}\\]`);
const CELL = ['settlementPrice', 'charge', 'shortCharge', 'linearPrice', 'limits'];

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
  ...CELL.map((name): Forgery => [
    `another ${name} of a row`,
    { [`${name}[${derivative}]`]: plus(1n) },
    row(derivative),
  ]),
  ['a row of another underlying', { [`underlying[${derivative}]`]: plus(1n) }, /leaf|accountUnderlying/],
  ['the row of another leg', { 'settlementPrice[0]': of(`settlementPrice[${derivative}]`) }, /leaf\[0\]/],
  [
    'the path of another leg',
    each(
      (child) => `lower[0][${child}]`,
      8,
      (_, valueOf) => valueOf(`lower[${derivative}][0]`),
    ),
    row(0),
  ],
  ['a slot of its own by its digits', { 'book.slotDigit[0][0]': flip }, /slotDigit|leaf\[0\]|instrument\[0\]/],
  ['tiered collateral called flat', { 'book.tiered[0]': flip }, /tiered\[0\]|kind\[0\]/],
  ['a perpetual or an option called collateral', { [`book.derivative[${derivative}]`]: flip }, /derivative|kind/],
  ['collateral called a perpetual', { 'book.derivative[0]': flip }, /derivative|kind/],
  ['a short leg called long', { [`book.long[${derivative}]`]: flip }, /long|sizeRange|tiers/],
  ['short collateral', { 'size[0]': -1n }, /commitment|long|tiers\[0\]/],
  ['a size in an unused leg', { 'size[3]': 1n }, /used\[3\]|commitment/],
  ['an instrument in an unused leg', { 'instrument[3]': 17n }, /used\[3\]|commitment|membership\[3\]|leaf\[3\]/],
  ['a leg left out', { count: plus(-1n), 'book.account.used[2]': 0n }, /used\[2\]|commitment/],
  ['a row in slot 0 that is worth something', { 'settlementPrice[3]': 1n }, row(3)],
];

export const STATEMENTS: readonly Corpus[] = [
  {
    template: 'IsolatedStatement',
    circuit: () => statementCircuit(ISOLATED),
    hasZeroTests: true,
    inputs: () => inputsOf(ISOLATED),
    forgeries: [
      ...common(2, ISOLATED),
      ['size tiers of another row', { 'price[2]': of('price[0]') }, /leaf\[2\]|margin\.tiers\[2\]/],
      ['a lower risk price', { 'price[2]': plus(-1n) }, /leaf\[2\]/],
      ['tiers of its own', { 'tier[2][11]': plus(1n) }, row(2)],
      [
        'other tiers under the same hash',
        { 'tier[2][11]': plus(1n), 'book.sizeTiers[2][0]': keep },
        /sizeTiers\[2\]|section/,
      ],
      ['a section of 0, which no table opens', { 'book.sizeTiers[2][0]': 0n }, /sizeTiers\[2\]|leaf\[2\]/],
      [
        'tiers of the initial level called those of maintenance',
        { 'book.sizeTiers[2][0]': of('initialSizeTiers[2]') },
        /sizeTiers\[2\]|leaf\[2\]/,
      ],
      ['another hash of the initial level', { 'initialSizeTiers[2]': plus(1n) }, row(2)],
      ['a row without its scenarios', { 'scenarios[2]': 0n }, row(2)],
      ['another cross section', { 'cross[2][0]': plus(1n) }, row(2)],
      ['other parameters', { parametersHash: plus(1n) }, /marketRoot/],
      ['two derivatives by kind', { 'book.derivative[0]': 1n }, /derivative/],
      ['terms of an option', { 'terms[2]': 5n }, /terms\[2\]|leaf\[2\]/],
    ],
  },
  {
    template: 'CrossStatement',
    circuit: () => statementCircuit(CROSS),
    hasZeroTests: true,
    inputs: () => inputsOf(CROSS),
    forgeries: [
      ...common(2, CROSS),
      ['the cross section of another row', { 'vega[2]': of('vega[1]') }, /leaf\[2\]/],
      ['the sign of vega turned', { 'vega[1]': (honest) => -honest }, /leaf\[1\]/],
      [
        "moves of volatility in each other's place",
        { 'volUp[1]': of('volDown[1]'), 'volDown[1]': of('volUp[1]') },
        /leaf\[1\]/,
      ],
      ['delta and gamma of its own', { 'deltaGamma[1]': 0n }, /leaf\[1\]/],
      [
        'another section under the same hash',
        { 'tier[2][3]': plus(1n), 'book.cross[2][0]': keep },
        /cross\[2\]|section/,
      ],
      ['a section of 0, which no table opens', { 'book.cross[2][0]': 0n }, /cross\[2\]|leaf\[2\]/],
      ['the section of the initial level', { 'book.cross[2][0]': of('initialCross[2]') }, /cross\[2\]|leaf\[2\]/],
      ['another hash of the initial level', { 'initialCross[2]': plus(1n) }, row(2)],
      ['a leg left out of its underlying', { 'margin.moves.same[0][1]': flip }, /margin\.moves/],
      ['other parameters', { parametersHash: plus(1n) }, /marketRoot/],
      ['another hash of the size tiers', { 'sizeTiers[2][0]': plus(1n) }, row(2)],
    ],
  },
  {
    template: 'PortfolioStatement',
    circuit: () => statementCircuit(SMALL),
    hasZeroTests: true,
    inputs: () => inputsOf(SMALL),
    forgeries: [
      ...common(2, SMALL),
      ['a worst loss of nothing', { ...SOLVENT, 'margin.worst.out': 0n }, /margin\.worst/],
      ['a haircut of nothing', { 'haircuts.haircut[0]': 0n }, /haircut/],
      ['haircuts left out', { 'haircuts.total': 0n }, /haircuts\.total/],
      ['tiers of a row of its own', { 'price[0]': plus(-1n) }, /haircuts/],
      [
        'tiers of the initial level',
        { 'sizeTiers[0][0]': of('sizeTiers[0][1]') },
        /haircuts\.section|sizeTiers\[0\]|leaf\[0\]/,
      ],
      ["levels of the size tiers in each other's place", { 'sizeTiers[2][0]': 1n, 'sizeTiers[2][1]': 0n }, row(2)],
      ['another cross section', { 'cross[1][0]': plus(1n) }, row(1)],
      ['a scenario value of its own', { 'value[1][0]': plus(1n) }, /leaf\[1\]/],
      ['a mark of its own', { 'value[1][2]': plus(1n) }, /leaf\[1\]/],
      [
        'a scenario under the same hash',
        { 'value[1][0]': plus(1n), 'book.scenarios[1]': keep },
        /scenarios\[1\]|valuesHash\[1\]/,
      ],
      ['no underlying', { accountUnderlying: 0n }, /accountUnderlying/],
      ['another underlying', { accountUnderlying: 8n }, /accountUnderlying|other/],
      [
        'an underlying checked against fewer legs',
        { accountUnderlying: 8n, 'other[2]': 0n },
        /accountUnderlying|other/,
      ],
      ['an expiry left out', { 'group[0]': 0n }, /expiries/],
      ['a smaller loss factor', { 'lossFactor[0]': plus(-1n) }, /marketRoot/],
      ['the loss factor of the initial level', { 'lossFactor[0]': of('lossFactor[1]') }, /marketRoot/],
      ['skew not counted', { 'skew[0]': flip }, /marketRoot/],
      ['a smaller shock', { 'shock[0]': plus(1n) }, /marketRoot/],
      ['a smaller damping', { 'damping[0]': plus(-1n) }, /marketRoot/],
      ['parameters of another version', { version: plus(1n) }, /marketRoot/],
      ['parameters under the same hash', { version: plus(1n), 'book.parametersHash': keep }, /parametersHash/],
      ['an option at another strike', { 'margin.strike[1]': plus(1n) }, /strike/],
    ],
  },
  {
    template: 'Book',
    circuit: () => instance({ include: 'circuits/margin/book.circom', template: 'Book', args: [4, 2] }),
    inputs: () => {
      const inputs = inputsOf(CROSS);
      const { cross, sizeTiers } = bookSections(inputs);
      const names = [
        'id',
        'owner',
        'sequence',
        'lossCheckpoint',
        'count',
        'cash',
        'instrument',
        'size',
        'cost',
        'blinding',
      ];
      const rows = [
        'underlying',
        'terms',
        'settlementPrice',
        'linearPrice',
        'charge',
        'shortCharge',
        'limits',
        'value',
      ];
      const paths = ['scenarios', 'lower', 'upper', 'top', 'parametersHash', 'epoch', 'time'];
      return {
        ...Object.fromEntries([...names, ...rows, ...paths].map((name) => [name, inputs[name] ?? 0n])),
        cross,
        sizeTiers,
      };
    },
    forgeries: [
      ['more cash under the same commitment', { cash: plus(1n), commitment: keep }, /commitment/],
      ['another commitment', { commitment: plus(1n) }, /commitment/],
      ['another root', { marketRoot: plus(1n) }, /marketRoot/],
      ['another epoch under the same root', { epoch: plus(1n), marketRoot: keep }, /marketRoot/],
      ...[0, 1, 2, 3].map((leg): Forgery => [
        `a row of its own for leg ${leg}`,
        { [`settlementPrice[${leg}]`]: plus(1n) },
        row(leg),
      ]),
      ['a cross section of its own', { 'cross[1][0]': plus(1n) }, row(1)],
      ['size tiers of its own', { 'sizeTiers[1][1]': plus(1n) }, row(1)],
      ['another leaf', { 'leaf[1].leaf': keep, 'charge[1]': plus(1n) }, /leaf\[1\]/],
      ['a short leg called long', { 'long[1]': flip }, /long\[1\]|sizeRange\[1\]/],
      ['collateral called a derivative', { 'derivative[0]': flip }, /derivative\[0\]|kind\[0\]/],
      ['tiered collateral called flat', { 'tiered[0]': flip }, /tiered\[0\]|kind\[0\]/],
      ['another digit of the slot', { 'slotDigit[1][0]': flip }, /slotDigit\[1\]|leaf\[1\]|slot\[1\]|instrument\[1\]/],
    ],
  },
];
