import type { Command } from 'commander';

import { KEY_VARIABLE } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { forReaders, withLook, type HouseOptions } from '../../house.ts';
import { homeOfSeed, withNewHome, WORDS_VARIABLE, type NewHomeOptions } from '../../new-home.ts';
import { step } from '../../terminal.ts';

type Options = HouseOptions & NewHomeOptions;

export function restoreCommand(): Command {
  const command = newCommand({
    name: 'restore',
    summary: `Bring every account back from the seed and the chain alone: the words in ${WORDS_VARIABLE}, or --wallet.`,
    examples: [
      'restore --home again --deployment node/deployment.json',
      'restore --home again --deployment node/deployment.json --wallet --from 0x90F7…b906',
    ],
  }).option(
    '--from <address>',
    `with --wallet, an account that the node unlocks instead of the key in ${KEY_VARIABLE}`,
  );
  return forReaders(withNewHome(command)).action(
    reporting(async (options: Options) =>
      withLook(await homeOfSeed(options), options, async ({ home, ledger }) => {
        const found = await step('reading the chain', () => ledger.restore());
        const accounts = found.map(({ id, owner, sequence, account, trouble }) => ({
          id,
          owner,
          sequence,
          restored: account !== undefined,
          ...(trouble !== undefined && { trouble }),
        }));
        const lines = accounts.map(({ id, owner, sequence, trouble }) =>
          trouble === undefined
            ? `account ${id} of ${owner}, sequence ${sequence}`
            : `account ${id} of ${owner}: NOT read, expected a state that opens, got ${trouble}`,
        );
        return {
          json: { home: home.path, accounts },
          text: lines.length === 0 ? 'no account of this seed' : lines.join('\n'),
        };
      }),
    ),
  );
}
