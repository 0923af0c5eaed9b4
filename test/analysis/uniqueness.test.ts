import { expect } from 'chai';
import { Market } from '../../prover/model/tree.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import { stateMargin } from '../../prover/witness/statement.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { type Circuit, instance } from '../support/circuit.ts';
import type { Constraint } from '../support/constraints.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';
import { CORPORA } from '../circuits/corpus/all.ts';
import { CROSS, FULL, ISOLATED, LINE, SEED, SMALL, statementCircuit } from '../support/margin.ts';
import { analyseUniqueness, type Explanation, type Uniqueness, type UniquenessRequest } from './uniqueness.ts';

const PLANTED = 'test/support/circuits/planted.circom';

/** The inverse in a zero test is free when the number is 0, and nothing but the zero test reads it. */
const ZERO_INVERSE: Explanation = { signal: /(^|\.)inv$/, reason: 'IsZero leaves the inverse of 0 open' };

interface Case extends Pick<UniquenessRequest, 'answers' | 'benign'> {
  readonly circuit: () => Promise<Circuit>;
  /** Inputs of satisfying witnesses, random where the circuit allows. */
  readonly inputs: () => readonly CircuitInputs[];
}

async function analyse({ circuit: compile, inputs, ...options }: Case): Promise<Uniqueness> {
  const circuit = await compile();
  const witnesses: bigint[][] = [];
  for (const each of inputs()) witnesses.push(await circuit.witness(each));
  return analyseUniqueness({ ...options, system: circuit.system, witnesses });
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

const marginStatement = (shape: CircuitShape): Case => ({
  circuit: () => statementCircuit(shape),
  inputs: () => marginStatements(shape),
  answers: ['solvent', 'commitment', 'marketRoot'],
  benign: [ZERO_INVERSE],
});

/** Circuits that are proven to have one witness for their inputs. `answers` are inputs that the others determine. */
const INSTANCES: Readonly<Record<string, Case>> = {
  'the isolated statement': marginStatement(ISOLATED),
  'the cross statement in small': marginStatement(CROSS),
  'the portfolio statement in small': marginStatement(SMALL),
  'the portfolio statement of portfolio-8': marginStatement(FULL),
  ...Object.fromEntries(
    CORPORA.filter(({ template }) => !template.endsWith('Statement')).map(
      ({ template, circuit, inputs, hasZeroTests }): [string, Case] => [
        template,
        { circuit, inputs: () => [inputs()], ...(hasZeroTests === true ? { benign: [ZERO_INVERSE] } : {}) },
      ],
    ),
  ),
};

const planted = (template: string, ...inputs: CircuitInputs[]): Case => ({
  circuit: () => instance({ include: PLANTED, template }),
  inputs: () => inputs,
});

describe(`under-constrained signals (PLIMSOLL_SEED=${SEED})`, () => {
  for (const [name, entry] of Object.entries(INSTANCES)) {
    it(`${name} has no second witness for the same inputs, and so no second answer`, async () => {
      const result = await analyse(entry);
      expect(result.undetermined).to.deep.equal([]);
      expect(result.freeAtWitness.flat()).to.deep.equal([]);
    });
  }

  it('the margin statement without any one of the constraints that pin a hint is found out', async () => {
    const { system } = await statementCircuit(SMALL);
    const wire = (name: string): number => {
      const found = system.wireOf.get(name);
      if (found === undefined) throw new Error(`${name}: expected a signal of the witness, got none`);
      return found;
    };
    const isAbout = ({ a, b, c }: Constraint, names: readonly string[]): boolean =>
      names.map(wire).every((each) => a.has(each) || b.has(each) || c.has(each));
    // Signals that meet in the constraint to drop, and one that must be found open without it.
    const drops: readonly (readonly [string[], string])[] = [
      [
        ['valuation.margin[0].worst.out', 'valuation.margin[0].losses.loss[4]', 'valuation.margin[0].worst.product[5]'],
        'valuation.margin[0].worst.out',
      ],
      [
        [
          'valuation.margin[0].worst.out',
          'valuation.margin[0].losses.loss[2]',
          'valuation.margin[0].worst.above[4].in',
        ],
        'valuation.margin[0].worst.out',
      ],
      [
        ['valuation.margin[0].sums[0][1].digit[1][7]', 'valuation.margin[0].sums[0][1].digit[0][7]'],
        'valuation.margin[0].sums[0][1].digit[0][7]',
      ],
      [['account.legs.used[1]', 'account.legs.used[2]'], 'account.legs.used[2]'],
      [['valuation.haircuts[0].tiers[0].chosen.hot[1]', 'index[0]'], 'valuation.haircuts[0].tiers[0].chosen.hot[1]'],
      [
        ['valuation.haircuts[0].tiers[0].chosen.hot[1]', 'valuation.haircuts[0].tiers[0].chosen.hot[2]'],
        'valuation.haircuts[0].tiers[0].chosen.hot[1]',
      ],
    ];
    for (const [names, open] of drops) {
      const kept = system.constraints.filter((constraint) => !isAbout(constraint, names));
      expect(kept.length, `constraints about ${names.join(', ')}`).to.be.lessThan(system.constraints.length);
      const { undetermined } = analyseUniqueness({ system: { ...system, constraints: kept }, witnesses: [] });
      expect(undetermined).to.include(open);
    }
  });
});

describe('uniqueness analysis', () => {
  const sound: Readonly<Record<string, Case>> = {
    DivideBy10: planted('DivideBy10', { in: 12_345n }),
    Parity: planted('Parity', { in: 54_321n }),
    Larger: planted('Larger', { in: [17n, 4_000n] }),
    Zero: { ...planted('Zero', { in: 0n }, { in: 9n }), benign: [ZERO_INVERSE] },
  };
  for (const [template, entry] of Object.entries(sound)) {
    it(`accepts the sound template ${template}`, async () => {
      const result = await analyse(entry);
      expect(result.undetermined).to.deep.equal([]);
      expect(result.freeAtWitness.flat()).to.deep.equal([]);
    });
  }

  it('finds a signal whose constraint was dropped', async () => {
    const result = await analyse(planted('LargerUnconstrained', { in: [17n, 4_000n] }));
    expect(result.undetermined).to.have.members(['out', 'larger']);
    expect(result.freeAtWitness[0]).to.have.members(['out', 'larger']);
  });

  it('finds a quotient and a remainder without ranges', async () => {
    const result = await analyse(planted('DivideBy10Unranged', { in: 12_345n }));
    expect(result.undetermined).to.have.members(['quotient', 'remainder']);
    expect(result.freeAtWitness[0]).to.have.members(['quotient', 'remainder']);
  });

  it('finds an ambiguous decomposition, which moves no signal continuously', async () => {
    const result = await analyse(planted('ParityAmbiguous', { in: 1n }));
    expect(result.undetermined).to.include('parity');
    expect(result.freeAtWitness.flat()).to.deep.equal([]);
  });

  it('finds a zero test that accepts 0 for 0 when half of it is missing', async () => {
    const result = await analyse(planted('ZeroHalf', { in: 5n }));
    expect(result.undetermined).to.have.members(['out', 'inverse']);
    expect(result.freeAtWitness[0]).to.have.members(['out', 'inverse']);
  });

  it('refuses an explanation that nothing needs', async () => {
    const circuit = await instance({ include: PLANTED, template: 'Parity' });
    expect(() => analyseUniqueness({ system: circuit.system, witnesses: [], benign: [ZERO_INVERSE] })).to.throw(
      'expected an undetermined signal',
    );
  });

  it('refuses a witness that does not satisfy the constraints', async () => {
    const circuit = await instance({ include: PLANTED, template: 'Parity' });
    const witness = await circuit.witness({ in: 5n });
    expect(() => analyseUniqueness({ system: circuit.system, witnesses: [witness.with(1, 0n)] })).to.throw(
      'expected all constraints to hold',
    );
  });
});
