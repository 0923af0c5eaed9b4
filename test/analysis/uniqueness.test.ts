import { expect } from 'chai';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { instance } from '../support/circuit.ts';
import type { Constraint } from '../support/constraints.ts';
import { SEED, SMALL, statementCircuit } from '../support/margin.ts';
import { analyseUniqueness, type Uniqueness, ZERO_INVERSE } from './uniqueness.ts';
import { type Case, INSTANCES, wholeTitle } from './whole.ts';

const PLANTED = 'test/support/circuits/planted.circom';

async function analyse({ circuit: compile, inputs, ...options }: Case): Promise<Uniqueness> {
  const circuit = await compile();
  const witnesses: bigint[][] = [];
  for (const each of inputs()) witnesses.push(await circuit.witness(each));
  return analyseUniqueness({ ...options, system: circuit.system, witnesses });
}

const planted = (template: string, ...inputs: CircuitInputs[]): Case => ({
  template,
  circuit: () => instance({ include: PLANTED, template }),
  inputs: () => inputs,
});

describe(`under-constrained signals (PLIMSOLL_SEED=${SEED})`, () => {
  for (const [name, entry] of Object.entries(INSTANCES)) {
    it(wholeTitle(name), async () => {
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
