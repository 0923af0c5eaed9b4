import type { Command } from 'commander';

import { PlimsollError } from '../../../../prover/errors.ts';
import { RelayClient } from '../../../house/relay/client.ts';
import { checkHalf } from '../../../house/rfq/check.ts';
import { mailboxOfQuote } from '../../../house/rfq/mailbox.ts';
import { parseHalf, type HalfTrade } from '../../../house/rfq/messages.ts';
import { halvesTo } from '../../../house/rfq/post.ts';
import { sentInWords } from '../../chain.ts';
import { newCommand, reporting, type Report } from '../../command.ts';
import { readJson } from '../../files.ts';
import { forHolders, openHome, withSession, type HouseOptions, type Session } from '../../house.ts';
import { describeQuote, quoteInWords } from '../../offer.ts';
import { whileProving } from '../../proving.ts';
import { notice, step } from '../../terminal.ts';
import { reading, waitOption, type Waiting } from '../../waiting.ts';

interface Options extends Omit<HouseOptions, 'account'>, Waiting {
  readonly relay?: string;
}

async function complete({ holder, trader, market }: Session, half: HalfTrade): Promise<Report> {
  const built = market();
  const account = await holder.account(half.signedQuote.quote.account);
  const sent = await step('settling', (update) =>
    trader.complete(account, half, { ...whileProving(update), market: built.market }),
  );
  const described = describeQuote(half.signedQuote, built);
  return {
    json: { settled: described, taker: half.tradeSide.account, ...sent },
    text: `Settled with account ${half.tradeSide.account}:\n${quoteInWords(described)}\n${sentInWords(sent)}`,
  };
}

/** The first good answer to a quote of this home that comes over a relay. */
async function firstAnswer({ home, holder }: Session, relay: string, wait: string): Promise<HalfTrade> {
  const quotes = home.quotes();
  const stop = new AbortController();
  const signal = AbortSignal.any([reading(wait), stop.signal]);
  const transport = await RelayClient.connect(relay);
  const read = async (nonce: string): Promise<HalfTrade> => {
    for await (const half of halvesTo({ transport, mailbox: mailboxOfQuote(home.seed, nonce), signal })) {
      try {
        const { account } = await holder.account(half.signedQuote.quote.account);
        await checkHalf(half, account, holder.client);
        return half;
      } catch (error) {
        if (!(error instanceof PlimsollError)) throw error;
        // Anybody who holds the quote may write to its mailbox.
        notice(`left out an answer: ${error.message}`);
      }
    }
    throw new PlimsollError('ENVIRONMENT', `relay: expected an answer within ${wait} s, got none`);
  };
  try {
    return await Promise.any(quotes.map(({ quote }) => read(quote.nonce)));
  } catch (error) {
    const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    if (first instanceof Error) throw first;
    throw new PlimsollError('USAGE', `home ${home.path}: expected a quote that may be accepted, got none`);
  } finally {
    stop.abort();
    transport.close();
  }
}

export function settleCommand(): Command {
  const command = newCommand({
    name: 'settle',
    summary: 'Complete a trade that was accepted: check the other half, prove yours and send both, or neither.',
    examples: [
      'settle half.json --home me --from 0x90F7…b906',
      'settle --relay ws://127.0.0.1:8787 --wait 300 --home me --from 0x90F7…b906',
    ],
  })
    .argument('[half]', 'half-trade file; the first good answer over the relay unless given')
    .option('--relay <url>', 'relay to read answers from')
    .addOption(waitOption());
  return forHolders(command).action(
    reporting((options: Options, path?: string) => {
      const { relay, wait } = options;
      if ((path === undefined) === (relay === undefined))
        throw new PlimsollError(
          'USAGE',
          `half: expected a file or --relay, got ${path === undefined ? 'none' : 'both'}`,
        );
      const given = path === undefined ? undefined : parseHalf(readJson(path), path);
      return withSession(openHome(options.home), options, async (session) =>
        complete(
          session,
          given ?? (await step('waiting for an answer', () => firstAnswer(session, relay ?? '', wait))),
        ),
      );
    }),
  );
}
