/** The market table as field elements: how circuits read rows and parameters. Circuits: `circuits/market`. */
import type { ExpiryTerms, MarketTable, PortfolioParameters, Row } from './market.ts';
import { hash, TAG } from './poseidon.ts';
import { toField } from './units.ts';

/** Two values share a field element: `low + 2^116 * high`, wide enough for a sum over 36 legs times their sizes. */
const LANE_BITS = 116n;

const lanes = (low: bigint, high: bigint): bigint => toField(low + (high << LANE_BITS));

/** An expiry and its terms in one element: 36 + 36 + 36 + 32 bits. */
export const packTerms = (expiry: number, terms: ExpiryTerms): bigint =>
  terms.discountLong + (terms.discountShort << 36n) + (terms.basisFactor << 72n) + (BigInt(expiry) << 108n);

/** The row as the circuit reads it: field elements in the order of `circuits/market/row.circom`. */
export interface PackedRow {
  readonly underlying: bigint;
  readonly terms: bigint;
  readonly settlementPrice: bigint;
  readonly linearPrice: bigint;
  readonly charge: bigint;
  readonly shortCharge: bigint;
  readonly limits: bigint;
  /** Pairs of lanes: scenarios, mark, basis up, basis down. */
  readonly values: readonly bigint[];
}

export function packRow(row: Row, { expiries, parameters }: MarketTable): PackedRow {
  const { option } = row;
  const values: bigint[] =
    option === undefined
      ? new Array<bigint>(parameters.shocks.length + 3).fill(0n)
      : [...option.scenarios, option.mark, option.basisUp, option.basisDown];
  const terms = option === undefined ? undefined : expiries.get(option.expiry);
  return {
    underlying: BigInt(row.underlying),
    terms: option === undefined || terms === undefined ? 0n : packTerms(option.expiry, terms),
    settlementPrice: toField(row.settlementPrice),
    linearPrice: row.linearPrice,
    charge: lanes(row.charge.maintenance, row.charge.initial),
    shortCharge: lanes(row.shortCharge.maintenance, row.shortCharge.initial),
    limits: row.maxSize * 2n + (row.reduceOnly ? 1n : 0n),
    values: Array.from({ length: values.length / 2 }, (_, pair) =>
      lanes(values[2 * pair] ?? 0n, values[2 * pair + 1] ?? 0n),
    ),
  };
}

/** The last three pairs of a row's values stand in the leaf itself; the others, 15 for 33 scenarios, in a hash of their own. */
const VALUES_IN_LEAF = 3;

/** Sections that the methods cross and isolated read; 0 in a market that serves neither. */
const NO_SECTION = 0n;

export function leafOf(row: PackedRow): bigint {
  const split = row.values.length - VALUES_IN_LEAF;
  return hash(TAG.row, [
    row.underlying,
    row.terms,
    row.settlementPrice,
    row.linearPrice,
    row.charge,
    row.shortCharge,
    row.limits,
    ...row.values.slice(split),
    hash(TAG.scenarios, row.values.slice(0, split)),
    NO_SECTION,
    NO_SECTION,
  ]);
}

export function parametersHash(parameters: PortfolioParameters): bigint {
  return hash(TAG.parameters, [
    BigInt(parameters.version),
    parameters.lossFactor.maintenance,
    parameters.lossFactor.initial,
    ...parameters.skew.map((flag) => (flag ? 1n : 0n)),
    ...parameters.shocks.map(toField),
    ...parameters.dampings,
  ]);
}
