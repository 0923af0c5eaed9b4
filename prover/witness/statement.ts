/** The margin statement of an account: its public signals, and the inputs of the circuit that proves it. */
import { checkAccount, commitmentOf, type Account } from '../model/account.ts';
import { accountMargin, isSolvent, type Claim } from '../model/margin.ts';
import type { Market } from '../model/tree.ts';
import { integer, SCALAR_FIELD } from '../model/units.ts';
import type { CircuitInputs } from '../witness-calculator.ts';
import { checkFits, type CircuitShape } from './circuits.ts';
import { accountInputs, valuationInputs, type Valued } from './inputs.ts';

/** Public signals of every margin statement, in the order of the circuits. */
export interface Statement extends Claim {
  readonly commitment: bigint;
  readonly marketRoot: bigint;
  readonly solvent: boolean;
  /** Binds chain, contract, account, sequence, caller, purpose and parameter version. */
  readonly context: bigint;
}

export const STATEMENT_SIGNALS = [
  'commitment',
  'marketRoot',
  'thresholdBps',
  'minExcess',
  'solvent',
  'context',
] as const;

export const publicSignals = (statement: Statement): bigint[] =>
  STATEMENT_SIGNALS.map((name) => BigInt(statement[name]));

export const THRESHOLD_RANGE = [0n, (1n << 24n) - 1n] as const;
export const EXCESS_RANGE = [0n, (1n << 96n) - 1n] as const;

export interface StatementRequest {
  readonly account: Account;
  readonly market: Market;
  readonly claim: Claim;
  readonly context: bigint;
  /** Of the circuit to prove it with. */
  readonly shape: CircuitShape;
}

/**
 * The statement that is true of the account, and the circuit's inputs to prove it. `solvent` follows from the margin:
 * the other side cannot be proven.
 *
 * @throws USAGE when account, claim or context are out of range, or the account does not fit the market or the circuit.
 */
export function stateMargin(request: StatementRequest): { statement: Statement; inputs: CircuitInputs } {
  const { account, market, claim, context, shape } = request;
  checkAccount(account);
  integer(claim.thresholdBps, THRESHOLD_RANGE, 'claim.thresholdBps');
  integer(claim.minExcess, EXCESS_RANGE, 'claim.minExcess');
  integer(context, [0n, SCALAR_FIELD - 1n], 'claim.context');
  checkFits(account, market, shape);
  const statement: Statement = {
    commitment: commitmentOf(account),
    marketRoot: market.root,
    thresholdBps: claim.thresholdBps,
    minExcess: claim.minExcess,
    solvent: isSolvent(accountMargin(account, market.table, 'maintenance'), claim),
    context,
  };
  const valued: Valued = {
    instruments: account.legs.map(({ instrument }) => instrument),
    states: [account.legs.map(({ size }) => size)],
    level: 'maintenance',
  };
  return {
    statement,
    inputs: {
      ...statement,
      solvent: BigInt(statement.solvent),
      ...accountInputs(account, shape.legs),
      ...valuationInputs(valued, market, shape),
    },
  };
}
