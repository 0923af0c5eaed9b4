import type { Command } from 'commander';

import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { assetOf, forSenders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { wholeNumber } from '../../inputs.ts';
import { describePayout, payoutInWords, tokens } from '../../payout.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly asset?: string;
  readonly count: string;
}

/** A payment takes up to 300,000 gas, and a block has room for so many. */
const COUNTS = [1n, 50n] as const;

export function payQueueCommand(): Command {
  const command = newCommand({
    name: 'pay-queue',
    summary:
      'Pay the withdrawals that wait for a token, in their order, as far as its hourly cap goes. Anybody may, for all. What a token refuses to pay is set aside: see claim.',
    examples: [
      'pay-queue --home me --from 0x90F7…b906',
      'pay-queue --asset BTC --count 5 --home me --from 0x90F7…b906',
    ],
  })
    .option('--asset <name>', 'token of the deployment; the quote currency unless given')
    .option('--count <number>', 'most withdrawals to pay', '20');
  return forSenders(command).action(
    reporting((options: Options) =>
      withSession(openHome(options.home), options, async ({ home, holder: { client } }) => {
        const count = wholeNumber(options.count, COUNTS, '--count');
        const { slot, name } = assetOf(options.asset, home.house.deployment);
        const isPayable = (await client.payableOf(slot, count)) > 0n;
        const sent = isPayable ? await step('paying', () => client.payQueue(slot, count)) : undefined;
        const payouts = sent === undefined ? [] : await client.payoutsOf(sent.transaction);
        const { queueHead, queueTail, available } = await client.assetOf(slot);
        const waiting = queueTail - queueHead;
        const lines = [
          ...payouts.map((payout) => payoutInWords(payout, name)),
          ...(payouts.length === 0 && waiting > 0n ? ['nothing can be paid yet: the hourly cap is used up'] : []),
          waiting === 0n
            ? `no withdrawal of ${name} waits`
            : `${waiting} of ${name} still wait; the hourly cap lets out ${tokens(available)} now`,
          ...(sent === undefined ? [] : [sentInWords(sent)]),
        ];
        const described = { payouts: payouts.map(describePayout), waiting, available: tokens(available) };
        return { json: { asset: name, ...described, ...sent }, text: lines.join('\n') };
      }),
    ),
  );
}
