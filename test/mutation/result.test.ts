import { expect } from 'chai';
import { allMutants, keyOf, TARGETS } from '../../scripts/mutation/mutant.ts';
import { discrepancies, readResult, readSurvivors, type Result, type Survivor } from '../../scripts/mutation/result.ts';
import { ROOT } from '../../scripts/mutation/workspace.ts';

describe('mutation result', () => {
  const mutants = TARGETS.flatMap((target) => allMutants(ROOT, target));
  let survivors: Survivor[];
  let result: Result;

  before(() => {
    survivors = readSurvivors();
    result = readResult();
  });

  it('has no survivor without an explanation', () => {
    expect(discrepancies(result, { survivors, mutants }).unexplained).to.deep.equal([]);
  });

  it('explains only what survived and stands in the sources', () => {
    const { gone, killed } = discrepancies(result, { survivors, mutants });
    expect({ gone, killed }).to.deep.equal({ gone: [], killed: [] });
    expect(new Set(survivors.map(keyOf)).size).to.equal(survivors.length);
  });

  it('is about every source that can be mutated', () => {
    const missing = new Set(mutants.map(({ file }) => file).filter((file) => result.files[file] === undefined));
    expect([...missing]).to.deep.equal([]);
  });

  it('names every mutant in one way only', () => {
    expect(new Set(mutants.map(keyOf)).size).to.equal(mutants.length);
  });
});
