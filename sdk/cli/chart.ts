import { onStdout } from './terminal.ts';

/** One scenario of a chart. */
export interface Bar {
  readonly label: string;
  /** Profit or loss in the quote currency. */
  readonly value: number;
  /** The scenario that decides. */
  readonly worst?: boolean;
}

const EIGHTHS = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const HALF = 24;

/** A bar to the right of the axis, in eighths of a character. */
function rising(share: number): string {
  const eighths = Math.round(share * HALF * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${eighths % 8 === 0 ? '' : (EIGHTHS[eighths % 8] ?? '')}`.padEnd(HALF);
}

/** A bar to the left of the axis: fonts have no left-hand eighths, so whole characters. */
function falling(share: number): string {
  const blocks = Math.round(share * HALF);
  return (blocks === 0 && share > 0 ? '▕' : '█'.repeat(blocks)).padStart(HALF);
}

/** An amount with separators; what rounds to zero has no sign. */
export function money(value: number, digits = 0): string {
  const rounded = Number(value.toFixed(digits));
  return (rounded === 0 ? 0 : rounded).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Profits and losses as bars about one axis, losses to the left. */
export function barChart(bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)), 1);
  const [labels, figures] = [
    Math.max(...bars.map(({ label }) => label.length)),
    Math.max(...bars.map(({ value }) => money(value).length)),
  ];
  return bars
    .map(({ label, value, worst }) => {
      const share = Math.abs(value) / most;
      const left = value < 0 ? onStdout('red', falling(share)) : ' '.repeat(HALF);
      const right = value > 0 ? onStdout('green', rising(share)) : ' '.repeat(HALF);
      const line = `  ${label.padEnd(labels)} ${money(value).padStart(figures)} ${left}│${right}`;
      return worst === true ? `${line.trimEnd()} ${onStdout('bold', '◀ worst')}` : line.trimEnd();
    })
    .join('\n');
}
