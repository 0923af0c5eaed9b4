import { expect } from 'chai';
import { sharedPath, sharedRoot } from './shared.ts';

describe('the shared folder', () => {
  const before = process.env['PLIMSOLL_SHARED'];

  afterEach(() => {
    if (before === undefined) delete process.env['PLIMSOLL_SHARED'];
    else process.env['PLIMSOLL_SHARED'] = before;
  });

  /** A context that notes whether it was skipped, as mocha's does by throwing. */
  const context = {
    test: { fullTitle: () => 'a test of the vectors' },
    skip: () => {
      throw new Error('skipped');
    },
  } as unknown as Mocha.Context;

  it('skips a test when it is missing', () => {
    process.env['PLIMSOLL_SHARED'] = 'build/no-such-folder';
    expect(sharedRoot()).to.equal(undefined);
    expect(() => sharedPath(context, 'vectors')).to.throw('skipped');
  });

  it('fails a test when the folder is there and the file is not', () => {
    process.env['PLIMSOLL_SHARED'] = 'test';
    expect(sharedPath(context, 'support', 'shared.ts')).to.match(/shared\.ts$/);
    expect(() => sharedPath(context, 'no-such-file')).to.throw('expected a file, got nothing');
  });
});
