/** The two messages of a trade: a signed quote, and the half of the trade that accepts it. */
import { hexlify, randomBytes } from 'ethers';
import { z } from 'zod';

import type { Side } from '../../../prover/model/fill.ts';
import { CASH_RANGE, SIZE_RANGE, type Cash, type Size } from '../../../prover/model/units.ts';
import { wordOf } from '../../certificate.ts';
import { readWith } from '../../files/read.ts';
import { decimal, hex } from '../../files/words.ts';
import { changeSchema, element, formatChange, word, type ProvenChange } from '../proven-change.ts';
import type { HouseId, Quote, TradeSide } from '../typed-data.ts';

/** A quote and the signature of the maker's owner. */
export interface SignedQuote {
  readonly id: HouseId;
  readonly quote: Quote;
  readonly signature: string;
}

/** One half of a trade: what the quote asked for, proven and signed by the owner of the account that accepts. */
export interface HalfTrade {
  readonly signedQuote: SignedQuote;
  /** Chosen by who accepts, so that a quote shown to many does not show which trade it became. */
  readonly salt: bigint;
  readonly tradeSide: TradeSide;
  readonly signature: string;
  readonly change: ProvenChange;
}

const QUOTE_FORMAT = 'plimsoll-quote';
const HALF_FORMAT = 'plimsoll-half-trade';
const VERSION = 1;

const UINT64 = (1n << 64n) - 1n;

const within = (low: bigint, high: bigint) =>
  z
    .string()
    .regex(/^(0|-?[1-9]\d{0,19})$/, 'expected a decimal integer')
    .transform(BigInt)
    .refine((value) => value >= low && value <= high, `expected an integer in [${low}, ${high}]`);
const uint64 = within(0n, UINT64);
const side = z.enum(['buyer', 'seller'] satisfies Side[]);
/** Of a key 65 bytes; of a contract as many as it likes, within reason. */
const signature = z.string().regex(/^0x([0-9a-f]{2}){1,1024}$/, 'expected a signature of at most 1,024 bytes');

const id = z.strictObject({ chainId: decimal(78).transform(BigInt), house: hex(20) });

const quoteSchema = z.strictObject({
  format: z.literal(QUOTE_FORMAT),
  version: z.literal(VERSION),
  id,
  quote: z.strictObject({
    account: word,
    counterparty: word,
    side,
    instrument: z.int().min(1).max(1023),
    size: within(1n, SIZE_RANGE[1]).transform((read) => read as Size),
    cost: within(...CASH_RANGE).transform((read) => read as Cash),
    deadline: uint64,
    nonce: word,
    mailbox: word,
  }),
  signature,
});

const halfSchema = z.strictObject({
  format: z.literal(HALF_FORMAT),
  version: z.literal(VERSION),
  signedQuote: quoteSchema,
  salt: element,
  tradeSide: z.strictObject({
    account: word,
    counterparty: word,
    oldCommitment: element,
    newCommitment: element,
    sequence: uint64,
    fill: element,
    side,
    marketRoot: element,
    deadline: uint64,
  }),
  signature,
  change: changeSchema,
});

export type QuoteFile = z.input<typeof quoteSchema>;
export type HalfTradeFile = z.input<typeof halfSchema>;

/** A word that nobody else draws. */
export const freshNonce = (): string => hexlify(randomBytes(32));

const signedQuoteOf = ({ id: houseId, quote, signature: signed }: z.output<typeof quoteSchema>): SignedQuote => ({
  id: houseId,
  quote,
  signature: signed,
});

/** Reads a quote. Nothing is checked but its form: see `checkQuote`. @throws USAGE naming the field */
export const parseQuote = (json: unknown, where = 'quote'): SignedQuote =>
  signedQuoteOf(readWith(quoteSchema, json, { where }));

/** Reads a half trade. Nothing is checked but its form: see `checkHalf`. @throws USAGE naming the field */
export function parseHalf(json: unknown, where = 'half'): HalfTrade {
  const { signedQuote, salt, tradeSide, signature: signed, change } = readWith(halfSchema, json, { where });
  return { signedQuote: signedQuoteOf(signedQuote), salt, tradeSide, signature: signed, change };
}

/** Writes a quote as `parseQuote` reads it. */
export const formatQuote = ({ id: houseId, quote, signature: signed }: SignedQuote): QuoteFile => ({
  format: QUOTE_FORMAT,
  version: VERSION,
  id: { chainId: houseId.chainId.toString(), house: houseId.house },
  quote: {
    ...quote,
    size: quote.size.toString(),
    cost: quote.cost.toString(),
    deadline: quote.deadline.toString(),
  },
  signature: signed,
});

/** Writes a half trade as `parseHalf` reads it. */
export const formatHalf = ({ signedQuote, salt, tradeSide, signature: signed, change }: HalfTrade): HalfTradeFile => ({
  format: HALF_FORMAT,
  version: VERSION,
  signedQuote: formatQuote(signedQuote),
  salt: wordOf(salt),
  tradeSide: {
    ...tradeSide,
    oldCommitment: wordOf(tradeSide.oldCommitment),
    newCommitment: wordOf(tradeSide.newCommitment),
    sequence: tradeSide.sequence.toString(),
    fill: wordOf(tradeSide.fill),
    marketRoot: wordOf(tradeSide.marketRoot),
    deadline: tradeSide.deadline.toString(),
  },
  signature: signed,
  change: formatChange(change),
});
