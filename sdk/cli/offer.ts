/** What a quote offers, in words and from words. */
import { PlimsollError } from '../../prover/errors.ts';
import { cash, formatDecimal, ONE_PRICE, size } from '../../prover/model/units.ts';
import type { SignedQuote } from '../house/rfq/messages.ts';
import type { Offer } from '../house/rfq/trader.ts';
import { ANYBODY } from '../house/typed-data.ts';
import type { HashedMarket } from '../table-file.ts';
import { decimalTicks, slotOf } from './inputs.ts';

type Terms = Pick<Offer, 'instrument' | 'size' | 'cost'>;

/** `BTC-26JUN20=2@9250.5`: instrument, size above 0, price of one unit. @throws USAGE naming the option */
export function parseTerms(text: string, market: HashedMarket, option: string): Terms {
  const [, name = '', amount = '', price = ''] = /^(.+)=([^=@]+)@([^=@]+)$/.exec(text) ?? [];
  if (name === '') throw new PlimsollError('USAGE', `${option}: expected NAME=SIZE@PRICE, got ${text}`);
  const where = `${option} ${name}`;
  const held = decimalTicks(amount, `${where} size`);
  if (held <= 0n) throw new PlimsollError('USAGE', `${where} size: expected more than 0, got ${amount}`);
  const product = held * decimalTicks(price, `${where} price`);
  if (product % ONE_PRICE !== 0n)
    throw new PlimsollError('USAGE', `${where}: expected size times price to have at most 8 decimals, got more`);
  return {
    instrument: slotOf(name, market, option),
    size: size(held, `${where} size`),
    cost: cash(product / ONE_PRICE, `${where} cost`),
  };
}

/** A quote as a document; the names of the market are for people. */
export function describeQuote({ quote }: SignedQuote, market?: HashedMarket) {
  const { account, counterparty, side, instrument, deadline, nonce } = quote;
  const name = market?.instruments.find(({ slot }) => slot === instrument)?.name;
  return {
    nonce,
    maker: account,
    counterparty: counterparty === ANYBODY ? 'anybody' : counterparty,
    side,
    instrument,
    ...(name !== undefined && { name }),
    size: formatDecimal(quote.size, 8),
    cost: formatDecimal(quote.cost, 8),
    deadline: new Date(Number(deadline) * 1000).toISOString(),
  };
}

/** The same for a person: what the maker does, and until when. */
export function quoteInWords(described: ReturnType<typeof describeQuote>): string {
  const { nonce, maker, side, name, instrument, size: held, cost, deadline, counterparty } = described;
  const verb = side === 'buyer' ? 'buys' : 'sells';
  return `quote ${nonce}\n  account ${maker} ${verb} ${held} of ${name ?? `slot ${instrument}`} for ${cost} in all, until ${deadline}, to ${counterparty}`;
}
