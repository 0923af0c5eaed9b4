/** What becomes of options whose expiry has come: rows that are worth what the options paid, for good. */
import { PlimsollError } from '../../prover/errors.ts';
import { formatDecimal, PRICE_DECIMALS } from '../../prover/model/units.ts';
import type { ExpirySpec, FrozenSpec, MarketSpec, OptionSpec, UnderlyingSpec } from './market-spec.ts';
import { namesOf } from './names.ts';
import { exactTicks } from './rounding.ts';
import { slotsOf, type BuiltMarket } from './table.ts';

const toNumber = (ticks: bigint): number => Number(formatDecimal(ticks, PRICE_DECIMALS));

/** What has settled in a table before: it stays as it is until its slot is retired. */
function settledBefore(previous: BuiltMarket): FrozenSpec[] {
  const names = namesOf(previous);
  return previous.instruments.flatMap(({ name, slot, kind, expiry, strike }) => {
    const row = previous.table.rows.get(slot);
    if (row?.frozen !== true || kind === 'collateral') return [];
    const [underlying, settlementPrice] = [names.underlying(row.underlying), toNumber(row.settlementPrice)];
    return [{ name, slot, kind, underlying, settlementPrice, expiry, strike }];
  });
}

/** What an option pays at expiry, exact in ticks. @param where of its underlying */
function paymentOf({ name, type, strike }: OptionSpec, { expiry, forward }: ExpirySpec, where: string): number {
  const delivered = exactTicks(forward, PRICE_DECIMALS, `${where}.expiries[${expiry}].forward`);
  const above = delivered - exactTicks(strike, PRICE_DECIMALS, `${where}.options[${name}].strike`);
  const gained = type === 'call' ? above : -above;
  return toNumber(gained > 0n ? gained : 0n);
}

const hasExpired = ({ secondsToExpiry }: ExpirySpec): boolean => secondsToExpiry === 0;

/** The options of one underlying that expire with this table, at the forward of their expiry. */
function settledNow({ name: underlying, expiries, options }: UnderlyingSpec, slots: ReadonlyMap<string, number>) {
  return expiries.filter(hasExpired).flatMap((expiry) =>
    options
      .filter((option) => option.expiry === expiry.expiry)
      .map((option): FrozenSpec => {
        const { name, type: kind, strike } = option;
        const where = `market.underlyings[${underlying}]`;
        const slot = slots.get(name);
        if (slot === undefined)
          throw new PlimsollError(
            'USAGE',
            `${where}.options[${name}].expiry: expected one after the time of the market for a new option, got ${expiry.expiry}`,
          );
        const settlementPrice = paymentOf(option, expiry, where);
        return { name, slot, kind, underlying, settlementPrice, expiry: expiry.expiry, strike };
      }),
  );
}

/**
 * The market with its expired options frozen at what they pay, and what the table before had frozen kept at the
 * price it had. The forward of an expiry that has come is its delivery price. Options may be quoted on after that: what
 * has settled stays as it was.
 *
 * @throws USAGE when an option is listed for the first time after its expiry, or a price has more than eight decimals
 */
export function settleExpired(previous: BuiltMarket, market: MarketSpec): MarketSpec {
  const slots = slotsOf(previous);
  const underlyings = market.underlyings.map((underlying) => {
    const expiries = underlying.expiries.filter((expiry) => !hasExpired(expiry));
    const isLive = ({ expiry }: OptionSpec): boolean => expiries.some((live) => live.expiry === expiry);
    return { ...underlying, expiries, options: underlying.options.filter(isLive) };
  });
  const listed = new Set(
    [...underlyings.flatMap(({ perps, options }) => [...perps, ...options]), ...market.frozen].map(({ name }) => name),
  );
  const before = settledBefore(previous).filter(
    ({ name, slot }) => !listed.has(name) && !market.retiredSlots.includes(slot),
  );
  before.forEach(({ name }) => listed.add(name));
  const now = market.underlyings.flatMap((underlying) => {
    const options = underlying.options.filter(({ name }) => !listed.has(name));
    return settledNow({ ...underlying, options }, slots);
  });
  return { ...market, underlyings, frozen: [...market.frozen, ...before, ...now] };
}
