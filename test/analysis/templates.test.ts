import { expect } from 'chai';
import { instance } from '../support/circuit.ts';
import { FILES, SMALL, smallOf, smallTitle, WHOLE } from './small.ts';
import { analyseUniqueness } from './uniqueness.ts';

describe('every template alone', () => {
  it('is analysed, or a whole statement', () => {
    expect(Object.keys(SMALL)).to.have.members([...FILES.keys()].filter((name) => !WHOLE.test(name)));
  });

  for (const template of Object.keys(SMALL)) {
    it(smallTitle(template), async () => {
      const { of, ...request } = smallOf(template);
      const { system } = await instance(of);
      expect(analyseUniqueness({ ...request, system, witnesses: [] }).undetermined).to.deep.equal([]);
    });
  }
});
