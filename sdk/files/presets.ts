/** Parameter sets that ship with the package, as data with their source. */
import { z } from 'zod';
import binanceUsdtm from '../presets/binance-usdtm.json' with { type: 'json' };
import deribit from '../presets/deribit.json' with { type: 'json' };
import derivePm2 from '../presets/derive-pm2.json' with { type: 'json' };
import dydxV4 from '../presets/dydx-v4.json' with { type: 'json' };
import greeks from '../presets/greeks.json' with { type: 'json' };
import paradex from '../presets/paradex.json' with { type: 'json' };
import span16 from '../presets/span-16.json' with { type: 'json' };
import { PlimsollError } from '../../prover/errors.ts';
import type { Method } from '../../prover/model/account.ts';
import { SIZE_TIERS } from '../../prover/model/tiers.ts';
import { checkCrossParameters, type CrossParameters } from '../risk/cross-parameters.ts';
import { checkPublishable, type RiskParameters } from '../risk/parameters.ts';
import { planScenarios } from '../risk/scenarios.ts';
import { checkLevelTiers, type LevelTier } from '../risk/tiers.ts';
import { crossSchema, parametersSchema } from './parameters.ts';
import { readWith } from './read.ts';
import { tierList } from './tiers.ts';

/** Tiers of isolated positions by instrument or class of instruments. */
export interface IsolatedTables {
  readonly tables: Readonly<Record<string, readonly LevelTier[]>>;
}

/** What the parameters of each method are. */
export interface ParametersOf {
  readonly isolated: IsolatedTables;
  readonly cross: CrossParameters;
  readonly portfolio: RiskParameters;
}

/** A named parameter set of one method. */
export interface Preset<Of extends Method = Method> {
  readonly name: string;
  readonly method: Of;
  /** Where the figures are from; "style" where one is a reading. */
  readonly source: string;
  readonly version: number;
  readonly parameters: ParametersOf[Of];
}

/** By method, in the order in which they are offered. */
export const PRESETS = {
  isolated: ['binance-usdtm', 'dydx-v4'],
  cross: ['greeks'],
  portfolio: ['derive-pm2', 'span-16', 'deribit', 'paradex'],
} as const satisfies Readonly<Record<Method, readonly string[]>>;

const FILES: Readonly<Record<string, unknown>> = {
  'binance-usdtm': binanceUsdtm,
  'dydx-v4': dydxV4,
  greeks,
  'derive-pm2': derivePm2,
  'span-16': span16,
  deribit,
  paradex,
};

const schemaOf = <Of extends Method, Schema extends z.ZodType<ParametersOf[Of]>>(method: Of, parameters: Schema) =>
  z.strictObject({
    name: z.string().min(1),
    method: z.literal(method),
    source: z.string().min(1),
    version: z
      .int()
      .min(1)
      .max(2 ** 32 - 1),
    parameters,
  });

const SCHEMAS = {
  isolated: schemaOf('isolated', z.strictObject({ tables: z.record(z.string(), tierList) })),
  cross: schemaOf('cross', crossSchema),
  portfolio: schemaOf('portfolio', parametersSchema),
};

/** Standard deviations under which a shipped set would be the textbook's charge on delta, not a margin. */
const LEAST_DEVIATIONS = 3;

const CHECKS: { readonly [Of in Method]: (parameters: ParametersOf[Of], where: string) => void } = {
  isolated: ({ tables }, where) => {
    for (const [name, tiers] of Object.entries(tables)) checkLevelTiers(tiers, SIZE_TIERS, `${where}.tables.${name}`);
  },
  cross: (parameters, where) => {
    checkCrossParameters(parameters, where);
    const { z: deviations } = parameters.maintenance;
    if (deviations < LEAST_DEVIATIONS) {
      throw new PlimsollError(
        'USAGE',
        `${where}.maintenance.z: expected at least ${LEAST_DEVIATIONS} in a preset, got ${deviations}`,
      );
    }
  },
  portfolio: (parameters, where) => {
    checkPublishable(parameters, where);
    planScenarios(parameters, 1);
  },
};

/**
 * @param method what the preset is for
 * @throws USAGE when the file is no preset of that method, or one that must not margin anybody: initial looser than
 * maintenance on any part, tiers that fall or overlap, a field too many
 */
export function parsePreset<Of extends Method>(method: Of, file: unknown, where = 'preset'): Preset<Of> {
  const preset = readWith<z.ZodType>(SCHEMAS[method], file, { where }) as Preset<Of>;
  CHECKS[method](preset.parameters, `${where}.parameters`);
  return preset;
}

/** @throws USAGE when there is no such preset of that method */
export function loadPreset<Of extends Method>(method: Of, name: string): Preset<Of> {
  const known: readonly string[] = PRESETS[method];
  if (!known.includes(name)) throw new PlimsollError('USAGE', `preset: expected ${known.join(' or ')}, got ${name}`);
  return parsePreset(method, FILES[name], `preset ${name}`);
}

/** @throws USAGE when there is no such preset or it has no such table */
export function tableOf(
  { preset, table }: { preset: string; table: string },
  where = 'isolated',
): readonly LevelTier[] {
  const { tables } = loadPreset('isolated', preset).parameters;
  const tiers = Object.hasOwn(tables, table) ? tables[table] : undefined;
  if (tiers === undefined)
    throw new PlimsollError('USAGE', `${where}.table: expected ${Object.keys(tables).join(' or ')}, got ${table}`);
  return tiers;
}
