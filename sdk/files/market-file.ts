/** A market as its publisher writes it: prices, forwards and implied volatilities, from which the table is built. */
import { z } from 'zod';
import { parseDecimal, SIZE_DECIMALS } from '../../prover/model/units.ts';
import type { MarketSpec } from '../risk/market-spec.ts';
import { buildSuccessor } from '../risk/successor.ts';
import { buildMarket, type BuiltMarket } from '../risk/table.ts';
import { crossSchema, fillBandSchema, parametersSchema, positive, share } from './parameters.ts';
import { loadPreset, PRESETS, tableOf } from './presets.ts';
import { readWith } from './read.ts';
import { tierList } from './tiers.ts';

const uint32 = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const slot = z.int().min(1).max(1023);
const trusted = share.default(1);
const name = z.string().min(1).max(100);

const listing = {
  name,
  slot: slot.optional(),
  maxSize: z
    .string()
    .regex(/^\d{1,10}(\.\d{1,8})?$/, 'expected a decimal number in quotes')
    .optional(),
  reduceOnly: z.boolean().optional(),
};

const perp = z.strictObject({
  ...listing,
  price: positive,
  funding: z.number().default(0),
  confidence: trusted,
  /** A table of a preset, or tiers; without them isolated accounts do not take the instrument. */
  isolated: z.union([tierList, z.strictObject({ preset: z.enum(PRESETS.isolated), table: name })]).optional(),
});

const expiry = z.strictObject({
  /** Unix seconds; at or before `time` the expiry is settled at its forward. */
  expiry: uint32.min(1),
  forward: positive,
  settledForwardPart: z.number().min(0).default(0),
  rate: z.number().min(-10).max(10),
  forwardConfidence: trusted,
  rateConfidence: trusted,
  volConfidence: trusted,
});

const option = z.strictObject({
  ...listing,
  expiry: uint32,
  strike: positive,
  type: z.enum(['call', 'put']),
  /** Per year, as a fraction. */
  impliedVol: positive,
});

const collateral = z.strictObject({
  ...listing,
  price: positive,
  confidence: trusted,
  /** What it moves with; without a name it is stable. */
  underlying: name.optional(),
  maintenanceHaircut: share.optional(),
  initialHaircut: share.optional(),
  /** By value held, instead of the two flat ones. */
  haircuts: tierList.optional(),
  /**
   * For isolated accounts instead of the two flat ones; the initial one is the total. A haircut is all that stands for
   * the price of collateral there, so it must cover a fall of it.
   */
  isolatedHaircut: z.strictObject({ maintenance: share, initial: share }).optional(),
});

const schema = z
  .strictObject({
    epoch: uint32.default(0),
    /** Unix seconds. */
    time: uint32.min(1),
    stablePrice: positive.default(1),
    underlyings: z
      .array(
        z.strictObject({
          name,
          id: uint32.min(1),
          spot: positive,
          spotConfidence: trusted,
          /** Per year, as a fraction; needed by the cross method. */
          volatility: positive.max(100).optional(),
          perps: z.array(perp).default([]),
          expiries: z.array(expiry).default([]),
          options: z.array(option).default([]),
        }),
      )
      .min(1),
    collateral: z.array(collateral).default([]),
    /** Expired and delisted instruments, worth their settlement price; delisted collateral stays above, reduce-only. */
    frozen: z
      .array(
        z.strictObject({
          name,
          slot,
          kind: z.enum(['perp', 'call', 'put']),
          underlying: name,
          settlementPrice: z.number(),
          expiry: uint32.min(1).optional(),
          strike: positive.optional(),
        }),
      )
      .default([]),
    retiredSlots: z.array(slot).default([]),
    preset: z.enum(PRESETS.portfolio).optional(),
    parameters: parametersSchema.optional(),
    parameterVersion: uint32.min(1).optional(),
    /** Of the cross method; without them cross accounts take no instrument. */
    cross: z.union([z.enum(PRESETS.cross), crossSchema]).optional(),
    fillBand: fillBandSchema.optional(),
  })
  .refine((file) => (file.preset === undefined) !== (file.parameters === undefined), {
    error: 'expected either preset or parameters',
  });

export type MarketFile = z.input<typeof schema>;

/** @throws USAGE naming the first field that is unknown, missing or out of range */
export function parseMarket(file: unknown, where = 'market'): MarketSpec {
  const { preset: presetName, parameters, parameterVersion, cross, ...read } = readWith(schema, file, { where });
  const preset = presetName === undefined ? undefined : loadPreset('portfolio', presetName);
  const listed = <Item extends { name: string; maxSize?: string | undefined }>(item: Item) => ({
    ...item,
    maxSize:
      item.maxSize === undefined
        ? undefined
        : parseDecimal(item.maxSize, SIZE_DECIMALS, `${where}[${item.name}].maxSize`),
  });
  return {
    ...read,
    underlyings: read.underlyings.map((underlying) => ({
      ...underlying,
      perps: underlying.perps.map(({ isolated, ...rest }) => ({
        ...listed(rest),
        isolated:
          isolated === undefined || Array.isArray(isolated)
            ? isolated
            : tableOf(isolated, `${where}[${rest.name}].isolated`),
      })),
      options: underlying.options.map(listed),
      expiries: underlying.expiries.map((listedExpiry) => ({
        ...listedExpiry,
        secondsToExpiry: Math.max(0, listedExpiry.expiry - read.time),
      })),
    })),
    collateral: read.collateral.map(listed),
    parameters: preset?.parameters ?? parametersSchema.parse(parameters),
    parameterVersion: parameterVersion ?? preset?.version ?? 1,
    cross: typeof cross === 'string' ? loadPreset('cross', cross).parameters : cross,
  };
}

/**
 * The table of a market file.
 *
 * @param previous the table that it follows, whose slots it keeps
 * @throws USAGE as `parseMarket`, `buildMarket` and `checkSuccessor` do
 */
export function marketFromFile(file: unknown, where = 'market', previous?: BuiltMarket): BuiltMarket {
  const spec = parseMarket(file, where);
  return previous === undefined ? buildMarket(spec, { purpose: 'publish' }) : buildSuccessor(previous, spec);
}
