import type { Command } from 'commander';

import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { amountOf, chosenAccount, forHolders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { address } from '../../inputs.ts';
import { whileProving } from '../../proving.ts';
import { tokens } from '../../payout.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly asset?: string;
  readonly to?: string;
}

export function withdrawCommand(): Command {
  const command = newCommand({
    name: 'withdraw',
    summary: 'Take tokens out of an account that stays at or above initial margin. They are paid at once, or queued.',
    examples: ['withdraw 500 --home me --from 0x90F7…b906', 'withdraw 0.25 --asset BTC --to 0x15d3…6A65 --home me'],
  })
    .argument('<amount>', 'decimal amount')
    .option('--asset <name>', 'token of the deployment; the quote currency unless given')
    .option('--to <address>', 'who is paid; the sender unless given');
  return forHolders(command).action(
    reporting((options: Options, text: string) =>
      withSession(openHome(options.home), options, async ({ home, holder, market }) => {
        const { name, ...flow } = amountOf(text, options.asset, home.house.deployment);
        const recipient = options.to === undefined ? await holder.client.address() : address(options.to, '--to');
        const account = await chosenAccount({ holder }, options);
        const done = await step('withdrawing', (update) =>
          holder.withdraw(account, { ...flow, recipient }, { ...whileProving(update), market: market().market }),
        );
        const { transaction, block, gas } = done;
        const [{ position } = {}] = await holder.client.payoutsOf(transaction);
        const outcome = position === undefined ? 'paid' : `queued at position ${position}, see plimsoll pay-queue,`;
        return {
          json: {
            account: account.id,
            asset: name,
            amount: tokens(flow.amount),
            recipient,
            queuedAt: position,
            transaction,
            block,
            gas,
          },
          text: `${text} ${name} withdrawn from account ${account.id}, ${outcome} to ${recipient}\n${sentInWords(done)}`,
        };
      }),
    ),
  );
}
