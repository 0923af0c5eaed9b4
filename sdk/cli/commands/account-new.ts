import { existsSync } from 'node:fs';
import type { Command } from 'commander';

import { PlimsollError } from '../../../prover/errors.ts';
import { checkAccount, commitmentOf, type Account, type Leg } from '../../../prover/model/account.ts';
import { accountMargin } from '../../../prover/model/margin.ts';
import { isCollateral } from '../../../prover/model/market.ts';
import { SCALAR_FIELD } from '../../../prover/model/units.ts';
import { CIRCUITS, circuitFor } from '../../../prover/witness/circuits.ts';
import { wordOf } from '../../certificate.ts';
import { formatAccount, freshBlinding } from '../../files/account-file.ts';
import { writeWhole } from '../../files/write.ts';
import { limitWarnings } from '../../risk/limits.ts';
import { isTableFile, type HashedMarket } from '../../table-file.ts';
import { collect, newCommand, reporting, toJson } from '../command.ts';
import { readJson } from '../files.ts';
import { address, decimalTicks, methodOf, readMarket, slotOf, wholeNumber } from '../inputs.ts';
import { notice } from '../terminal.ts';
import { cash, size } from '../../risk/ranges.ts';

interface Options {
  readonly owner: string;
  readonly method: string;
  readonly id?: string;
  readonly cash: string;
  readonly leg?: readonly string[];
  readonly market?: string;
  readonly sequence: string;
  readonly out: string;
}

const UINT64 = (1n << 64n) - 1n;
/** Readable by its owner only: the file opens the commitment. */
const SECRET = 0o600;

/**
 * `BTC-25SEP20-9000-P=-5@-1200.5`: instrument, signed size, what it was bought for in all. Collateral is deposited, at no
 * cost unless one is given; of anything else it would be a gift of the whole price.
 */
function parseLeg(text: string, market: HashedMarket | undefined): Leg {
  const match = /^(.+)=([^=@]+)(?:@([^=@]+))?$/.exec(text);
  if (match === null) throw new PlimsollError('USAGE', '--leg: expected NAME=SIZE@COST, got another form');
  const [, name = '', amount = '', given] = match;
  const where = `--leg ${name}`;
  const instrument = slotOf(name, market, '--leg');
  if (given === undefined && !isCollateral(instrument))
    throw new PlimsollError(
      'USAGE',
      `${where}: expected ${amount}@COST, what all of it was bought for (less than 0 for a sale), got no cost`,
    );
  const cost = given ?? '0';
  return {
    instrument,
    size: size(decimalTicks(amount, `${where} size`), `${where} size`),
    cost: cash(decimalTicks(cost, `${where} cost`), `${where} cost`),
  };
}

function openAccount(options: Options, market: HashedMarket | undefined): Account {
  return checkAccount({
    // Ids need only be unique, and a random one says nothing.
    id: options.id === undefined ? freshBlinding() : wholeNumber(options.id, [1n, SCALAR_FIELD - 1n], '--id'),
    owner: BigInt(address(options.owner, '--owner')),
    method: methodOf(options.method),
    sequence: wholeNumber(options.sequence, [0n, UINT64], '--sequence'),
    lossCheckpoint: 0n,
    cash: cash(decimalTicks(options.cash, '--cash'), '--cash'),
    legs: (options.leg ?? []).map((leg) => parseLeg(leg, market)).sort((a, b) => a.instrument - b.instrument),
    blinding: freshBlinding(),
  });
}

/** Most legs that a circuit of the account's method has room for. */
const mostLegs = ({ method }: Account): number =>
  Math.max(
    ...Object.values(CIRCUITS)
      .filter((shape) => shape.method === method)
      .map(({ legs }) => legs),
  );

/** @throws USAGE when no circuit has room for the account, or its method does not take what it holds */
function provable(account: Account, market: HashedMarket): void {
  circuitFor(account, market.market);
  accountMargin(account, market.table, 'maintenance');
}

/** Says what will go wrong later with an account that is well-formed. */
function warn(account: Account, market: HashedMarket | undefined, { leg, market: path = '' }: Options): void {
  try {
    if (market !== undefined) provable(account, market);
    else if (account.legs.length > mostLegs(account))
      throw new PlimsollError(
        'USAGE',
        `account.legs: expected at most ${mostLegs(account)}, got ${account.legs.length}`,
      );
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    notice(`warning: nothing can be proven about this account: ${error.message}`);
  }
  if (market !== undefined) limitWarnings(account, market).forEach((warning) => notice(`warning: ${warning}`));
  const named = leg?.some((text) => !/^\d+=/.test(text)) === true;
  if (market !== undefined && named && isTableFile(readJson(path)))
    notice(`warning: ${path} is a built table, whose root does not bind the names in it: check the slots`);
}

export function newAccount(): Command {
  return newCommand({
    name: 'new',
    summary:
      'Write a new account file, with a fresh blinding from the system. The file is a secret: it opens the commitment.',
    examples: [
      'account new --owner 0xf39F…2266 --cash 25000 --out account.json',
      'account new --owner 0xf39F…2266 --cash 25000 --market market.json --leg BTC=2 --leg BTC-25SEP20-9000-P=-5@-8000 --out account.json',
      'account new --owner 0xf39F…2266 --method isolated --cash 2000 --market market.json --leg BTC-26JUN20=1@9260 --out account.json',
    ],
  })
    .requiredOption('--owner <address>', "owner's address")
    .option('--method <name>', 'margin method: isolated, cross or portfolio', 'portfolio')
    .option('--id <number>', 'account id, below the field; random unless given')
    .option('--cash <amount>', 'cash, up to 8 decimals', '0')
    .option(
      '--leg <name=size@cost>',
      'a position: instrument or slot, signed size, what all of it was bought for, less than 0 for a sale; collateral needs no cost (may repeat)',
      collect,
    )
    .option('--market <file>', 'market that names the instruments')
    .option('--sequence <number>', 'number of this commitment; the first on chain is 1', '1')
    .requiredOption('--out <file>', 'new file, readable by you only')
    .action(
      reporting((options: Options) => {
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
        const [commitment, id] = [wordOf(commitmentOf(account)), wordOf(account.id)];
        return {
          json: { file: options.out, commitment, id, method: account.method, sequence: account.sequence },
          text: `commitment ${commitment}\naccount    ${id}`,
        };
      }),
    );
}
