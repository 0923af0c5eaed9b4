import { expect } from 'chai';
import { circuitMutants, templateReach } from '../../scripts/mutation/circuits.ts';
import { contractMutants } from '../../scripts/mutation/contracts.ts';
import { type Edit, mutantsOf, mutate } from '../../scripts/mutation/mutant.ts';

/** The mutants of a source, each as what it makes of the line it changes. */
function changed(source: string, edits: readonly Edit[], kind: string): string[] {
  const before = source.split('\n');
  return edits
    .filter((edit) => edit.kind === kind)
    .map((edit) => {
      const after = mutate(source, edit).split('\n');
      return (after.find((line, index) => line !== before[index]) ?? '').trim();
    });
}

describe('mutants of circuits', () => {
  const source = `
// a === b; in a comment is no equality
template Small(n, k) {
    signal input in[2];
    component digits = Num2Bits(3 * (n + 1) + WIDTH(k, 2));
    digits.in <== in[0] /* b <== c */ + in[1];
    component least = Least(2, k);
    for (var i = 0; i < n; i++) {
        in[i] * (in[i] - 1) === 0;
    }
}
template custom Big() {
    signal x <== Small(1, 2)();
}
`;
  const edits = circuitMutants(source);

  it('drop each equality, and only the statement that it is', () => {
    expect(changed(source, edits, 'equality')).to.deep.equal(['']);
    expect(edits.find(({ kind }) => kind === 'equality')?.scope).to.equal('Small');
  });

  it('make each constrained assignment a hint, but not that of an anonymous component', () => {
    expect(changed(source, edits, 'hint')).to.deep.equal(['digits.in <-- in[0] /* b <== c */ + in[1];']);
  });

  it('make each width one more and one less', () => {
    expect(changed(source, edits, 'wider')).to.deep.equal([
      'component digits = Num2Bits((3 * (n + 1) + WIDTH(k, 2)) + 1);',
      'component least = Least(2, (k) + 1);',
    ]);
    expect(changed(source, edits, 'narrower')).to.deep.equal([
      'component digits = Num2Bits((3 * (n + 1) + WIDTH(k, 2)) - 1);',
      'component least = Least(2, (k) - 1);',
    ]);
  });

  it('are tested where the template is used, however far up', () => {
    expect(templateReach([source]).get('Big')).to.deep.equal(new Set(['Big', 'Small']));
    expect(templateReach([source]).get('Small')).to.deep.equal(new Set(['Small']));
  });
});

describe('mutants of contracts', () => {
  const source = `
contract Vault is Ownable {
    constructor(address owner) Ownable(owner) { _requireCode(owner); }
    function take(uint256 a, uint256 b) external onlyOwner only(a) returns (bool) {
        if (a == 0 || a > LIMIT) revert Wrong(a);
        if (_isOld(a, b)) return false;
        Library.checkAll(a);
        require(a != b, "same");
        uint256 kept = _check(a);
        return a < b || !_counts(a) && b != 7;
    }
}
`;
  const edits = contractMutants(source);

  it('switch off guards and early exits', () => {
    expect(changed(source, edits, 'guard')).to.deep.equal(['if (false) revert Wrong(a);', 'require(true, "same");']);
    expect(changed(source, edits, 'exit')).to.deep.equal(['if (false) return false;']);
  });

  it('leave out modifiers, but no bases, and calls that only check', () => {
    expect(changed(source, edits, 'modifier').map((line) => line.replaceAll(/ +/g, ' '))).to.deep.equal([
      'function take(uint256 a, uint256 b) external only(a) returns (bool) {',
      'function take(uint256 a, uint256 b) external onlyOwner returns (bool) {',
    ]);
    const left = edits.filter(({ kind }) => kind === 'call').map(({ scope, change }) => `${scope}: ${change}`);
    expect(left).to.deep.equal(['constructor: _requireCode left out', 'take: checkAll left out']);
  });

  it('leave out each operand of a condition once', () => {
    expect(changed(source, edits, 'operand')).to.have.members([
      'if (false || a > LIMIT) revert Wrong(a);',
      'if (a == 0 || false) revert Wrong(a);',
      'return false || !_counts(a) && b != 7;',
      'return a < b || false;',
      'return a < b || true && b != 7;',
      'return a < b || !_counts(a) && true;',
    ]);
  });

  it('move comparisons at the edge, except against zero, which has nothing below', () => {
    expect(changed(source, edits, 'edge')).to.have.members([
      'if (a == 0 || a >= LIMIT) revert Wrong(a);',
      'require(a < b, "same");',
      'require(a > b, "same");',
      'return a <= b || !_counts(a) && b != 7;',
      'return a < b || !_counts(a) && b < 7;',
      'return a < b || !_counts(a) && b > 7;',
    ]);
  });

  it('are named by their line of source, and counted where it repeats', () => {
    const twice = source.replace('Library.checkAll(a);', 'Library.checkAll(a); Library.checkAll(a);');
    const calls = mutantsOf('contracts', 'Vault.sol', twice).filter(({ change }) => change === 'checkAll left out');
    expect(calls.map(({ text, nth }) => `${nth} ${text}`)).to.deep.equal([
      '1 Library.checkAll(a); Library.checkAll(a);',
      '2 Library.checkAll(a); Library.checkAll(a);',
    ]);
  });
});
