import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { attribute, type Attribution } from '../../scripts/mutation/attribution.ts';
import { type Mutant, mutantsOf } from '../../scripts/mutation/mutant.ts';
import { isSameSystem } from '../../scripts/mutation/same-system.ts';
import { simplified } from '../../scripts/mutation/simplify.ts';
import { compileWeakened, type Weakened } from '../../scripts/mutation/weakened.ts';
import { linearForm } from '../analysis/combination.ts';
import { type Main, mainOf } from '../support/circuit.ts';
import { type ConstraintSystem, namesByWire } from '../support/constraints.ts';

const FILE = 'test/support/circuits/statements.circom';
const PLACES = /\[\d+\]/g;

describe('constraints that a mutant takes away', () => {
  const main: Main = mainOf({ include: FILE, template: 'Statements', args: [3] });
  const mutants = mutantsOf('circuits', FILE, readFileSync(FILE, 'utf8'));
  let intact: Weakened;
  let attribution: Attribution<Mutant>;
  let compilations = 0;
  let needed: number;

  const compileWith = async (some: readonly Mutant[]) => {
    compilations += 1;
    return (await compileWeakened(main, some, 'O0'))?.r1cs;
  };
  const mutantAt = (text: string, nth = 1): Mutant => {
    const found = mutants.filter((mutant) => mutant.text === text)[nth - 1];
    if (found === undefined) throw new Error(`${text}: expected a mutant`);
    return found;
  };
  const without = (gone: ReadonlySet<number>): ConstraintSystem => {
    const constraints = intact.system.constraints.filter((_, index) => !gone.has(index));
    return simplified({ ...intact.system, constraints }, intact.r1cs.publicSignals);
  };

  before(async () => {
    const compiled = await compileWeakened(main, [], 'O0');
    if (compiled === undefined) throw new Error('expected it to compile');
    intact = compiled;
    attribution = await attribute(intact.r1cs, mutants, compileWith);
    needed = compilations;
  });

  /** Signals of the constraints that a mutant takes away, without places in lists. */
  function signals(text: string, nth?: number): string[][] {
    const names = namesByWire(intact.system);
    return [...(attribution.dropped.get(mutantAt(text, nth)) ?? [])].map((index) => {
      const { a, b, c } = intact.system.constraints[index] ?? { a: [], b: [], c: [] };
      const wires = new Set([...a, ...b, ...c].map(([wire]) => wire));
      const all = [...wires].flatMap((wire) => names.get(wire) ?? []);
      return [...new Set(all.map((name) => name.replaceAll(PLACES, '')))].sort();
    });
  }

  it('are those of its statement, and all of them', () => {
    expect(signals('inner[i].in <== [in[i], scale];')).to.deep.equal([
      ['in', 'inner.in'],
      ['inner.in', 'scale'],
      ['in', 'inner.in'],
      ['inner.in', 'scale'],
      ['in', 'inner.in'],
      ['inner.in', 'scale'],
    ]);
    expect(signals('out[i] <== inner[i].out;')).to.deep.equal(Array(3).fill(['inner.out', 'out']));
    expect(signals('signal copy[n] <== in;')).to.deep.equal(Array(3).fill(['copy', 'in']));
    expect(signals('ten <== 10;')).to.deep.equal([['ten']]);
    expect(signals('copy[1] === half;')).to.deep.equal([['copy', 'half']]);
    expect(signals('other + ten ==> last;')).to.deep.equal([['last', 'other', 'ten']]);
    expect(signals('sum <== last * half;')).to.deep.equal([['half', 'last', 'sum']]);
  });

  it('are those in every component of its template', () => {
    const found = signals('signal square <== in[0] * in[0];').map((names) => names.join(' '));
    expect(found.filter((names) => names === 'inner.in inner.square')).to.have.length(3);
    expect(found).to.have.length(4);
  });

  it('are told apart where two statements make the same', () => {
    for (const nth of [1, 2]) expect(signals('scale * (scale - 1) === 0;', nth)).to.deep.equal([['scale']]);
    expect(signals('half * (half - 1) === 0;')).to.deep.equal([['half'], ['half']]);
  });

  it('are none where the statement is not reached', () => {
    expect(signals('in[i] === 0;')).to.deep.equal([]);
  });

  it('are not looked for when the mutant does not compile', async () => {
    const wrong = { ...mutantAt('ten <== 10;'), replacement: '===' };
    const other = mutantAt('sum <== last * half;');
    const { invalid, dropped } = await attribute(intact.r1cs, [other, wrong], compileWith);
    expect(invalid).to.deep.equal([wrong]);
    expect([...dropped]).to.deep.equal([[other, attribution.dropped.get(other)]]);
  });

  it('are found in fewer compilations than there are mutants', () => {
    expect(needed).to.be.below(mutants.length);
  });

  it('leave what the compiler makes of the mutant alone', async () => {
    for (const [mutant, gone] of attribution.dropped) {
      const alone = await compileWeakened(main, [mutant], 'O1');
      expect(alone !== undefined && isSameSystem(without(gone), alone.system), mutant.text).to.equal(true);
      // A product, because an equality with what nothing else reads makes no difference.
      const more = intact.system.constraints.findIndex((each, index) => !gone.has(index) && !linearForm(each));
      const other = without(new Set([...gone, more]));
      expect(alone !== undefined && isSameSystem(other, alone.system), `${mutant.text}, one more`).to.equal(false);
    }
  });

  it('are refused when a mutant does something else', async () => {
    const mutant = { ...mutantAt('ten <== 10;'), replacement: '<== 1 +' };
    let failure = '';
    try {
      await attribute(intact.r1cs, [mutant], compileWith);
    } catch (error) {
      failure = String(error);
    }
    expect(failure).to.include('expected it to take constraints away');
  });
});
