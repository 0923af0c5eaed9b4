import type { Command } from 'commander';

import type { Account } from '../../../prover/model/account.ts';
import { accountMargin, type MarginLevel } from '../../../prover/model/margin.ts';
import { formatDecimal } from '../../../prover/model/units.ts';
import { parsePortfolio, portfolioToModel, type Portfolio } from '../../files/portfolio-file.ts';
import { portfolioBreakdown, type PortfolioBreakdown } from '../../risk/breakdown.ts';
import type { BuiltMarket } from '../../risk/table.ts';
import { money } from '../chart.ts';
import { newCommand, reporting } from '../command.ts';
import { readJson } from '../files.ts';
import { renderTable } from '../table.ts';
import { onStdout } from '../terminal.ts';

/** Equity less requirement, by level. */
interface Margins {
  readonly maintenanceMargin: number;
  readonly initialMargin: number;
}

interface Result extends Margins {
  readonly file: string;
  readonly maintenance: PortfolioBreakdown;
  readonly initial: PortfolioBreakdown;
  readonly expected?: NonNullable<Portfolio['expected']>;
  readonly ok?: boolean;
}

const TOLERANCE = 1e-6;
const agrees = (got: number, expected: number | undefined): boolean =>
  expected === undefined || Math.abs(got - expected) <= TOLERANCE * Math.abs(expected);

/** The double nearest to the exact margin. */
function marginAt(level: MarginLevel, account: Account, { table }: BuiltMarket): number {
  const { equity, requirement, decimals } = accountMargin(account, table, level);
  return Number(formatDecimal(equity - requirement, decimals));
}

function evaluate(file: string): Result {
  const portfolio = parsePortfolio(readJson(file), file);
  const { market, account } = portfolioToModel(portfolio, { purpose: 'evaluate' });
  const margins: Margins = {
    maintenanceMargin: marginAt('maintenance', account, market),
    initialMargin: marginAt('initial', account, market),
  };
  const result = {
    file,
    ...margins,
    maintenance: portfolioBreakdown(account, market, 'maintenance'),
    initial: portfolioBreakdown(account, market, 'initial'),
  };
  const { expected } = portfolio;
  if (expected?.maintenanceMargin === undefined && expected?.initialMargin === undefined) return result;
  const ok =
    agrees(margins.maintenanceMargin, expected.maintenanceMargin) &&
    agrees(margins.initialMargin, expected.initialMargin);
  return { ...result, expected, ok };
}

const toJson = ({ file, maintenanceMargin, initialMargin, maintenance, initial, expected, ok }: Result) => ({
  file,
  maintenanceMargin,
  initialMargin,
  equity: Number(maintenance.equity),
  worstScenario: maintenance.worst.name,
  breakdown: { maintenance, initial },
  ...(expected !== undefined && {
    expected: { maintenanceMargin: expected.maintenanceMargin, initialMargin: expected.initialMargin },
    ok,
  }),
});

const figure = (value: number | string | undefined): string => (value === undefined ? '' : money(Number(value), 2));
const taken = (text: string): string => figure(-Number(text));

const verdict = (ok: boolean | undefined): string =>
  ok === undefined ? '' : ok ? onStdout('green', '✔') : onStdout('red', '✘');

/** One file: a column for each level, then its legs. */
function renderOne({ file, maintenance, initial, maintenanceMargin, initialMargin, expected, ok }: Result): string {
  const summary = renderTable(
    [file, '>maintenance', '>initial'],
    [
      ['equity', figure(maintenance.equity), figure(initial.equity)],
      [`loss by ${maintenance.worst.name}`, taken(maintenance.scenarioCharge), taken(initial.scenarioCharge)],
      ['contingencies', taken(maintenance.charges), taken(initial.charges)],
      [onStdout('bold', 'margin'), figure(maintenanceMargin), figure(initialMargin)],
      ...(expected === undefined
        ? []
        : [[`expected ${verdict(ok)}`, figure(expected.maintenanceMargin), figure(expected.initialMargin)]]),
    ],
  );
  const legs = maintenance.legs.map(({ name, size, value }) => [name, size, figure(value)]);
  return legs.length === 0 ? summary : `${summary}\n${renderTable(['leg', '>size', '>value'], legs)}`;
}

/** Many files: a row for each. */
function renderMany(results: readonly Result[]): string {
  const rows = results.map(({ file, maintenance, maintenanceMargin, initialMargin, ok }) => [
    file.split(/[\\/]/).at(-1) ?? file,
    figure(maintenance.equity),
    taken(maintenance.scenarioCharge),
    taken(maintenance.charges),
    figure(maintenanceMargin),
    figure(initialMargin),
    maintenance.worst.name,
    verdict(ok),
  ]);
  const checked = results.filter(({ ok }) => ok !== undefined);
  const agreeing = checked.filter(({ ok }) => ok === true).length;
  const head = [
    'file',
    '>equity',
    '>scenario loss',
    '>contingencies',
    '>maintenance',
    '>initial',
    'worst scenario',
    '',
  ];
  return `${renderTable(head, rows)}\n${results.length} portfolios; ${agreeing} of the ${checked.length} with expected values agree to 1e-6.`;
}

export function marginCommand(): Command {
  return newCommand({
    name: 'margin',
    summary: 'Margin of portfolio files: equity less requirement, from the exact integers that proofs are about.',
    examples: ['margin portfolio.json', 'margin ../shared/vectors/scenario-margin/*.json --json'],
  })
    .argument(
      '<files...>',
      'portfolio files; where one holds expected values, exit 1 when they are missed by more than 1e-6',
    )
    .action(
      reporting((_options: object, files: readonly string[]) => {
        const results = files.map(evaluate);
        const [first] = results;
        return {
          json: results.map(toJson),
          text: results.length === 1 && first !== undefined ? renderOne(first) : renderMany(results),
          exitCode: results.some(({ ok }) => ok === false) ? 1 : 0,
        };
      }),
    );
}
