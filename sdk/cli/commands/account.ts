import type { Command } from 'commander';

import { newGroup } from '../command.ts';
import { newAccount } from './account-new.ts';
import { showAccount } from './account-show.ts';

export function accountCommand(): Command {
  return newGroup(
    { name: 'account', summary: 'Accounts: what a commitment hides.', examples: ['account show account.json'] },
    [newAccount(), showAccount()],
  );
}
