/** Circuits with honest inputs that are proven to have one witness for their inputs. */
import { Market } from '../../prover/model/tree.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { CORPORA } from '../circuits/corpus/all.ts';
import type { Circuit } from '../support/circuit.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';
import { CROSS, FULL, ISOLATED, LINE, SEED, SMALL, statementCircuit } from '../support/margin.ts';
import { ALIAS_CHECKS, POINT_QUOTIENTS, type UniquenessRequest, ZERO_INVERSE } from './uniqueness.ts';

export interface Case extends Pick<UniquenessRequest, 'answers' | 'benign' | 'quotients' | 'comparisons'> {
  /** That of the main component. */
  readonly template: string;
  /** A larger size of another case: what is asked is the same. */
  readonly larger?: true;
  readonly circuit: () => Promise<Circuit>;
  /** Inputs of satisfying witnesses, random where the circuit allows. */
  readonly inputs: () => readonly CircuitInputs[];
}

/** Statements about random accounts with few and with many legs. */
function marginStatements(shape: CircuitShape): CircuitInputs[] {
  const random = new Random(SEED);
  const { scenarios, expiries } = shape.method === 'portfolio' ? shape : SMALL;
  return [1, 2, 3].map(() => {
    const table = randomTable(random, { scenarios, expiries, strikes: 2 });
    const account = randomAccount(random, table, shape);
    return stateMargin({ account, market: new Market(table), claim: LINE, context: random.next(), shape }).inputs;
  });
}

const NAMES = { isolated: 'IsolatedStatement', cross: 'CrossStatement', portfolio: 'PortfolioStatement' } as const;

const marginStatement = (shape: CircuitShape): Case => ({
  template: NAMES[shape.method],
  circuit: () => statementCircuit(shape),
  inputs: () => marginStatements(shape),
  answers: ['solvent', 'commitment', 'marketRoot'],
  benign: [ZERO_INVERSE],
});

/** Circuits that are proven to have one witness for their inputs. `answers` are inputs that the others determine. */
export const INSTANCES: Readonly<Record<string, Case>> = {
  'the isolated statement': marginStatement(ISOLATED),
  'the cross statement in small': marginStatement(CROSS),
  'the portfolio statement in small': marginStatement(SMALL),
  'the portfolio statement of portfolio-8': { ...marginStatement(FULL), larger: true },
  ...Object.fromEntries(
    CORPORA.filter(({ template }) => !Object.values<string>(NAMES).includes(template)).map(
      ({ template, as, circuit, inputs, answers = [], hasZeroTests, addsPoints, checksAliases }): [string, Case] => [
        [template, as].join(' ').trim(),
        {
          template,
          circuit,
          inputs: () => [inputs()],
          answers,
          ...(hasZeroTests === true ? { benign: [ZERO_INVERSE] } : {}),
          ...(addsPoints === true ? { quotients: POINT_QUOTIENTS } : {}),
          ...(checksAliases === true ? { comparisons: ALIAS_CHECKS } : {}),
        },
      ],
    ),
  ),
};

export const wholeTitle = (name: string): string =>
  `${name} has no second witness for the same inputs, and so no second answer`;
