/** Schema of a built market table as a file: every tick as a decimal string, so nothing is lost on the way. */
import { z } from 'zod';

import { factor, price, signedFactor, signedPrice, size } from '../prover/model/units.ts';

export const FORMAT = 'plimsoll-market-table';
export const VERSION = 3;

const integer = z.string().regex(/^(0|-?[1-9]\d{0,39})$/, 'expected a decimal integer');
const ticks = <Quantity extends bigint>(brand: (value: bigint) => Quantity) =>
  integer.transform((text, context) => {
    try {
      return brand(BigInt(text));
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a number in range' });
      return z.NEVER;
    }
  });
const priceTicks = ticks((value) => price(value));
const signedTicks = ticks((value) => signedPrice(value));
const factorTicks = ticks((value) => factor(value));
const uint32 = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const name = z.string().min(1).max(100);
const levels = <Schema extends z.ZodType>(value: Schema) => z.strictObject({ maintenance: value, initial: value });
const charge = levels(priceTicks);

const sizeTiers = z.strictObject({
  price: priceTicks,
  tiers: z.array(z.strictObject({ floor: integer.transform(BigInt), rate: factorTicks })),
});

const crossCell = z.strictObject({
  delta: signedTicks,
  gamma: signedTicks,
  vega: signedTicks,
  volUp: factorTicks,
  volDown: factorTicks,
  tiers: sizeTiers,
});

const row = z.strictObject({
  name,
  kind: z.enum(['perp', 'collateral', 'call', 'put']),
  /** Of frozen options and futures, for people; those of other options stand in `option`. */
  expiry: uint32.optional(),
  strike: z.number().positive().optional(),
  slot: uint32,
  underlying: uint32,
  settlementPrice: signedTicks,
  linearPrice: priceTicks,
  charge,
  shortCharge: charge,
  maxSize: ticks((value) => size(value)),
  reduceOnly: z.boolean(),
  frozen: z.boolean(),
  fillBand: priceTicks,
  option: z
    .strictObject({
      expiry: uint32,
      scenarios: z.array(priceTicks),
      mark: priceTicks,
      basisUp: signedTicks,
      basisDown: signedTicks,
    })
    .optional(),
  sizeTiers: levels(sizeTiers).optional(),
  cross: levels(crossCell).optional(),
});

export const tableSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  root: z.string(),
  epoch: uint32,
  time: uint32,
  parameters: z.strictObject({
    version: uint32,
    shocks: z.array(ticks((value) => signedFactor(value))),
    dampings: z.array(factorTicks),
    skew: z.tuple([z.boolean(), z.boolean()]),
    lossFactor: levels(factorTicks),
  }),
  underlyings: z.array(z.strictObject({ name, id: uint32 })),
  scenarios: z.array(z.strictObject({ name, index: uint32 })),
  scenarioNames: z.array(name),
  lossScale: integer.transform(BigInt),
  expiries: z.array(
    z.strictObject({
      underlying: uint32,
      expiry: uint32,
      discountLong: factorTicks,
      discountShort: factorTicks,
      basisFactor: factorTicks,
    }),
  ),
  rows: z.array(row).max(1023),
  retiredSlots: z.array(uint32).default([]),
});

/** What a file holds, and what is read from it. */
export type TableFile = z.input<typeof tableSchema>;
export type ReadTable = z.output<typeof tableSchema>;
export type RowFile = TableFile['rows'][number];
export type ReadRow = ReadTable['rows'][number];
