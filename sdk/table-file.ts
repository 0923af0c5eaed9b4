/**
 * A built market table as a file. The root commits to the numbers; names, kinds, strikes and the dates of futures are
 * for people and not part of it.
 */
import { PlimsollError } from '../prover/errors.ts';
import {
  expiryKey,
  type CrossCell,
  type ExpiryTerms,
  type MarketTable,
  type PerLevel,
  type Row,
} from '../prover/model/market.ts';
import type { SizeTiers } from '../prover/model/tiers.ts';
import { Market } from '../prover/model/tree.ts';
import { wordOf } from './certificate.ts';
import { readWith } from './files/read.ts';
import { checkPublished } from './risk/published.ts';
import type { BuiltMarket, Instrument } from './risk/table.ts';
import { FORMAT, tableSchema, VERSION, type ReadRow, type RowFile, type TableFile } from './table-schema.ts';

/** A built market with its hashes. */
export interface HashedMarket extends BuiltMarket {
  readonly market: Market;
}

/** Hashes a built market. @throws USAGE when its table is out of range */
export const hashMarket = (built: BuiltMarket): HashedMarket => ({ ...built, market: new Market(built.table) });

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

function rowOf({ name: _n, kind: _k, expiry: _e, strike: _s, option, sizeTiers, cross, ...rest }: ReadRow): Row {
  return { ...rest, ...(option && { option }), ...(sizeTiers && { sizeTiers }), ...(cross && { cross }) };
}

function instrumentOf({ name, kind, option, expiry = option?.expiry, strike, slot }: ReadRow): Instrument {
  return { name, slot, kind, ...(expiry !== undefined && { expiry }), ...(strike !== undefined && { strike }) };
}

/**
 * Reads a built table and hashes it again: the root in the file is checked, not believed.
 *
 * @throws USAGE naming what is missing, unknown, out of range, repeated, not hashed to the root or not to be published
 */
export function parseTableFile(json: unknown, where = 'market'): HashedMarket {
  const file = readWith(tableSchema, json, { where });
  const built: BuiltMarket = {
    table: {
      epoch: file.epoch,
      time: file.time,
      parameters: file.parameters,
      expiries: byKey(
        `${where}.expiries`,
        file.expiries.map(({ underlying, expiry, ...terms }) => [expiryKey(underlying, expiry), terms] as const),
      ),
      rows: byKey(
        `${where}.rows`,
        file.rows.map((entry) => [entry.slot, rowOf(entry)] as const),
      ),
    },
    underlyings: file.underlyings,
    instruments: file.rows.map(instrumentOf),
    retiredSlots: file.retiredSlots,
    scenarios: file.scenarios,
    scenarioNames: file.scenarioNames,
    lossScale: file.lossScale,
  };
  byKey(
    `${where}.rows`,
    built.instruments.map((instrument) => [instrument.name, instrument] as const),
  );
  byKey(
    `${where}.underlyings`,
    built.underlyings.map(({ id, name }) => [id, name] as const),
  );
  const scenarios = built.table.parameters.shocks.length;
  if (file.scenarioNames.length !== scenarios)
    refuse(`${where}.scenarioNames`, `${scenarios} names`, file.scenarioNames.length);
  const beyond = file.scenarios.find(({ index }) => index >= scenarios);
  if (beyond !== undefined) refuse(`${where}.scenarios`, `an index below ${scenarios}`, beyond.index);
  const hashed = hashMarket(built);
  if (wordOf(hashed.market.root) !== file.root)
    refuse(`${where}.root`, `${wordOf(hashed.market.root)}, the hash of the table`, file.root);
  return checkPublished(hashed, where);
}

const text = (value: bigint): string => value.toString();
const texts = (values: readonly bigint[]): string[] => values.map(text);
const both = <Value, Written>({ maintenance, initial }: PerLevel<Value>, write: (value: Value) => Written) => ({
  maintenance: write(maintenance),
  initial: write(initial),
});
const tiersText = ({ price, tiers }: SizeTiers) => ({
  price: text(price),
  tiers: tiers.map(({ floor, rate }) => ({ floor: text(floor), rate: text(rate) })),
});
const cellText = ({ delta, gamma, vega, volUp, volDown, tiers }: CrossCell) => ({
  delta: text(delta),
  gamma: text(gamma),
  vega: text(vega),
  volUp: text(volUp),
  volDown: text(volDown),
  tiers: tiersText(tiers),
});

function formatRow({ name, slot, kind, expiry, strike }: Instrument, table: MarketTable): RowFile {
  const entry = table.rows.get(slot);
  if (entry === undefined) return refuse(`market[${name}]`, 'a row of the table', `none in slot ${slot}`);
  const { option, sizeTiers, cross } = entry;
  return {
    name,
    kind,
    ...(expiry !== undefined && option === undefined && { expiry }),
    ...(strike !== undefined && { strike }),
    slot,
    underlying: entry.underlying,
    settlementPrice: text(entry.settlementPrice),
    linearPrice: text(entry.linearPrice),
    charge: both(entry.charge, text),
    shortCharge: both(entry.shortCharge, text),
    maxSize: text(entry.maxSize),
    reduceOnly: entry.reduceOnly,
    frozen: entry.frozen,
    fillBand: text(entry.fillBand),
    ...(option && {
      option: {
        expiry: option.expiry,
        scenarios: texts(option.scenarios),
        mark: text(option.mark),
        basisUp: text(option.basisUp),
        basisDown: text(option.basisDown),
      },
    }),
    ...(sizeTiers && { sizeTiers: both(sizeTiers, tiersText) }),
    ...(cross && { cross: both(cross, cellText) }),
  };
}

function formatExpiry(key: string, { discountLong, discountShort, basisFactor }: ExpiryTerms) {
  const [underlying = 0, expiry = 0] = key.split('/').map(Number);
  return {
    underlying,
    expiry,
    discountLong: text(discountLong),
    discountShort: text(discountShort),
    basisFactor: text(basisFactor),
  };
}

/** Writes a built table as `parseTableFile` reads it. */
export function formatTableFile(hashed: HashedMarket): TableFile {
  const { table, root } = hashed.market;
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
      lossFactor: both(parameters.lossFactor, text),
    },
    underlyings: [...hashed.underlyings],
    scenarios: [...hashed.scenarios],
    scenarioNames: [...hashed.scenarioNames],
    lossScale: text(hashed.lossScale),
    expiries: [...table.expiries].map(([key, terms]) => formatExpiry(key, terms)),
    rows: hashed.instruments.map((instrument) => formatRow(instrument, table)),
    retiredSlots: [...hashed.retiredSlots],
  };
}
