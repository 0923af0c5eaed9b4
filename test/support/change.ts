/** Changes of accounts at test sizes: circuits, readers' keys, and accounts that a change leaves on the line. */
import type { Account, Leg } from '../../prover/model/account.ts';
import { publicKeyOf } from '../../prover/model/baby-jubjub.ts';
import { applyChange, type Change } from '../../prover/model/change.ts';
import type { Fill, Side } from '../../prover/model/fill.ts';
import { accountMargin, excess } from '../../prover/model/margin.ts';
import type { MarginLevel, MarketTable, Row } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, floorDivide, ONE_SIZE, price, size } from '../../prover/model/units.ts';
import {
  CHANGE_SIGNALS,
  stateChange,
  type ChangeRequest,
  type Proving,
  type Room,
} from '../../prover/witness/change.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { instance, type Circuit } from './circuit.ts';
import { accountOnTheLine, methodCircuit } from './margin.ts';

/** Of the holder of the account and of the house. */
export const SECRETS = { viewing: 271828182845904523536n ** 3n, liquidation: 314159265358979323846n ** 3n };
export const KEYS = {
  viewingKey: publicKeyOf(SECRETS.viewing),
  liquidationKey: publicKeyOf(SECRETS.liquidation),
};
export const NEW_BLINDING = 987654321n ** 7n;
/** Where the published words are bound. */
export const POINT = 31337n ** 15n;

export const changeCircuit = (statement: 'Transition' | 'Reduce', shape: CircuitShape): Promise<Circuit> =>
  methodCircuit(shape, statement, CHANGE_SIGNALS[statement === 'Reduce' ? 'reduce' : 'transition']);

export const depositCircuit = (legs: number): Promise<Circuit> =>
  instance({
    include: 'circuits/account/deposit-statement.circom',
    template: 'DepositStatement',
    args: [legs],
    public: CHANGE_SIGNALS.deposit,
  });

/** An account and what is done to it. */
export interface Move {
  readonly account: Account;
  readonly change: Change;
}

/** A change under the keys and the blinding of tests, at their point. */
export function stated(
  request: Proving & Move & Partial<Pick<ChangeRequest, 'blinding' | 'viewingKey' | 'liquidationKey'>>,
  room: Room,
): { readonly next: Account; readonly inputs: CircuitInputs } {
  const { account: next, at } = stateChange({ blinding: NEW_BLINDING, ...KEYS, ...request }, room);
  return { next, inputs: at(POINT).inputs };
}

/** A fill close to the settlement price of its row. */
export const fillOf = ({ slot, settlementPrice }: Row, amount: bigint): Fill => ({
  instrument: slot,
  size: size(amount),
  cost: cash(floorDivide(amount * settlementPrice, ONE_SIZE) + 1n),
  salt: 123456789n ** 8n,
});

export const trade = (row: Row, side: Side, amount: bigint): Change => ({
  kind: 'fill',
  side,
  fill: fillOf(row, amount),
});

/** The account with the least cash at which it is at or above a margin after the change. */
export function onTheLineAfter({ account, change }: Move, table: MarketTable, level: MarginLevel): Account {
  const after = applyChange(account, change, { blinding: NEW_BLINDING, table });
  return { ...account, cash: cash(account.cash - excess(accountMargin(after, table, level))) };
}

/** Three legs of a method in a market that lets all of them be traded, near their settlement price. */
export interface Desk {
  readonly account: Account;
  readonly market: Market;
  /** Rows of the legs. */
  readonly rows: readonly Row[];
  /** The last leg, a short derivative. */
  readonly last: Leg;
}

export function desk(seed: bigint, shape: CircuitShape): Desk {
  const { account, table } = accountOnTheLine(seed, shape);
  const rows = account.legs.map(({ instrument }) => ({
    ...(table.rows.get(instrument) as Row),
    reduceOnly: false,
    fillBand: price(ONE_SIZE / 100n),
  }));
  const market = new Market({
    ...table,
    rows: new Map([...table.rows, ...rows.map((row) => [row.slot, row] as const)]),
  });
  return { account, market, rows, last: account.legs.at(-1) as Leg };
}
