/** Forged witnesses of the statements that need no market: the opening of an account, and a deposit. */
import { commitmentOf, emptyAccount, type Account } from '../../../prover/model/account.ts';
import { packFlow, QUOTE_ASSET } from '../../../prover/model/flow.ts';
import { cash, size } from '../../../prover/model/units.ts';
import { depositCircuit, NEW_BLINDING, stated } from '../../support/change.ts';
import { instance } from '../../support/circuit.ts';
import { BASE, LOW_ORDER } from '../../support/points.ts';
import type { Edit } from '../forger.ts';
import { keep, plus, type Corpus, type Forgery } from './corpus.ts';

const LEGS = 4;
const EMPTY = emptyAccount({ id: 77n, owner: 0xabcdn, method: 'cross' });
const SIGNALS = ['commitment', 'account', 'owner', 'method', 'lossCheckpoint'];

/** Another opening of the commitment of a new account. */
const opened = (attack: string, change: Partial<Account>): Forgery => [
  attack,
  { commitment: () => commitmentOf({ ...EMPTY, ...change }) },
  /commitment/,
];

const HELD: Account = {
  ...EMPTY,
  sequence: 9n,
  lossCheckpoint: 6n,
  cash: cash(-5n),
  legs: [
    { instrument: 5, size: size(10n), cost: cash(-3n) },
    { instrument: 70, size: size(-4n), cost: cash(8n) },
  ],
  blinding: 123456789n ** 8n,
};
const AMOUNT = 1_000n;
const AFTER: Account = { ...HELD, sequence: 10n, cash: cash(995n), blinding: NEW_BLINDING };

const published: Record<string, Edit> = { oldCommitment: keep, newCommitment: keep, evaluation: keep };
const STATES = /Commitment|evaluation|sum/;
const hidden = ['id', 'owner', 'method', 'sequence', 'lossCheckpoint', 'cash', 'blinding', 'size[0]', 'cost[1]'].map(
  (name): Forgery => [`another ${name} of the old state`, { [name]: plus(1n), ...published }, STATES],
);
/** The new commitment of a state that the deposit does not lead to. */
const instead = (attack: string, change: Partial<Account>): Forgery => [
  attack,
  { newCommitment: () => commitmentOf({ ...AFTER, ...change }) },
  /newCommitment/,
];
export const CHAIN_STATEMENTS: readonly Corpus[] = [
  {
    template: 'OpenStatement',
    circuit: () =>
      instance({ include: 'circuits/account/open-statement.circom', template: 'OpenStatement', public: SIGNALS }),
    answers: ['commitment'],
    inputs: () => ({ commitment: commitmentOf(EMPTY), account: 77n, owner: 0xabcdn, method: 2n, lossCheckpoint: 0n }),
    forgeries: [
      ['the first commitment of another account', { account: plus(1n) }, /commitment/],
      ['the first commitment of another owner', { owner: plus(1n) }, /commitment/],
      ['another method behind the commitment', { method: 3n }, /commitment/],
      ['another loss checkpoint behind the commitment', { lossCheckpoint: 1n }, /commitment/],
      opened('an account that is not at its start', { sequence: 2n }),
      opened('an account before its start', { sequence: 0n }),
      opened('an account that starts with cash', { cash: cash(1n) }),
      opened('an account that starts with a leg', { legs: HELD.legs.slice(0, 1) }),
      opened('an account that starts with a blinding', { blinding: 1n }),
      opened('an account of another method', { method: 'portfolio' }),
      ['a commitment of nothing', { commitment: 0n }, /commitment/],
      ['a commitment of its own', { commitment: plus(1n) }, /commitment/],
    ],
  },
  {
    template: 'DepositStatement',
    circuit: () => depositCircuit(LEGS),
    answers: ['oldCommitment', 'newCommitment', 'evaluation'],
    addsPoints: true,
    checksAliases: true,
    hasZeroTests: true,
    inputs: () => {
      const change = { kind: 'flow', asset: QUOTE_ASSET, amount: AMOUNT } as const;
      return stated({ statement: 'deposit', account: HELD, change }, { legs: LEGS }).inputs;
    },
    forgeries: [
      ...hidden,
      [
        'a withdrawal as a deposit',
        { amount: -AMOUNT, flow: packFlow({ asset: QUOTE_ASSET, amount: -AMOUNT }) },
        /range/,
      ],
      ['a deposit of more than flows', { amount: plus(1n) }, /amount|flow/],
      ['a deposit of collateral', { flow: plus(5n) }, /amount|flow/],
      ['an amount wrapped around the field', { flow: plus(1n << 252n) }, /amount|flow/],
      ['another cash after it', { newCash: plus(1n), ...published }, /newCash|Commitment|evaluation|sum/],
      ['a leg twice', { 'instrument[1]': 5n }, /rise|long|derivative|Commitment|evaluation|sum/],
      ['a leg in an unused place', { 'instrument[2]': 71n, ...published }, /used|Commitment|evaluation|sum/],
      ['a leg more than there is', { count: plus(1n), 'list.used[2]': 1n, ...published }, /rise|used|Commitment|sum/],
      ['short collateral', { 'size[0]': -1n, ...published }, /long|Commitment|evaluation|sum/],
      instead('the id of another account', { id: 78n }),
      instead('another owner', { owner: 1n }),
      instead('another method', { method: 'portfolio' }),
      instead('a sequence that has not risen', { sequence: 9n }),
      instead('a sequence that has risen by two', { sequence: 11n }),
      instead('another loss checkpoint', { lossCheckpoint: 0n }),
      instead('another blinding than is sealed', { blinding: 1n }),
      instead('a losing leg left out', { legs: AFTER.legs.slice(0, 1) }),
      instead('twice the amount', { cash: cash(1_995n) }),
      instead('the cost of a leg forgotten', { legs: AFTER.legs.map((leg) => ({ ...leg, cost: cash(0n) })) }),
      instead('the deposit left out', { cash: HELD.cash }),
      ['the ciphertext of another state', { evaluation: plus(1n) }, /evaluation|sum/],
      ['a seal at another point', { point: plus(1n), evaluation: keep }, /evaluation|sum/],
      ['a seal under another key', { viewingKey: BASE.y, 'keyX[0]': BASE.x, evaluation: keep }, /evaluation|sum/],
      ['a seal under a key of low order', { liquidationKey: 1n, 'keyX[1]': 0n }, /inverse/],
      [
        'a seal under a key of order eight',
        { liquidationKey: LOW_ORDER[4]?.y ?? 0n, 'keyX[1]': LOW_ORDER[4]?.x ?? 0n },
        /inverse/,
      ],
      ['a seal under a key off the curve', { viewingKey: plus(1n) }, /BabyCheck|viewingKey/],
    ],
  },
];
