import type { Command } from 'commander';

import { describeAccount, renderAccount } from '../../account-view.ts';
import type { Synced } from '../../../house/home/ledger.ts';
import type { Standing } from '../../../house/home/reconcile.ts';
import { newCommand, reporting } from '../../command.ts';
import { mailboxOfAccount } from '../../../house/rfq/mailbox.ts';
import { describeQuote, quoteInWords } from '../../offer.ts';
import type { HashedMarket } from '../../../table-file.ts';
import { accountId, forReaders, openHome, withLook, type HouseOptions, type Look } from '../../house.ts';
import { step } from '../../terminal.ts';

const WORDS: Readonly<Record<Standing, string>> = {
  current: 'as the chain has it',
  landed: 'a change that was on its way has arrived',
  waiting: 'a change is on its way',
  dropped: 'a change that was on its way has not arrived',
  replaced: 'read again from the chain',
};

/** The market to name instruments by and to value accounts in, if there is one. */
const marketOf = ({ home, market }: Look, options: HouseOptions) =>
  options.market === undefined && home.house.market === undefined ? undefined : market();

/** An account, where it stands, and its margin when a market is there. */
function describe({ saved, standing }: Synced, { home }: Look, market: HashedMarket | undefined) {
  return {
    id: saved.id,
    standing,
    ...(saved.pending && { pending: saved.pending.kind }),
    mailbox: mailboxOfAccount(home.seed, saved.id).key,
    ...(saved.account && { account: describeAccount(saved.account, market) }),
  };
}

function render({ standing, pending, mailbox, account, id }: ReturnType<typeof describe>): string {
  return [
    account === undefined ? `account    ${id}` : renderAccount(account),
    `mailbox    ${mailbox}`,
    `${WORDS[standing]}${pending === undefined ? '' : `: ${pending}`}`,
  ].join('\n');
}

export function positionsCommand(): Command {
  const command = newCommand({
    name: 'positions',
    summary:
      'Show what the accounts of a home hold, and its quotes that may be accepted, after looking what became of every change on its way.',
    examples: ['positions --home me', 'positions --home me --account 0x2f --json'],
  }).option('--account <id>', 'only this one, by its id or how it begins');
  return forReaders(command).action(
    reporting((options: HouseOptions) =>
      withLook(openHome(options.home), options, async (look) => {
        const synced = await step('looking at the chain', () => look.ledger.sync());
        const { account } = options;
        const wanted = account === undefined ? undefined : accountId(look.home.accounts(), account);
        const market = marketOf(look, options);
        const isWanted = (id: string): boolean => wanted === undefined || id === wanted;
        const accounts = synced.filter(({ saved }) => isWanted(saved.id)).map((each) => describe(each, look, market));
        const quotes = look.home
          .quotes()
          .filter(({ quote }) => isWanted(quote.account))
          .map((quote) => describeQuote(quote, market));
        const shown = [...accounts.map(render), ...quotes.map(quoteInWords)];
        return { json: { accounts, quotes }, text: shown.length === 0 ? 'no accounts' : shown.join('\n\n') };
      }),
    ),
  );
}
