/**
 * A built market table as a file: every tick as a decimal string, so nothing is lost on the way. The root commits to
 * the numbers; names, kinds and strikes are for people and not part of it.
 */
import { z } from 'zod';

import { PlimsollError } from '../prover/errors.ts';
import type { MarketTable, Row } from '../prover/model/market.ts';
import { Market } from '../prover/model/tree.ts';
import { factor, price, signedFactor, signedPrice, size, type Factor, type Price } from '../prover/model/units.ts';
import { wordOf } from './certificate.ts';
import { readWith } from './files/read.ts';
import type { BuiltMarket, Instrument } from './risk/table.ts';

const FORMAT = 'plimsoll-market-table';
const VERSION = 1;

/** A built market with its hashes. */
export interface HashedMarket extends BuiltMarket {
  readonly market: Market;
}

/** Hashes a built market. @throws USAGE when its table is out of range */
export const hashMarket = (built: BuiltMarket): HashedMarket => ({ ...built, market: new Market(built.table) });

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
const charge = z.strictObject({ maintenance: priceTicks, initial: priceTicks });

const row = z.strictObject({
  name,
  kind: z.enum(['perp', 'collateral', 'call', 'put']),
  strike: z.number().positive().optional(),
  slot: uint32,
  underlying: uint32,
  settlementPrice: signedTicks,
  linearPrice: priceTicks,
  charge,
  shortCharge: charge,
  maxSize: ticks((value) => size(value)),
  reduceOnly: z.boolean(),
  option: z
    .strictObject({
      expiry: uint32,
      scenarios: z.array(priceTicks),
      mark: priceTicks,
      basisUp: signedTicks,
      basisDown: signedTicks,
    })
    .optional(),
});

const schema = z.strictObject({
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
    lossFactor: z.strictObject({ maintenance: factorTicks, initial: factorTicks }),
  }),
  scenarios: z.array(z.strictObject({ name, index: uint32 })),
  scenarioNames: z.array(name),
  lossScale: integer.transform(BigInt),
  expiries: z.array(
    z.strictObject({ expiry: uint32, discountLong: factorTicks, discountShort: factorTicks, basisFactor: factorTicks }),
  ),
  rows: z.array(row).max(1023),
});

/** True for a file of this format, whatever else is in it. */
export const isTableFile = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'format' in json && json.format === FORMAT;

const refuse = (where: string, expected: string, got: string | number): never => {
  throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
};

/** Values by key. @throws USAGE when a key repeats */
function byKey<Key extends string | number, Value>(
  where: string,
  entries: readonly (readonly [Key, Value])[],
): Map<Key, Value> {
  const map = new Map(entries);
  if (map.size !== entries.length) {
    const seen = new Set<Key>();
    const repeated = entries.find(([key]) => seen.size === seen.add(key).size);
    refuse(where, 'each key once', `${String(repeated?.[0])} twice`);
  }
  return map;
}

type RowFile = z.output<typeof row>;

const rowOf = ({ name: _name, kind: _kind, strike: _strike, option, ...rest }: RowFile): Row => ({
  ...rest,
  ...(option !== undefined && { option }),
});

const instrumentOf = ({ name: called, kind, strike, slot, option }: RowFile): Instrument => ({
  name: called,
  slot,
  kind,
  ...(option !== undefined && { expiry: option.expiry }),
  ...(strike !== undefined && { strike }),
});

/**
 * Reads a built table and hashes it again: the root in the file is checked, not believed.
 *
 * @throws USAGE naming what is missing, unknown, out of range, repeated or not hashed to the root
 */
export function parseTableFile(json: unknown, where = 'market'): HashedMarket {
  const file = readWith(schema, json, { where });
  const built: BuiltMarket = {
    table: {
      epoch: file.epoch,
      time: file.time,
      parameters: file.parameters,
      expiries: byKey(
        `${where}.expiries`,
        file.expiries.map(({ expiry, ...terms }) => [expiry, terms] as const),
      ),
      rows: byKey(
        `${where}.rows`,
        file.rows.map((entry) => [entry.slot, rowOf(entry)] as const),
      ),
    },
    instruments: file.rows.map(instrumentOf),
    scenarios: file.scenarios,
    scenarioNames: file.scenarioNames,
    lossScale: file.lossScale,
  };
  byKey(
    `${where}.rows`,
    built.instruments.map((instrument) => [instrument.name, instrument] as const),
  );
  const scenarios = built.table.parameters.shocks.length;
  if (file.scenarioNames.length !== scenarios)
    refuse(`${where}.scenarioNames`, `${scenarios} names`, file.scenarioNames.length);
  const beyond = file.scenarios.find(({ index }) => index >= scenarios);
  if (beyond !== undefined) refuse(`${where}.scenarios`, `an index below ${scenarios}`, beyond.index);
  const hashed = hashMarket(built);
  if (wordOf(hashed.market.root) !== file.root)
    refuse(`${where}.root`, `${wordOf(hashed.market.root)}, the hash of the table`, file.root);
  return hashed;
}

const text = (value: bigint): string => value.toString();
const texts = (values: readonly (Factor | Price)[]): string[] => values.map(text);
const charges = ({ maintenance, initial }: Row['charge']) => ({
  maintenance: text(maintenance),
  initial: text(initial),
});

function formatRow({ name: called, slot, kind, strike }: Instrument, table: MarketTable): z.input<typeof row> {
  const entry = table.rows.get(slot);
  if (entry === undefined) return refuse(`market[${called}]`, 'a row of the table', `none in slot ${slot}`);
  const { option } = entry;
  return {
    name: called,
    kind,
    ...(strike !== undefined && { strike }),
    slot,
    underlying: entry.underlying,
    settlementPrice: text(entry.settlementPrice),
    linearPrice: text(entry.linearPrice),
    charge: charges(entry.charge),
    shortCharge: charges(entry.shortCharge),
    maxSize: text(entry.maxSize),
    reduceOnly: entry.reduceOnly,
    ...(option && {
      option: {
        expiry: option.expiry,
        scenarios: texts(option.scenarios),
        mark: text(option.mark),
        basisUp: text(option.basisUp),
        basisDown: text(option.basisDown),
      },
    }),
  };
}

/** Writes a built table as `parseTableFile` reads it. */
export function formatTableFile({
  market,
  instruments,
  scenarios,
  scenarioNames,
  lossScale,
}: HashedMarket): z.input<typeof schema> {
  const { table, root } = market;
  const { parameters } = table;
  return {
    format: FORMAT,
    version: VERSION,
    root: wordOf(root),
    epoch: table.epoch,
    time: table.time,
    parameters: {
      version: parameters.version,
      shocks: texts(parameters.shocks),
      dampings: texts(parameters.dampings),
      skew: [...parameters.skew],
      lossFactor: {
        maintenance: text(parameters.lossFactor.maintenance),
        initial: text(parameters.lossFactor.initial),
      },
    },
    scenarios: [...scenarios],
    scenarioNames: [...scenarioNames],
    lossScale: text(lossScale),
    expiries: [...table.expiries].map(([expiry, terms]) => ({
      expiry,
      discountLong: text(terms.discountLong),
      discountShort: text(terms.discountShort),
      basisFactor: text(terms.basisFactor),
    })),
    rows: instruments.map((instrument) => formatRow(instrument, table)),
  };
}
