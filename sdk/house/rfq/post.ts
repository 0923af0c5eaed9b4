/** Quotes and half trades as letters. What comes and cannot be read as one is left out: anybody may write to a mailbox. */
import { PlimsollError } from '../../../prover/errors.ts';
import { channelOf, sealLetter, type Mailbox, type MailboxKey, type Transport } from './mailbox.ts';
import { formatHalf, formatQuote, parseHalf, parseQuote, type HalfTrade, type SignedQuote } from './messages.ts';

async function post(transport: Transport, to: MailboxKey, message: unknown): Promise<void> {
  const letter = sealLetter(to, new TextEncoder().encode(JSON.stringify(message)));
  await transport.post(channelOf(to), letter);
}

/** Sends a quote to the mailbox of an account. */
export const postQuote = (transport: Transport, to: MailboxKey, quote: SignedQuote): Promise<void> =>
  post(transport, to, formatQuote(quote));

/** Sends a half trade to the mailbox of its quote. */
export const postHalf = (transport: Transport, half: HalfTrade): Promise<void> =>
  post(transport, half.signedQuote.quote.mailbox, formatHalf(half));

/** Where letters are read from, until `signal` ends it. */
export interface Reading {
  readonly transport: Transport;
  readonly mailbox: Mailbox;
  readonly signal: AbortSignal;
}

async function* messages<Message>(
  { transport, mailbox, signal }: Reading,
  parse: (json: unknown) => Message,
): AsyncGenerator<Message, void> {
  for await (const letter of mailbox.letters(transport, signal)) {
    const message = read(letter, parse);
    if (message !== undefined) yield message;
  }
}

function read<Message>(letter: Uint8Array, parse: (json: unknown) => Message): Message | undefined {
  try {
    return parse(JSON.parse(new TextDecoder().decode(letter)));
  } catch (error) {
    if (error instanceof PlimsollError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Quotes sent to an account, unchecked. */
export const quotesTo = (reading: Reading): AsyncGenerator<SignedQuote, void> =>
  messages(reading, (json) => parseQuote(json));

/** Half trades that answer a quote, unchecked. */
export const halvesTo = (reading: Reading): AsyncGenerator<HalfTrade, void> =>
  messages(reading, (json) => parseHalf(json));
