import type { Command } from 'commander';

import type { Restored } from '../../../house/home/ledger.ts';
import { isRead } from '../../../house/restore.ts';
import { KEY_VARIABLE } from '../../chain.ts';
import { collect, newCommand, reporting, type Report } from '../../command.ts';
import { forReaders, withLook, type HouseOptions } from '../../house.ts';
import { address } from '../../inputs.ts';
import { homeOfSeed, withNewHome, WORDS_VARIABLE, type NewHomeOptions } from '../../new-home.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions, NewHomeOptions {
  readonly owner?: readonly string[];
}

function describe(home: string, { accounts, foreign }: Restored): Report {
  const described = accounts.map((found) => {
    const { id, owner, sequence, trouble } = found;
    return { id, owner, sequence, restored: isRead(found), ...(trouble !== undefined && { trouble }) };
  });
  const lines = [
    ...described.map(({ id, owner, sequence, trouble }) =>
      trouble === undefined
        ? `account ${id} of ${owner}, sequence ${sequence}`
        : `account ${id} of ${owner}: NOT read, expected a state that opens, got ${trouble}`,
    ),
    ...foreign.map(({ id, owner }) => `account ${id} of ${owner}: left out, another's that is sealed to your key`),
  ];
  return {
    json: { home, accounts: described, foreign },
    text: lines.length === 0 ? 'no account of this seed' : lines.join('\n'),
  };
}

export function restoreCommand(): Command {
  const command = newCommand({
    name: 'restore',
    summary: `Bring every account back from the seed and the chain alone: the words in ${WORDS_VARIABLE}, or --wallet.`,
    examples: [
      'restore --home again --deployment node/deployment.json',
      'restore --home again --deployment node/deployment.json --owner 0x90F7…b906',
      'restore --home again --deployment node/deployment.json --wallet --from 0x90F7…b906',
    ],
  })
    .option(
      '--owner <address>',
      'address whose accounts are yours, may be repeated; the wallet, or the only owner found, unless given',
      collect,
    )
    .option(
      '--from <address>',
      `with --wallet, an account that the node unlocks instead of the key in ${KEY_VARIABLE}`,
    );
  return forReaders(withNewHome(command)).action(
    reporting(async (options: Options) => {
      const given = options.owner?.map((owner) => address(owner, '--owner'));
      const { home, wallet } = await homeOfSeed(options);
      const owners = given ?? (wallet === undefined ? [] : [wallet]);
      return withLook(home, options, async ({ ledger }) =>
        describe(home.path, await step('reading the chain', () => ledger.restore(owners))),
      );
    }),
  );
}
