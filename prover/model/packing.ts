/** The market table as field elements: how circuits read rows and parameters. Circuits: `circuits/market`. */
import {
  expiryKey,
  type CrossCell,
  type ExpiryTerms,
  type MarketTable,
  type PerLevel,
  type PortfolioParameters,
  type Row,
} from './market.ts';
import { hash, TAG } from './poseidon.ts';
import { CROSS_TIERS, packTiers, SIZE_TIERS, type SizeTiers } from './tiers.ts';
import { SIZE_BITS, toField } from './units.ts';

/** Two values share a field element: `low + 2^116 * high`, wide enough for a sum over 36 legs times their sizes. */
const LANE_BITS = 116n;

/** Where the parts of the limits stand: two flags, the largest size (55 bits), the fill band (52). */
const MAX_SIZE_SHIFT = 2n;
const FILL_BAND_SHIFT = MAX_SIZE_SHIFT + SIZE_BITS - 1n;

const lanes = (low: bigint, high: bigint): bigint => toField(low + (high << LANE_BITS));

/** An expiry and its terms in one element: 36 + 36 + 36 + 32 bits. */
export const packTerms = (expiry: number, terms: ExpiryTerms): bigint =>
  terms.discountLong + (terms.discountShort << 36n) + (terms.basisFactor << 72n) + (BigInt(expiry) << 108n);

/** Size tiers at one level: the risk price and `SIZE_TIERS` packed tiers. */
export interface PackedSizeTiers {
  readonly price: bigint;
  readonly tiers: readonly bigint[];
}

/** A cross cell; `CROSS_TIERS` packed tiers. */
export interface PackedCross extends PackedSizeTiers {
  /** Lanes. */
  readonly deltaGamma: bigint;
  readonly vega: bigint;
  readonly volUp: bigint;
  readonly volDown: bigint;
}

/** What only some methods read, hashed on its own; hash 0, which nothing opens, where the row has none. */
export interface Section<Content> {
  readonly hash: PerLevel<bigint>;
  readonly content: PerLevel<Content> | undefined;
}

/** The row as circuits read it: field elements in the order of `circuits/market/row.circom`. */
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
  /** Hash of all pairs but the last `VALUES_IN_LEAF`. */
  readonly scenariosHash: bigint;
  readonly cross: Section<PackedCross>;
  readonly sizeTiers: Section<PackedSizeTiers>;
}

/** The last pairs of a row's values stand in the leaf itself; the others, 15 for 33 scenarios, in a hash of their own. */
export const VALUES_IN_LEAF = 3;

const NO_SECTION: Section<never> = { hash: { maintenance: 0n, initial: 0n }, content: undefined };

const packSizeTiers = ({ price, tiers }: SizeTiers, length: number): PackedSizeTiers => ({
  price,
  tiers: packTiers(tiers, length),
});

const packCell = (cell: CrossCell): PackedCross => ({
  deltaGamma: lanes(cell.delta, cell.gamma),
  vega: toField(cell.vega),
  volUp: cell.volUp,
  volDown: cell.volDown,
  ...packSizeTiers(cell.tiers, CROSS_TIERS),
});

const sizeTiersHash = ({ price, tiers }: PackedSizeTiers): bigint => hash(TAG.sizeTiers, [price, ...tiers]);

const crossHash = ({ deltaGamma, vega, volUp, volDown, price, tiers }: PackedCross): bigint =>
  hash(TAG.cross, [deltaGamma, vega, volUp, volDown, price, ...tiers]);

function section<Value, Content>(
  values: PerLevel<Value> | undefined,
  pack: (value: Value) => Content,
  digest: (content: Content) => bigint,
): Section<Content> {
  if (values === undefined) return NO_SECTION;
  const content = { maintenance: pack(values.maintenance), initial: pack(values.initial) };
  return { hash: { maintenance: digest(content.maintenance), initial: digest(content.initial) }, content };
}

const packLimits = ({ reduceOnly, frozen, maxSize, fillBand }: Row): bigint =>
  (reduceOnly ? 1n : 0n) + (frozen ? 2n : 0n) + (maxSize << MAX_SIZE_SHIFT) + (fillBand << FILL_BAND_SHIFT);

export function packRow(row: Row, { expiries, parameters }: MarketTable): PackedRow {
  const { option } = row;
  const singles: bigint[] =
    option === undefined
      ? new Array<bigint>(parameters.shocks.length + 3).fill(0n)
      : [...option.scenarios, option.mark, option.basisUp, option.basisDown];
  const values = Array.from({ length: singles.length / 2 }, (_, pair) =>
    lanes(singles[2 * pair] ?? 0n, singles[2 * pair + 1] ?? 0n),
  );
  const terms = option === undefined ? undefined : expiries.get(expiryKey(row.underlying, option.expiry));
  return {
    underlying: BigInt(row.underlying),
    terms: option === undefined || terms === undefined ? 0n : packTerms(option.expiry, terms),
    settlementPrice: toField(row.settlementPrice),
    linearPrice: row.linearPrice,
    charge: lanes(row.charge.maintenance, row.charge.initial),
    shortCharge: lanes(row.shortCharge.maintenance, row.shortCharge.initial),
    limits: packLimits(row),
    values,
    scenariosHash: hash(TAG.scenarios, values.slice(0, -VALUES_IN_LEAF)),
    cross: section(row.cross, packCell, crossHash),
    sizeTiers: section(row.sizeTiers, (tiers) => packSizeTiers(tiers, SIZE_TIERS), sizeTiersHash),
  };
}

/** What the leaf of a row hashes, in its order. */
export const leafElements = (row: PackedRow): bigint[] => [
  row.underlying,
  row.terms,
  row.settlementPrice,
  row.linearPrice,
  row.charge,
  row.shortCharge,
  row.limits,
  ...row.values.slice(-VALUES_IN_LEAF),
  row.scenariosHash,
  row.cross.hash.maintenance,
  row.cross.hash.initial,
  row.sizeTiers.hash.maintenance,
  row.sizeTiers.hash.initial,
];

export const leafOf = (row: PackedRow): bigint => hash(TAG.row, leafElements(row));

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
