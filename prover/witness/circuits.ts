/** The statement circuits, what each has room for, and which one an account needs. */
import { PlimsollError } from '../errors.ts';
import type { Account, Method } from '../model/account.ts';
import { hasTieredHaircut, SCENARIOS } from '../model/market.ts';
import type { Market } from '../model/tree.ts';

/** What a statement circuit has room for. */
export interface Shape {
  readonly method: Method;
  readonly legs: number;
}

export interface PortfolioShape extends Shape {
  readonly method: 'portfolio';
  readonly expiries: number;
  /** Legs whose haircut has tiers. */
  readonly collaterals: number;
  /** Not a limit: the scenarios of the market are exactly these. */
  readonly scenarios: number;
}

export type CircuitShape = PortfolioShape | (Shape & { readonly method: 'isolated' | 'cross' });

/** Circuits by name, for each method the smallest first. */
export const CIRCUITS: Readonly<Record<string, CircuitShape>> = {
  'isolated-4': { method: 'isolated', legs: 4 },
  'cross-8': { method: 'cross', legs: 8 },
  'portfolio-8': { method: 'portfolio', legs: 8, expiries: 4, collaterals: 2, scenarios: SCENARIOS },
  'portfolio-36': { method: 'portfolio', legs: 36, expiries: 8, collaterals: 8, scenarios: SCENARIOS },
};

/** What an account takes of a circuit. */
interface Extent {
  readonly legs: number;
  readonly expiries: number;
  readonly collaterals: number;
}

/** Expiries of the options among some slots, ascending. */
export function expiriesOf(slots: readonly number[], market: Market): number[] {
  const expiries = slots.map((slot) => market.table.rows.get(slot)?.option?.expiry);
  return [...new Set(expiries.filter((expiry) => expiry !== undefined))].sort((a, b) => a - b);
}

const extentOf = (account: Account, market: Market): Extent => ({
  legs: account.legs.length,
  expiries: expiriesOf(
    account.legs.map(({ instrument }) => instrument),
    market,
  ).length,
  collaterals: account.legs.filter(({ instrument }) => hasTieredHaircut(instrument)).length,
});

const holds = (shape: CircuitShape, extent: Extent): boolean =>
  extent.legs <= shape.legs &&
  (shape.method !== 'portfolio' || (extent.expiries <= shape.expiries && extent.collaterals <= shape.collaterals));

const inWords = ({ method }: CircuitShape, { legs, expiries, collaterals }: Extent): string =>
  method === 'portfolio' ? `${legs} legs, ${expiries} expiries and ${collaterals} tiered haircuts` : `${legs} legs`;

const roomOf = (shape: CircuitShape): Extent =>
  shape.method === 'portfolio' ? shape : { legs: shape.legs, expiries: shape.legs, collaterals: shape.legs };

/** @throws USAGE when the account is of another method or does not fit */
export function checkFits(account: Account, market: Market, shape: CircuitShape): void {
  if (account.method !== shape.method)
    throw new PlimsollError('USAGE', `account.method: expected ${shape.method}, got ${account.method}`);
  const extent = extentOf(account, market);
  if (holds(shape, extent)) return;
  throw new PlimsollError(
    'USAGE',
    `account.legs: expected at most ${inWords(shape, roomOf(shape))}, got ${inWords(shape, extent)}`,
  );
}

/** The smallest circuit of the account's method that has room for it. @throws USAGE when none has. */
export function circuitFor(account: Account, market: Market): string {
  const ofMethod = Object.entries(CIRCUITS).filter(([, shape]) => shape.method === account.method);
  const extent = extentOf(account, market);
  const found = ofMethod.find(([, shape]) => holds(shape, extent));
  if (found !== undefined) return found[0];
  const [, largest] = ofMethod.at(-1) ?? [];
  if (largest !== undefined) checkFits(account, market, largest);
  throw new PlimsollError('USAGE', `account.method: expected one that a circuit proves, got ${account.method}`);
}

/** The circuit of openings: a first state is empty. */
export const OPEN_CIRCUIT = 'open';

/** Statements of a change: a deposit needs no margin, the others value the account by its method. */
export type ChangeStatement = 'deposit' | 'transition' | 'reduce';

export interface ChangeCircuit {
  readonly statement: ChangeStatement;
  readonly legs: number;
  /** The margin circuit whose room it has; a deposit takes accounts of any method. */
  readonly margin?: string;
}

/** Margin circuits whose accounts can live on chain. */
const CHANGEABLE = ['isolated-4', 'cross-8', 'portfolio-8'];

/** Circuits of changes by name. */
export const CHANGE_CIRCUITS: Readonly<Record<string, ChangeCircuit>> = {
  'deposit-8': { statement: 'deposit', legs: 8 },
  ...Object.fromEntries(
    (['transition', 'reduce'] as const).flatMap((statement) =>
      CHANGEABLE.map((margin) => [`${statement}-${margin}`, { statement, legs: CIRCUITS[margin]?.legs ?? 0, margin }]),
    ),
  ),
};

/** Every circuit that a clearing house and its registry use: of margins, of openings and of changes. */
export const HOUSE_CIRCUITS: readonly string[] = [
  ...Object.keys(CIRCUITS),
  OPEN_CIRCUIT,
  ...Object.keys(CHANGE_CIRCUITS),
];

/**
 * The circuit that proves a change.
 *
 * @param list an account with the legs of the old and the new state together
 * @param market for all but a deposit
 * @throws USAGE when none has room
 */
export function changeCircuitFor(statement: ChangeStatement, list: Account, market?: Market): string {
  const name = market === undefined ? 'deposit-8' : `${statement}-${circuitFor(list, market)}`;
  const circuit = Object.hasOwn(CHANGE_CIRCUITS, name) ? CHANGE_CIRCUITS[name] : undefined;
  if (circuit !== undefined && list.legs.length <= circuit.legs) return name;
  throw new PlimsollError(
    'USAGE',
    `account.legs: expected at most 8 legs in all, before and after the change, got ${list.legs.length}`,
  );
}
