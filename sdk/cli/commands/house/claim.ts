import type { Command } from 'commander';

import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { assetOf, forSenders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { address } from '../../inputs.ts';
import { describePayout, payoutInWords } from '../../payout.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly asset?: string;
  readonly recipient?: string;
  readonly to?: string;
}

export function claimCommand(): Command {
  const command = newCommand({
    name: 'claim',
    summary:
      'Send a withdrawal that was set aside because its token refused the payment. Only the recipient may have it sent elsewhere.',
    examples: [
      'claim --home me --from 0x90F7…b906',
      'claim --asset BTC --to 0x15d3…6A65 --home me --from 0x90F7…b906',
      'claim --recipient 0x15d3…6A65 --home me --from 0x90F7…b906',
    ],
  })
    .option('--asset <name>', 'token of the deployment; the quote currency unless given')
    .option('--recipient <address>', 'whose withdrawal it is; the sender unless given')
    .option('--to <address>', 'where it goes; to the recipient unless given');
  return forSenders(command).action(
    reporting((options: Options) =>
      withSession(openHome(options.home), options, async ({ home, holder: { client } }) => {
        const { slot, name } = assetOf(options.asset, home.house.deployment);
        const { recipient: whose } = options;
        const recipient = whose === undefined ? await client.address() : address(whose, '--recipient');
        const to = options.to === undefined ? recipient : address(options.to, '--to');
        const sent = await step('claiming', () => client.claim(slot, { recipient, to }));
        const payouts = await client.payoutsOf(sent.transaction);
        const lines = [...payouts.map((payout) => payoutInWords(payout, name)), sentInWords(sent)];
        return {
          json: { asset: name, recipient, payouts: payouts.map(describePayout), ...sent },
          text: lines.join('\n'),
        };
      }),
    ),
  );
}
