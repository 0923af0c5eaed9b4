import { expect } from 'chai';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, ONE_SIZE, SCALAR_FIELD, size, toField } from '../../prover/model/units.ts';
import { STATEMENT_SIGNALS, stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { editWitness, rejects, violates, type Circuit } from '../support/circuit.ts';
import { accountOnTheLine, FULL, LINE, SEED, SMALL, statementCircuit } from '../support/margin.ts';

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
    for (const name of ['charge', 'shortCharge', 'settlementPrice', 'linearPrice', 'limits', 'underlying']) {
      const values = list(inputs, name);
      values[0] = (values[0] ?? 0n) + 1n;
      await rejects(circuit, { ...inputs, [name]: values }, 'Node');
    }
    for (const name of ['cross', 'sizeTiers']) {
      for (const level of [0, 1]) {
        const hashes = (inputs[name] as bigint[][]).map((row) => [...row]);
        hashes[1]![level] = (hashes[1]![level] ?? 0n) + 1n;
        await rejects(circuit, { ...inputs, [name]: hashes }, 'Node');
      }
    }
    for (const name of ['lossFactor', 'skew', 'shock', 'damping']) {
      for (const index of list(inputs, name).keys()) {
        const values = list(inputs, name);
        values[index] = toField((values[index] ?? 0n) + 1n);
        await rejects(circuit, { ...inputs, [name]: values }, 'PortfolioStatement');
      }
    }
    for (const pair of [0, 1, 2, 3]) {
      const value = (inputs['value'] as bigint[][]).map((row) => [...row]);
      value[1]![pair] = (value[1]![pair] ?? 0n) + 1n;
      await rejects(circuit, { ...inputs, value }, 'Node');
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
    for (const name of ['lower', 'upper', 'value'])
      await rejects(circuit, { ...inputs, [name]: swap(name) }, 'Node|RowMembership');
    const whole = Object.fromEntries(
      [
        'underlying',
        'terms',
        'settlementPrice',
        'linearPrice',
        'charge',
        'shortCharge',
        'limits',
        'value',
        'lower',
        'upper',
      ].map((name) => [name, swap(name)]),
    );
    await rejects(circuit, { ...inputs, ...whole }, 'Node|RowMembership');
    const top = list(inputs, 'top');
    [top[0], top[15]] = [top[15]!, top[0]!];
    await rejects(circuit, { ...inputs, top }, 'RowMembership|PortfolioStatement');
  });

  it('refuses an instrument that the market does not list', async () => {
    const { inputs } = state();
    const free = Array.from({ length: 1023 }, (_, index) => index + 1).find(
      (slot) => !table.rows.has(slot) && slot > 800,
    )!;
    const moved = {
      ...account,
      legs: account.legs.map((leg, index) => (index === 2 ? { ...leg, instrument: free } : leg)),
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
      const value = (inputs['value'] as bigint[][]).map((row) => [...row]);
      const own = value[1];
      if (own === undefined) throw new Error('expected a second leg');
      own[pair] = (own[pair] ?? 0n) + 1n;
      await rejects(full, { ...inputs, value }, 'Node');
    }
  });

  it('refuses an underlying for an account that holds collateral only', async () => {
    const legs = [{ instrument: 1, size: size(ONE_SIZE), cost: cash(0n) }];
    const { inputs } = state({ account: { ...account, legs } });
    expect(inputs['accountUnderlying']).to.equal(0n);
    await rejects(circuit, { ...inputs, accountUnderlying: 7n }, 'PortfolioStatement');
  });

  it('refuses two underlyings in one account, and another underlying than its legs have', async () => {
    const held = { ...account, legs: account.legs.slice(1) };
    const { inputs } = state({ account: held });
    expect(inputs['accountUnderlying']).to.equal(7n);
    await rejects(circuit, { ...inputs, accountUnderlying: 8n }, 'PortfolioStatement');
    await rejects(circuit, { ...inputs, accountUnderlying: 0n }, 'PortfolioStatement');
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
        underlying: openings.map(({ row }) => row.underlying),
        lower: openings.map(({ lower }) => lower),
        upper: openings.map(({ upper }) => upper),
        top: mixed.top,
        marketRoot: mixed.root,
      };
      for (const accountUnderlying of [7n, 8n, 0n]) {
        await rejects(circuit, { ...forged, accountUnderlying }, 'PortfolioStatement');
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
