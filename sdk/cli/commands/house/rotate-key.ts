import type { Command } from 'commander';

import { wordOf } from '../../../certificate.ts';
import { viewingReader } from '../../../house/keys.ts';
import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { chosenAccount, forHolders, openHome, withSession, type HouseOptions } from '../../house.ts';
import { whileProving } from '../../proving.ts';
import { step } from '../../terminal.ts';

export function rotateKeyCommand(): Command {
  const command = newCommand({
    name: 'rotate-key',
    summary:
      'Give an account the next viewing key of your seed and seal its state to it, in two transactions. Who has the former key reads what was before, and nothing after. Interrupted in the middle, it goes on when run again.',
    examples: ['rotate-key --home me --from 0x90F7…b906', 'rotate-key --home me --account 0x2f --from 0x90F7…b906'],
  });
  return forHolders(command).action(
    reporting((options: HouseOptions) =>
      withSession(openHome(options.home), options, async ({ home, holder, market }) => {
        const account = await chosenAccount({ holder }, options);
        const done = await step('rotating', (update) =>
          holder.rotateKey(account, { ...whileProving(update), market: market().market }),
        );
        const { index, transaction, block, gas } = done;
        const viewingKey = wordOf(viewingReader(home.seed, index).key.y);
        return {
          json: { account: account.id, index, viewingKey, transaction, block, gas },
          text: `account ${account.id} is sealed to viewing key number ${index}, ${viewingKey}\n${sentInWords(done)}`,
        };
      }),
    ),
  );
}
