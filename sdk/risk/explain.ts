/** A margin in words: every line of what an account has and of what is asked of it, exact, so that lines add up. */
import type { Account } from '../../prover/model/account.ts';
import { accountMargin, type DetailedMargin, type Margin } from '../../prover/model/margin.ts';
import { isCollateral, type MarginLevel } from '../../prover/model/market.ts';
import { CHARGE_DECIMALS, ONE_SIZE, VALUE_DECIMALS } from '../../prover/model/units.ts';
import { crossParts } from './explain-cross.ts';
import { isolatedParts } from './explain-isolated.ts';
import { portfolioParts } from './explain-portfolio.ts';
import { roundedShares, SHOWN } from './figures.ts';
import { namesOf, type Names } from './names.ts';
import type { BuiltMarket } from './table.ts';

/** One thing that counts. Amounts are at the decimals of the margin. */
export interface ExplainedLine {
  readonly what: string;
  readonly amount: bigint;
}

/** Lines that belong together. */
export interface ExplainedPart {
  readonly title: string;
  readonly lines: readonly ExplainedLine[];
}

export interface Explanation extends Margin {
  /** Cash, each leg, haircuts: they add up to `equity`. */
  readonly has: readonly ExplainedLine[];
  /** All lines add up to `requirement`. */
  readonly asked: readonly ExplainedPart[];
}

/** Value of collateral, profit or loss since entry of everything else; haircuts that count against equity. */
function hasLines({ cash }: Account, { method, legs, decimals }: DetailedMargin, names: Names): ExplainedLine[] {
  const fromValue = 10n ** BigInt(decimals - VALUE_DECIMALS);
  // The portfolio method asks for its haircuts in the requirement.
  const fromHaircut = method === 'portfolio' ? 0n : 10n ** BigInt(decimals - CHARGE_DECIMALS);
  return [
    { what: 'cash', amount: cash * ONE_SIZE * fromValue },
    ...legs.map(({ leg, value }) => ({
      what: `${isCollateral(leg.instrument) ? 'value' : 'profit since entry'} of ${names.leg(leg)}`,
      amount: value * fromValue,
    })),
    ...legs.map(({ leg, haircut }) => ({ what: `haircut on ${names.leg(leg)}`, amount: -haircut * fromHaircut })),
  ].filter(({ amount }) => amount !== 0n);
}

function partsOf(margin: DetailedMargin, market: BuiltMarket, names: Names): ExplainedPart[] {
  switch (margin.method) {
    case 'isolated':
      return isolatedParts(margin, market, names);
    case 'cross':
      return crossParts(margin, market, names);
    case 'portfolio':
      return portfolioParts(margin, market, names);
  }
}

/**
 * Where equity and requirement of an account come from.
 *
 * @throws USAGE when the account does not fit the market's table or its method
 */
export function explain(account: Account, market: BuiltMarket, level: MarginLevel): Explanation {
  const margin = accountMargin(account, market.table, level);
  const { method, equity, requirement, decimals } = margin;
  const names = namesOf(market);
  const asked = partsOf(margin, market, names)
    .map(({ title, lines }) => ({ title, lines: lines.filter(({ amount }) => amount !== 0n) }))
    .filter(({ lines }) => lines.length > 0);
  return { method, level, equity, requirement, decimals, has: hasLines(account, margin, names), asked };
}

/** A line as it is shown: `units` counts the last place. */
export interface ShownLine {
  readonly what: string;
  readonly units: bigint;
}

/** Lines rounded to `places` so that they add up to the sum of all as it is shown, of equity or of a requirement. */
export function shownLines(
  lines: readonly ExplainedLine[],
  { of, decimals, places }: { of: keyof typeof SHOWN; decimals: number; places: number },
): ShownLine[] {
  const units = roundedShares(
    lines.map(({ amount }) => amount),
    decimals,
    places,
    SHOWN[of],
  );
  return lines.map(({ what }, index) => ({ what, units: units[index] ?? 0n }));
}
