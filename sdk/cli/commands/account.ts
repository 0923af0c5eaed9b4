import { existsSync } from 'node:fs';
import type { Command } from 'commander';

import { PlimsollError } from '../../../prover/errors.ts';
import { checkAccount, commitmentOf, type Account, type Leg } from '../../../prover/model/account.ts';
import { cash, SCALAR_FIELD, formatDecimal, size } from '../../../prover/model/units.ts';
import { circuitFor, PORTFOLIO_CIRCUITS } from '../../../prover/witness/portfolio.ts';
import { addressOf, wordOf } from '../../certificate.ts';
import { formatAccount, freshBlinding } from '../../files/account-file.ts';
import { breakdown } from '../../risk/breakdown.ts';
import { isTableFile, type HashedMarket } from '../../table-file.ts';
import { money } from '../chart.ts';
import { collect, newCommand, newGroup, reporting, toJson } from '../command.ts';
import { readJson, writeWhole } from '../files.ts';
import { address, decimalTicks, readAccount, readMarket, slotOf, wholeNumber } from '../inputs.ts';
import { renderTable } from '../table.ts';
import { notice, onStdout } from '../terminal.ts';

interface NewOptions {
  readonly owner: string;
  readonly id?: string;
  readonly cash: string;
  readonly leg?: readonly string[];
  readonly market?: string;
  readonly sequence: string;
  readonly out: string;
}

interface ShowOptions {
  readonly commitment?: string;
  readonly market?: string;
}

const MOST_LEGS = Math.max(...Object.values(PORTFOLIO_CIRCUITS).map(({ legs }) => legs));
const UINT64 = (1n << 64n) - 1n;
/** Readable by its owner only: the file opens the commitment. */
const SECRET = 0o600;

/** `BTC-25SEP20-9000-P=-5@1200.5`: instrument, signed size, what it was bought for in all. */
function parseLeg(text: string, market: HashedMarket | undefined): Leg {
  const match = /^(.+)=([^=@]+)(?:@([^=@]+))?$/.exec(text);
  if (match === null) throw new PlimsollError('USAGE', '--leg: expected NAME=SIZE@COST, got another form');
  const [, name = '', amount = '', cost = '0'] = match;
  const where = `--leg ${name}`;
  return {
    instrument: slotOf(name, market, '--leg'),
    size: size(decimalTicks(amount, `${where} size`), `${where} size`),
    cost: cash(decimalTicks(cost, `${where} cost`), `${where} cost`),
  };
}

function openAccount(options: NewOptions, market: HashedMarket | undefined): Account {
  return checkAccount({
    // Ids need only be unique, and a random one says nothing.
    id: options.id === undefined ? freshBlinding() : wholeNumber(options.id, [1n, SCALAR_FIELD - 1n], '--id'),
    owner: BigInt(address(options.owner, '--owner')),
    method: 'portfolio',
    sequence: wholeNumber(options.sequence, [0n, UINT64], '--sequence'),
    lossCheckpoint: 0n,
    cash: cash(decimalTicks(options.cash, '--cash'), '--cash'),
    legs: (options.leg ?? []).map((leg) => parseLeg(leg, market)).sort((a, b) => a.instrument - b.instrument),
    blinding: freshBlinding(),
  });
}

/** Says what will go wrong later with an account that is well-formed. */
function warn(account: Account, market: HashedMarket | undefined, { leg, market: path = '' }: NewOptions): void {
  try {
    if (market !== undefined) circuitFor(account, market.market);
    else if (account.legs.length > MOST_LEGS)
      throw new PlimsollError('USAGE', `account.legs: expected at most ${MOST_LEGS}, got ${account.legs.length}`);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    notice(`warning: nothing can be proven about this account: ${error.message}`);
  }
  const named = leg?.some((text) => !/^\d+=/.test(text)) === true;
  if (market !== undefined && named && isTableFile(readJson(path)))
    notice(`warning: ${path} is a built table, whose root does not bind the names in it: check the slots`);
}

/** How the account stands in a market, for its holder only. */
function marginOf(account: Account, market: HashedMarket) {
  const { equity, requirement, excess, ratioBps, worst } = breakdown(account, market, 'maintenance');
  const initialRequirement = breakdown(account, market, 'initial').requirement;
  return { equity, requirement, excess, ...(ratioBps !== undefined && { ratioBps }), initialRequirement, worst };
}

function renderMargin({
  equity,
  requirement,
  ratioBps,
  initialRequirement,
  worst,
}: ReturnType<typeof marginOf>): string {
  const ratio = ratioBps === undefined ? 'none, nothing is required' : `${formatDecimal(ratioBps, 2)}%, rounded down`;
  const figure = (amount: string): string => money(Number(amount), 2);
  return [
    `equity                   ${figure(equity)}`,
    `maintenance requirement  ${figure(requirement)}`,
    `ratio                    ${ratio}`,
    `initial requirement      ${figure(initialRequirement)}`,
    `worst scenario           ${worst.name}, ${figure(worst.loss)}`,
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

function newAccount(): Command {
  return newCommand({
    name: 'new',
    summary:
      'Write a new account file, with a fresh blinding from the system. The file is a secret: it opens the commitment.',
    examples: [
      'account new --owner 0xf39F…2266 --cash 25000 --out account.json',
      'account new --owner 0xf39F…2266 --cash 25000 --market market.json --leg BTC-25SEP20-9000-P=-5@-8000 --out account.json',
    ],
  })
    .requiredOption('--owner <address>', "owner's address")
    .option('--id <number>', 'account id, below the field; random unless given')
    .option('--cash <amount>', 'cash, up to 8 decimals', '0')
    .option(
      '--leg <name=size@cost>',
      'a position: instrument or slot, signed size, what it was bought for (may repeat)',
      collect,
    )
    .option('--market <file>', 'market that names the instruments')
    .option('--sequence <number>', 'number of this commitment; the first on chain is 1', '1')
    .requiredOption('--out <file>', 'new file, readable by you only')
    .action(
      reporting((options: NewOptions) => {
        if (existsSync(options.out))
          throw new PlimsollError(
            'USAGE',
            `${options.out}: expected a new file, got one that exists (its blinding would be lost)`,
          );
        const market = options.market === undefined ? undefined : readMarket(options.market);
        const account = openAccount(options, market);
        warn(account, market, options);
        writeWhole(options.out, `${toJson(formatAccount(account))}\n`, SECRET);
        notice(`wrote ${options.out}: keep it secret, and keep it`);
        const { commitment, id, sequence } = describe(account, undefined);
        return {
          json: { file: options.out, commitment, id, sequence },
          text: `commitment ${commitment}\naccount    ${id}`,
        };
      }),
    );
}

function showAccount(): Command {
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
      reporting(({ commitment, market: path }: ShowOptions, file: string) => {
        const market = path === undefined ? undefined : readMarket(path);
        const described = describe(readAccount(file, market), market);
        if (commitment === undefined) return { json: described, text: render(described) };
        const opens = wholeNumber(commitment, [0n, SCALAR_FIELD - 1n], '--commitment') === BigInt(described.commitment);
        const verdict = opens
          ? onStdout('green', 'The file opens the commitment.')
          : onStdout('red', 'The file does not open the commitment.');
        return { json: { ...described, opens }, text: `${render(described)}\n${verdict}`, exitCode: opens ? 0 : 1 };
      }),
    );
}

export function accountCommand(): Command {
  return newGroup(
    { name: 'account', summary: 'Accounts: what a commitment hides.', examples: ['account show account.json'] },
    [newAccount(), showAccount()],
  );
}
