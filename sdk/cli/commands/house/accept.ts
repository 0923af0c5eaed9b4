import type { Command } from 'commander';

import { PlimsollError } from '../../../../prover/errors.ts';
import { writeWhole } from '../../../files/write.ts';
import type { OpenAccount } from '../../../house/home/ledger.ts';
import { RelayClient } from '../../../house/relay/client.ts';
import { checkQuote } from '../../../house/rfq/check.ts';
import { mailboxOfAccount } from '../../../house/rfq/mailbox.ts';
import { formatHalf, parseHalf, parseQuote, type SignedQuote } from '../../../house/rfq/messages.ts';
import { postHalf, quotesTo } from '../../../house/rfq/post.ts';
import { newCommand, reporting, toJson, type Report } from '../../command.ts';
import { expectReplaceable, readJson } from '../../files.ts';
import { chosenAccount, forHolders, openHome, withSession, type HouseOptions, type Session } from '../../house.ts';
import { describeQuote, quoteInWords } from '../../offer.ts';
import { whileProving } from '../../proving.ts';
import { step } from '../../terminal.ts';
import { reading, waitOption, type Waiting } from '../../waiting.ts';

interface Options extends HouseOptions, Waiting {
  readonly out?: string;
  readonly relay?: string;
  readonly nonce?: string;
}

/** Quotes that wait in the account's mailbox and that it could accept. */
async function waitingQuotes(
  { home, holder }: Session,
  account: OpenAccount,
  { transport, seconds }: { transport: RelayClient; seconds: string },
): Promise<SignedQuote[]> {
  const quotes: SignedQuote[] = [];
  const mailbox = mailboxOfAccount(home.seed, account.id);
  for await (const quote of quotesTo({ transport, mailbox, signal: reading(seconds) })) {
    const isGood = await checkQuote(quote, account.account, holder.client).then(
      () => true,
      (error: unknown) => {
        if (error instanceof PlimsollError && error.code === 'INVALID') return false;
        throw error;
      },
    );
    if (isGood) quotes.push(quote);
  }
  return quotes;
}

async function answer(session: Session, account: OpenAccount, quote: SignedQuote, options: Options): Promise<Report> {
  const { trader, market } = session;
  const built = market();
  const half = await step('proving', (update) =>
    trader.accept(account, quote, { ...whileProving(update), market: built.market }),
  );
  if (options.out !== undefined) writeWhole(options.out, `${toJson(formatHalf(half))}\n`);
  if (options.relay !== undefined) {
    const transport = await RelayClient.connect(options.relay);
    try {
      await step('sending', () => postHalf(transport, half));
    } finally {
      transport.close();
    }
  }
  const described = describeQuote(quote, built);
  return {
    json: { accepted: described, account: account.id, file: options.out, relay: options.relay },
    text: `Accepted:\n${quoteInWords(described)}\nThe maker can complete the trade until then. See what became of it: plimsoll positions`,
  };
}

function list(quotes: readonly SignedQuote[], { market }: Session): Report {
  const described = quotes.map((quote) => describeQuote(quote, market()));
  const lines = described.map(quoteInWords);
  return {
    json: { quotes: described },
    text: lines.length === 0 ? 'no quotes' : `${lines.join('\n')}\nAccept one with --nonce.`,
  };
}

export function acceptCommand(): Command {
  const command = newCommand({
    name: 'accept',
    summary:
      'Accept a quote: prove your half of the trade, sign it and give it to the maker. Over a relay without --nonce it lists what was quoted to you.',
    examples: [
      'accept quote.json --out half.json --home me --from 0x15d3…6A65',
      'accept --relay ws://127.0.0.1:8787 --home me --from 0x15d3…6A65',
      'accept --relay ws://127.0.0.1:8787 --nonce 0x51c2 --home me --from 0x15d3…6A65',
    ],
  })
    .argument('[quote]', 'quote file; those in the mailbox of the account unless given')
    .option('--relay <url>', 'relay to read quotes from and to answer over')
    .option('--nonce <beginning>', 'the quote of the mailbox to accept')
    .option('--out <file>', 'half-trade file for the maker')
    .addOption(waitOption());
  return forHolders(command).action(
    reporting((options: Options, path?: string) => {
      const { out, relay, nonce, wait } = options;
      if (out === undefined && relay === undefined)
        throw new PlimsollError('USAGE', '--out or --relay: expected where the answer goes, got none');
      if (path === undefined && relay === undefined)
        throw new PlimsollError('USAGE', 'quote: expected a file or --relay, got none');
      if (out !== undefined) expectReplaceable(out, 'a half trade', (json) => void parseHalf(json));
      const given = path === undefined ? undefined : parseQuote(readJson(path), path);
      return withSession(openHome(options.home), options, async (session) => {
        const account = await chosenAccount(session, options);
        if (given !== undefined) return answer(session, account, given, options);
        const transport = await RelayClient.connect(relay ?? '');
        let quotes: SignedQuote[];
        try {
          quotes = await step('reading the mailbox', () =>
            waitingQuotes(session, account, { transport, seconds: wait }),
          );
        } finally {
          transport.close();
        }
        if (nonce === undefined) return list(quotes, session);
        const [chosen, ...others] = quotes.filter(({ quote }) => quote.nonce.startsWith(nonce.toLowerCase()));
        if (chosen !== undefined && others.length === 0) return answer(session, account, chosen, options);
        throw new PlimsollError(
          'USAGE',
          `--nonce: expected one quote of the mailbox, got ${chosen === undefined ? 0 : others.length + 1} that begin with ${nonce}`,
        );
      });
    }),
  );
}
