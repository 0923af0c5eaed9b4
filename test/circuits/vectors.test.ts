import { expect } from 'chai';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { FULL, marginCircuit, marginInputs, witnessMargin } from '../support/margin.ts';
import { sharedPath } from '../support/shared.ts';
import { readWorkedPortfolios } from '../support/vectors.ts';

describe('margin/portfolio on the published worked portfolios', () => {
  for (const level of ['maintenance', 'initial'] as const) {
    it(`equals the model to the last integer on every one that fits 8 legs and 4 expiries (${level})`, async function () {
      const circuit = await marginCircuit(FULL, level);
      let fitting = 0;
      for (const { name, model } of readWorkedPortfolios(sharedPath(this, 'vectors', 'scenario-margin'))) {
        const { account, market } = model;
        if (account.legs.length > FULL.legs || market.table.expiries.size > FULL.expiries) continue;
        fitting += 1;
        const { equity, requirement } = portfolioMargin(account, market.table, level);
        const inputs = marginInputs(account, new Market(market.table), FULL, level);
        expect(await witnessMargin(circuit, inputs), name).to.deep.equal({ equity, requirement });
      }
      expect(fitting).to.be.at.least(46);
    });
  }
});
