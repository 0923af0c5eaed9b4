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
import { builtCircuit, rejects, type Circuit } from '../support/circuit.ts';
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
  readonly what: string;
  readonly proving: Proving;
  readonly change: Change;
  /** Shape of the circuit; a deposit values nothing. */
  readonly shape: CircuitShape | undefined;
}

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

describe('a losing leg left out of a change (15), with the circuits of the house', () => {
  for (const shape of [ISOLATED, FULL_CROSS, FULL]) {
    const { account: held, market, rows, last } = desk(SEED, shape);
    const account: Account = {
      ...held,
      cash: RICH,
      legs: held.legs.map((leg) => ({ ...leg, cost: cash(leg.cost + LOSS) })),
    };
    const row = rows.at(-1) ?? expect.fail('expected three legs');
    const frozen = expired(market, row);
    const transition = { statement: 'transition', level: 'maintenance', market } as const;
    const cashIn: Change = { kind: 'flow', asset: 0, amount: 1n };
    const steps: readonly Step[] = [
      {
        what: 'transition by a fill',
        proving: { ...transition, level: 'initial' },
        change: trade(row, 'seller', ONE_SIZE),
        shape,
      },
      { what: 'withdrawal', proving: { ...transition, level: 'initial' }, change: { ...cashIn, amount: -1n }, shape },
      { what: 'reseal', proving: transition, change: { kind: 'reseal' }, shape },
      {
        what: 'settlement',
        proving: { ...transition, market: frozen },
        change: { kind: 'settle', instrument: last.instrument },
        shape,
      },
      { what: 'reduction', proving: { statement: 'reduce', market }, change: trade(row, 'buyer', ONE_SIZE), shape },
      { what: 'deposit', proving: { statement: 'deposit' }, change: cashIn, shape: undefined },
    ];

    for (const { what, proving, change, shape: valued } of steps) {
      const legs = valued?.legs ?? 8;
      const name = valued === undefined ? 'deposit-8' : `${proving.statement}-${shape.method}-${legs}`;

      it(`${shape.method}: ${what} leaves no leg out, neither of the state before nor of the one after nor of what is published`, async () => {
        const circuit: Pick<Circuit, 'name' | 'witness'> = await builtCircuit(name);
        const room = { legs, shape: valued };
        const state = (of: Account): { next: Account; inputs: CircuitInputs } =>
          stated({ ...proving, account: of, change }, room);
        const { next, inputs } = state(account);
        await circuit.witness(inputs);
        const sealedTo = (of: Account): bigint =>
          evaluate(sealState({ account: of, ...KEYS, capacity: legs }).words, POINT);
        const refused = (forged: CircuitInputs): Promise<void> => rejects(circuit, { ...inputs, ...forged }, EQUALITY);

        for (const index of account.legs.keys()) {
          // The leg that is settled or reduced must be there for the change to be one.
          if (index !== account.legs.length - 1 || !['settlement', 'reduction'].includes(what)) {
            const less = state(without(account, index));
            await refused({ ...less.inputs, oldCommitment: commitmentOf(account) });
          }
        }
        for (const index of next.legs.keys()) {
          const less = without(next, index);
          await refused({ newCommitment: commitmentOf(less), evaluation: sealedTo(less) });
          await refused({ newCommitment: commitmentOf(less) });
          await refused({ evaluation: sealedTo(less) });
        }
      });
    }
  }
});
