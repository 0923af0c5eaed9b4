import type { Command } from 'commander';

import { SCALAR_FIELD } from '../../../prover/model/units.ts';
import { limitWarnings } from '../../risk/limits.ts';
import { describeAccount, renderAccount } from '../account-view.ts';
import { newCommand, reporting } from '../command.ts';
import { readAccount, readMarket, wholeNumber } from '../inputs.ts';
import { notice, onStdout } from '../terminal.ts';

interface Options {
  readonly commitment?: string;
  readonly market?: string;
}

export function showAccount(): Command {
  return newCommand({
    name: 'show',
    summary:
      'Show an account file and its commitment, or check it against one: exit 0 when the file opens it, 1 when not.',
    examples: [
      'account show account.json --market market.json',
      'account show account.json --commitment 0x1f3a… --json',
    ],
  })
    .argument('<file>', 'an account file')
    .option('--commitment <number>', 'check that the file opens this commitment')
    .option('--market <file>', 'market that names the instruments, and shows the margin')
    .action(
      reporting(({ commitment, market: path }: Options, file: string) => {
        const market = path === undefined ? undefined : readMarket(path);
        const account = readAccount(file, market);
        const described = describeAccount(account, market);
        if (market !== undefined) limitWarnings(account, market).forEach((warning) => notice(`warning: ${warning}`));
        if (commitment === undefined) return { json: described, text: renderAccount(described) };
        const opens = wholeNumber(commitment, [0n, SCALAR_FIELD - 1n], '--commitment') === BigInt(described.commitment);
        const verdict = opens
          ? onStdout('green', 'The file opens the commitment.')
          : onStdout('red', 'The file does not open the commitment.');
        return {
          json: { ...described, opens },
          text: `${renderAccount(described)}\n${verdict}`,
          exitCode: opens ? 0 : 1,
        };
      }),
    );
}
