import { join } from 'node:path';
import type { MarginLevel } from '../../prover/model/market.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { referenceMargin } from '../../test/reference/float.ts';
import { sharedRoot } from '../../test/support/shared.ts';
import { distance, marginOf, readWorkedPortfolios } from '../../test/support/vectors.ts';

/** Differences of the exact margin, relative. */
export interface Accuracy {
  readonly level: MarginLevel;
  /** Largest difference to the published margin. */
  readonly published: number;
  /** Largest shortfall against the float reference: rounding that asks for more margin. */
  readonly tighter: number;
  /** Largest excess over it: rounding that would ask for less, up to the reference's own error. */
  readonly looser: number;
}

/** Rounding of the integer model over the published portfolios; nothing where they are not at hand. */
export function measureAccuracy(log: (message: string) => void): Accuracy[] {
  const root = sharedRoot();
  if (root === undefined) {
    log('accuracy: left out, no vectors at hand (PLIMSOLL_SHARED)');
    return [];
  }
  const portfolios = readWorkedPortfolios(join(root, 'vectors', 'scenario-margin'));
  return (['maintenance', 'initial'] as const).map((level) => {
    const differences = portfolios.map(({ portfolio, model }) => {
      const margin = marginOf(portfolioMargin(model.account, model.market.table, level));
      return {
        published: Math.abs(distance(margin, portfolio.expected?.[`${level}Margin`] ?? NaN)),
        reference: distance(margin, referenceMargin(portfolio)[`${level}Margin`]),
      };
    });
    return {
      level,
      published: Math.max(...differences.map((each) => each.published)),
      tighter: Math.max(0, ...differences.map((each) => -each.reference)),
      looser: Math.max(0, ...differences.map((each) => each.reference)),
    };
  });
}
