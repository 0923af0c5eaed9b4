/** Forged witnesses of the valuations: two states of an account over one opening of rows, at the initial level. */
import { hash, TAG } from '../../../prover/model/poseidon.ts';
import { size } from '../../../prover/model/units.ts';
import type { CircuitShape } from '../../../prover/witness/circuits.ts';
import { accountInputs, valuationInputs, type Valued } from '../../../prover/witness/inputs.ts';
import type { CircuitInputs } from '../../../prover/witness-calculator.ts';
import { instance } from '../../support/circuit.ts';
import {
  accountOnTheLine,
  CROSS,
  isDerivative,
  ISOLATED,
  isLong,
  LEVEL,
  SMALL,
  valuationCircuit,
} from '../../support/margin.ts';
import { cell, slotDigits } from '../../support/row.ts';
import { flip, keep, of, pathOf, plus, SEED, type Corpus, type Forgery } from './corpus.ts';

/** The account of the statements, and the same with half of each position. */
function inputsOf(shape: CircuitShape): CircuitInputs {
  const { account, market } = accountOnTheLine(SEED, shape);
  const half = account.legs.map((leg) => ({ ...leg, size: leg.size < 0n ? size(leg.size / 2n) : leg.size }));
  const states = [account, { ...account, legs: half }].map((each) => accountInputs(each, shape.legs));
  const of = (name: string): readonly bigint[][] => states.map((each) => each[name] as bigint[]);
  const [slots = []] = of('instrument');
  const valued: Valued = {
    instruments: account.legs.map(({ instrument }) => instrument),
    states: [account.legs, half].map((legs) => legs.map((leg) => leg.size)),
    level: 'initial',
  };
  const kinds =
    shape.method === 'portfolio'
      ? { instrument: slots, tiered: slots.map((slot) => BigInt(slot < 16n)) }
      : { derivative: slots.map(isDerivative) };
  return {
    ...valuationInputs(valued, market, shape),
    ...kinds,
    level: LEVEL[valued.level],
    slotDigit: slots.map(slotDigits),
    cash: states.map(({ cash }) => cash ?? 0n),
    size: of('size'),
    cost: of('cost'),
    long: of('size').map((sizes) => sizes.map(isLong)),
  };
}

/** What Rows takes of that. */
function rowInputs(): CircuitInputs {
  const inputs = inputsOf(CROSS);
  const names = ['slotDigit', 'row', 'lower', 'upper', 'top', 'parametersHash', 'epoch', 'time'];
  return Object.fromEntries(names.map((name) => [name, inputs[name] ?? 0n]));
}

/** What holds for every method; leg 2 has a position, the second state half of it. */
const common: readonly Forgery[] = [
  ['a row of its own', { [cell(2, 'settlementPrice')]: plus(1n) }, pathOf(2)],
  ['the row of another leg', { [cell(0, 'settlementPrice')]: of(cell(2, 'settlementPrice')) }, pathOf(0)],
  ['limits of its own', { [cell(2, 'limits')]: plus(1n) }, pathOf(2)],
  ['a row in slot 0 that is worth something', { [cell(3, 'settlementPrice')]: 1n }, pathOf(3)],
  ['the row of another slot', { 'slotDigit[2][0]': flip }, /(leaf|membership)\[2\]|strike\[2\]/],
  ['another root', { marketRoot: plus(1n) }, /marketRoot/],
  ['another epoch under the same root', { epoch: plus(1n), marketRoot: keep }, /marketRoot/],
  ['an equity of its own', { 'equity[1]': plus(1n) }, /equity\[1\]/],
  ["equities in each other's place", { 'equity[0]': of('equity[1]') }, /equity\[0\]/],
  ["requirements in each other's place", { 'requirement[0]': of('requirement[1]') }, /requirement\[0\]/],
  ['a new state that requires nothing', { 'requirement[1]': 0n }, /requirement\[1\]/],
  ['more cash in the new state under the same equity', { 'cash[1]': plus(1n), 'equity[1]': keep }, /equity\[1\]/],
  ['another size in the old state under the same margin', ...sizeOf(0)],
  ['another size in the new state under the same margin', ...sizeOf(1)],
  ['another cost in the new state under the same equity', { 'cost[1][2]': plus(1n), 'equity[1]': keep }, /equity\[1\]/],
];

/** A leg of double size in one state, which keeps its equity and its requirement. */
function sizeOf(state: number): [Forgery[1], Forgery[2]] {
  const edits = {
    [`size[${state}][2]`]: (honest: bigint) => 2n * honest,
    [`equity[${state}]`]: keep,
    [`requirement[${state}]`]: keep,
  };
  return [edits, new RegExp(`(equity|requirement|margin)\\[${state}\\]`)];
}

/** Where the row has a section of its own for each level, which the circuit reads at one. */
const ofLevel = (field: 'cross' | 'sizeTiers', other: string): readonly Forgery[] => {
  const [maintenance, initial] = [cell(2, field, 0), cell(2, field, 1)];
  const either = new RegExp(`section\\[2\\]|sections\\[2\\]|${other}\\[2\\]|(leaf|membership)\\[2\\]`);
  return [
    ['the maintenance margin called the initial one', { level: 0n }, /section\[\d\]|sections\[\d\]/],
    ['a section of its own', { 'price[2]': plus(1n), 'section[2].out': keep }, /section\[2\]/],
    ['another section than the row has', { 'price[2]': plus(1n) }, either],
    ['a section of 0, which nothing opens', { [initial]: 0n }, either],
    ['the section of the other level', { [initial]: of(maintenance) }, either],
    [
      "the sections of the levels in each other's place",
      { [initial]: of(maintenance), [maintenance]: of(initial) },
      either,
    ],
    ['another section of the other level', { [`${other}[2]`]: plus(1n) }, either],
    [
      'another section of the other level in the row too',
      { [`${other}[2]`]: plus(1n), [maintenance]: plus(1n) },
      pathOf(2),
    ],
    ['no place for the level', { 'sections[2].swapped': 0n }, either],
  ];
};

/** One state in the tier above or below its own, beside the other in the right one. */
const otherTier = (state: number, leg: number): Forgery => [
  `another tier of leg ${leg} in state ${state}`,
  { [`index[${state}][${leg}]`]: (honest) => (honest === 0n ? 1n : honest - 1n) },
  new RegExp(`\\[${state}\\]\\.tiers\\[${leg}\\]`),
];

export const VALUATIONS: readonly Corpus[] = [
  {
    template: 'Rows',
    circuit: () => instance({ include: 'circuits/market/rows.circom', template: 'Rows', args: [4] }),
    inputs: rowInputs,
    forgeries: [
      ...[0, 1, 2, 3].map((leg): Forgery => [
        `a row of its own for leg ${leg}`,
        { [cell(leg, 'settlementPrice')]: plus(1n) },
        pathOf(leg),
      ]),
      ...(['underlying', 'terms', 'charge', 'shortCharge', 'limits', 'scenarios', 'sizeTiers'] as const).map(
        (field): Forgery => [`another ${field} of a row`, { [cell(1, field)]: plus(1n) }, pathOf(1)],
      ),
      ['a cross section of its own', { [cell(1, 'cross', 0)]: plus(1n) }, pathOf(1)],
      ['initial size tiers of its own', { [cell(1, 'sizeTiers', 1)]: plus(1n) }, pathOf(1)],
      ['a row under the leaf of another', { [cell(1, 'charge')]: plus(1n), 'leaf[1].leaf': keep }, /leaf\[1\]/],
      ['the leaf of an empty slot', { 'leaf[1].leaf': 0n }, /leaf\[1\]|membership\[1\]/],
      ['another digit of the slot', { 'slotDigit[1][0]': flip }, pathOf(1)],
      ['the top digit of the slot turned', { 'slotDigit[1][9]': flip }, pathOf(1)],
      ['a lower level of its own', { 'lower[1][0]': plus(1n) }, pathOf(1)],
      ['an upper level of its own', { 'upper[1][0]': plus(1n) }, pathOf(1)],
      ['another top under the same root', { 'top[15]': plus(1n), marketRoot: keep }, /marketRoot/],
      ['another root', { marketRoot: plus(1n) }, /marketRoot/],
      ...['parametersHash', 'epoch', 'time'].map((signal): Forgery => [
        `another ${signal} under the same root`,
        { [signal]: plus(1n), marketRoot: keep },
        /marketRoot/,
      ]),
    ],
  },
  {
    template: 'IsolatedValuation',
    circuit: () => valuationCircuit(ISOLATED, 2),
    hasZeroTests: true,
    inputs: () => inputsOf(ISOLATED),
    forgeries: [
      ...common,
      ...ofLevel('sizeTiers', 'otherSizeTiers'),
      otherTier(0, 2),
      otherTier(1, 2),
      otherTier(1, 0),
      ['tiers of its own', { 'tier[2][11]': plus(1n) }, /section\[2\]|sections\[2\]/],
      ['a row with terms of an option', { [cell(2, 'terms')]: 5n }, /row\[2\]\[1\]|(leaf|membership)\[2\]/],
      ['collateral called a position', { 'derivative[0]': flip }, /derivative/],
      [
        'a position called collateral',
        { 'derivative[2]': flip, 'requirement[1]': keep },
        /margin\[1\]|requirement\[1\]/,
      ],
      ['a short leg called long in the new state', { 'long[1][2]': flip }, /margin\[1\]\.tiers\[2\]/],
      ['the margin of a state without its position', { 'margin[1].margin[2]': 0n }, /margin\[1\]\.margin\[2\]/],
    ],
  },
  {
    template: 'CrossValuation',
    circuit: () => valuationCircuit(CROSS, 2),
    hasZeroTests: true,
    inputs: () => inputsOf(CROSS),
    forgeries: [
      ...common,
      ...ofLevel('cross', 'otherCross'),
      otherTier(0, 2),
      otherTier(1, 2),
      ['the sign of vega turned', { 'vega[2]': (honest) => -honest }, /section\[2\]|sections\[2\]/],
      ['delta and gamma of nothing', { 'deltaGamma[2]': 0n }, /section\[2\]|sections\[2\]/],
      ['a smaller move of volatility', { 'volUp[2]': plus(-1n) }, /section\[2\]|sections\[2\]/],
      ['a row of another underlying', { [cell(2, 'underlying')]: plus(1n) }, pathOf(2)],
      ['terms of another expiry', { [cell(2, 'terms')]: plus(1n) }, pathOf(2)],
      [
        'a leg left out of its underlying in the new state',
        { 'margin[1].moves.same[1][2]': flip },
        /margin\[1\]\.moves/,
      ],
      [
        'an option left out of its expiry in the new state',
        { 'margin[1].vegas.same[1][2]': flip },
        /margin\[1\]\.vegas/,
      ],
      ['other parameters', { parametersHash: plus(1n), marketRoot: keep }, /marketRoot/],
    ],
  },
  {
    template: 'PortfolioValuation',
    circuit: () => valuationCircuit(SMALL, 2),
    hasZeroTests: true,
    inputs: () => inputsOf(SMALL),
    forgeries: [
      ...common,
      ['the maintenance margin called the initial one', { level: 0n }, /tiersOfLevel|haircuts\[[01]\]/],
      ['the loss factor of the other level', { factorOfLevel: of('lossFactor[0]') }, /factorOfLevel/],
      [
        'size tiers of the other level',
        { 'tiersOfLevel[0]': of(cell(0, 'sizeTiers', 0)) },
        /tiersOfLevel\[0\]|haircuts/,
      ],
      ['charges of the other level', { 'margin[1].charges.total': of('margin[1].charges.lanes.value[0]') }, /charges/],
      otherTier(0, 0),
      otherTier(1, 0),
      [
        'a scenario value of its own',
        {
          'value[1][0]': plus(1n),
          [cell(1, 'scenarios')]: (_, valueOf) => hash(TAG.scenarios, [valueOf('value[1][0]') + 1n]),
        },
        pathOf(1),
      ],
      ['a scenario value under the same hash', { 'value[1][0]': plus(1n) }, /valuesHash\[1\]/],
      ['a mark of its own', { [cell(1, 'values', 1)]: plus(1n) }, pathOf(1)],
      ['another basis move', { [cell(1, 'values', 2)]: plus(1n) }, pathOf(1)],
      ['no underlying', { accountUnderlying: 0n }, /accountUnderlying/],
      ['another underlying', { accountUnderlying: 8n }, /accountUnderlying|other/],
      [
        'an underlying checked against fewer legs',
        { accountUnderlying: 8n, 'other[2]': 0n },
        /accountUnderlying|other/,
      ],
      [
        'a leg of another underlying',
        { [cell(2, 'underlying')]: plus(1n) },
        /accountUnderlying|(leaf|membership)\[2\]/,
      ],
      ['tiered collateral called flat', { 'tiered[0]': flip, 'haircuts[1].total': keep }, /haircuts\[1\]/],
      ['haircuts left out of one state', { 'haircuts[1].total': 0n }, /haircuts\[1\]/],
      ['an expiry left out', { 'group[0]': 0n }, /expiries/],
      ['a smaller shock under the same root', { 'shock[0]': plus(1n), marketRoot: keep }, /marketRoot/],
      ['parameters under the same hash', { version: plus(1n), 'parameters.out': keep }, /parameters\.out/],
      ['an option at another strike in the new state', { 'margin[1].strike[1]': plus(1n) }, /strike\[1\]/],
      ['a worst loss of nothing in the new state', { 'margin[1].worst.out': 0n }, /margin\[1\]\.worst/],
    ],
  },
];
