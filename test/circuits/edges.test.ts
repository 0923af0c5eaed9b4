/** What an account may hold or move at most is taken by every template that bounds it; a tick more is not. */
import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { cash, CASH_RANGE, ONE_SIZE, size, SIZE_RANGE, toField } from '../../prover/model/units.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { depositCircuit, desk, stated } from '../support/change.ts';
import { instance, rejects, wireOf, type Circuit } from '../support/circuit.ts';
import { SMALL } from '../support/margin.ts';
import { changeInputs } from './corpus/change.ts';

const [LEAST_SIZE, MOST_SIZE] = SIZE_RANGE;
const [LEAST_CASH, MOST_CASH] = CASH_RANGE;
const RANGE = /Num2Bits/;
/** Of limits: two flags, a size and a price. */
const LIMITS = 1n << 109n;

const field = (inputs: CircuitInputs): CircuitInputs =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, typeof value === 'bigint' ? toField(value) : value]),
  );

/** Expects a witness for each value at an end, and none for the values beyond. */
function bounds(
  what: string,
  {
    circuit: compile,
    inputs,
    within,
    beyond,
  }: {
    readonly circuit: () => Promise<Circuit>;
    readonly inputs: (value: bigint) => CircuitInputs;
    readonly within: readonly bigint[];
    readonly beyond: readonly bigint[];
  },
): void {
  it(what, async () => {
    const circuit = await compile();
    for (const value of within) await circuit.witness(field(inputs(value)));
    for (const value of beyond) await rejects(circuit, field(inputs(value)), RANGE);
  });
}

const account =
  (file: string, template: string, args: number[] = []) =>
  (): Promise<Circuit> =>
    instance({ include: `circuits/account/${file}.circom`, template, args });

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
  bounds('limits of a row', {
    circuit: account('limits', 'Limits'),
    within: [0n, LIMITS - 1n],
    beyond: [-1n, LIMITS],
    inputs: (limits) => ({ limits }),
  });

  it('largest short that there is closes in one reduction', async () => {
    const circuit = await account('limits', 'Room')();
    const closing = { reduceOnly: 1n, largest: 0n, size: LEAST_SIZE, long: 0n, newSize: 0n, newLong: 1n };
    expect((await circuit.witness(field(closing)))[wireOf(circuit, 'reduces')]).to.equal(1n);
  });

  it('first and last slot stand side by side', async () => {
    const circuit = await account('legs', 'Legs', [4])();
    const none = [0n, 0n, 0n, 0n];
    await circuit.witness({ count: 2n, instrument: [1n, 1023n, 0n, 0n], size: none, cost: none });
    await rejects(circuit, { count: 2n, instrument: [1n, 1024n, 0n, 0n], size: none, cost: none }, RANGE);
  });

  const { account: holder } = desk(1n, SMALL);
  const deposit = (from: bigint, amount: bigint): CircuitInputs => {
    const before: Account = { ...holder, cash: cash(from) };
    const request = { statement: 'deposit', account: before, change: { kind: 'flow', asset: 0, amount } } as const;
    return stated(request, { legs: SMALL.legs }).inputs;
  };
  bounds('amount of a deposit', {
    circuit: () => depositCircuit(SMALL.legs),
    within: [1n, MOST_CASH],
    beyond: [],
    inputs: (amount) => deposit(-1n, amount),
  });
  bounds('cash after a deposit', {
    circuit: () => depositCircuit(SMALL.legs),
    within: CASH_RANGE.map((end) => (end < 0n ? end + 1n : end)),
    beyond: [],
    inputs: (after) => deposit(after - 1n, 1n),
  });
});

describe('claims at the ends of their ranges', () => {
  const DECIMALS = 9;
  const BITS = 100;
  const MOST = (1n << BigInt(BITS)) - 1n;
  const claim = {
    circuit: (): Promise<Circuit> =>
      instance({ include: 'circuits/margin/claim.circom', template: 'Claim', args: [DECIMALS, BITS] }),
  };
  const worst = { equity: -MOST, requirement: MOST };
  bounds('threshold', {
    ...claim,
    within: [0n, (1n << 24n) - 1n],
    beyond: [-1n, 1n << 24n],
    inputs: (thresholdBps) => ({ ...worst, thresholdBps, minExcess: 0n }),
  });
  bounds('excess', {
    ...claim,
    within: [0n, (1n << 96n) - 1n],
    beyond: [-1n, 1n << 96n],
    inputs: (minExcess) => ({ ...worst, thresholdBps: (1n << 24n) - 1n, minExcess }),
  });
});
