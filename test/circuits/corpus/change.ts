/** Forged witnesses of the template that takes an account from one state to the next. */
import { commitmentOf, packLeg, type Account, type Leg } from '../../../prover/model/account.ts';
import { cash, size } from '../../../prover/model/units.ts';
import type { CircuitInputs } from '../../../prover/witness-calculator.ts';
import { accountInputs } from '../../../prover/witness/inputs.ts';
import { instance } from '../../support/circuit.ts';
import { flip, keep, plus, type Corpus, type Forgery } from './corpus.ts';

const LEGS = 4;
const ACCOUNT_CHANGE: Pick<Corpus, 'template' | 'circuit' | 'hasZeroTests'> = {
  template: 'AccountChange',
  circuit: () => instance({ include: 'circuits/account/change.circom', template: 'AccountChange', args: [LEGS] }),
  hasZeroTests: true,
};

const leg = (instrument: number, amount: bigint, cost: bigint): Leg => ({
  instrument,
  size: size(amount),
  cost: cash(cost),
});
/** Collateral, a short perpetual and an option. */
const [COLLATERAL, PERPETUAL, OPTION] = [leg(5, 10n, -3n), leg(70, -4n, 8n), leg(90, 6n, 1n)];
const OLD: Account = {
  id: 77n,
  owner: 0xabcdn,
  method: 'portfolio',
  sequence: 3n,
  lossCheckpoint: 6n,
  cash: cash(-5n),
  legs: [COLLATERAL, PERPETUAL],
  blinding: 123456789n ** 4n,
};
const NEW_BLINDING = 987654321n ** 4n;
const next = (change: Partial<Account>): Account => ({ ...OLD, sequence: 4n, blinding: NEW_BLINDING, ...change });

/** `packed` and `used` as Legs gives them. */
function listInputs(legs: readonly Leg[]): CircuitInputs {
  const each = (value: (leg: Leg) => bigint, unused = 0n): bigint[] =>
    Array.from({ length: LEGS }, (_, index) => (legs[index] === undefined ? unused : value(legs[index])));
  return {
    used: each(() => 1n),
    long: each((held) => BigInt(held.size >= 0n), 1n),
    packed: each((held) => BigInt(held.instrument) + (held.size << 16n) + (held.cost << 72n)),
  };
}

interface Touched {
  readonly leg: Leg;
  readonly place: number;
  readonly opens?: boolean;
}

export function changeInputs(legs: readonly Leg[], { leg: held, place, opens = false }: Touched): CircuitInputs {
  const { instrument: _, ...state } = accountInputs({ ...OLD, legs }, LEGS);
  return {
    ...state,
    ...listInputs(legs),
    method: 3n,
    newBlinding: NEW_BLINDING,
    opens: BigInt(opens),
    touched: Array.from({ length: LEGS }, (_, index) => BigInt(index === place)),
    touches: 1n,
    touchedInstrument: BigInt(held.instrument),
    touchedSize: held.size,
    touchedCost: held.cost,
    touchedLong: BigInt(held.size >= 0n),
    touchedIsDerivative: BigInt(held.instrument >= 64),
  };
}

/** Commitments that a forger would rather publish. */
const instead = (attack: string, change: Partial<Account>): Forgery => [
  attack,
  { newCommitment: () => commitmentOf(next(change)) },
  /newCommitment/,
];
const PACKED_OPTION = packLeg(OPTION);
const NEW_LEG = leg(90, 0n, 0n);
/** The new state of the change that opens a leg. */
const OPENED = { cash: cash(-4n), legs: [COLLATERAL, PERPETUAL, leg(90, -7n, -2n)] };

export const CHANGE: readonly Corpus[] = [
  {
    ...ACCOUNT_CHANGE,
    as: 'that closes a leg',
    inputs: () => ({
      ...changeInputs([COLLATERAL, PERPETUAL, OPTION], { leg: PERPETUAL, place: 1 }),
      sizeDelta: 4n,
      costDelta: 3n,
      cashDelta: 0n,
    }),
    forgeries: [
      ['a closed leg kept', { closes: 0n }, /closes/],
      ['a closed leg kept as one with a size', { isZero: 0n }, /isZero|inv/],
      ['a leg with a size called closed', { sizeDelta: 3n, isZero: 1n }, /isZero/],
      ['a leg turned to the other side called closed', { sizeDelta: 5n, closes: 1n }, /closes/],
      ['a cost not folded', { folded: 0n }, /folded/],
      ['a cost folded as a gain', { folded: (honest) => -honest }, /folded/],
      ['the cost of the fill not folded', { folded: 8n }, /folded/],
      ['a folded cost kept in the leg too', { newTouchedCost: 11n }, /newTouchedCost/],
      ['the count of the old state', { newCount: 3n }, /newCount/],
      ['the leg that follows left out too', { 'without[1]': 0n }, /without\[1\]/],
      [
        'the leg before left out instead',
        { 'without[0]': PACKED_OPTION, 'newPacked[0]': PACKED_OPTION },
        /without\[0\]|newPacked\[0\]/,
      ],
      ['the last leg twice', { 'newPacked[2]': PACKED_OPTION }, /newPacked\[2\]/],
      ['no leg used', { 'newUsed[0]': 0n }, /newUsed\[0\]/],
      ['no leg used before', { 'oldUsed[0]': 0n, oldCommitment: keep }, /oldUsed\[0\]|oldCommitment/],
      ['more cash', { newCash: plus(1n) }, /newCash/],
      ['cash above its range', { cashDelta: 1n << 63n, cash: 11n }, /cashRange/],
      ['old cash above its range', { cash: 1n << 63n, cashDelta: -(1n << 62n) }, /oldCashRange/],
      ['negative cash called not negative', { cashIsNotNegative: 1n }, /cashRange/],
      ['the size of the list kept', { 'newSize[1]': -4n }, /newSize\[1\]/],
      ['the cost of the list kept', { 'newCost[1]': 8n }, /newCost\[1\]/],
      ['a closed leg called short', { 'newLong[1]': 0n }, /newLong\[1\]/],
      ['another leg moved', { 'newSize[2]': plus(-1n) }, /newSize\[2\]/],
      instead('the closed leg left in the new state', { cash: cash(-16n), legs: [COLLATERAL, PERPETUAL, OPTION] }),
      instead('the old state again', { ...OLD, legs: [COLLATERAL, PERPETUAL, OPTION] }),
      instead('a loss not taken', { legs: [COLLATERAL, OPTION] }),
      instead('every leg closed', { cash: cash(-16n), legs: [] }),
    ],
  },
  {
    ...ACCOUNT_CHANGE,
    as: 'that opens a leg',
    inputs: () => ({
      ...changeInputs([COLLATERAL, PERPETUAL, NEW_LEG], { leg: NEW_LEG, place: 2, opens: true }),
      sizeDelta: -7n,
      costDelta: -2n,
      cashDelta: 1n,
    }),
    forgeries: [
      ['an opened leg claimed to be there before', { opens: 0n, oldCommitment: keep }, /oldCommitment/],
      ['the leg before left out of the old state', { 'oldPacked[1]': 0n }, /oldPacked\[1\]/],
      ['a size wrapped around the field', { sizeDelta: 1n << 253n }, /sizeRange/],
      ['a size one below its range', { sizeDelta: -(1n << 55n) - 1n }, /sizeRange/],
      ['a size above its range, called short', { sizeDelta: 1n << 55n, newTouchedLong: 0n }, /sizeRange/],
      ['a cost outside its range', { costDelta: 1n << 63n }, /costRange/],
      ['short collateral', { touchedIsDerivative: 0n }, /touchedIsDerivative/],
      ['short collateral called long', { touchedIsDerivative: 0n, newTouchedLong: 1n }, /sizeRange/],
      ['a delta of size without a touched leg', { touches: 0n, costDelta: 0n }, /touches/],
      ['a delta of cost without a touched leg', { touches: 0n, sizeDelta: 0n }, /touches/],
      ['a short leg called long', { newTouchedLong: flip }, /sizeRange/],
      ['a short leg called long in the list', { 'newLong[2]': flip }, /newLong\[2\]/],
      ['another size in the list than in the new state', { 'newSize[2]': -6n }, /newSize\[2\]/],
      ['another cost in the list than in the new state', { 'newCost[2]': -3n }, /newCost\[2\]/],
      ['another leg written', { 'written[1]': plus(1n) }, /written\[1\]/],
      ['the opened leg not written', { 'written[2]': 90n }, /written\[2\]/],
      ['another size packed', { newTouchedPacked: plus(1n << 16n) }, /newTouchedPacked/],
      ['a size carried to the cost', { newTouchedPacked: plus((1n << 72n) - (1n << 16n)) }, /newTouchedPacked/],
      ['another account before', { id: plus(1n), oldCommitment: keep }, /oldCommitment/],
      ['an older state before', { sequence: plus(-1n), oldCommitment: keep }, /oldCommitment/],
      ['more cash before', { cash: plus(1n), oldCommitment: keep }, /oldCommitment/],
      ['another blinding before', { blinding: plus(1n), oldCommitment: keep }, /oldCommitment/],
      ['another blinding after', { newBlinding: plus(1n), newCommitment: keep }, /newCommitment/],
      instead('the id of another account', { ...OPENED, id: 78n }),
      instead('another owner', { ...OPENED, owner: 0xabcen }),
      instead('another method', { ...OPENED, method: 'cross' }),
      instead('a sequence that has not risen', { ...OPENED, sequence: 3n }),
      instead('a sequence that has risen by two', { ...OPENED, sequence: 5n }),
      instead('another loss checkpoint', { ...OPENED, lossCheckpoint: 0n }),
      instead('the opened leg left out', { ...OPENED, legs: [COLLATERAL, PERPETUAL] }),
      instead('the losing leg left out', { ...OPENED, legs: OPENED.legs.filter((held) => held !== PERPETUAL) }),
      instead('the opened leg at a better cost', { ...OPENED, legs: OPENED.legs.with(2, leg(90, -7n, -3n)) }),
      instead('more cash than the change gives', { ...OPENED, cash: cash(-3n) }),
    ],
  },
];
