import type { Command } from 'commander';

import { PlimsollError } from '../../../prover/errors.ts';
import { compare, type Compared } from '../../compare.ts';
import { parsePortfolio, portfolioToModel } from '../../files/portfolio-file.ts';
import { buildMarket } from '../../risk/table.ts';
import { amount, ratio } from '../amount.ts';
import { newCommand, reporting } from '../command.ts';
import { readJson } from '../files.ts';
import { readAccount, readMarketSpec } from '../inputs.ts';
import { renderTable } from '../table.ts';

interface Options {
  readonly account?: string;
  readonly market?: string;
}

/** Either a worked portfolio, or an account in a market. */
function comparedOf(file: string | undefined, { account: path, market }: Options): Compared[] {
  if (file !== undefined) {
    if (path !== undefined || market !== undefined)
      throw new PlimsollError('USAGE', 'compare: expected a file or --account and --market, got both');
    const { spec, account } = portfolioToModel(parsePortfolio(readJson(file), file), { purpose: 'evaluate' });
    return compare(spec, account, { purpose: 'evaluate' });
  }
  if (path === undefined || market === undefined)
    throw new PlimsollError('USAGE', 'compare: expected a file, or --account and --market, got neither');
  const spec = readMarketSpec(market);
  const account = readAccount(path, buildMarket(spec, { purpose: 'publish' }));
  return compare(spec, account, { purpose: 'publish' });
}

function toJson(row: Compared) {
  const { preset, method } = row;
  if (row.reason !== undefined) return { preset, method, reason: row.reason };
  const { equity, requirement, excess, ratioBps, driver } = row.maintenance;
  return {
    preset,
    method,
    equity,
    maintenanceRequirement: requirement,
    initialRequirement: row.initial.requirement,
    excess,
    ...(ratioBps !== undefined && { ratioBps }),
    driver,
  };
}

/** Figures of the methods that take the book, then why the others do not. */
function render(rows: readonly Compared[]): string {
  const taken = rows.flatMap((row) => (row.reason === undefined ? [row] : []));
  const table = renderTable(
    ['preset', 'method', '>equity', '>maintenance', '>initial', '>ratio', 'most of it for'],
    taken.map(({ preset, method, maintenance, initial }) => [
      preset,
      method,
      amount(maintenance.equity, 'equity'),
      amount(maintenance.requirement, 'requirement'),
      amount(initial.requirement, 'requirement'),
      ratio(maintenance.ratioBps),
      maintenance.driver,
    ]),
  );
  const refused = rows.flatMap(({ preset, method, reason }) =>
    reason === undefined ? [] : [`${preset}, ${method}: ${reason}.`],
  );
  return [...(taken.length > 0 ? [table] : []), ...refused].join('\n');
}

export function compareCommand(): Command {
  return newCommand({
    name: 'compare',
    summary: 'One book under every preset of every method side by side: what each asks for, and why.',
    examples: [
      'compare portfolio.json',
      'compare --account account.json --market market.json',
      'compare --account account.json --market market.json --json',
    ],
  })
    .argument('[file]', 'a worked portfolio file')
    .option('--account <file>', 'account file, instead of a portfolio')
    .option('--market <file>', 'market file that the account is in')
    .action(
      reporting((options: Options, file?: string) => {
        const rows = comparedOf(file, options);
        return { json: rows.map(toJson), text: render(rows) };
      }),
    );
}
