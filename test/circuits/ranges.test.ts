/**
 * Every range check of libraries and margins at the ends that its template states. Inputs are what the template itself
 * takes, also where a whole statement would not come so far: rows are whatever their publisher hashed.
 */
import { emptyAccount, type Account } from '../../prover/model/account.ts';
import { hash, TAG } from '../../prover/model/poseidon.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, ONE_FACTOR, ONE_SIZE, price, size } from '../../prover/model/units.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { changeCircuit, stated, trade } from '../support/change.ts';
import { Random, randomTable } from '../support/generate.ts';
import { CROSS, ISOLATED, marginCircuit, SEED, SMALL, statementCircuit } from '../support/margin.ts';
import { ROW } from '../support/row.ts';
import { bounds, first, signedEnds, template, unsignedEnds } from './bounds.ts';

/** Position of the second of two sums in one element. */
const LANE = 116n;
const zeros = (length: number): bigint[] => new Array<bigint>(length).fill(0n);
const tables = (rows: number, columns: number): bigint[][] => Array.from({ length: rows }, () => zeros(columns));
const NO_LEGS = { size: zeros(4), cost: zeros(4), long: [1n, 1n, 1n, 1n], settlementPrice: zeros(4), terms: zeros(4) };

describe('ranges of parts of a margin', () => {
  bounds('numbers above the least', {
    circuit: template('lib/compare', 'Least', [2, 70]),
    ...unsignedEnds(70),
    // Of two the lesser is the least, so nothing is below.
    beyond: [1n << 70n],
    inputs: (apart) => ({ in: [5n + apart, 5n] }),
  });
  bounds('order of two basis moves', {
    circuit: template('margin/basis', 'BasisLoss', [4]),
    ...signedEnds(110),
    inputs: (apart) => ({ move: [apart, 0n], positive: [0n, 0n], basisFactor: 1n }),
  });
  bounds('change of an expiry in a skew scenario', {
    circuit: template('margin/scenarios', 'ExpiryChange', [4, 3]),
    ...signedEnds(147),
    inputs: (gain) => ({
      ...{ shocked: [0n, 0n, 0n, gain, 0n], positive: zeros(5), mark: 0n, skew: [1n, 1n] },
      ...{ discountLong: 1n, discountShort: 1n },
    }),
  });

  const charges = { circuit: template('margin/charges', 'Charges', [4]) };
  const held = {
    level: 0n,
    size: first(1n),
    long: first(1n),
    strike: zeros(4),
    charge: zeros(4),
    shortCharge: zeros(4),
  };
  bounds('net size of a pair', { ...charges, ...signedEnds(58), inputs: (net) => ({ ...held, size: first(net) }) });
  for (const [level, shift] of [
    ['maintenance', 0n],
    ['initial', LANE],
  ] as const) {
    bounds(`sum of ${level} charges`, {
      ...charges,
      ...signedEnds(112),
      inputs: (sum) => ({ ...held, charge: first(sum << shift) }),
    });
  }

  const MOST_FLOOR = (1n << 36n) - 1n;
  const tier = { index: 0n, price: 1n, tier: zeros(4), magnitude: 0n };
  bounds('packed tier', {
    circuit: template('margin/tiers', 'SizeTiers', [4]),
    ...unsignedEnds(168),
    inputs: (packed) => ({
      ...{ ...tier, tier: first(packed) },
      // A tier of ones ends where it starts.
      ...(packed > 0n && packed < 1n << 168n ? { price: ONE_SIZE * ONE_SIZE, magnitude: MOST_FLOOR } : {}),
    }),
  });
  bounds('notional in the last tier', {
    circuit: template('margin/tiers', 'SizeTiers', [4]),
    within: [0n, 1n << 107n],
    beyond: [-1n, (1n << 107n) + 1n],
    inputs: (notional) => ({ ...tier, magnitude: notional }),
  });
  bounds('packed terms of an expiry', {
    circuit: template('margin/expiries', 'ExpiryGroups', [4, 2]),
    ...unsignedEnds(140),
    inputs: (terms) => ({ terms: first(terms), group: [0n, terms] }),
  });
});

describe('ranges of margins', () => {
  const cross = {
    ...{ ...NO_LEGS, size: first(1n), cash: 0n, derivative: first(1n), underlying: zeros(4) },
    ...{ deltaGamma: zeros(4), vega: zeros(4), volUp: zeros(4), volDown: zeros(4) },
    ...{ price: zeros(4), tier: tables(4, 4), index: zeros(4) },
  };
  const ofCross = { circuit: () => marginCircuit(CROSS), ...signedEnds(110) };
  bounds('linear move of an underlying', { ...ofCross, inputs: (sum) => ({ ...cross, deltaGamma: first(sum) }) });
  bounds('even move of an underlying', { ...ofCross, inputs: (sum) => ({ ...cross, deltaGamma: first(sum << LANE) }) });
  bounds('vega of an expiry', { ...ofCross, inputs: (sum) => ({ ...cross, vega: first(sum) }) });

  const TERMS = 1n << 108n;
  const portfolio = {
    ...{ ...NO_LEGS, size: first(1n), cash: 0n, strike: zeros(4), terms: first(TERMS), group: [0n, TERMS] },
    ...{ linearPrice: zeros(4), charge: zeros(4), shortCharge: zeros(4), value: tables(4, 4) },
    ...{ level: 0n, haircuts: 0n, lossFactor: 0n, skew: [0n, 0n], shock: zeros(5), damping: zeros(5) },
  };
  for (const [what, shift] of [
    ['first', 0n],
    ['second', LANE],
  ] as const) {
    bounds(`${what} of two sums over the options of an expiry`, {
      circuit: () => marginCircuit(SMALL),
      ...signedEnds(110),
      inputs: (sum) => ({ ...portfolio, value: [first(sum << shift), ...tables(3, 4)] }),
    });
  }
  bounds('worst loss of a portfolio', {
    circuit: () => marginCircuit(SMALL),
    within: [0n, (1n << 184n) - 1n],
    beyond: [1n << 184n],
    inputs: (loss) => ({
      ...portfolio,
      linearPrice: first(1n),
      shock: [-1n, ...zeros(4)],
      damping: [loss, ...zeros(4)],
    }),
  });
});

describe('ranges of statements, in markets that no publisher checked', () => {
  const PERPETUAL = 64;

  /** Margin inputs of the first leg changed, and all hashes above them. */
  function forged(inputs: CircuitInputs, changes: CircuitInputs): CircuitInputs {
    const all = { ...inputs, ...changes };
    const list = (name: string): bigint[] => [...((all[name] ?? []) as readonly bigint[])];
    const table = (name: string): bigint[][] => (all[name] as readonly (readonly bigint[])[]).map((row) => [...row]);
    const row = table('row');
    if ('volUp' in all)
      row[0]![ROW.cross] = hash(TAG.cross, [
        ...['deltaGamma', 'vega', 'volUp', 'volDown', 'price'].map((name) => list(name)[0] ?? 0n),
        ...(table('tier')[0] ?? []),
      ]);
    const [lower, upper, top] = [table('lower'), table('upper'), list('top')];
    lower[0]![PERPETUAL % 8] = hash(TAG.row, row[0]!);
    upper[0]![(PERPETUAL >> 3) % 8] = hash(TAG.node, lower[0]!);
    top[PERPETUAL >> 6] = hash(TAG.node, upper[0]!);
    const single = (name: string): bigint => all[name] as bigint;
    const parameters =
      'version' in all
        ? hash(TAG.parameters, [single('version'), ...['lossFactor', 'skew', 'shock', 'damping'].flatMap(list)])
        : single('parametersHash');
    const marketRoot = hash(TAG.market, [...top, parameters, single('epoch'), single('time')]);
    return { ...all, row, lower, upper, top, marketRoot };
  }

  for (const [shape, scale, bits] of [
    [ISOLATED, ONE_FACTOR, 153],
    [CROSS, ONE_FACTOR, 153],
    [SMALL, ONE_FACTOR ** 3n, 220],
  ] as const) {
    const account: Account = {
      ...emptyAccount({ id: 1n, owner: 2n, method: shape.method }),
      blinding: 3n,
      legs: [{ instrument: PERPETUAL, size: size(1n), cost: cash(0n) }],
    };
    const market = new Market(tableOf(shape));
    /** Equity of the long tick of the account in a market that prices it so. */
    const priced = (inputs: CircuitInputs, equity: bigint): CircuitInputs => {
      const row = (inputs['row'] as readonly (readonly bigint[])[]).map((each, leg) =>
        leg === 0 ? each.with(ROW.settlementPrice, equity / scale) : each,
      );
      return forged(inputs, { row });
    };
    /** Inside of a range, not of that of one bit less; then the other way round. */
    const halves = (width: number) => ({ within: [3n << BigInt(width - 2)], beyond: [3n << BigInt(width - 1)] });
    const { method } = shape;
    const { inputs: claim } = stateMargin({
      ...{ account, market, shape, context: 1n },
      claim: { thresholdBps: 0n, minExcess: 0n },
    });
    bounds(`${method}: sides of a claim`, {
      circuit: () => statementCircuit(shape),
      ...halves(bits + 25),
      inputs: (side) => priced({ ...claim, solvent: 1n }, side / 10_000n),
    });

    const room = { legs: shape.legs, shape };
    const wealthy: Account = { ...account, cash: cash(1n << 60n) };
    const change = { kind: 'flow', asset: 0, amount: 1n } as const;
    bounds(`${method}: cover of a transition`, {
      circuit: () => changeCircuit('Transition', shape),
      ...halves(bits + 1),
      inputs: (equity) =>
        priced(
          stated({ statement: 'transition', level: 'maintenance', market, account: wealthy, change }, room).inputs,
          equity,
        ),
    });
    bounds(`${method}: cover of a reduction`, {
      circuit: () => changeCircuit('Reduce', shape),
      ...halves(bits + 1),
      inputs: (equity) =>
        priced(
          stated({ statement: 'reduce', market, account: wealthy, change: { kind: 'reseal' } }, room).inputs,
          equity,
        ),
    });

    // An isolated requirement follows from ranged tiers, and stays below.
    if (method === 'isolated') continue;
    const short: Account = { ...wealthy, legs: [{ instrument: PERPETUAL, size: size(-1n), cost: cash(0n) }] };
    bounds(`${method}: fall of the requirement in a reduction`, {
      circuit: () => changeCircuit('Reduce', shape),
      ...halves(bits + 1),
      inputs: (requirement) => {
        const closing = trade(market.table.rows.get(PERPETUAL)!, 'buyer', 1n);
        const { inputs } = stated({ statement: 'reduce', market, account: short, change: closing }, room);
        if (method === 'cross') return forged(inputs, { vega: first(1n), volUp: first(requirement) });
        const { worstLoss } = portfolioMargin(short, market.table, 'maintenance');
        return forged(inputs, { lossFactor: [requirement / -worstLoss, 0n] });
      },
    });
  }

  function tableOf(shape: CircuitShape) {
    const { scenarios, expiries } = shape.method === 'portfolio' ? shape : SMALL;
    const table = randomTable(new Random(SEED), { scenarios, expiries, strikes: 2 });
    const row = { ...table.rows.get(PERPETUAL)!, reduceOnly: false, fillBand: price(ONE_SIZE) };
    return { ...table, rows: new Map(table.rows).set(PERPETUAL, row) };
  }
});
