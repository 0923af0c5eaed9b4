import type { Command } from 'commander';

import { CASH_DECIMALS, formatDecimal } from '../../../prover/model/units.ts';
import { excess, ratioBps } from '../../../prover/model/margin.ts';
import { explain, shownLines, type ExplainedLine, type Explanation } from '../../risk/explain.ts';
import { roundTo, SHOWN } from '../../risk/figures.ts';
import { CENTS, grouped, ratio } from '../amount.ts';
import { newCommand, reporting } from '../command.ts';
import { levelOf, readAccount, readMarket } from '../inputs.ts';
import { renderTable } from '../table.ts';
import { onStdout } from '../terminal.ts';

interface Options {
  readonly account: string;
  readonly market: string;
  readonly level: string;
}

/** How the method asks, in one sentence. */
const RULES: Readonly<Record<Explanation['method'], string>> = {
  isolated: 'Isolated: the position pays a rate on its notional that rises with its size; collateral is cut by size.',
  cross: 'Cross: legs net through their Greeks, and the book pays for one move of spot and volatility against it.',
  portfolio: 'Portfolio: the book pays its loss in the worst of all scenarios, and contingencies on what it holds.',
};

/** Lines of a list with the place of their sum: both rounded so that they add up as they are shown. */
function roundedParts({ has, asked, decimals }: Explanation, places: number) {
  const round = (lines: readonly ExplainedLine[], of: keyof typeof SHOWN) =>
    shownLines(lines, { of, decimals, places });
  const flat = round(
    asked.flatMap(({ lines }) => lines),
    'requirement',
  );
  let next = 0;
  const parts = asked.map(({ title, lines }) => {
    const shown = flat.slice(next, next + lines.length);
    next += lines.length;
    return { title, lines: shown, sum: shown.reduce((sum, { units }) => sum + units, 0n) };
  });
  return { has: round(has, 'equity'), parts };
}

function toJson(explanation: Explanation) {
  const { method, level, equity, requirement, decimals } = explanation;
  const { has, parts } = roundedParts(explanation, CASH_DECIMALS);
  const text = (units: bigint): string => formatDecimal(units, CASH_DECIMALS);
  const lines = (list: typeof has) => list.map(({ what, units }) => ({ what, amount: text(units) }));
  const bps = ratioBps(explanation);
  return {
    method,
    level,
    equity: text(roundTo(equity, decimals, CASH_DECIMALS, SHOWN.equity)),
    requirement: text(roundTo(requirement, decimals, CASH_DECIMALS, SHOWN.requirement)),
    excess: text(excess(explanation)),
    ...(bps !== undefined && { ratioBps: bps }),
    equityLines: lines(has),
    requirementParts: parts.map((part) => ({ title: part.title, amount: text(part.sum), lines: lines(part.lines) })),
  };
}

/** Two lists, each with its sum under it. */
function render(explanation: Explanation): string {
  const { method, level, equity, requirement, decimals } = explanation;
  const { has, parts } = roundedParts(explanation, CENTS);
  const shown = (value: bigint, of: keyof typeof SHOWN): string => grouped(roundTo(value, decimals, CENTS, SHOWN[of]));
  const bold = (text: string): string => onStdout('bold', text);
  const hasTotal = [bold('equity'), bold(shown(equity, 'equity'))];
  const askedTotal = [bold(`${level} requirement`), '', bold(shown(requirement, 'requirement'))];
  const rows = parts.flatMap(({ title, lines, sum }) => [
    [title, '', grouped(sum)],
    ...lines.map(({ what, units }) => [`  ${what}`, grouped(units), '']),
  ]);
  return [
    RULES[method],
    renderTable(['what it has', '>amount'], [...has.map(({ what, units }) => [what, grouped(units)]), hasTotal]),
    renderTable(['what is asked of it', '>of it', '>amount'], [...rows, askedTotal]),
    `${equity >= requirement ? 'Above' : 'Below'} the line: a ratio of ${ratio(ratioBps(explanation))}, ${shown(equity - requirement, 'equity')} to spare.`,
  ].join('\n');
}

export function explainCommand(): Command {
  return newCommand({
    name: 'explain',
    summary: "An account's margin in plain words: line by line what it has and what its method asks of it.",
    examples: [
      'explain --account account.json --market market.json',
      'explain --account account.json --market market.json --level initial --json',
    ],
  })
    .requiredOption('--account <file>', 'account file')
    .requiredOption('--market <file>', 'market file, or a table built by `market build --out`')
    .option('--level <name>', 'maintenance or initial', 'maintenance')
    .action(
      reporting(({ account, market: path, level }: Options) => {
        const market = readMarket(path);
        const explanation = explain(readAccount(account, market), market, levelOf(level));
        return { json: toJson(explanation), text: render(explanation) };
      }),
    );
}
