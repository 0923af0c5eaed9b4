import { expect } from 'chai';
import type { MarketTable } from '../../prover/model/market.ts';
import { packTerms } from '../../prover/model/packing.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { CIRCUITS, circuitFor, type CircuitShape } from '../../prover/witness/circuits.ts';
import { builtCircuit, type Circuit } from '../support/circuit.ts';
import { FULL, LARGE, marginCircuit, marginInputs, onTheLine, witnessMargin, type Held } from '../support/margin.ts';
import { sharedPath } from '../support/shared.ts';
import { readWorkedPortfolios } from '../support/vectors.ts';
import { exclusive } from './exclusive.ts';

/** The only one that is larger than every circuit: 62 legs. */
const TOO_LARGE = '064';
/** How many of each circuit are put to the whole statement. */
const STATEMENTS = 2;

interface Case extends Held {
  readonly name: string;
  /** As in the file. */
  readonly table: MarketTable;
}

/** The table with discounts in order: those of 097 are not, so no market may have them, but its margin is defined. */
const inOrder = (table: MarketTable): MarketTable => ({
  ...table,
  expiries: new Map(
    [...table.expiries].map(([key, terms]) => {
      const { discountLong, discountShort } = terms;
      return [key, discountLong > discountShort ? { ...terms, discountLong: discountShort } : terms];
    }),
  ),
});

/** Inputs with the terms of the file in place of those in order. */
function withTerms(inputs: CircuitInputs, { table, market }: Case): CircuitInputs {
  const terms = new Map(
    [...table.expiries].map(([key, original]) => {
      const expiry = Number(key.split('/')[1]);
      const ordered = market.table.expiries.get(key) ?? original;
      return [packTerms(expiry, ordered), packTerms(expiry, original)];
    }),
  );
  const replaced = (name: string): bigint[] =>
    (inputs[name] as readonly bigint[]).map((packed) => terms.get(packed) ?? packed);
  return { ...inputs, terms: replaced('terms'), group: replaced('group') };
}

describe('margin/portfolio on the published worked portfolios', () => {
  let cases: Case[];
  let tooLarge: string[];

  before(function () {
    cases = [];
    tooLarge = [];
    for (const { name, model } of readWorkedPortfolios(sharedPath(this, 'vectors', 'scenario-margin'))) {
      const { account } = model;
      const { table } = model.market;
      const market = new Market(inOrder(table));
      if (account.legs.length > LARGE.legs) tooLarge.push(name);
      else cases.push({ name, account, market, table, shape: CIRCUITS[circuitFor(account, market)] ?? FULL });
    }
  });

  it('has room for every one but one', () => {
    expect(cases.length).to.be.at.least(99);
    expect(tooLarge).to.have.length(1);
    expect(tooLarge[0]).to.match(new RegExp(`^${TOO_LARGE}`));
  });

  for (const level of ['maintenance', 'initial'] as const) {
    it(`equals the model to the last integer on every one that has a circuit (${level})`, async () => {
      const circuits = new Map<CircuitShape, Circuit>();
      for (const shape of [FULL, LARGE]) circuits.set(shape, await marginCircuit(shape));
      for (const each of cases) {
        const circuit = circuits.get(each.shape);
        if (circuit === undefined) throw new Error(`${each.name}: expected a portfolio circuit`);
        const { equity, requirement } = portfolioMargin(each.account, each.table, level);
        const inputs = withTerms(marginInputs(each, level), each);
        expect(await witnessMargin(circuit, inputs), each.name).to.deep.equal({ equity, requirement });
      }
    });
  }

  it('states the largest ones of each circuit on the line, and nothing else', async () => {
    for (const name of ['portfolio-8', 'portfolio-36']) {
      const [shape, circuit] = [CIRCUITS[name], await builtCircuit(name)];
      if (shape === undefined) throw new Error(`${name}: expected a circuit`);
      const largest = cases
        .filter((each) => each.shape === shape)
        .sort((a, b) => b.account.legs.length - a.account.legs.length)
        .slice(0, STATEMENTS);
      for (const { account, market } of largest) {
        await exclusive(circuit, { account: onTheLine(account, market.table), market, shape }, true);
      }
    }
  });
});
