import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { excess, ratioBps } from '../../prover/model/margin.ts';
import type { MarketTable, Row } from '../../prover/model/market.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, ONE_SIZE, price, size } from '../../prover/model/units.ts';
import type { StatementRequest } from '../../prover/witness/statement.ts';
import type { Circuit } from '../support/circuit.ts';
import { accountOnTheLine, CROSS, ISOLATED, SEED, SMALL, statementCircuit } from '../support/margin.ts';
import { exclusive } from './exclusive.ts';

const PERPETUAL = 64;

describe(`statements at the line (PLIMSOLL_SEED=${SEED})`, () => {
  for (const shape of [ISOLATED, CROSS, SMALL]) {
    it(`${shape.method}: exactly one side at the line, one tick above and one tick below`, async () => {
      const circuit = await statementCircuit(shape);
      const { account, market } = accountOnTheLine(SEED, shape);
      const withCash = (change: bigint): Account => ({ ...account, cash: cash(account.cash + change) });
      await exclusive(circuit, { account, market, shape }, true);
      await exclusive(circuit, { account: withCash(1n), market, shape }, true);
      await exclusive(circuit, { account: withCash(-1n), market, shape }, false);
    });
  }
});

describe(`margin/portfolio-statement (PLIMSOLL_SEED=${SEED})`, () => {
  let circuit: Circuit;
  let table: MarketTable;
  let market: Market;
  let account: Account;

  const state = (change: Partial<StatementRequest> = {}) => ({ account, market, shape: SMALL, ...change });

  before(async () => {
    circuit = await statementCircuit(SMALL);
    ({ table, market, account } = accountOnTheLine(SEED));
  });

  it('counts equality as solvent: requirement and equity the same integer (25: account exactly at the line)', async () => {
    // A perpetual alone: its charge is the whole requirement, and no scenario moves it.
    const row = {
      ...market.table.rows.get(PERPETUAL)!,
      settlementPrice: price(100n),
      linearPrice: price(0n),
      charge: { maintenance: price(7n), initial: price(8n) },
    };
    const flat = new Market({ ...table, rows: new Map(table.rows).set(PERPETUAL, row) });
    const held = (money: bigint): Account => ({
      ...account,
      cash: cash(money),
      legs: [{ instrument: PERPETUAL, size: size(ONE_SIZE), cost: cash(100n) }],
    });
    const { equity, requirement } = portfolioMargin(held(7n), flat.table, 'maintenance');
    expect(equity).to.equal(requirement);
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
    const rich = { ...account, cash: cash(account.cash + (3n * requirement) / 10n ** 35n) };
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
    for (let bit = 0; bit < 9; bit++) {
      const slots = [512, 512 ^ (1 << bit)].sort((a, b) => a - b);
      const listed = new Market({ ...table, rows: new Map(slots.map(at)) });
      const legs = slots.map((slot) => ({
        instrument: slot,
        size: size(slot === 512 ? -5n * ONE_SIZE : 3n * ONE_SIZE),
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
});
