/** Rows as circuits read them: where each field stands, and what the signals of it are called. */

/** The first place of each field: the order of `circuits/params.circom`, which a test compares. */
export const ROW = {
  underlying: 0,
  terms: 1,
  settlementPrice: 2,
  linearPrice: 3,
  charge: 4,
  shortCharge: 5,
  limits: 6,
  values: 7,
  scenarios: 10,
  cross: 11,
  sizeTiers: 13,
} as const;
export const ROW_FIELDS = 15;

export type RowField = keyof typeof ROW;
type Rows = readonly (readonly bigint[])[];

/** The name of a field in the row of a leg; values, cross and size tiers have several parts. */
export const cell = (leg: number, field: RowField, part = 0): string => `row[${leg}][${ROW[field] + part}]`;

/** A field of each row. */
export const column = (rows: Rows, field: RowField): bigint[] => rows.map((row) => row[ROW[field]] ?? 0n);

/** Rows in which one field of a leg is one more. */
export const withMore = (rows: Rows, leg: number, place: number): bigint[][] =>
  rows.map((row, index) => (index === leg ? row.with(place, (row[place] ?? 0n) + 1n) : [...row]));

/** Digits of a slot, least first. */
export const slotDigits = (slot: number | bigint): bigint[] =>
  Array.from({ length: 10 }, (_, digit) => (BigInt(slot) >> BigInt(digit)) & 1n);
