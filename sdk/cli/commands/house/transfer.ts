import type { Command } from 'commander';

import { PlimsollError } from '../../../../prover/errors.ts';
import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { accountId, amountOf, forHolders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { whileProving } from '../../proving.ts';
import { tokens } from '../../payout.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly to: string;
  readonly asset?: string;
}

export function transferCommand(): Command {
  const command = newCommand({
    name: 'transfer',
    summary: 'Move an amount to another account of yours. The one that gives stays at or above initial margin.',
    examples: [
      'transfer 500 --to 0x2f --home me --from 0x90F7…b906',
      'transfer 0.25 --asset BTC --account 0x77 --to 0x2f --home me --from 0x90F7…b906',
    ],
  })
    .argument('<amount>', 'decimal amount')
    .requiredOption('--to <id>', 'account of the home that receives, by its id or how it begins')
    .option('--asset <name>', 'token of the deployment; the quote currency unless given');
  return forHolders(command).action(
    reporting((options: Options, text: string) =>
      withSession(openHome(options.home), options, async ({ home, holder, market }) => {
        const { name, ...flow } = amountOf(text, options.asset, home.house.deployment);
        const known = await holder.accounts();
        const to = accountId(known, options.to, '--to');
        const giving = known.filter(({ id }) => id !== to);
        const [only, ...others] = giving;
        if (options.account === undefined && others.length > 0)
          throw new PlimsollError('USAGE', `--account: expected which of ${giving.length} accounts gives, got none`);
        if (only === undefined)
          throw new PlimsollError('USAGE', '--to: expected another account than the only one, got it');
        const from = options.account === undefined ? only.id : accountId(giving, options.account);
        const pair = [await holder.account(from), await holder.account(to)] as const;
        const sent = await step('transferring', (update) =>
          holder.transfer(pair, flow, { ...whileProving(update), market: market().market }),
        );
        return {
          json: { from, to, asset: name, amount: tokens(flow.amount), ...sent },
          text: `${text} ${name} moved from account ${from} to account ${to}\n${sentInWords(sent)}`,
        };
      }),
    ),
  );
}
