import { expect } from 'chai';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import { frozenRow, type Row } from '../../prover/model/market.ts';
import { evaluate, sealState } from '../../prover/model/seal.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, ONE_SIZE } from '../../prover/model/units.ts';
import type { Proving } from '../../prover/witness/change.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { desk, KEYS, POINT, stated, trade } from '../support/change.ts';
import { builtCircuit, rejects } from '../support/circuit.ts';
import { FULL, FULL_CROSS, ISOLATED } from '../support/margin.ts';

/** Of a market in which a smaller short requires less in every method. */
const SEED = 20200656n;
/** What every leg was bought for above its worth: an account looks better without any of them. */
const LOSS = cash(10n ** 12n);
const RICH = cash(10n ** 18n);

/** Of the statement itself: no range of a part of it. */
const EQUALITY =
  /^(Isolated|Cross|Portfolio)(Transition|Reduce)_\d+ line|^DepositStatement_\d+ line|^Proposal_\d+ line/;

interface Step {
  readonly proving: Proving;
  readonly change: Change;
}
const KINDS = ['transition by a fill', 'withdrawal', 'reseal', 'settlement', 'reduction', 'deposit'] as const;
type Kind = (typeof KINDS)[number];

const without = (account: Account, leg: number): Account => ({
  ...account,
  legs: account.legs.filter((_, index) => index !== leg),
});

/** The market after the instrument expired, and with an option the other one of its strike. */
function expired({ table }: Market, { slot: at, option }: Row): Market {
  const rows = new Map(table.rows);
  for (const { slot, underlying, settlementPrice } of table.rows.values())
    if (slot === at || (option !== undefined && slot === (at ^ 1)))
      rows.set(slot, frozenRow({ slot, underlying, settlementPrice }));
  return new Market({ ...table, rows });
}

/** An account that loses by each of its legs, and a change of each kind that it can make. */
function book(shape: CircuitShape): { account: Account; steps: Record<Kind, Step> } {
  const { account, market, rows, last } = desk(SEED, shape);
  const row = rows.at(-1) ?? expect.fail('expected three legs');
  const initial = { statement: 'transition', level: 'initial', market } as const;
  const maintenance = { ...initial, level: 'maintenance' } as const;
  const flow = (amount: bigint): Change => ({ kind: 'flow', asset: 0, amount });
  return {
    account: { ...account, cash: RICH, legs: account.legs.map((leg) => ({ ...leg, cost: cash(leg.cost + LOSS) })) },
    steps: {
      'transition by a fill': { proving: initial, change: trade(row, 'seller', ONE_SIZE) },
      withdrawal: { proving: initial, change: flow(-1n) },
      reseal: { proving: maintenance, change: { kind: 'reseal' } },
      settlement: {
        proving: { ...maintenance, market: expired(market, row) },
        change: { kind: 'settle', instrument: last.instrument },
      },
      reduction: { proving: { statement: 'reduce', market }, change: trade(row, 'buyer', ONE_SIZE) },
      deposit: { proving: { statement: 'deposit' }, change: flow(1n) },
    },
  };
}

describe('a losing leg left out of a change (15), with the circuits of the house', () => {
  for (const shape of [ISOLATED, FULL_CROSS, FULL]) {
    let account: Account;
    let steps: Record<Kind, Step>;
    before(() => {
      ({ account, steps } = book(shape));
    });

    for (const kind of KINDS)
      it(`${shape.method}: ${kind} leaves no leg out, neither of the state before nor of the one after nor of what is published`, async () => {
        const { proving, change } = steps[kind];
        const room = kind === 'deposit' ? { legs: 8 } : { legs: shape.legs, shape };
        const name = kind === 'deposit' ? 'deposit-8' : `${proving.statement}-${shape.method}-${shape.legs}`;
        const circuit = await builtCircuit(name);
        const state = (of: Account): { next: Account; inputs: CircuitInputs } =>
          stated({ ...proving, account: of, change }, room);
        const { next, inputs } = state(account);
        await circuit.witness(inputs);
        const sealed = (of: Account): bigint =>
          evaluate(sealState({ account: of, ...KEYS, capacity: room.legs }).words, POINT);
        const refused = (forged: CircuitInputs): Promise<void> => rejects(circuit, { ...inputs, ...forged }, EQUALITY);

        for (const index of account.legs.keys()) {
          // The leg that is settled or reduced must be there for the change to be one.
          const isNeeded = index === account.legs.length - 1 && (kind === 'settlement' || kind === 'reduction');
          if (isNeeded) continue;
          await refused({ ...state(without(account, index)).inputs, oldCommitment: commitmentOf(account) });
        }
        for (const index of next.legs.keys()) {
          const less = without(next, index);
          await refused({ newCommitment: commitmentOf(less), evaluation: sealed(less) });
          await refused({ newCommitment: commitmentOf(less) });
          await refused({ evaluation: sealed(less) });
        }
      });
  }
});
