/** Schemas of the parameters of each method. */
import { z } from 'zod';
import type { CrossParameters } from '../risk/cross-parameters.ts';
import type { FillBands } from '../risk/fill-band.ts';
import type { RiskParameters } from '../risk/parameters.ts';
import { tierList } from './tiers.ts';

/** Wide enough for every parameter set that ships or was published; a slip of the decimal point is outside. */
const MOST = 1000;
export const positive = z.number().positive();
export const amount = z.number().min(0);
export const share = z.number().min(0).max(1);
const factor = z.number().min(0).max(MOST);
const signedFactor = z.number().min(-MOST).max(MOST);

const term = { shortTermPower: factor, longTermPower: factor, daysToExpiryFloor: factor };

export const parametersSchema = z.strictObject({
  scenarios: z
    .array(
      z.strictObject({
        spotFactor: z.number().min(0).max(69),
        vol: z.enum(['up', 'down', 'none', 'skew-linear', 'skew-abs']),
        damping: z.number().min(0).max(68),
      }),
    )
    .min(1),
  volShock: z.strictObject({ rangeUp: factor, rangeDown: factor, minShockedVol: factor, ...term }),
  skewShock: z
    .strictObject({
      linearScaleCap: signedFactor,
      linearBaseCap: signedFactor,
      absScaleCap: signedFactor,
      absBaseCap: signedFactor,
      minKStar: factor,
      widthScale: factor,
      volStatic: signedFactor,
      volScale: signedFactor,
    })
    .optional(),
  margin: z.strictObject({
    maintenanceLossFactor: factor,
    initialLossFactor: factor,
    discountLong: factor,
    discountShort: factor,
    rateMultLong: factor,
    rateMultShort: factor,
    rateAddLong: factor,
    rateAddShort: factor,
  }),
  basisContingency: z.strictObject({ spotUp: factor, spotDown: factor, addFactor: factor, multFactor: factor }),
  otherContingency: z.strictObject({
    pegThreshold: factor,
    pegFactor: factor,
    confidenceThreshold: share,
    confidenceMargin: factor,
    perpMaintenance: factor,
    perpInitial: factor,
    optionMaintenance: factor,
    optionInitial: factor,
  }),
}) satisfies z.ZodType<RiskParameters>;

const crossLevel = z.strictObject({
  z: positive.max(MOST),
  horizonDays: positive.max(MOST),
  floor: share,
  cap: positive.max(1),
  volUp: factor,
  volDown: factor,
});

export const crossSchema = z.strictObject({
  maintenance: crossLevel,
  initial: crossLevel,
  term: z.strictObject({ ...term, daysToExpiryFloor: positive.max(MOST) }),
  addOn: tierList,
}) satisfies z.ZodType<CrossParameters>;

const ofPrice = share;

/** Of any method: shares that the price of a fill may be away from the settlement price, by kind of instrument. */
export const fillBandSchema = z
  .strictObject({
    perp: z.strictObject({ ofPrice }),
    collateral: z.strictObject({ ofPrice }),
    option: z.strictObject({ ofPrice, ofSpot: share }),
  } satisfies { readonly [Kind in keyof FillBands]: z.ZodType<FillBands[Kind]> })
  .partial();
