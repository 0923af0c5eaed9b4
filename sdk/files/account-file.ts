/** An account as a file. Amounts are decimal strings, exact: too many decimals are refused, never rounded. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PlimsollError } from '../../prover/errors.ts';
import { checkAccount, METHODS, type Account, type Method } from '../../prover/model/account.ts';
import { CASH_DECIMALS, formatDecimal, parseDecimal, SIZE_DECIMALS } from '../../prover/model/units.ts';
import { readWith } from './read.ts';
import { cash, size } from '../risk/ranges.ts';

const decimal = z.string().regex(/^[+-]?\d{1,20}(\.\d{1,30})?$/, 'expected a decimal number in quotes');
/** Decimal or hexadecimal, in quotes because it may be longer than a number of JSON holds. */
const whole = z.string().regex(/^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/, 'expected a whole number in quotes, decimal or 0x');

const schema = z.strictObject({
  id: whole,
  owner: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address, 0x and 40 hexadecimal digits'),
  method: z.enum(Object.keys(METHODS) as [Method, ...Method[]]),
  sequence: whole,
  lossCheckpoint: whole.default('0'),
  cash: decimal,
  legs: z.array(
    z.strictObject({
      /** Name of an instrument of the market, or its slot. */
      instrument: z.union([z.string().min(1), z.int().min(1)], 'expected the name of an instrument or its slot'),
      size: decimal,
      /** What all of it was bought for, less than 0 for a sale; left out it is 0, as for collateral deposited. */
      cost: decimal.default('0'),
    }),
  ),
  blinding: whole,
});

export type AccountFile = z.input<typeof schema>;

/** 248 random bits: a field element that hides the account in its commitment. */
export const freshBlinding = (): bigint => BigInt(`0x${randomBytes(31).toString('hex')}`);

/**
 * Reads an account against a market; legs may be in any order.
 *
 * @param slots slot of each instrument by name
 * @throws USAGE naming the field; no error repeats the blinding
 */
export function parseAccount(file: unknown, slots: ReadonlyMap<string, number>, where = 'account'): Account {
  const read = readWith(schema, file, { where, secrets: ['blinding'] });
  const legs = read.legs.map((leg, index) => {
    const at = `${where}.legs[${index}]`;
    const slot = typeof leg.instrument === 'number' ? leg.instrument : slots.get(leg.instrument);
    if (slot === undefined) {
      throw new PlimsollError('USAGE', `${at}.instrument: expected an instrument of the market, got ${leg.instrument}`);
    }
    return {
      instrument: slot,
      size: size(parseDecimal(leg.size, SIZE_DECIMALS, `${at}.size`), `${at}.size`),
      cost: cash(parseDecimal(leg.cost, CASH_DECIMALS, `${at}.cost`), `${at}.cost`),
    };
  });
  return checkAccount({
    id: BigInt(read.id),
    owner: BigInt(read.owner),
    method: read.method,
    sequence: BigInt(read.sequence),
    lossCheckpoint: BigInt(read.lossCheckpoint),
    cash: cash(parseDecimal(read.cash, CASH_DECIMALS, `${where}.cash`), `${where}.cash`),
    legs: legs.sort((a, b) => a.instrument - b.instrument),
    blinding: BigInt(read.blinding),
  });
}

/** Writes an account as `parseAccount` reads it, instruments by slot. */
export const formatAccount = (account: Account): AccountFile => ({
  id: account.id.toString(),
  owner: `0x${account.owner.toString(16).padStart(40, '0')}`,
  method: account.method,
  sequence: account.sequence.toString(),
  lossCheckpoint: account.lossCheckpoint.toString(),
  cash: formatDecimal(account.cash, CASH_DECIMALS),
  legs: account.legs.map((leg) => ({
    instrument: leg.instrument,
    size: formatDecimal(leg.size, SIZE_DECIMALS),
    cost: formatDecimal(leg.cost, CASH_DECIMALS),
  })),
  blinding: account.blinding.toString(),
});
