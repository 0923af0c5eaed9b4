/** Published cases of other venues: how they are read, and accounts and tables to ask our code with. */
import type { Account, Leg, Method } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { cash, size } from '../../prover/model/units.ts';
import type { CollateralSpec, PerpSpec } from '../../sdk/risk/market-spec.ts';
import type { LevelTier } from '../../sdk/risk/tiers.ts';
import { built, UNDERLYING } from './risk-market.ts';

/** One line of the file. What else it holds depends on its kind. */
export interface Case {
  readonly id: string;
  readonly kind: string;
  readonly expected: Readonly<Record<string, number | string | boolean>>;
}

/** Whether our code gives the published answer to a case of one kind, which holds what the kind needs. */
export type Question = (item: never) => boolean;

/** The line between solvent and not. */
export const LINE = { thresholdBps: 10_000n, minExcess: 0n };

export const FIRST_PERP = 64;

export const accountOf = (method: Method, legs: readonly Leg[], held = 0n): Account => ({
  id: 1n,
  owner: 0n,
  method,
  sequence: 0n,
  lossCheckpoint: 0n,
  cash: cash(held),
  legs: [...legs].sort((a, b) => a.instrument - b.instrument),
  blinding: 1n,
});

export const legAt = (instrument: number, units: bigint, cost = 0n): Leg => ({
  instrument,
  size: size(units),
  cost: cash(cost),
});

export const perpOf = (name: string, price: number, isolated: readonly LevelTier[], funding = 0): PerpSpec => ({
  name,
  price,
  funding,
  confidence: 1,
  isolated,
});

/** Perpetuals from slot 64 up, collateral with tiers from 1 up. */
export const tableOf = (perps: readonly PerpSpec[], collateral: readonly CollateralSpec[] = []): MarketTable =>
  built({ underlyings: [{ ...UNDERLYING, perps, options: [] }], collateral }).table;

/** Towards plus infinity. */
export const ceilDivide = (value: bigint, unit: bigint): bigint =>
  value % unit > 0n ? value / unit + 1n : value / unit;
