/** What is forged of every change whose states are valued: the accounts stand on the line, and one tick makes the difference. */
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import type { Change } from '../../../prover/model/change.ts';
import { fillHash, type Fill } from '../../../prover/model/fill.ts';
import type { MarginLevel } from '../../../prover/model/market.ts';
import { cash, floorDivide, ONE_SIZE, size } from '../../../prover/model/units.ts';
import type { CircuitShape } from '../../../prover/witness/circuits.ts';
import type { CircuitInputs } from '../../../prover/witness-calculator.ts';
import { changeCircuit, desk, onTheLineAfter, stated, trade, type Desk } from '../../support/change.ts';
import { BASE } from '../../support/points.ts';
import { cell } from '../../support/row.ts';
import type { Edit } from '../forger.ts';
import { each, flip, keep, of, plus, SEED, type Corpus, type Forgery } from './corpus.ts';

/** Every leg of the account but the last is collateral or an option; the last one, a short of two, is traded. */
export const TRADED = 2;

/** Of a market in which a smaller short requires less in every method. */
const TRADES_SEED = SEED + 1n;

export interface Scene extends Pick<Desk, 'market'> {
  readonly shape: CircuitShape;
  readonly statement: 'Transition' | 'Reduce';
  readonly account: Account;
  readonly fill: Fill;
  readonly change: Change;
}

/** One of the last leg sold at the initial level, or bought back at the maintenance level, to end on the line. */
export function scene(statement: Scene['statement'], shape: CircuitShape): Scene {
  const { account, market, rows } = desk(TRADES_SEED, shape);
  const row = rows[TRADED];
  if (row === undefined) throw new Error('desk: expected three legs');
  const [side, level]: [side: 'seller' | 'buyer', level: MarginLevel] =
    statement === 'Transition' ? ['seller', 'initial'] : ['buyer', 'maintenance'];
  const change = trade(row, side, ONE_SIZE);
  if (change.kind !== 'fill') throw new Error('trade: expected a fill');
  return {
    shape,
    statement,
    market,
    change,
    fill: change.fill,
    account: onTheLineAfter({ account, change }, market.table, level),
  };
}

export const requestOf = ({ statement, market, account, change }: Scene) =>
  statement === 'Transition'
    ? ({ statement: 'transition', level: 'initial', market, account, change } as const)
    : ({ statement: 'reduce', market, account, change } as const);

const honest = (at: Scene): { next: Account; inputs: CircuitInputs } =>
  stated(requestOf(at), { legs: at.shape.legs, shape: at.shape });

/** Another fill of the same leg, with the payoff that a circuit computes of it whether or not it settles. */
export function filled({ fill }: Scene, change: Partial<Fill>): Record<string, Edit> {
  const other = { ...fill, ...change };
  return { fillSize: other.size, fillCost: other.cost, fill: () => fillHash(other) };
}

/** Signals that follow from the others are kept: the chain has seen them. */
const PUBLISHED: Record<string, Edit> = { newCommitment: keep, evaluation: keep };
const STATE = /Commitment|evaluation|sum/;
/** The part of a path that a row of its own does not meet. */
const row = (leg: number): RegExp => new RegExp(`(leaf|membership)\\[${leg}\\]`);

/** @param state the place of the new state among those valued */
function common(at: Scene, state: number): readonly Forgery[] {
  const { account, shape, fill } = at;
  const { next } = honest(at);
  const method = shape.method === 'cross' ? 'portfolio' : 'cross';
  const below = { cash: plus(-1n), oldCommitment: () => commitmentOf({ ...account, cash: cash(account.cash - 1n) }) };
  const instead = (attack: string, change: Partial<Account>): Forgery => [
    attack,
    { newCommitment: () => commitmentOf({ ...next, ...change }) },
    /newCommitment/,
  ];
  const band = cash(fill.cost + floorDivide(fill.size, 10n));
  return [
    ['a state one tick below the line', below, /covered/],
    [
      'a state below the line with more equity',
      { ...below, [`valuation.equity[${state}]`]: plus(10n ** 17n) },
      /equity/,
    ],
    ['a state that requires less', { [`valuation.requirement[${state}]`]: plus(-1n) }, /requirement/],
    ['a cover of its own', { ...below, 'covered.in': 0n }, /covered/],
    [
      'the size before the change in the margin',
      { [`proposal.newSize[${TRADED}]`]: of(`size[${TRADED}]`) },
      /newSize|covered|tiers/,
    ],
    [
      'the cost before the change in the margin',
      { [`proposal.newCost[${TRADED}]`]: of(`cost[${TRADED}]`) },
      /newCost|covered/,
    ],
    ['a short leg valued as a long one', { [`proposal.newLong[${TRADED}]`]: flip }, /newLong|tiers|netSign|positive/],
    ['cash that the new state does not have', { 'proposal.newCash': plus(1n) }, /newCash/],
    ...['id', 'owner', 'sequence', 'lossCheckpoint', 'blinding'].map((name): Forgery => [
      `another ${name} behind the old commitment`,
      { [name]: plus(1n) },
      /oldCommitment/,
    ]),
    ['a healthier account than the old one', { cash: plus(1n << 40n) }, /oldCommitment/],
    ['another blinding than the new commitment has', { newBlinding: plus(1n), ...PUBLISHED }, STATE],
    ['an account of another method', { oldCommitment: () => commitmentOf({ ...account, method }) }, /oldCommitment/],
    instead('another method after the change', { method }),
    instead('the id of another account', { id: next.id + 1n }),
    instead('another owner', { owner: next.owner + 1n }),
    instead('another loss checkpoint', { lossCheckpoint: next.lossCheckpoint + 1n }),
    instead('a sequence that has not risen', { sequence: account.sequence }),
    instead('a sequence that has risen by two', { sequence: account.sequence + 2n }),
    instead('a losing leg left out', { legs: next.legs.slice(0, TRADED) }),
    instead('the state before', { ...account }),
    instead('a leg twice as large', {
      legs: next.legs.map((leg) => ({ ...leg, size: size(2n * leg.size) })),
    }),
    [
      'another fill behind the same hash',
      { fillSize: plus(1n), ...PUBLISHED },
      /fill|whole|Commitment|evaluation|sum|covered/,
    ],
    ['another salt behind the same hash', { salt: plus(1n) }, /fill|whole/],
    ['a fill outside the band', { ...filled(at, { cost: band }) }, /above|below|covered/],
    ['a side of 2', { side: 2n, ...PUBLISHED }, /side|trades|Commitment|evaluation|sum|covered|falls|reduces|tiers/],
    [
      'the other side of the fill',
      { side: (value) => -value, ...PUBLISHED },
      /Commitment|evaluation|sum|covered|falls|stays|tiers/,
    ],
    ['a fill without a side', { side: 0n, ...PUBLISHED }, /fill|whole|Commitment|evaluation|sum|covered|tiers/],
    ['a wider band than the row has', { [cell(TRADED, 'limits')]: plus(1n << 57n) }, row(TRADED)],
    ['a charge of its own', { [cell(TRADED, 'scenarios')]: plus(1n) }, /(leaf|membership)\[2\]|valuesHash/],
    ['collateral worth more', { [cell(0, 'settlementPrice')]: plus(1n) }, row(0)],
    ['a row in slot 0 that is worth something', { [cell(3, 'settlementPrice')]: 1n }, row(3)],
    [
      'the path of another leg',
      each(
        (child) => `lower[0][${child}]`,
        8,
        (_, valueOf) => valueOf(`lower[${TRADED}][0]`),
      ),
      row(0),
    ],
    ['the root of another market', { marketRoot: plus(1n) }, /marketRoot/],
    ['prices of another epoch', { epoch: plus(1n) }, /marketRoot/],
    ['prices of another time', { time: plus(1n) }, /marketRoot/],
    ['another part of the root', { 'top[15]': plus(1n) }, /marketRoot/],
    ['the ciphertext of another state', { evaluation: plus(1n) }, /evaluation|sum/],
    ['a seal at another point', { point: plus(1n), evaluation: keep }, /evaluation|sum/],
    ['a seal under another key', { viewingKey: BASE.y, 'keyX[0]': BASE.x, evaluation: keep }, /evaluation|sum/],
    ['a seal under a key of low order', { liquidationKey: 1n, 'keyX[1]': 0n }, /inverse/],
    ['a seal under a key off the curve', { viewingKey: plus(1n) }, /BabyCheck|viewingKey/],
  ];
}

/** The table of a statement; `own` stands beside what holds for all. */
export function valuedChange(
  template: string,
  statement: Scene['statement'],
  shape: CircuitShape,
  own: (at: Scene) => readonly Forgery[],
): Corpus {
  const at = scene(statement, shape);
  return {
    template,
    circuit: () => changeCircuit(statement, shape),
    answers: ['oldCommitment', 'newCommitment', 'marketRoot', 'fill', 'evaluation'],
    hasZeroTests: true,
    addsPoints: true,
    checksAliases: true,
    inputs: () => honest(at).inputs,
    forgeries: [...common(at, statement === 'Transition' ? 0 : 1), ...own(at)],
  };
}
