import type { Command } from 'commander';

import type { PrivateChange } from '../../../house/holder.ts';
import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { chosenAccount, forHolders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { slotOf } from '../../inputs.ts';
import { whileProving } from '../../proving.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions {
  readonly instrument?: string;
}

export function refreshCommand(): Command {
  const command = newCommand({
    name: 'refresh',
    summary:
      'Settle the leg of an expired instrument into cash; or move nothing and seal the state anew, as after the liquidation key has changed.',
    examples: [
      'refresh --instrument BTC-26JUN20 --home me --from 0x90F7…b906',
      'refresh --home me --account 0x2f --from 0x90F7…b906',
    ],
  }).option('--instrument <name>', 'expired instrument of the market, by name or slot; none is settled unless given');
  return forHolders(command).action(
    reporting((options: Options) =>
      withSession(openHome(options.home), options, async ({ holder, market }) => {
        const built = market();
        const { instrument: name } = options;
        const change: PrivateChange =
          name === undefined ? { kind: 'reseal' } : { kind: 'settle', instrument: slotOf(name, built, '--instrument') };
        const account = await chosenAccount({ holder }, options);
        const done = await step(name === undefined ? 'sealing' : 'settling', (update) =>
          holder.refresh(account, change, { ...whileProving(update), market: built.market }),
        );
        const { transaction, block, gas } = done;
        const outcome = name === undefined ? 'is sealed anew' : `has ${name} settled into cash`;
        return {
          json: { account: account.id, ...(name !== undefined && { settled: name }), transaction, block, gas },
          text: `account ${account.id} ${outcome}\n${sentInWords(done)}`,
        };
      }),
    ),
  );
}
