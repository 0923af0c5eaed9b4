import type { Command } from 'commander';

import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { amountOf, chosenAccount, forHolders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { whileProving } from '../../proving.ts';
import { tokens } from '../../payout.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly asset?: string;
}

export function depositCommand(): Command {
  const command = newCommand({
    name: 'deposit',
    summary: 'Put tokens into an account. What it holds before and after stays private; the amount does not.',
    examples: [
      'deposit 20000 --home me --from 0x90F7…b906',
      'deposit 1.5 --asset BTC --home me --account 0x2f --from 0x90F7…b906',
    ],
  })
    .argument('<amount>', 'decimal amount')
    .option('--asset <name>', 'token of the deployment; the quote currency unless given');
  return forHolders(command).action(
    reporting((options: Options, text: string) =>
      withSession(openHome(options.home), options, async ({ home, holder, market }) => {
        const { name, ...flow } = amountOf(text, options.asset, home.house.deployment);
        const account = await chosenAccount({ holder }, options);
        const built = home.house.market === undefined && options.market === undefined ? undefined : market().market;
        const done = await step('depositing', (update) =>
          holder.deposit(account, flow, { ...whileProving(update), ...(built && { market: built }) }),
        );
        const { transaction, block, gas } = done;
        return {
          json: { account: account.id, asset: name, amount: tokens(flow.amount), transaction, block, gas },
          text: `${text} ${name} deposited into account ${account.id}\n${sentInWords(done)}`,
        };
      }),
    ),
  );
}
