import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable, Row } from '../../prover/model/market.ts';
import { EQUITY_TO_REQUIREMENT, excess, portfolioMargin, ratioBps } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, CASH_RANGE, factor, SCALAR_FIELD, ONE_SIZE, price, size, SIZE_RANGE } from '../../prover/model/units.ts';
import { stateMargin, type Statement } from '../../prover/witness/portfolio.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { rejects, type Circuit } from '../support/circuit.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';
import { accountOnTheLine, FULL, SMALL, statementCircuit } from '../support/margin.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200521);
const LINE = { thresholdBps: 10_000n, minExcess: 0n };

describe(`margin/statement (PLIMSOLL_SEED=${SEED})`, () => {
  let circuit: Circuit;
  let table: MarketTable;
  let market: Market;
  let account: Account;

  const state = (change: Partial<{ account: Account; market: Market; claim: typeof LINE }> = {}) =>
    stateMargin({ account, market, claim: LINE, context: 99n, capacity: SMALL, ...change });

  /** Asserts that the witness exists for the true side and not for the other one. */
  const exclusive = async (
    target: Circuit,
    made: { statement: Statement; inputs: CircuitInputs },
    solvent: boolean,
  ) => {
    expect(made.statement.solvent).to.equal(solvent);
    await target.witness(made.inputs);
    await rejects(target, { ...made.inputs, solvent: BigInt(!solvent) }, 'PortfolioStatement');
  };

  before(async () => {
    circuit = await statementCircuit(SMALL);
    ({ table, market, account } = accountOnTheLine(SEED));
  });

  it('proves exactly one side at the line, one tick above and one tick below', async () => {
    await exclusive(circuit, state(), true);
    await exclusive(circuit, state({ account: { ...account, cash: cash(account.cash + 1n) } }), true);
    await exclusive(circuit, state({ account: { ...account, cash: cash(account.cash - 1n) } }), false);
  });

  it('counts equality as solvent: requirement and equity the same integer (25: account exactly at the line)', async () => {
    // A perpetual alone: its charge is the whole requirement, and no scenario moves it.
    const row = {
      ...market.table.rows.get(4)!,
      settlementPrice: price(100n),
      linearPrice: price(0n),
      charge: { maintenance: price(7n), initial: price(8n) },
    };
    const flat = new Market({ ...table, rows: new Map(table.rows).set(4, row) });
    const held = (money: bigint): Account => ({
      ...account,
      cash: cash(money),
      legs: [{ instrument: 4, size: size(ONE_SIZE), cost: cash(100n) }],
    });
    const { equity, requirement } = portfolioMargin(held(7n), flat.table, 'maintenance');
    expect(equity * EQUITY_TO_REQUIREMENT).to.equal(requirement);
    await exclusive(circuit, state({ account: held(7n), market: flat }), true);
    await exclusive(circuit, state({ account: held(6n), market: flat }), false);
    await exclusive(
      circuit,
      state({ account: held(7n), market: flat, claim: { thresholdBps: 10_001n, minExcess: 0n } }),
      false,
    );
    await exclusive(
      circuit,
      state({ account: held(7n), market: flat, claim: { thresholdBps: 10_000n, minExcess: 1n } }),
      false,
    );
    await exclusive(
      circuit,
      state({ account: held(8n), market: flat, claim: { thresholdBps: 10_000n, minExcess: 1n } }),
      true,
    );
  });

  it('proves the highest band an account reaches, and not the next', async () => {
    const { requirement } = portfolioMargin(account, table, 'maintenance');
    const rich = { ...account, cash: cash(account.cash + (3n * requirement) / (EQUITY_TO_REQUIREMENT * ONE_SIZE)) };
    const margin = portfolioMargin(rich, table, 'maintenance');
    const band = ratioBps(margin)!;
    await exclusive(circuit, state({ account: rich, claim: { thresholdBps: band, minExcess: 0n } }), true);
    await exclusive(circuit, state({ account: rich, claim: { thresholdBps: band + 1n, minExcess: 0n } }), false);
    const spare = excess(margin);
    await exclusive(circuit, state({ account: rich, claim: { thresholdBps: 10_000n, minExcess: spare } }), true);
    await exclusive(circuit, state({ account: rich, claim: { thresholdBps: 10_000n, minExcess: spare + 1n } }), false);
  });

  it('nets a call with its own put only, not with an option whose slot differs in another bit', async () => {
    const call = [...table.rows.values()].find((row) => row.option !== undefined);
    if (call === undefined) throw new Error('expected an option');
    const charge = { maintenance: price(10n ** 12n), initial: price(10n ** 12n) };
    const at = (slot: number): [number, Row] => [slot, { ...call, slot, shortCharge: charge }];
    // A second slot that differs in one bit: the put in the last one, options of other strikes in all others.
    for (let bit = 0; bit < 10; bit++) {
      const slots = [24, 24 ^ (1 << bit)].sort((a, b) => a - b);
      const listed = new Market({ ...table, rows: new Map(slots.map(at)) });
      const legs = slots.map((slot) => ({
        instrument: slot,
        size: size(slot === 24 ? -5n * ONE_SIZE : 3n * ONE_SIZE),
        cost: cash(0n),
      }));
      const margin = portfolioMargin({ ...account, legs }, listed.table, 'maintenance');
      const naked = bit === 0 ? 2n : 5n;
      expect(margin.legs.map(({ shortCharge }) => shortCharge).filter((each) => each > 0n)).to.deep.equal([
        naked * ONE_SIZE * charge.maintenance,
      ]);
      const onLine = { ...account, legs, cash: cash(account.cash - excess(margin)) };
      await exclusive(circuit, state({ account: onLine, market: listed }), true);
      await exclusive(circuit, state({ account: { ...onLine, cash: cash(onLine.cash - 1n) }, market: listed }), false);
    }
  });

  it('an empty account passes at any band but has no excess', async () => {
    const empty = { ...account, legs: [], cash: cash(0n) };
    await exclusive(circuit, state({ account: empty, claim: { thresholdBps: (1n << 24n) - 1n, minExcess: 0n } }), true);
    await exclusive(circuit, state({ account: empty, claim: { thresholdBps: 10_000n, minExcess: 1n } }), false);
    await exclusive(circuit, state({ account: { ...empty, cash: cash(-1n) } }), false);
  });

  it('an account in range is always provable on one side: sizes, prices and factors at every edge (8)', async () => {
    const random = new Random(SEED + 5n);
    const full = await statementCircuit(FULL);
    for (let run = 0; run < 25; run++) {
      const wild = randomTable(random, { style: 'wild' });
      const made = stateMargin({
        account: randomAccount(random, wild, { style: 'wild' }),
        market: new Market(wild),
        claim: { thresholdBps: random.within(0n, (1n << 24n) - 1n), minExcess: random.within(0n, (1n << 96n) - 1n) },
        context: SCALAR_FIELD - 1n,
        capacity: FULL,
      });
      await exclusive(full, made, made.statement.solvent);
    }
  });

  it('holds the largest requirement there is: every size, price and factor at its edge (10)', async () => {
    const full = await statementCircuit(FULL);
    const most = (1n << 36n) - 1n;
    const top = price((1n << 52n) - 1n);
    const random = new Random(SEED + 6n);
    const base = randomTable(random, { style: 'wild' });
    for (const sign of [0, 1]) {
      const rows = new Map(
        [...base.rows].map(([slot, row]) => [
          slot,
          {
            ...row,
            settlementPrice: top,
            linearPrice: row.option === undefined ? top : price(0n),
            charge: { maintenance: top, initial: top },
            ...(row.option === undefined
              ? {}
              : {
                  shortCharge: { maintenance: top, initial: top },
                  option: { ...row.option, scenarios: row.option.scenarios.map(() => top), mark: top },
                }),
          },
        ]),
      );
      const edge: MarketTable = {
        ...base,
        rows,
        expiries: new Map(
          [...base.expiries.keys()].map((expiry) => [
            expiry,
            { discountLong: factor(0n), discountShort: factor(most), basisFactor: factor(most) },
          ]),
        ),
        parameters: {
          ...base.parameters,
          shocks: base.parameters.shocks.map(() => factor(most)),
          dampings: base.parameters.dampings.map(() => factor(most)),
          lossFactor: { maintenance: factor(most), initial: factor(most) },
        },
      };
      const slots = [...rows.values()]
        .filter((row) => row.option !== undefined || row.slot === 4)
        .map((row) => row.slot)
        .sort((a, b) => a - b)
        .slice(0, 8);
      const held: Account = {
        ...account,
        cash: cash(CASH_RANGE[sign] ?? 0n),
        legs: slots.map((instrument) => ({
          instrument,
          size: size(SIZE_RANGE[sign] ?? 0n),
          cost: cash(CASH_RANGE[1 - sign] ?? 0n),
        })),
      };
      const made = stateMargin({
        account: held,
        market: new Market(edge),
        claim: { thresholdBps: (1n << 24n) - 1n, minExcess: (1n << 96n) - 1n },
        context: 0n,
        capacity: FULL,
      });
      await exclusive(full, made, made.statement.solvent);
    }
  });
});
