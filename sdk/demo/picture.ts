/** The book as a trader reads it. */
import { formatDecimal } from '../../prover/model/units.ts';
import { amount } from '../cli/amount.ts';
import { barChart, money } from '../cli/chart.ts';
import { renderTable } from '../cli/table.ts';
import { loadPreset } from '../files/presets.ts';
import type { MarginBreakdown, PortfolioBreakdown } from '../risk/breakdown.ts';
import type { Scenario } from '../risk/parameters.ts';

const SCENARIOS = loadPreset('portfolio', 'derive-pm2').parameters.scenarios;

const percent = (bps: bigint | undefined): string =>
  bps === undefined ? 'no requirement' : `${formatDecimal(bps, 2)}%`;
const short = (size: string): string => size.replace(/\.?0+$/, '');

/** Cash, then each leg. */
function legTable({ legs }: MarginBreakdown, cash: string): string {
  const rows = legs.map(({ name, size, value }) => [
    name,
    Number(size) > 0 ? 'long' : 'short',
    short(size).replace('-', ''),
    money(Number(value)),
  ]);
  return renderTable(['leg', '', '>size', '>profit or value, $'], [['cash', '', '', money(Number(cash))], ...rows]);
}

/** A small account of any method: its legs, and what decides. */
export function smallPicture(margin: MarginBreakdown, cash: string): string {
  const { equity, requirement, ratioBps, driver } = margin;
  return [
    legTable(margin, cash),
    `  equity ${amount(equity, 'equity', 0)} $, maintenance requirement ${amount(requirement, 'requirement', 0)} $, most of it for: ${driver}; ratio ${percent(ratioBps)}`,
  ].join('\n');
}

/** Legs, then what they add up to. The worst scenario is named, and its loss shown, as in the chart. */
export function bookPicture(margin: PortfolioBreakdown, cash: string): string {
  const { worst, lossFactor } = margin;
  const index = margin.scenarios.findIndex(({ name }) => name === worst.name);
  return [
    legTable(margin, cash),
    `  equity                   ${amount(margin.equity, 'equity', 0).padStart(10)} $   the sum: profit since entry for derivatives, full value for collateral and cash`,
    `  maintenance requirement  ${amount(margin.requirement, 'requirement', 0).padStart(10)} $   ${money(Number(margin.scenarioCharge))} for the worst scenario (${money(-Number(worst.loss))} x ${Number(lossFactor)}), ${money(Number(margin.charges))} contingencies`,
    `  ratio                    ${percent(margin.ratioBps).padStart(10)}     rounded down; liquidation starts below 100%`,
    `  worst scenario           ${labelOf(index, worst.name).replace(/ +/g, ' ')}`,
  ].join('\n');
}

/** @param name of what is no scenario of the preset */
function labelOf(index: number, name: string): string {
  const scenario: Scenario | undefined = SCENARIOS[index];
  if (scenario === undefined) return name;
  const { spotFactor, vol } = scenario;
  if (vol === 'skew-linear') return 'skew, linear';
  if (vol === 'skew-abs') return 'skew, both wings';
  const move = Math.round((spotFactor - 1) * 1000) / 10;
  const spot = `spot ${move >= 0 ? '+' : '-'}${Math.abs(move).toFixed(1)}%`;
  return `${spot.padEnd(12)} vol ${vol === 'none' ? 'same' : vol}`;
}

/** Profit or loss in each scenario of the preset, damped as it counts. */
export function scenarioPicture({ scenarios, worst }: PortfolioBreakdown): string {
  const bars = scenarios.map(({ name, profit }, index) => ({
    label: labelOf(index, name),
    value: Number(profit),
    worst: name === worst.name,
  }));
  return barChart(bars);
}
