/** The statements of a change: the state it leads to, what is published of it, and the inputs of the circuit. */
import { PlimsollError } from '../errors.ts';
import { commitmentOf, METHODS, type Account, type Leg } from '../model/account.ts';
import { applyChange, effectOf, type Change, type Effect } from '../model/change.ts';
import { checkReduce, checkTransition } from '../model/check-change.ts';
import { fillHash, SIDES } from '../model/fill.ts';
import { packFlow, QUOTE_ASSET } from '../model/flow.ts';
import type { MarginLevel } from '../model/market.ts';
import { evaluate, sealState, type Seal } from '../model/seal.ts';
import type { Market } from '../model/tree.ts';
import { integer, SCALAR_FIELD, toField } from '../model/units.ts';
import type { CircuitInputs } from '../witness-calculator.ts';
import { CHANGE_CIRCUITS, changeCircuitFor, CIRCUITS, type ChangeStatement, type CircuitShape } from './circuits.ts';
import { accountInputs, valuationInputs } from './inputs.ts';

/** Public signals of each statement, in the order of the circuits. */
export const CHANGE_SIGNALS = {
  deposit: ['oldCommitment', 'newCommitment', 'flow', 'viewingKey', 'liquidationKey', 'point', 'evaluation'],
  transition: [
    'oldCommitment',
    'newCommitment',
    'marketRoot',
    'level',
    'fill',
    'side',
    'flow',
    'viewingKey',
    'liquidationKey',
    'point',
    'evaluation',
  ],
  reduce: [
    'oldCommitment',
    'newCommitment',
    'marketRoot',
    'fill',
    'side',
    'viewingKey',
    'liquidationKey',
    'point',
    'evaluation',
  ],
} as const satisfies Record<ChangeStatement, readonly string[]>;

/** Public signals, in their order, of an opening, which has no other inputs. @param account an empty one */
export const openingInputs = (account: Account) => ({
  commitment: commitmentOf(account),
  account: account.id,
  owner: account.owner,
  method: METHODS[account.method],
  lossCheckpoint: account.lossCheckpoint,
});

/** How a change is proven: with no margin, at or above a margin afterwards, or closer to 0 and above maintenance. */
export type Proving =
  | { readonly statement: 'deposit' }
  | { readonly statement: 'transition'; readonly level: MarginLevel; readonly market: Market }
  | { readonly statement: 'reduce'; readonly market: Market };

export type ChangeRequest = Proving & {
  readonly account: Account;
  readonly change: Change;
  /** Of the new state: a fresh random field element. Secret. */
  readonly blinding: bigint;
  /** y coordinates of the readers' keys. */
  readonly viewingKey: bigint;
  readonly liquidationKey: bigint;
};

/** A change that is true, but for the point at which the published words are bound. */
export interface ProposedChange {
  readonly circuit: string;
  readonly statement: ChangeStatement;
  /** The new state. */
  readonly account: Account;
  readonly newCommitment: bigint;
  /** What is published of it. */
  readonly words: readonly bigint[];
  /** Public signals in their order, and all inputs of the circuit. @param point that the chain derives from the words */
  at(point: bigint): { readonly publicSignals: readonly bigint[]; readonly inputs: CircuitInputs };
}

/** The public values of a change by name; 0 for what it is not. */
function publicOf(change: Change): { readonly fill: bigint; readonly side: bigint; readonly flow: bigint } {
  switch (change.kind) {
    case 'fill':
      return { fill: fillHash(change.fill), side: toField(SIDES[change.side]), flow: 0n };
    case 'flow':
      return { fill: 0n, side: 0n, flow: packFlow(change) };
    case 'settle':
    case 'reseal':
      return { fill: 0n, side: 0n, flow: 0n };
  }
}

/** Collateral enters by a transition: whether the account's method takes it, only the market tells. */
const isDeposit = (change: Change): boolean =>
  change.kind === 'reseal' || (change.kind === 'flow' && change.asset === QUOTE_ASSET && change.amount > 0n);

/** @throws INVALID when the statement is not true of the change. */
function checkStatement(request: ChangeRequest): void {
  const { account, change } = request;
  switch (request.statement) {
    case 'deposit':
      if (!isDeposit(change))
        throw new PlimsollError('USAGE', `change: expected a deposit of cash or a reseal, got ${change.kind}`);
      return;
    case 'transition':
      checkTransition(account, change, request.market.table, request.level);
      return;
    case 'reduce':
      checkReduce(account, change, request.market.table);
  }
}

type List = Effect['union'];

const legsOf = (list: List, state: 'before' | 'after'): Leg[] =>
  list.map(({ instrument, ...states }) => ({ instrument, ...states[state] }));

/** The old state over the list of both states' legs, and what is done to it. */
function changeInputs({ account, change, blinding }: ChangeRequest, effect: Effect, seal: Seal, capacity: number) {
  const fill = change.kind === 'fill' ? change.fill : undefined;
  return {
    ...accountInputs({ ...account, legs: legsOf(effect.union, 'before') }, capacity),
    newBlinding: blinding,
    place: BigInt(effect.place ?? capacity),
    opens: effect.inserted ? 1n : 0n,
    keyX: [seal.keys.viewing.x, seal.keys.liquidation.x],
    fillSize: fill?.size ?? 0n,
    fillCost: toField(fill?.cost ?? 0n),
    salt: fill?.salt ?? 0n,
    amount: toField(change.kind === 'flow' ? change.amount : 0n),
    settles: change.kind === 'settle' ? 1n : 0n,
  };
}

type ChangeInputs = ReturnType<typeof changeInputs>;

/** Of the inputs of all changes, those of a deposit and its method, or those of a valued change and its rows. */
function statementInputs(
  request: ChangeRequest,
  effect: Effect,
  inputs: ChangeInputs,
  shape: CircuitShape | undefined,
) {
  const { place, opens, fillSize, fillCost, salt, amount, settles, ...state } = inputs;
  const sizes = (at: 'before' | 'after'): bigint[] => effect.union.map((pair) => pair[at].size);
  const instruments = effect.union.map(({ instrument }) => instrument);
  const traded = { ...state, place, opens, fillSize, fillCost, salt, settles };
  if (request.statement === 'deposit' || shape === undefined) return { ...state, amount };
  const { market } = request;
  if (request.statement === 'transition') {
    const valued = { instruments, states: [sizes('after')], level: request.level };
    return { ...traded, amount, ...valuationInputs(valued, market, shape) };
  }
  const valued = { instruments, states: [sizes('before'), sizes('after')], level: 'maintenance' as const };
  return { ...traded, ...valuationInputs(valued, market, shape) };
}

/** What a circuit of changes has room for: legs of both states, and what its method values; a deposit values nothing. */
export interface Room {
  readonly legs: number;
  readonly shape?: CircuitShape | undefined;
}

/** A change in a circuit with some room. Whether its statement is true of it is left to the caller. */
export function stateChange(
  request: ChangeRequest,
  { legs, shape }: Room,
): Pick<ProposedChange, 'account' | 'newCommitment' | 'words' | 'at'> {
  const { account, change, blinding, viewingKey, liquidationKey, statement } = request;
  const table = request.statement === 'deposit' ? undefined : request.market.table;
  const next = applyChange(account, change, { blinding, ...(table && { table }) });
  const effect = effectOf(account, change, table);
  const seal = sealState({ account: next, viewingKey, liquidationKey, capacity: legs });
  const inputs = statementInputs(request, effect, changeInputs(request, effect, seal, legs), shape);
  const named = {
    ...publicOf(change),
    oldCommitment: commitmentOf(account),
    newCommitment: commitmentOf(next),
    marketRoot: request.statement === 'deposit' ? 0n : request.market.root,
    level: request.statement === 'transition' && request.level === 'initial' ? 1n : 0n,
    viewingKey,
    liquidationKey,
  };
  return {
    account: next,
    newCommitment: named.newCommitment,
    words: seal.words,
    at(point) {
      integer(point, [0n, SCALAR_FIELD - 1n], 'point');
      const values = { ...named, point, evaluation: evaluate(seal.words, point) };
      const signals = CHANGE_SIGNALS[statement].map((name) => [name, values[name]] as const);
      const method = statement === 'deposit' ? { method: METHODS[account.method] } : {};
      return {
        publicSignals: signals.map(([, value]) => value),
        inputs: { ...Object.fromEntries(signals), ...method, ...inputs },
      };
    },
  };
}

/**
 * A change and its statement, checked in the model exactly as the circuit proves it.
 *
 * @throws INVALID when the change cannot be made or the statement is not true of it
 * @throws USAGE when account, change and market do not fit together, or no circuit has room for the legs of both states
 */
export function proposeChange(request: ChangeRequest): ProposedChange {
  const { account, change, statement } = request;
  checkStatement(request);
  const market = request.statement === 'deposit' ? undefined : request.market;
  const list = { ...account, legs: legsOf(effectOf(account, change, market?.table).union, 'before') };
  const circuit = changeCircuitFor(statement, list, market);
  const { margin, legs } = CHANGE_CIRCUITS[circuit] as (typeof CHANGE_CIRCUITS)[string];
  const shape = margin === undefined ? undefined : CIRCUITS[margin];
  return { circuit, statement, ...stateChange(request, { legs, shape }) };
}
