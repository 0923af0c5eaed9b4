import type { Command } from 'commander';

import { PlimsollError } from '../../../../prover/errors.ts';
import { writeWhole } from '../../../files/write.ts';
import { RelayClient } from '../../../house/relay/client.ts';
import { formatQuote, parseQuote } from '../../../house/rfq/messages.ts';
import { postQuote } from '../../../house/rfq/post.ts';
import { newCommand, reporting, toJson } from '../../command.ts';
import { expectReplaceable } from '../../files.ts';
import { chosenAccount, forHolders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { wholeNumber, word } from '../../inputs.ts';
import { describeQuote, parseTerms, quoteInWords } from '../../offer.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly buy?: string;
  readonly sell?: string;
  readonly counterparty?: string;
  readonly seconds: string;
  readonly out?: string;
  readonly relay?: string;
  readonly mailbox?: string;
}

/** A day at most: by then the prices that it was made at are others. */
const SECONDS = [1n, 86_400n] as const;

function checkOptions({ buy, sell, out, relay, mailbox }: Options): void {
  if ((buy === undefined) === (sell === undefined))
    throw new PlimsollError('USAGE', `--buy or --sell: expected one, got ${buy === undefined ? 'none' : 'both'}`);
  if ((relay === undefined) !== (mailbox === undefined))
    throw new PlimsollError('USAGE', '--relay and --mailbox: expected both or none, got one');
  if (out === undefined && relay === undefined)
    throw new PlimsollError('USAGE', '--out or --relay: expected where the quote goes, got none');
  if (mailbox !== undefined) word(mailbox, '--mailbox');
}

export function quoteCommand(): Command {
  const command = newCommand({
    name: 'quote',
    summary: 'Sign a quote for one trade and give it to a file, or sealed to the mailbox of who may accept it.',
    examples: [
      'quote --sell BTC-26JUN20=1@9260 --out quote.json --home me --from 0x90F7…b906',
      'quote --buy BTC-26JUN20=0.5@9250 --counterparty 0x2f1c…09aa --relay ws://127.0.0.1:8787 --mailbox 0x77ab…41 --home me',
    ],
  })
    .option('--buy <name=size@price>', 'instrument, size and price of one unit that the account buys')
    .option('--sell <name=size@price>', 'the same that it sells')
    .option('--counterparty <id>', 'the one account that may accept; whoever holds the quote unless given')
    .option('--seconds <number>', 'how long the quote is good, by the clock of the chain', '600')
    .option('--out <file>', 'quote file')
    .option('--relay <url>', 'relay to send it over')
    .option('--mailbox <key>', 'mailbox of the account that it is sent to');
  return forHolders(command).action(
    reporting((options: Options) => {
      checkOptions(options);
      const { buy, sell, counterparty, out, relay, mailbox } = options;
      const seconds = wholeNumber(options.seconds, SECONDS, '--seconds');
      if (out !== undefined) expectReplaceable(out, 'a quote', (json) => void parseQuote(json));
      return withSession(openHome(options.home), options, async ({ holder, trader, market }) => {
        const built = market();
        const terms = parseTerms(buy ?? sell ?? '', built, buy === undefined ? '--sell' : '--buy');
        const account = await chosenAccount({ holder }, options);
        const offer = {
          ...terms,
          side: buy === undefined ? ('seller' as const) : ('buyer' as const),
          deadline: (await holder.client.time()) + seconds,
          ...(counterparty !== undefined && { counterparty: word(counterparty, '--counterparty') }),
        };
        const quote = await step('quoting', () => trader.quote(account, offer, { market: built.market }));
        if (out !== undefined) writeWhole(out, `${toJson(formatQuote(quote))}\n`);
        if (relay !== undefined && mailbox !== undefined) {
          const transport = await RelayClient.connect(relay);
          try {
            await step('sending', () => postQuote(transport, mailbox, quote));
          } finally {
            transport.close();
          }
        }
        const described = describeQuote(quote, built);
        return {
          json: { ...described, file: out, relay },
          text: `${quoteInWords(described)}\nWhoever accepts it answers, and you complete the trade with: plimsoll settle`,
        };
      });
    }),
  );
}
