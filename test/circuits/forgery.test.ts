import { expect } from 'chai';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { leafElements, VALUES_IN_LEAF } from '../../prover/model/packing.ts';
import { hash, TAG } from '../../prover/model/poseidon.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, ONE_SIZE, SCALAR_FIELD, size, toField } from '../../prover/model/units.ts';
import { STATEMENT_SIGNALS, stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { editWitness, rejects, violates, type Circuit } from '../support/circuit.ts';
import { accountOnTheLine, FULL, LINE, SEED, SMALL, statementCircuit } from '../support/margin.ts';
import { ROW, withMore } from '../support/row.ts';

const rowsOf = (inputs: CircuitInputs): bigint[][] => inputs['row'] as bigint[][];

/** One pair of values of a leg is one more, and so in its row. */
function withValue(inputs: CircuitInputs, leg: number, pair: number): { value: bigint[][]; row: bigint[][] } {
  const value = withMore(inputs['value'] as bigint[][], leg, pair);
  const pairs = value[leg] ?? [];
  const inRow = [...pairs.slice(-VALUES_IN_LEAF), hash(TAG.scenarios, pairs.slice(0, -VALUES_IN_LEAF))];
  const row = rowsOf(inputs).map((each, index) =>
    index === leg ? each.toSpliced(ROW.values, inRow.length, ...inRow) : each,
  );
  return { value, row };
}

describe(`margin/portfolio-statement against forgery (PLIMSOLL_SEED=${SEED})`, () => {
  let circuit: Circuit;
  let table: MarketTable;
  let market: Market;
  let account: Account;

  const state = (change: Partial<{ account: Account; market: Market; claim: typeof LINE }> = {}) =>
    stateMargin({ account, market, claim: LINE, context: 99n, shape: SMALL, ...change });
  const list = (inputs: CircuitInputs, name: string): bigint[] => [...(inputs[name] as bigint[])];

  before(async () => {
    circuit = await statementCircuit(SMALL);
    ({ table, market, account } = accountOnTheLine(SEED));
  });

  it('refuses +1 on every public signal (3, 12)', async () => {
    const { inputs } = state();
    for (const name of STATEMENT_SIGNALS.filter(
      (signal) => signal !== 'context' && signal !== 'thresholdBps' && signal !== 'minExcess',
    )) {
      await rejects(circuit, { ...inputs, [name]: (inputs[name] as bigint) + 1n }, 'PortfolioStatement');
    }
    // One more on the claim is another claim: on the line it turns to the other side.
    await rejects(circuit, { ...inputs, minExcess: 1n }, 'PortfolioStatement');
    await rejects(circuit, { ...inputs, thresholdBps: 10_001n }, 'PortfolioStatement');
  });

  it('refuses a threshold or an excess outside its range (8: margin outside the range of the comparator)', async () => {
    const { inputs } = state();
    await rejects(circuit, { ...inputs, thresholdBps: 1n << 24n }, 'Num2Bits');
    await rejects(circuit, { ...inputs, minExcess: 1n << 96n }, 'Num2Bits');
    await rejects(circuit, { ...inputs, minExcess: SCALAR_FIELD - 1n }, 'Num2Bits');
    await rejects(circuit, { ...inputs, solvent: 2n }, 'PortfolioStatement');
  });

  it('refuses own haircuts, scenarios, discounts and prices (17)', async () => {
    const { inputs } = state();
    for (const field of ['charge', 'shortCharge', 'settlementPrice', 'linearPrice', 'limits', 'underlying'] as const)
      await rejects(circuit, { ...inputs, row: withMore(rowsOf(inputs), 0, ROW[field]) }, 'Node');
    for (const field of ['cross', 'sizeTiers'] as const) {
      for (const level of [0, 1])
        await rejects(circuit, { ...inputs, row: withMore(rowsOf(inputs), 1, ROW[field] + level) }, 'Node');
    }
    for (const name of ['lossFactor', 'skew', 'shock', 'damping']) {
      for (const index of list(inputs, name).keys()) {
        const values = list(inputs, name);
        values[index] = toField((values[index] ?? 0n) + 1n);
        await rejects(circuit, { ...inputs, [name]: values }, 'PortfolioStatement');
      }
    }
    for (const pair of [0, 1, 2, 3]) {
      const own = withValue(inputs, 1, pair);
      await rejects(circuit, { ...inputs, ...own }, 'Node');
      await rejects(circuit, { ...inputs, value: own.value }, 'PortfolioValuation');
    }
    for (const name of ['version', 'epoch', 'time']) {
      await rejects(circuit, { ...inputs, [name]: (inputs[name] as bigint) + 1n }, 'PortfolioStatement');
    }
  });

  it('refuses the row of another instrument, and a branch of another place (18)', async () => {
    const { inputs } = state();
    const swap = (name: string): bigint[] | bigint[][] => {
      const values = [...(inputs[name] as bigint[])];
      [values[0], values[1]] = [values[1]!, values[0]!];
      return values;
    };
    for (const name of ['lower', 'upper', 'row'])
      await rejects(circuit, { ...inputs, [name]: swap(name) }, 'Node|RowMembership');
    await rejects(circuit, { ...inputs, value: swap('value') }, 'PortfolioValuation');
    const whole = Object.fromEntries(['row', 'value', 'lower', 'upper'].map((name) => [name, swap(name)]));
    await rejects(circuit, { ...inputs, ...whole }, 'Node|RowMembership');
    const top = list(inputs, 'top');
    [top[0], top[15]] = [top[15]!, top[0]!];
    await rejects(circuit, { ...inputs, top }, 'RowMembership|PortfolioStatement');
  });

  it('refuses an instrument that the market does not list', async () => {
    const { inputs } = state();
    // Between collateral and options, where the second leg may stand.
    const free = Array.from({ length: 64 }, (_, index) => 64 + index).find((slot) => !table.rows.has(slot))!;
    const moved = {
      ...account,
      legs: account.legs.map((leg, index) => (index === 1 ? { ...leg, instrument: free } : leg)),
    };
    // The best a forger has: the zero row, or 0 itself as a leaf.
    await rejects(
      circuit,
      {
        ...inputs,
        instrument: [...moved.legs.map((leg) => BigInt(leg.instrument)), 0n],
        commitment: commitmentOf(moved),
      },
      'Node',
    );
  });

  it('refuses one scenario value of its own, in each of 18 pairs at full size (19)', async () => {
    const full = await statementCircuit(FULL);
    const fixture = accountOnTheLine(SEED, FULL);
    const { inputs } = stateMargin({ ...fixture, claim: LINE, context: 99n, shape: FULL });
    for (let pair = 0; pair < 18; pair++) {
      const own = withValue(inputs, 1, pair);
      await rejects(full, { ...inputs, ...own }, 'Node');
      await rejects(full, { ...inputs, value: own.value }, 'PortfolioValuation');
    }
  });

  it('refuses an underlying for an account that holds collateral only', async () => {
    const legs = [{ instrument: 1, size: size(ONE_SIZE), cost: cash(0n) }];
    const { inputs } = state({ account: { ...account, legs } });
    expect(inputs['accountUnderlying']).to.equal(0n);
    await rejects(circuit, { ...inputs, accountUnderlying: 7n }, 'PortfolioValuation');
  });

  it('refuses two underlyings in one account, and another underlying than its legs have', async () => {
    const held = { ...account, legs: account.legs.slice(1) };
    const { inputs } = state({ account: held });
    expect(inputs['accountUnderlying']).to.equal(7n);
    await rejects(circuit, { ...inputs, accountUnderlying: 8n }, 'PortfolioValuation');
    await rejects(circuit, { ...inputs, accountUnderlying: 0n }, 'PortfolioValuation');
    const otherTerms = [...table.expiries].map(([key, terms]) => [key.replace(/^7/, '8'), terms] as const);
    for (const { instrument } of held.legs) {
      const rows = new Map(table.rows);
      for (const slot of [instrument, instrument ^ 1]) {
        const row = rows.get(slot);
        if (row !== undefined) rows.set(slot, { ...row, underlying: 8 });
      }
      const mixed = new Market({ ...table, rows, expiries: new Map([...table.expiries, ...otherTerms]) });
      expect(() => state({ account: held, market: mixed })).to.throw('expected one underlying');
      const slots = [...held.legs.map((leg) => leg.instrument), 0, 0];
      const openings = slots.map((slot) => mixed.open(slot)).filter((opening) => opening !== undefined);
      const forged = {
        ...inputs,
        row: openings.map(({ row }) => leafElements(row)),
        lower: openings.map(({ lower }) => lower),
        upper: openings.map(({ upper }) => upper),
        top: mixed.top,
        marketRoot: mixed.root,
      };
      for (const accountUnderlying of [7n, 8n, 0n]) {
        await rejects(circuit, { ...forged, accountUnderlying }, 'PortfolioValuation');
      }
    }
  });

  it('refuses a proof for another account behind the same market, and another market behind the same account (12)', async () => {
    const { inputs } = state();
    const other = { ...account, blinding: account.blinding + 1n };
    await rejects(circuit, { ...inputs, commitment: commitmentOf(other) }, 'PortfolioStatement');
    const later = new Market({ ...table, epoch: table.epoch + 1 });
    await rejects(circuit, { ...inputs, marketRoot: later.root }, 'PortfolioStatement');
  });

  it('forging the sign of the claim by the other decomposition breaks the range', async () => {
    const { inputs } = state({ account: { ...account, cash: cash(account.cash - 1n) } });
    const witness = await circuit.witness(inputs);
    // Every digit of the wrapped value, as a forger would write it, with the top digit turned to "solvent".
    const edits: Record<string, bigint> = { solvent: 1n };
    const digits = [...circuit.system.wireOf.keys()].filter((name) => name.startsWith('claim.side.digits.out['));
    expect(digits.length).to.be.greaterThan(200);
    for (const name of digits) edits[name] = (toField(-1n) >> BigInt(/\d+/.exec(name.split('out')[1]!)![0])) & 1n;
    violates(circuit, editWitness(circuit, witness, edits), 'claim.side');
  });
});
