import type { Command } from 'commander';

import { wordOf } from '../../../certificate.ts';
import { mailboxOfAccount } from '../../../house/rfq/mailbox.ts';
import { sentInWords } from '../../chain.ts';
import { newCommand, reporting } from '../../command.ts';
import { forHolders, withSession, type HouseOptions } from '../../house.ts';
import { methodOf } from '../../inputs.ts';
import { homeWithSeed, withNewHome, WORDS_VARIABLE, type NewHomeOptions } from '../../new-home.ts';
import { whileProving } from '../../proving.ts';
import { step } from '../../terminal.ts';

interface Options extends HouseOptions, NewHomeOptions {
  readonly method: string;
}

/** What only the holder of a new home may see, and only now. */
const wordsInWords = (words: string | undefined): string[] =>
  words === undefined
    ? []
    : ['', 'SECRET words of this home. Write them down: they alone bring your accounts back.', `  ${words}`];

export function openCommand(): Command {
  const command = newCommand({
    name: 'open',
    summary: `Open an empty account, in a new home or one that is there. A new home takes the words in ${WORDS_VARIABLE}, or --wallet, or new ones.`,
    examples: [
      'open --home me --deployment node/deployment.json --method cross --from 0x90F7…b906',
      'open --home me --method isolated --from 0x90F7…b906',
    ],
  }).option('--method <name>', 'margin method: isolated, cross or portfolio', 'cross');
  return forHolders(withNewHome(command)).action(
    reporting(async (options: Options) => {
      const method = methodOf(options.method);
      const { home, words } = await homeWithSeed(options);
      const report = await withSession(home, options, async ({ holder }) => {
        const done = await step('opening', (update) => holder.open(method, whileProving(update)));
        const id = wordOf(done.account.id);
        const mailbox = mailboxOfAccount(home.seed, id).key;
        const { transaction, block, gas } = done;
        return {
          json: { home: home.path, account: id, method, mailbox, transaction, block, gas },
          text: `account ${id} (${method}) is open\nmailbox ${mailbox}\n${sentInWords(done)}`,
        };
      });
      return {
        json: { ...(report.json as object), ...(words !== undefined && { mnemonic: words }) },
        text: [report.text, ...wordsInWords(words)].join('\n'),
      };
    }),
  );
}
