/** A market as its publisher writes it: prices, forwards and implied volatilities, from which the table is built. */
import { z } from 'zod';
import { parseDecimal, SIZE_DECIMALS } from '../../prover/model/units.ts';
import type { MarketSpec } from '../risk/market-spec.ts';
import { buildMarket, type BuiltMarket } from '../risk/table.ts';
import { loadPreset, parametersSchema, positive, PRESETS, share } from './parameters.ts';
import { readWith } from './read.ts';

const uint32 = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const slot = z.int().min(1).max(1023);
const trusted = share.default(1);
const name = z.string().min(1).max(100);

const listing = {
  slot: slot.optional(),
  maxSize: z
    .string()
    .regex(/^\d{1,10}(\.\d{1,8})?$/, 'expected a decimal number in quotes')
    .optional(),
  reduceOnly: z.boolean().optional(),
};

const schema = z
  .strictObject({
    underlying: z.strictObject({ name, id: uint32.min(1) }),
    epoch: uint32.default(0),
    /** Unix seconds. */
    time: uint32.min(1),
    spot: positive,
    spotConfidence: trusted,
    stablePrice: positive.default(1),
    perp: z
      .strictObject({ name, price: positive, funding: z.number().default(0), confidence: trusted, ...listing })
      .optional(),
    collateral: z
      .array(
        z.strictObject({
          name,
          price: positive,
          confidence: trusted,
          riskCancelling: z.boolean(),
          maintenanceHaircut: share,
          initialHaircut: share,
          ...listing,
        }),
      )
      .default([]),
    expiries: z
      .array(
        z.strictObject({
          /** Unix seconds; at or before `time` the expiry is settled at its forward. */
          expiry: uint32.min(1),
          forward: positive,
          settledForwardPart: z.number().min(0).default(0),
          rate: z.number().min(-10).max(10),
          forwardConfidence: trusted,
          rateConfidence: trusted,
          volConfidence: trusted,
        }),
      )
      .default([]),
    options: z
      .array(
        z.strictObject({
          name,
          expiry: uint32,
          strike: positive,
          type: z.enum(['call', 'put']),
          /** Per year, as a fraction. */
          impliedVol: positive,
          ...listing,
        }),
      )
      .default([]),
    retiredSlots: z.array(slot).default([]),
    preset: z.enum(PRESETS).optional(),
    parameters: parametersSchema.optional(),
    parameterVersion: uint32.min(1).optional(),
  })
  .refine((file) => (file.preset === undefined) !== (file.parameters === undefined), {
    message: 'expected either preset or parameters',
  });

export type MarketFile = z.input<typeof schema>;

/** @throws USAGE naming the first field that is unknown, missing or out of range */
export function parseMarket(file: unknown, where = 'market'): MarketSpec {
  const {
    underlying,
    perp,
    preset: presetName,
    parameters,
    parameterVersion,
    ...read
  } = readWith(schema, file, { where });
  const preset = presetName === undefined ? undefined : loadPreset(presetName);
  const listed = <Item extends { maxSize?: string | undefined }>(item: Item) => ({
    ...item,
    maxSize: item.maxSize === undefined ? undefined : parseDecimal(item.maxSize, SIZE_DECIMALS, `${where}.maxSize`),
  });
  return {
    ...read,
    underlying: underlying.id,
    perps: perp === undefined ? [] : [listed(perp)],
    collateral: read.collateral.map(listed),
    options: read.options.map(listed),
    expiries: read.expiries.map((expiry) => ({ ...expiry, secondsToExpiry: Math.max(0, expiry.expiry - read.time) })),
    parameters: preset?.parameters ?? parametersSchema.parse(parameters),
    parameterVersion: parameterVersion ?? preset?.version ?? 1,
  };
}

/** The table of a market file. @throws USAGE as `parseMarket` and `buildMarket` do */
export const marketFromFile = (file: unknown, where = 'market'): BuiltMarket =>
  buildMarket(parseMarket(file, where), { purpose: 'publish' });
