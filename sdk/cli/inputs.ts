/** Files and values that several commands read. */
import { PlimsollError } from '../../prover/errors.ts';
import { METHODS, type Account, type Method } from '../../prover/model/account.ts';
import type { MarginLevel } from '../../prover/model/market.ts';
import { integer, parseDecimal } from '../../prover/model/units.ts';
import { parseAccount } from '../files/account-file.ts';
import { marketFromFile, parseMarket } from '../files/market-file.ts';
import type { MarketSpec } from '../risk/market-spec.ts';
import { checkSuccessor } from '../risk/successor.ts';
import { slotsOf, type BuiltMarket } from '../risk/table.ts';
import { hashMarket, isTableFile, parseTableFile, type HashedMarket } from '../table-file.ts';
import { readJson } from './files.ts';
import { rememberNames } from './instrument-names.ts';

/**
 * A market from its source file, or the table that `market build --out` wrote.
 *
 * @param previous the table that it must be able to follow
 * @throws USAGE naming file and place
 */
export function readMarket(path: string, previous?: BuiltMarket): HashedMarket {
  const json = readJson(path);
  if (!isTableFile(json)) return rememberNames(hashMarket(marketFromFile(json, path, previous)));
  const market = rememberNames(parseTableFile(json, path));
  return previous === undefined ? market : checkSuccessor(previous, market);
}

/** A market in numbers, to be changed and built again: only its source file has them. @throws USAGE naming file and place */
export function readMarketSpec(path: string): MarketSpec {
  const json = readJson(path);
  if (isTableFile(json))
    throw new PlimsollError('USAGE', `${path}: expected a market file with its quotes, got a table built from one`);
  return parseMarket(json, path);
}

/** What names instruments. */
type Listed = Pick<BuiltMarket, 'instruments'>;

const slots = (market: Listed | undefined): ReadonlyMap<string, number> => slotsOf(market ?? { instruments: [] });

/** An account; without a market its legs must name slots. @throws USAGE naming file and place */
export function readAccount(path: string, market?: Listed): Account {
  return parseAccount(readJson(path), slots(market), path);
}

/** Slot of an instrument given by name or slot. */
export function slotOf(name: string, market: Listed | undefined, where: string): number {
  const slot = slots(market).get(name) ?? (/^\d{1,4}$/.test(name) ? Number(name) : undefined);
  if (slot !== undefined) return slot;
  const known = market === undefined ? 'a slot (or --market to know names)' : 'an instrument of the market';
  throw new PlimsollError('USAGE', `${where}: expected ${known}, got ${name}`);
}

/** A whole number in a range, decimal or hexadecimal. @throws USAGE naming the option */
export function wholeNumber(text: string, range: readonly [bigint, bigint], where: string): bigint {
  if (!/^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(text))
    throw new PlimsollError('USAGE', `${where}: expected a whole number, got ${text}`);
  return integer(BigInt(text), range, where);
}

/** A decimal of eight places as ticks. @throws USAGE naming the option */
export const decimalTicks = (text: string, where: string): bigint => parseDecimal(text, 8, where);

/** @throws USAGE naming the option */
export function address(text: string, where: string): string {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text;
  throw new PlimsollError('USAGE', `${where}: expected an address, 0x and 40 hexadecimal digits, got ${text}`);
}

/** A word of a chain, lower case. @throws USAGE naming the option */
export function word(text: string, where: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw new PlimsollError('USAGE', `${where}: expected 0x and 64 hexadecimal digits, got ${text}`);
}

const LEVELS: readonly string[] = ['maintenance', 'initial'] satisfies readonly MarginLevel[];

/** @throws USAGE when there is no such margin level */
export function levelOf(name: string): MarginLevel {
  if (LEVELS.includes(name)) return name as MarginLevel;
  throw new PlimsollError('USAGE', `--level: expected ${LEVELS.join(' or ')}, got ${name}`);
}

/** @throws USAGE when there is no such margin method */
export function methodOf(name: string): Method {
  if (Object.hasOwn(METHODS, name)) return name as Method;
  throw new PlimsollError('USAGE', `--method: expected one of ${Object.keys(METHODS).join(', ')}, got ${name}`);
}
