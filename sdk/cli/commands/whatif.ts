import type { Command } from 'commander';

import { CASH_DECIMALS, formatDecimal, PRICE_DECIMALS } from '../../../prover/model/units.ts';
import { roundTo, SHOWN } from '../../risk/figures.ts';
import { limitWarnings } from '../../risk/limits.ts';
import { buildMarket } from '../../risk/table.ts';
import { WhatIf, type Answer, type Liquidation, type Outcome } from '../../risk/whatif.ts';
import { RANGE, type Crossing } from '../../risk/crossing.ts';
import { CENTS, grouped, ratio } from '../amount.ts';
import { changesOf, type ChangeOptions } from '../changes.ts';
import { collect, newCommand, reporting } from '../command.ts';
import { readAccount, readMarketSpec } from '../inputs.ts';
import { renderTable } from '../table.ts';
import { notice, onStdout } from '../terminal.ts';

interface Options extends ChangeOptions {
  readonly account: string;
  readonly market: string;
}

const priceText = (ticks: number): string => formatDecimal(BigInt(ticks), PRICE_DECIMALS);

const crossingJson = ({ solvent, insolvent }: Crossing) => ({
  solventAt: priceText(solvent),
  insolventAt: priceText(insolvent),
});

const liquidationJson = ({ underlying, spot, down, up }: Liquidation) => ({
  underlying,
  spot: priceText(spot),
  down: down === undefined ? null : crossingJson(down),
  up: up === undefined ? null : crossingJson(up),
});

function outcomeJson({ equity, requirement, initialRequirement, decimals, ...rest }: Outcome) {
  const text = (value: bigint, of: keyof typeof SHOWN): string =>
    formatDecimal(roundTo(value, decimals, CASH_DECIMALS, SHOWN[of]), CASH_DECIMALS);
  return {
    equity: text(equity, 'equity'),
    requirement: text(requirement, 'requirement'),
    initialRequirement: text(initialRequirement, 'requirement'),
    excess: formatDecimal(rest.excess, CASH_DECIMALS),
    ...(rest.ratioBps !== undefined && { ratioBps: rest.ratioBps }),
    liquidations: rest.liquidations.map(liquidationJson),
  };
}

/** The price next to the line at which the account is solvent, in cents on that side of it. */
function lastSolvent(crossing: Crossing | undefined): string {
  if (crossing === undefined) return 'none';
  const direction = crossing.solvent > crossing.insolvent ? 'up' : 'down';
  return grouped(roundTo(BigInt(crossing.solvent), PRICE_DECIMALS, CENTS, direction));
}

function figures(outcome: Outcome): Record<string, string> {
  const { equity, requirement, initialRequirement, decimals, excess, ratioBps, liquidations } = outcome;
  const text = (value: bigint, of: keyof typeof SHOWN): string => grouped(roundTo(value, decimals, CENTS, SHOWN[of]));
  const solvent = excess >= 0n;
  return {
    equity: text(equity, 'equity'),
    'maintenance requirement': text(requirement, 'requirement'),
    'initial requirement': text(initialRequirement, 'requirement'),
    'to spare at maintenance': text(equity - requirement, 'equity'),
    ratio: ratio(ratioBps),
    ...Object.fromEntries(
      liquidations.flatMap(({ underlying, spot, down, up }) => [
        [`${underlying} spot`, grouped(roundTo(BigInt(spot), PRICE_DECIMALS, CENTS, 'nearest'))],
        [`${underlying} below: ${solvent ? 'solvent down to' : 'solvent from'}`, lastSolvent(down)],
        [`${underlying} above: ${solvent ? 'solvent up to' : 'solvent from'}`, lastSolvent(up)],
      ]),
    ),
  };
}

function render({ before, after }: Answer): string {
  const [now, then] = [figures(before), figures(after)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])];
  const verdict = after.excess >= 0n ? onStdout('green', 'above') : onStdout('red', 'below');
  return [
    renderTable(
      ['', '>before', '>after'],
      names.map((name) => [name, now[name] ?? '', then[name] ?? '']),
    ),
    `Afterwards the account is ${verdict} its maintenance line.`,
    `Where it meets the line: by this underlying alone, volatilities as they are; looked for from a tenth of spot to ${RANGE} times it,`,
    'in steps of one percent and more, and about each price at which spot or a scenario reaches a strike held. A stretch on the other',
    'side of the line that is narrower than a step and near none of these may be missed.',
  ].join('\n');
}

export function whatIfCommand(): Command {
  return newCommand({
    name: 'whatif',
    summary:
      'An account after trades, deposits and moves of the market: requirement, ratio and liquidation prices, before and after.',
    examples: [
      'whatif --account account.json --market market.json --spot BTC=-10%',
      'whatif --account account.json --market market.json --spot BTC=9000 --vol BTC=+20%',
      'whatif --account account.json --market market.json --size BTC-26JUN20=+5 --cash -1000 --json',
      'whatif --account account.json --market market.json --size BTC-25SEP20-9000-P=0 --collateral BTC=+1',
    ],
  })
    .requiredOption('--account <file>', 'account file')
    .requiredOption('--market <file>', 'market file with its quotes')
    .option('--spot <name=move>', 'spot of an underlying: +10%, -10% or a price (may repeat)', collect)
    .option(
      '--vol <name=move>',
      'all volatilities of an underlying: +20% or -20% of what they are (may repeat)',
      collect,
    )
    .option(
      '--size <name=size>',
      'trade at the settlement price of now, which is its cost: +5, -5 or the size to have, a short one as ==-5 (may repeat)',
      collect,
    )
    .option(
      '--collateral <name=amount>',
      'deposit or withdraw, at no cost: +5, -5 or the amount to have (may repeat)',
      collect,
    )
    .option('--cash <amount>', 'deposit or withdraw cash: +1000 or -1000')
    .action(
      reporting((options: Options) => {
        const spec = readMarketSpec(options.market);
        const account = readAccount(options.account, buildMarket(spec, { purpose: 'publish' }));
        const model = new WhatIf(spec, account);
        const answer = model.ask(changesOf(options, { account, spec, market: model.market }));
        limitWarnings(answer.account, model.market).forEach((warning) => notice(`warning: ${warning}`));
        return {
          json: { before: outcomeJson(answer.before), after: outcomeJson(answer.after) },
          text: render(answer),
        };
      }),
    );
}
