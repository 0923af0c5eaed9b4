/** Schema of a parameter set, and the presets that ship with the package. */
import { z } from 'zod';
import derivePm2 from '../presets/derive-pm2.json' with { type: 'json' };
import { PlimsollError } from '../../prover/errors.ts';
import { checkPublishable, type RiskParameters } from '../risk/parameters.ts';
import { readWith } from './read.ts';

/** Wide enough for every parameter set that ships or was published; a slip of the decimal point is outside. */
const MOST = 1000;
export const positive = z.number().positive();
export const amount = z.number().min(0);
export const share = z.number().min(0).max(1);
const factor = z.number().min(0).max(MOST);
const signedFactor = z.number().min(-MOST).max(MOST);

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
  volShock: z.strictObject({
    rangeUp: factor,
    rangeDown: factor,
    minShockedVol: factor,
    shortTermPower: factor,
    longTermPower: factor,
    daysToExpiryFloor: factor,
  }),
  skewShock: z.strictObject({
    linearScaleCap: signedFactor,
    linearBaseCap: signedFactor,
    absScaleCap: signedFactor,
    absBaseCap: signedFactor,
    minKStar: factor,
    widthScale: factor,
    volStatic: signedFactor,
    volScale: signedFactor,
  }),
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

const presetSchema = z.strictObject({
  name: z.string(),
  source: z.string(),
  version: z
    .int()
    .min(1)
    .max(2 ** 32 - 1),
  parameters: parametersSchema,
});

/** A named parameter set. */
export interface Preset {
  readonly name: string;
  readonly source: string;
  readonly version: number;
  readonly parameters: RiskParameters;
}

export const PRESETS = ['derive-pm2'] as const;
export type PresetName = (typeof PRESETS)[number];
const FILES: Readonly<Record<PresetName, unknown>> = { 'derive-pm2': derivePm2 };

/** @throws USAGE when the file is no preset, or looser at initial than at maintenance margin on any part */
export function parsePreset(file: unknown, where = 'preset'): Preset {
  const preset = readWith(presetSchema, file, { where });
  checkPublishable(preset.parameters, `${where}.parameters`);
  return preset;
}

/** @throws USAGE when there is no such preset */
export function loadPreset(name: string): Preset {
  const known = PRESETS.find((preset) => preset === name);
  if (known === undefined) {
    throw new PlimsollError('USAGE', `preset: expected ${PRESETS.join(' or ')}, got ${name}`);
  }
  return parsePreset(FILES[known], `preset ${known}`);
}
