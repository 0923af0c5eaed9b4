import { globSync, readFileSync } from 'node:fs';
import type { Instance } from '../support/circuit.ts';
import { ALIAS_CHECKS, POINT_QUOTIENTS, type UniquenessRequest, ZERO_INVERSE } from './uniqueness.ts';

interface Small {
  readonly args?: readonly number[];
  /** Inputs that the others determine. */
  readonly answers?: readonly string[];
  /** Whether it tests for zero: the inverse of 0 is free there, and nothing but the test reads it. */
  readonly zero?: true;
  /** Whether it multiplies points, and whether it takes a field element apart. */
  readonly points?: true;
  readonly aliases?: true;
}

/** Every template, at sizes as small as it has. The statements are analysed whole, elsewhere. */
export const SMALL: Readonly<Record<string, Small>> = {
  Unsigned: { args: [8] },
  Signed: { args: [8] },
  TwoSums: { args: [4, 6] },
  Least: { args: [3, 8] },
  Equal: { zero: true },
  OneHot: { args: [2] },
  Pick: { args: [3] },
  Prefix: { args: [3] },
  Indicator: { args: [3] },
  AtLevel: {},
  Hash: { args: [2] },
  Keystream: { args: [2] },
  FloorDivide: { args: [10, 12] },
  FieldDigits: { aliases: true },
  BaseMultiple: { points: true },
  KeyMultiple: { points: true, zero: true },
  SlotKind: {},
  Legs: { args: [3] },
  AccountCommitment: { args: [8] },
  AccountOpening: { args: [8, 3] },
  TouchedLegs: { args: [3] },
  Flow: { zero: true },
  Fill: { zero: true },
  Limits: {},
  Room: { zero: true },
  AccountChange: { args: [8], zero: true },
  Seal: { args: [1], points: true, aliases: true, zero: true },
  Proposal: { args: [4, 3], points: true, aliases: true, zero: true },
  RowLeaf: {},
  ScenariosHash: { args: [4] },
  SizeTiersHash: {},
  CrossHash: {},
  Node: { answers: ['child'] },
  RowMembership: {},
  MarketRoot: {},
  Rows: { args: [2] },
  ParametersHash: { args: [1] },
  Equity: { args: [2] },
  SizeTiers: { args: [3], zero: true },
  Haircuts: { args: [2, 1], zero: true },
  GroupSums: { args: [3], zero: true },
  Claim: { args: [10, 100] },
  Charges: { args: [3], zero: true },
  BasisLoss: { args: [2] },
  ExpiryGroups: { args: [2, 2], zero: true },
  ExpiryChange: { args: [2, 1] },
  ScenarioLosses: { args: [2, 3] },
  IsolatedMargin: { args: [2], zero: true },
  CrossMargin: { args: [2], zero: true },
  PortfolioMargin: { args: [2, 2, 1], zero: true },
  IsolatedValuation: { args: [2, 2], zero: true },
  CrossValuation: { args: [2, 2], zero: true },
  PortfolioValuation: { args: [2, 2, 3, 1, 2], zero: true },
};
export const WHOLE = /^\w+(Statement|Transition|Reduce)$/;

/** The file that declares each template. */
export const FILES = new Map(
  globSync('circuits/**/*.circom').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^template (\w+)/gm)].map(([, name]) => [name ?? '', file] as const),
  ),
);

type Said = Pick<UniquenessRequest, 'answers' | 'benign' | 'quotients' | 'comparisons'>;

/** A template of the table, and what is said about its witnesses. */
export function smallOf(template: string): { of: Instance } & Said {
  const { args = [], answers = [], zero, points, aliases } = SMALL[template] ?? {};
  return {
    of: { include: FILES.get(template) ?? '', template, args },
    answers,
    benign: zero === true ? [ZERO_INVERSE] : [],
    quotients: points === true ? POINT_QUOTIENTS : [],
    comparisons: aliases === true ? ALIAS_CHECKS : [],
  };
}

export const smallTitle = (template: string): string => `${template} has no second witness for the same inputs`;
