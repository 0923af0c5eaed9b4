import type { Command } from 'commander';

import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { SCALAR_FIELD, formatDecimal } from '../../../prover/model/units.ts';
import { addressOf, wordOf } from '../../certificate.ts';
import { breakdown } from '../../risk/breakdown.ts';
import { limitWarnings } from '../../risk/limits.ts';
import type { HashedMarket } from '../../table-file.ts';
import { amount, ratio } from '../amount.ts';
import { newCommand, reporting } from '../command.ts';
import { readAccount, readMarket, wholeNumber } from '../inputs.ts';
import { renderTable } from '../table.ts';
import { notice, onStdout } from '../terminal.ts';

interface Options {
  readonly commitment?: string;
  readonly market?: string;
}

/** How the account stands in a market, for its holder only. */
function marginOf(account: Account, market: HashedMarket) {
  const margin = breakdown(account, market, 'maintenance');
  const { equity, requirement, excess, ratioBps, driver } = margin;
  return {
    equity,
    requirement,
    excess,
    ...(ratioBps !== undefined && { ratioBps }),
    initialRequirement: breakdown(account, market, 'initial').requirement,
    driver,
    ...(margin.method === 'portfolio' && { worst: margin.worst }),
  };
}

function renderMargin(margin: ReturnType<typeof marginOf>): string {
  const { worst } = margin;
  return [
    `equity                   ${amount(margin.equity, 'equity')}`,
    `maintenance requirement  ${amount(margin.requirement, 'requirement')}, most of it for: ${margin.driver}`,
    `ratio                    ${ratio(margin.ratioBps)}`,
    `initial requirement      ${amount(margin.initialRequirement, 'requirement')}`,
    ...(worst === undefined ? [] : [`worst scenario           ${worst.name}, ${amount(worst.loss, 'equity')}`]),
  ].join('\n');
}

/** All but the blinding. */
function describe(account: Account, market: HashedMarket | undefined) {
  const names = new Map(market?.instruments.map(({ slot, name }) => [slot, name]));
  return {
    commitment: wordOf(commitmentOf(account)),
    id: wordOf(account.id),
    owner: addressOf(account.owner),
    method: account.method,
    sequence: account.sequence,
    cash: formatDecimal(account.cash, 8),
    legs: account.legs.map((leg) => ({
      instrument: leg.instrument,
      ...(names.has(leg.instrument) && { name: names.get(leg.instrument) }),
      size: formatDecimal(leg.size, 8),
      cost: formatDecimal(leg.cost, 8),
    })),
    ...(market !== undefined && { margin: marginOf(account, market) }),
  };
}

function render(described: ReturnType<typeof describe>): string {
  const rows = described.legs.map(({ instrument, name, size: held, cost }) => [instrument, name ?? '', held, cost]);
  const { commitment, id, owner, method, sequence, cash: held } = described;
  return [
    `commitment ${commitment}`,
    `account    ${id}`,
    `owner      ${owner}`,
    `method     ${method}, sequence ${sequence}, cash ${held}`,
    ...(described.legs.length === 0 ? ['no legs'] : [renderTable(['>slot', 'instrument', '>size', '>cost'], rows)]),
    ...(described.margin === undefined ? [] : [renderMargin(described.margin)]),
  ].join('\n');
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
        const described = describe(account, market);
        if (market !== undefined) limitWarnings(account, market).forEach((warning) => notice(`warning: ${warning}`));
        if (commitment === undefined) return { json: described, text: render(described) };
        const opens = wholeNumber(commitment, [0n, SCALAR_FIELD - 1n], '--commitment') === BigInt(described.commitment);
        const verdict = opens
          ? onStdout('green', 'The file opens the commitment.')
          : onStdout('red', 'The file does not open the commitment.');
        return { json: { ...described, opens }, text: `${render(described)}\n${verdict}`, exitCode: opens ? 0 : 1 };
      }),
    );
}
