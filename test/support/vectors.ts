/** The published worked portfolios, as files and as models. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Margin } from '../../prover/model/margin.ts';
import { parsePortfolio, portfolioToModel, type PortfolioModel } from '../../sdk/files/portfolio-file.ts';
import type { ReferencePortfolio } from '../reference/portfolio.ts';

export interface WorkedPortfolio {
  readonly name: string;
  readonly portfolio: ReferencePortfolio;
  readonly model: PortfolioModel;
}

/** @param folder with one JSON file for each portfolio */
export function readWorkedPortfolios(folder: string): WorkedPortfolio[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const portfolio = JSON.parse(readFileSync(join(folder, name), 'utf8')) as ReferencePortfolio;
      return { name, portfolio, model: portfolioToModel(parsePortfolio(portfolio, name), { purpose: 'evaluate' }) };
    });
}

/** Equity less requirement as a float, in the quote currency: the margin that the vectors publish. */
export const marginOf = ({ equity, requirement, decimals }: Margin): number =>
  Number(equity - requirement) / 10 ** decimals;

/** `got` against `expected`, relative to what was expected. */
export const distance = (got: number, expected: number, floor = 1e-9): number =>
  (got - expected) / Math.max(floor, Math.abs(expected));
