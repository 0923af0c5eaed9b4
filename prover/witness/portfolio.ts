/** Inputs of the portfolio statement circuits, from an account, a market and a claim. */
import { PlimsollError } from '../errors.ts';
import { checkAccount, commitmentOf, type Account } from '../model/account.ts';
import { SCENARIOS } from '../model/market.ts';
import { packTerms } from '../model/packing.ts';
import { isSolvent, portfolioMargin, type Claim } from '../model/portfolio.ts';
import type { Market, RowOpening } from '../model/tree.ts';
import { SCALAR_FIELD, integer, toField } from '../model/units.ts';
import type { CircuitInputs } from '../witness-calculator.ts';

/** What a statement circuit has room for; the scenarios of a market are exactly these. */
export interface Capacity {
  readonly legs: number;
  readonly expiries: number;
  readonly scenarios: number;
}

/** Statement circuits of the portfolio method, smallest first. */
export const PORTFOLIO_CIRCUITS: Readonly<Record<string, Capacity>> = {
  'portfolio-8': { legs: 8, expiries: 4, scenarios: SCENARIOS },
};

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
  readonly capacity: Capacity;
}

function expiriesOf(account: Account, market: Market): number[] {
  const expiries = account.legs.map((leg) => market.table.rows.get(leg.instrument)?.option?.expiry);
  return [...new Set(expiries.filter((expiry) => expiry !== undefined))].sort((a, b) => a - b);
}

/** The smallest portfolio circuit with room for the account. @throws USAGE when none has. */
export function circuitFor(account: Account, market: Market): string {
  const [legs, expiries] = [account.legs.length, expiriesOf(account, market).length];
  const name = Object.keys(PORTFOLIO_CIRCUITS).find((circuit) => {
    const capacity = PORTFOLIO_CIRCUITS[circuit];
    return capacity !== undefined && legs <= capacity.legs && expiries <= capacity.expiries;
  });
  if (name === undefined) {
    const largest = Object.values(PORTFOLIO_CIRCUITS).at(-1);
    throw new PlimsollError(
      'USAGE',
      `account.legs: expected at most ${largest?.legs} legs in ${largest?.expiries} expiries, got ${legs} in ${expiries}`,
    );
  }
  return name;
}

const padded = (values: readonly bigint[], length: number): bigint[] => [
  ...values,
  ...new Array<bigint>(length - values.length).fill(0n),
];

function accountInputs(account: Account, capacity: Capacity): CircuitInputs {
  const { legs } = account;
  return {
    id: account.id,
    owner: account.owner,
    sequence: account.sequence,
    lossCheckpoint: account.lossCheckpoint,
    count: BigInt(legs.length),
    cash: toField(account.cash),
    instrument: padded(
      legs.map((leg) => BigInt(leg.instrument)),
      capacity.legs,
    ),
    size: padded(
      legs.map((leg) => toField(leg.size)),
      capacity.legs,
    ),
    cost: padded(
      legs.map((leg) => toField(leg.cost)),
      capacity.legs,
    ),
    blinding: account.blinding,
  };
}

function openingOf(market: Market, slot: number): RowOpening {
  const opening = market.open(slot);
  if (opening === undefined)
    throw new PlimsollError('USAGE', `account.legs: expected instruments of the market table, got slot ${slot}`);
  return opening;
}

function marketInputs(account: Account, market: Market, capacity: Capacity): CircuitInputs {
  const { table } = market;
  const openings = Array.from({ length: capacity.legs }, (_, index) =>
    openingOf(market, account.legs[index]?.instrument ?? 0),
  );
  const rows = openings.map(({ row }) => row);
  const groups = expiriesOf(account, market).map((expiry) => {
    const terms = table.expiries.get(expiry);
    return terms === undefined ? 0n : packTerms(expiry, terms);
  });
  const unused = new Array<bigint>(capacity.expiries - groups.length).fill(0n);
  return {
    underlying: rows.map((row) => row.underlying),
    terms: rows.map((row) => row.terms),
    settlementPrice: rows.map((row) => row.settlementPrice),
    linearPrice: rows.map((row) => row.linearPrice),
    charge: rows.map((row) => row.charge),
    shortCharge: rows.map((row) => row.shortCharge),
    limits: rows.map((row) => row.limits),
    value: rows.map((row) => row.values),
    crossSection: rows.map(() => 0n),
    isolatedSection: rows.map(() => 0n),
    lower: openings.map(({ lower }) => lower),
    upper: openings.map(({ upper }) => upper),
    top: market.top,
    group: [...unused, ...groups],
    accountUnderlying: rows.find((row) => row.underlying !== 0n)?.underlying ?? 0n,
    version: BigInt(table.parameters.version),
    lossFactor: [table.parameters.lossFactor.maintenance, table.parameters.lossFactor.initial],
    skew: table.parameters.skew.map((flag) => (flag ? 1n : 0n)),
    shock: table.parameters.shocks.map(toField),
    damping: table.parameters.dampings,
    epoch: BigInt(table.epoch),
    time: BigInt(table.time),
  };
}

/**
 * The statement that is true of the account, and the circuit's inputs to prove it. `solvent` follows from the margin:
 * the other side cannot be proven.
 *
 * @throws USAGE when account, claim or context are out of range, or the account does not fit the market or the capacity.
 */
export function stateMargin(request: StatementRequest): { statement: Statement; inputs: CircuitInputs } {
  const { account, market, claim, context, capacity } = request;
  checkAccount(account);
  integer(claim.thresholdBps, THRESHOLD_RANGE, 'claim.thresholdBps');
  integer(claim.minExcess, EXCESS_RANGE, 'claim.minExcess');
  integer(context, [0n, SCALAR_FIELD - 1n], 'claim.context');
  const expiries = expiriesOf(account, market).length;
  if (account.legs.length > capacity.legs || expiries > capacity.expiries) {
    throw new PlimsollError(
      'USAGE',
      `account.legs: expected at most ${capacity.legs} legs in ${capacity.expiries} expiries, got ${account.legs.length} in ${expiries}`,
    );
  }
  const scenarios = market.table.parameters.shocks.length;
  if (scenarios !== capacity.scenarios) {
    throw new PlimsollError('USAGE', `market.parameters: expected ${capacity.scenarios} scenarios, got ${scenarios}`);
  }
  const statement: Statement = {
    commitment: commitmentOf(account),
    marketRoot: market.root,
    thresholdBps: claim.thresholdBps,
    minExcess: claim.minExcess,
    solvent: isSolvent(portfolioMargin(account, market.table, 'maintenance'), claim),
    context,
  };
  return {
    statement,
    inputs: {
      ...statement,
      solvent: BigInt(statement.solvent),
      ...accountInputs(account, capacity),
      ...marketInputs(account, market, capacity),
    },
  };
}
