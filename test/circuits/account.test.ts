import { expect } from 'chai';
import { commitmentOf, legsHash, type Account, type Leg } from '../../prover/model/account.ts';
import { cash, CASH_RANGE, SCALAR_FIELD, size, SIZE_RANGE, toField } from '../../prover/model/units.ts';
import { instance, rejects, wireOf, type Circuit } from '../support/circuit.ts';

type Inputs = Record<string, bigint | bigint[]>;

const account = (legs: readonly Leg[], change: Partial<Account> = {}): Account => ({
  id: 77n,
  owner: 0xabcdn,
  method: 'portfolio',
  sequence: 3n,
  lossCheckpoint: 6n,
  cash: cash(-5n),
  legs,
  blinding: 123456789n ** 4n,
  ...change,
});
const leg = (instrument: number, amount = 10n, cost = -3n): Leg => ({
  instrument,
  size: size(amount),
  cost: cash(cost),
});

function inputsOf(
  { id, owner, sequence, lossCheckpoint, cash: money, legs, blinding }: Account,
  capacity: number,
): Inputs {
  const fill = (values: bigint[]): bigint[] => [...values, ...new Array<bigint>(capacity - values.length).fill(0n)];
  return {
    id,
    owner,
    sequence,
    lossCheckpoint,
    blinding,
    count: BigInt(legs.length),
    cash: toField(money),
    instrument: fill(legs.map(({ instrument }) => BigInt(instrument))),
    size: fill(legs.map((each) => toField(each.size))),
    cost: fill(legs.map((each) => toField(each.cost))),
  };
}

describe('account/opening', () => {
  let four: Circuit;
  let eight: Circuit;
  const open = async (circuit: Circuit, inputs: Inputs): Promise<bigint | undefined> =>
    (await circuit.witness(inputs))[wireOf(circuit, 'commitment')];

  before(async () => {
    const template = { include: 'circuits/account/opening.circom', template: 'AccountOpening' };
    four = await instance({ ...template, args: [4, 3] });
    eight = await instance({ ...template, args: [8, 3] });
  });

  it('equals the model for every count of legs, and does not depend on the capacity', async () => {
    for (const count of [0, 1, 3, 4, 5, 8]) {
      const opened = account(Array.from({ length: count }, (_, index) => leg(index * 127 + 1)));
      const commitment = commitmentOf(opened);
      expect(await open(eight, inputsOf(opened, 8)), `${count} legs`).to.equal(commitment);
      if (count <= 4) expect(await open(four, inputsOf(opened, 4)), `${count} legs in 4`).to.equal(commitment);
    }
  });

  it('takes sizes, costs and cash at both edges of their range', async () => {
    for (const edge of [0, 1]) {
      const opened = account([leg(1023, SIZE_RANGE[edge], CASH_RANGE[edge])], { cash: cash(CASH_RANGE[edge] ?? 0n) });
      expect(await open(four, inputsOf(opened, 4))).to.equal(commitmentOf(opened));
    }
  });

  it('refuses a size wrapped around the field (7)', async () => {
    for (const wrapped of [SIZE_RANGE[1] + 1n, SIZE_RANGE[0] - 1n, SCALAR_FIELD >> 1n]) {
      await rejects(
        four,
        { ...inputsOf(account([leg(1)]), 4), size: [toField(wrapped), 0n, 0n, 0n] },
        'Signed|Num2Bits',
      );
    }
  });

  it('refuses short collateral, in the first slot of it and in the last, and takes a short perpetual', async () => {
    const short = (slot: bigint) => ({
      ...inputsOf(account([leg(1)]), 4),
      instrument: [slot, 0n, 0n, 0n],
      size: [-1n, 0n, 0n, 0n],
    });
    for (const slot of [1n, 15n, 16n, 63n]) await rejects(four, short(slot), 'Legs');
    await four.witness(short(64n));
  });

  it('refuses cash and cost outside their range', async () => {
    const inputs = inputsOf(account([leg(1)]), 4);
    await rejects(four, { ...inputs, cash: toField(CASH_RANGE[1] + 1n) }, 'Num2Bits');
    await rejects(four, { ...inputs, cost: [toField(CASH_RANGE[0] - 1n), 0n, 0n, 0n] }, 'Num2Bits');
  });

  it('refuses a repeated leg and legs out of order (16: one collateral counted twice)', async () => {
    const inputs = inputsOf(account([leg(5), leg(9)]), 4);
    await rejects(four, { ...inputs, instrument: [5n, 5n, 0n, 0n] }, 'Num2Bits');
    await rejects(four, { ...inputs, instrument: [9n, 5n, 0n, 0n] }, 'Num2Bits');
  });

  it('refuses a repeated leg at every place, the last one too', async () => {
    const inputs = inputsOf(account([leg(5), leg(9), leg(12), leg(15)]), 4);
    for (const place of [1, 2, 3]) {
      const instrument = [...(inputs['instrument'] as bigint[])];
      instrument[place] = instrument[place - 1] ?? 0n;
      await rejects(four, { ...inputs, instrument }, 'Num2Bits');
    }
  });

  it('refuses instrument 0 in a used leg and a slot above the table', async () => {
    const inputs = inputsOf(account([leg(5)]), 4);
    await rejects(four, { ...inputs, instrument: [0n, 0n, 0n, 0n] }, 'Num2Bits');
    await rejects(four, { ...inputs, instrument: [1024n, 0n, 0n, 0n] }, 'Num2Bits');
  });

  it('refuses anything in an unused leg', async () => {
    const inputs = inputsOf(account([leg(5)]), 4);
    for (const name of ['instrument', 'size', 'cost'] as const) {
      for (const place of [1, 2, 3]) {
        const values = [...(inputs[name] as bigint[])];
        values[place] = 6n;
        await rejects(four, { ...inputs, [name]: values }, 'Legs');
      }
    }
  });

  it('opens to another commitment when a losing leg is left out (15)', async () => {
    const whole = account([leg(5, 10n, 50n), leg(9)]);
    const without = account([leg(9)]);
    expect(await open(four, inputsOf(without, 4))).to.not.equal(commitmentOf(whole));
    // The count alone does not hide a leg either: the slot would have to be empty.
    await rejects(four, { ...inputsOf(whole, 4), count: 1n }, 'Legs');
  });

  it('binds every part of the header', () => {
    const base = account([leg(5)]);
    const seen = new Set([commitmentOf(base)]);
    const changes: Partial<Account>[] = [
      { id: 78n },
      { owner: 1n },
      { method: 'cross' },
      { sequence: 4n },
      { lossCheckpoint: 1n },
      { cash: cash(-4n) },
      { legs: [leg(6)] },
      { legs: [leg(5, 11n)] },
      { legs: [leg(5, 10n, -2n)] },
      { blinding: 1n },
    ];
    for (const change of changes) seen.add(commitmentOf({ ...base, ...change }));
    expect(seen.size).to.equal(changes.length + 1);
  });

  it('equals the model after a change of each part of the header: the circuit hashes them all', async () => {
    const base = account([leg(5)]);
    const changes: Partial<Account>[] = [
      {},
      { id: 78n },
      { owner: 1n },
      { sequence: 4n },
      { lossCheckpoint: 12n },
      { cash: cash(-4n) },
      { blinding: 1n },
    ];
    for (const change of changes) {
      const other = { ...base, ...change };
      expect(await open(four, inputsOf(other, 4)), Object.keys(change).join()).to.equal(commitmentOf(other));
    }
  });

  it('does not open an account of another method', async () => {
    const isolated = account([leg(5)], { method: 'isolated' });
    expect(await open(four, inputsOf(isolated, 4))).to.not.equal(commitmentOf(isolated));
  });

  it('packs legs injectively at the edges of each part', () => {
    const hashes = new Set<bigint>();
    for (const instrument of [1, 1023]) {
      for (const amount of SIZE_RANGE)
        for (const cost of CASH_RANGE) hashes.add(legsHash([leg(instrument, amount, cost)]));
    }
    expect(hashes.size).to.equal(8);
  });
});
