/** Circuits of the margin methods at test sizes, their inputs, and accounts that stand on the line. */
import type { Account, Method } from '../../prover/model/account.ts';
import { accountMargin, excess, type Claim } from '../../prover/model/margin.ts';
import {
  COLLATERAL_SLOTS,
  hasTieredHaircut,
  isCollateral,
  type MarginLevel,
  type MarketTable,
} from '../../prover/model/market.ts';
import { tierCharge } from '../../prover/model/tiers.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, SCALAR_FIELD, ONE_SIZE, size } from '../../prover/model/units.ts';
import { checkFits, CIRCUITS, type CircuitShape, type PortfolioShape } from '../../prover/witness/circuits.ts';
import { accountInputs, valuationInputs, type Valued } from '../../prover/witness/inputs.ts';
import { STATEMENT_SIGNALS } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { instance, wireOf, type Circuit } from './circuit.ts';
import { Random, randomAccount, randomTable } from './generate.ts';
import { column, type RowField } from './row.ts';

/** Of random cases; `PLIMSOLL_SEED` gives others. */
export const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200521);
/** Equity of at least the requirement. */
export const LINE: Claim = { thresholdBps: 10_000n, minExcess: 0n };

/** The smallest statement with every part in it: two expiries to keep apart, a pair of lanes for regular scenarios. */
export const SMALL: PortfolioShape = { method: 'portfolio', legs: 4, expiries: 2, collaterals: 2, scenarios: 5 };
export const ISOLATED = { method: 'isolated', legs: 4 } as const satisfies CircuitShape;
export const CROSS = { method: 'cross', legs: 4 } as const satisfies CircuitShape;

function portfolioShape(name: string): PortfolioShape {
  const shape = CIRCUITS[name];
  if (shape?.method !== 'portfolio') throw new RangeError(`${name}: expected a circuit of the portfolio method`);
  return shape;
}
export const FULL = portfolioShape('portfolio-8');
export const LARGE = portfolioShape('portfolio-36');
export const FULL_CROSS = { method: 'cross', legs: 8 } as const satisfies CircuitShape;

const TEMPLATES = { isolated: 'Isolated', cross: 'Cross', portfolio: 'Portfolio' } as const;
const portfolioArgs = ({ legs, expiries, scenarios }: PortfolioShape): number[] => [legs, expiries, scenarios - 2];
const capacities = (shape: CircuitShape): number[] =>
  shape.method === 'portfolio' ? [...portfolioArgs(shape), shape.collaterals] : [shape.legs];

/** A whole statement about accounts of a method. */
export const methodCircuit = (
  shape: CircuitShape,
  statement: 'Statement' | 'Transition' | 'Reduce',
  signals: readonly string[],
): Promise<Circuit> =>
  instance({
    include: `circuits/margin/${shape.method}-${statement.toLowerCase()}.circom`,
    template: `${TEMPLATES[shape.method]}${statement}`,
    args: capacities(shape),
    public: signals,
  });

export const statementCircuit = (shape: CircuitShape): Promise<Circuit> =>
  methodCircuit(shape, 'Statement', STATEMENT_SIGNALS);

/** Equity and requirement of each state as outputs, over rows that are opened once. */
export const valuationCircuit = (shape: CircuitShape, states: number): Promise<Circuit> =>
  instance({
    include: `circuits/margin/${shape.method}-valuation.circom`,
    template: `${TEMPLATES[shape.method]}Valuation`,
    args: [...capacities(shape), states],
  });

/** Equity and requirement as outputs, over rows that need no opening. */
export const marginCircuit = (shape: CircuitShape): Promise<Circuit> =>
  instance({
    include: `circuits/margin/${shape.method}.circom`,
    template: `${TEMPLATES[shape.method]}Margin`,
    args: shape.method === 'portfolio' ? portfolioArgs(shape) : [shape.legs],
  });

/** An account in a market, and the circuit it is put to. */
export interface Held {
  readonly account: Account;
  readonly market: Market;
  readonly shape: CircuitShape;
}

/** What the margin of each method reads: fields of each row, and what the statement reads beside rows. */
const READS: Readonly<Record<Method, { readonly row: readonly RowField[]; readonly own: readonly string[] }>> = {
  isolated: { row: ['terms', 'settlementPrice'], own: ['price', 'tier', 'index'] },
  cross: {
    row: ['underlying', 'terms', 'settlementPrice'],
    own: ['deltaGamma', 'vega', 'volUp', 'volDown', 'price', 'tier', 'index'],
  },
  portfolio: {
    row: ['terms', 'settlementPrice', 'linearPrice', 'charge', 'shortCharge'],
    own: ['value', 'group', 'skew', 'shock', 'damping'],
  },
};

const haircutsOf = ({ account, market }: Held, level: MarginLevel): bigint =>
  account.legs.reduce((sum, { instrument, size }) => {
    const tiers = market.table.rows.get(instrument)?.sizeTiers?.[level];
    return hasTieredHaircut(instrument) && tiers !== undefined ? sum + tierCharge(tiers, size) : sum;
  }, 0n);

/** The number of a level in a circuit. */
export const LEVEL: Readonly<Record<MarginLevel, bigint>> = { maintenance: 0n, initial: 1n };

/** What Legs says of a size and of a slot, as circuits take them. */
export const isLong = (size: bigint): bigint => BigInt(size <= SCALAR_FIELD >> 1n);
export const isDerivative = (slot: bigint): bigint => BigInt(slot >= COLLATERAL_SLOTS);

/** What an account is valued by at the level, in one state. */
export const valuedAt = ({ legs }: Account, level: MarginLevel): Valued => ({
  instruments: legs.map(({ instrument }) => instrument),
  states: [legs.map(({ size }) => size)],
  level,
});

/** Inputs of a margin template at the level: those of the statement, and what the statement derives from its opening. */
export function marginInputs(held: Held, level: MarginLevel): CircuitInputs {
  const { account, market, shape } = held;
  checkFits(account, market, shape);
  const inputs = {
    ...accountInputs(account, shape.legs),
    ...valuationInputs(valuedAt(account, level), market, shape),
  };
  const list = (name: string): readonly bigint[] => inputs[name] as readonly bigint[];
  const { row, own } = READS[shape.method];
  const common = {
    ...Object.fromEntries(['cash', 'size', 'cost', ...own].map((name) => [name, inputs[name] ?? 0n])),
    ...Object.fromEntries(row.map((field) => [field, column(inputs['row'] as readonly bigint[][], field)])),
    long: list('size').map(isLong),
  };
  if (shape.method !== 'portfolio') return { ...common, derivative: list('instrument').map(isDerivative) };
  return {
    ...common,
    level: LEVEL[level],
    strike: list('instrument').map((slot) => slot >> 1n),
    haircuts: haircutsOf(held, level),
    lossFactor: list('lossFactor')[Number(LEVEL[level])] ?? 0n,
  };
}

/** The signed integer that a field element stands for. */
export const signed = (value: bigint): bigint => (value > SCALAR_FIELD >> 1n ? value - SCALAR_FIELD : value);

/** Equity and requirement as the circuit computes them. */
export async function witnessMargin(
  circuit: Circuit,
  inputs: CircuitInputs,
): Promise<{ equity: bigint; requirement: bigint }> {
  const witness = await circuit.witness(inputs);
  const read = (name: string): bigint => signed(witness[wireOf(circuit, name)] ?? 0n);
  return { equity: read('equity'), requirement: read('requirement') };
}

/** The account with the least cash at which it is on the line or above. */
export function onTheLine(account: Account, table: MarketTable): Account {
  const spare = excess(accountMargin(account, table, 'maintenance'));
  return { ...account, cash: cash(account.cash - spare) };
}

/** Slots of three legs with a part of each kind that the method knows; the first has a tiered haircut. */
function slotsFor({ method }: CircuitShape, table: MarketTable): number[] {
  if (method === 'isolated') return [2, 16, 64];
  const options = [...table.rows.values()].filter((row) => row.option !== undefined).map(({ slot }) => slot);
  // Of one expiry in the cross account, of two in the portfolio one.
  return [2, options[0] ?? 0, options[method === 'cross' ? 3 : 5] ?? 0].sort((a, b) => a - b);
}

/** A market, and an account of three legs in it that stands exactly on the line (one tick less cash and it is under). */
export function accountOnTheLine<Shape extends CircuitShape = PortfolioShape>(
  seed: bigint,
  shape: Shape = SMALL as CircuitShape as Shape,
): { table: MarketTable; market: Market; account: Account; shape: Shape } {
  const random = new Random(seed);
  const { scenarios, expiries } = shape.method === 'portfolio' ? shape : SMALL;
  const table = randomTable(random, { scenarios, expiries, strikes: 2 });
  const account: Account = {
    ...randomAccount(random, table, { method: shape.method, legs: shape.legs }),
    legs: slotsFor(shape, table).map((instrument) => ({
      instrument,
      size: size(isCollateral(instrument) ? 5n * ONE_SIZE : -2n * ONE_SIZE),
      cost: cash(0n),
    })),
  };
  return { table, market: new Market(table), account: onTheLine(account, table), shape };
}
