/** Circuits of the portfolio method at test sizes, and their inputs. */
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { excess, portfolioMargin, type MarginLevel } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, SCALAR_FIELD, ONE_SIZE, size } from '../../prover/model/units.ts';
import { stateMargin, type Capacity } from '../../prover/witness/portfolio.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { instance, wireOf, type Circuit } from './circuit.ts';
import { Random, randomAccount, randomTable } from './generate.ts';

/** The smallest statement with every part in it: two expiries to keep apart, a pair of lanes for regular scenarios. */
export const SMALL: Capacity = { legs: 4, expiries: 2, scenarios: 5 };
export const FULL: Capacity = { legs: 8, expiries: 4, scenarios: 33 };

const args = ({ legs, expiries, scenarios }: Capacity): number[] => [legs, expiries, scenarios - 2];

export const statementCircuit = (capacity: Capacity): Promise<Circuit> =>
  instance({
    include: 'circuits/margin/statement.circom',
    template: 'PortfolioStatement',
    args: args(capacity),
    public: ['commitment', 'marketRoot', 'thresholdBps', 'minExcess', 'solvent', 'context'],
  });

/** Equity and requirement as outputs, over rows that need no opening. */
export const marginCircuit = (capacity: Capacity, level: MarginLevel): Promise<Circuit> =>
  instance({
    include: 'circuits/margin/portfolio.circom',
    template: 'PortfolioMargin',
    args: [...args(capacity), level === 'initial' ? 1 : 0],
  });

const CLAIM = { thresholdBps: 10_000n, minExcess: 0n };

/** Inputs of `PortfolioMargin`, taken from those of the statement. */
export function marginInputs(account: Account, market: Market, capacity: Capacity, level: MarginLevel): CircuitInputs {
  const { inputs } = stateMargin({ account, market, claim: CLAIM, context: 0n, capacity });
  const list = (name: string): readonly bigint[] => inputs[name] as readonly bigint[];
  const same = [
    'cash',
    'size',
    'cost',
    'terms',
    'settlementPrice',
    'linearPrice',
    'charge',
    'shortCharge',
    'value',
    'group',
    'skew',
    'shock',
    'damping',
  ];
  return {
    ...Object.fromEntries(same.map((name) => [name, inputs[name] ?? 0n])),
    long: list('size').map((size) => BigInt(size <= SCALAR_FIELD >> 1n)),
    strike: list('instrument').map((slot) => slot >> 1n),
    lossFactor: list('lossFactor')[level === 'initial' ? 1 : 0] ?? 0n,
  };
}

const signed = (value: bigint): bigint => (value > SCALAR_FIELD >> 1n ? value - SCALAR_FIELD : value);

/** Equity and requirement as the circuit computes them. */
export async function witnessMargin(
  circuit: Circuit,
  inputs: CircuitInputs,
): Promise<{ equity: bigint; requirement: bigint }> {
  const witness = await circuit.witness(inputs);
  const read = (name: string): bigint => signed(witness[wireOf(circuit, name)] ?? 0n);
  return { equity: read('equity'), requirement: read('requirement') };
}

/** A market, and an account of three legs in it that stands exactly on the line (one tick less cash and it is under). */
export function accountOnTheLine(
  seed: bigint,
  { scenarios, expiries }: Capacity = SMALL,
): { table: MarketTable; market: Market; account: Account } {
  const random = new Random(seed);
  const table = randomTable(random, { scenarios, expiries, strikes: 2 });
  const options = [...table.rows.values()].filter((row) => row.option !== undefined);
  const slots = [2, options[0]?.slot ?? 0, options[5]?.slot ?? 0].sort((a, b) => a - b);
  const account: Account = {
    ...randomAccount(random, table),
    legs: slots.map((instrument) => ({
      instrument,
      size: size(instrument === 2 ? 5n * ONE_SIZE : -2n * ONE_SIZE),
      cost: cash(0n),
    })),
  };
  const spare = excess(portfolioMargin(account, table, 'maintenance'));
  return { table, market: new Market(table), account: { ...account, cash: cash(account.cash - spare) } };
}
