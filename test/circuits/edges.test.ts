/** What an account may hold or move at most is taken by every template that bounds it; a tick more is not. */
import { expect } from 'chai';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import { cash, CASH_RANGE, minimum, ONE_SIZE, size, SIZE_RANGE } from '../../prover/model/units.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { depositCircuit, desk, stated } from '../support/change.ts';
import { rejects, wireOf } from '../support/circuit.ts';
import { SMALL } from '../support/margin.ts';
import { bounds, first, signedEnds, template, unsignedEnds } from './bounds.ts';
import { changeInputs } from './corpus/change.ts';

const [LEAST_SIZE, MOST_SIZE] = SIZE_RANGE;
const [LEAST_CASH, MOST_CASH] = CASH_RANGE;
/** Of limits: two flags, a size and a price. */
const LIMITS = 1n << 109n;

const account = (file: string, name: string, args: number[] = []) => template(`account/${file}`, name, args);

describe('changes of accounts at the ends of their ranges', () => {
  const sizes = { within: SIZE_RANGE, beyond: [LEAST_SIZE - 1n, MOST_SIZE + 1n] };
  const amounts = { within: CASH_RANGE, beyond: [LEAST_CASH - 1n, MOST_CASH + 1n] };
  const held = { instrument: 70, size: size(-4n), cost: cash(8n) };
  const change = (deltas: Readonly<Record<string, bigint>>): CircuitInputs => ({
    ...changeInputs([held], { leg: held, place: 0 }),
    cash: 0n,
    ...{ sizeDelta: 1n, costDelta: 0n, cashDelta: 0n },
    ...deltas,
  });
  const changes = { circuit: account('change', 'AccountChange', [4]) };

  bounds('size after a change', { ...changes, ...sizes, inputs: (after) => change({ sizeDelta: after - held.size }) });
  bounds('cost after a change', {
    ...changes,
    ...amounts,
    inputs: (after) => change({ costDelta: after - held.cost }),
  });
  bounds('cash before a change', {
    ...changes,
    ...amounts,
    inputs: (before) => change({ cash: before, cashDelta: before < 0n ? 5n : -5n }),
  });
  bounds('cash after a change', { ...changes, ...amounts, inputs: (after) => change({ cashDelta: after }) });

  bounds('amount of a flow', {
    circuit: account('flow', 'Flow'),
    ...amounts,
    inputs: (amount) => ({ flow: 5n + (amount << 16n), amount, instrument: 5n }),
  });
  const fill = { side: 1n, instrument: 70n, salt: 5n };
  bounds('size of a fill', {
    circuit: account('fill', 'Fill'),
    within: [1n, MOST_SIZE],
    beyond: [-1n, MOST_SIZE + 1n],
    inputs: (bought) => ({ ...fill, size: bought, cost: bought, settlementPrice: ONE_SIZE, band: 0n }),
  });
  bounds('cost of a fill', {
    circuit: account('fill', 'Fill'),
    ...amounts,
    inputs: (cost) => ({ ...fill, size: MOST_SIZE, cost, settlementPrice: (cost * ONE_SIZE) / MOST_SIZE, band: 1n }),
  });
  for (const [what, towards] of [
    ['upper', 1n],
    ['lower', -1n],
  ] as const) {
    bounds(`distance of a fill's cost from the ${what} end of its band`, {
      circuit: account('fill', 'Fill'),
      within: [0n, (1n << 109n) - 2n],
      beyond: [1n << 109n],
      inputs: (distance) => ({
        ...fill,
        size: 1n,
        cost: 0n,
        band: distance / 2n,
        settlementPrice: (towards * distance) / 2n,
      }),
    });
  }
  bounds('limits of a row', {
    circuit: account('limits', 'Limits'),
    within: [0n, LIMITS - 1n],
    beyond: [-1n, LIMITS],
    inputs: (limits) => ({ limits }),
  });

  const grows = { reduceOnly: 0n, size: 0n, long: 1n, newSize: 1n, newLong: 1n };
  bounds('room for a size', {
    circuit: account('limits', 'Room'),
    ...unsignedEnds(56),
    inputs: (room) => ({ ...grows, largest: room + 1n }),
  });
  bounds('what a size shrinks by', {
    circuit: account('limits', 'Room'),
    ...signedEnds(57),
    inputs: (by) => ({ ...grows, largest: 0n, size: by, newSize: 0n }),
  });

  it('largest short that there is closes in one reduction', async () => {
    const circuit = await account('limits', 'Room')();
    const closing = { reduceOnly: 1n, largest: 0n, size: LEAST_SIZE, long: 0n, newSize: 0n, newLong: 1n };
    expect((await circuit.witness(closing))[wireOf(circuit, 'reduces')]).to.equal(1n);
  });

  it('first and last slot stand side by side', async () => {
    const circuit = await account('legs', 'Legs', [4])();
    const none = [0n, 0n, 0n, 0n];
    await circuit.witness({ count: 2n, instrument: [1n, 1023n, 0n, 0n], size: none, cost: none });
    await rejects(circuit, { count: 2n, instrument: [1n, 1024n, 0n, 0n], size: none, cost: none }, 'Num2Bits');
  });

  const legs = { count: 1n, instrument: [70n, 0n, 0n, 0n] };
  bounds('size of a leg', {
    circuit: account('legs', 'Legs', [4]),
    ...sizes,
    inputs: (held) => ({ ...legs, size: first(held), cost: first(0n) }),
  });
  bounds('cost of a leg', {
    circuit: account('legs', 'Legs', [4]),
    ...amounts,
    inputs: (cost) => ({ ...legs, size: first(1n), cost: first(cost) }),
  });
  bounds('cash of an account', {
    circuit: account('opening', 'AccountOpening', [4, 1]),
    ...amounts,
    inputs: (held) => ({
      ...{ ...legs, size: first(1n), cost: first(1n), cash: held },
      ...{ id: 1n, owner: 2n, sequence: 3n, lossCheckpoint: 0n, blinding: 4n },
    }),
  });

  const { account: holder } = desk(1n, SMALL);
  const deposit = (from: bigint, amount: bigint): CircuitInputs => {
    const before: Account = { ...holder, cash: cash(from) };
    const request = { statement: 'deposit', account: before, change: { kind: 'flow', asset: 0, amount } } as const;
    return stated(request, { legs: SMALL.legs }).inputs;
  };
  /** To the most cash there is, which is published: a larger amount has to come from less than there was. */
  const fills = (amount: bigint): CircuitInputs => ({
    ...deposit(0n, MOST_CASH),
    cash: MOST_CASH - amount,
    oldCommitment: commitmentOf({ ...holder, cash: cash(minimum(MOST_CASH - amount, MOST_CASH)) }),
    ...{ amount, flow: amount << 16n },
  });
  bounds('amount of a deposit', {
    circuit: () => depositCircuit(SMALL.legs),
    within: [0n, 1n, MOST_CASH],
    beyond: [-1n, MOST_CASH + 1n],
    inputs: fills,
  });
  bounds('cash after a deposit', {
    circuit: () => depositCircuit(SMALL.legs),
    within: [LEAST_CASH + 1n, MOST_CASH],
    beyond: [LEAST_CASH - 1n, MOST_CASH + 1n],
    inputs: (after) =>
      after > LEAST_CASH && after <= MOST_CASH ? deposit(after - 1n, 1n) : { ...deposit(0n, 1n), cash: after - 1n },
  });
});

describe('claims at the ends of their ranges', () => {
  const DECIMALS = 9;
  const BITS = 100;
  const MOST = (1n << BigInt(BITS)) - 1n;
  const claim = { circuit: template('margin/claim', 'Claim', [DECIMALS, BITS]) };
  const worst = { equity: -MOST, requirement: MOST };
  bounds('threshold', {
    ...claim,
    ...unsignedEnds(24),
    inputs: (thresholdBps) => ({ ...worst, thresholdBps, minExcess: 0n }),
  });
  bounds('excess', {
    ...claim,
    ...unsignedEnds(96),
    inputs: (minExcess) => ({ ...worst, thresholdBps: (1n << 24n) - 1n, minExcess }),
  });
  bounds('difference of the sides', {
    ...claim,
    ...signedEnds(BITS + 26),
    inputs: (side) => ({ equity: 0n, requirement: -side, thresholdBps: 1n, minExcess: 0n }),
  });
});
