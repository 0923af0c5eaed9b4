import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { instance } from '../support/circuit.ts';
import { analyseUniqueness, type Explanation } from './uniqueness.ts';

interface Small {
  readonly args?: readonly number[];
  /** Inputs that the others determine. */
  readonly answers?: readonly string[];
  /** Whether it tests for zero: the inverse of 0 is free there, and nothing but the test reads it. */
  readonly zero?: true;
}

/** Every template, at sizes as small as it has. The statements are analysed whole, elsewhere. */
const SMALL: Readonly<Record<string, Small>> = {
  Unsigned: { args: [8] },
  Signed: { args: [8] },
  TwoSums: { args: [4, 6] },
  Least: { args: [3, 8] },
  Equal: { zero: true },
  OneHot: { args: [2] },
  Pick: { args: [3] },
  Prefix: { args: [3] },
  Indicator: { args: [3] },
  AtLevel: {},
  Hash: { args: [2] },
  SlotKind: {},
  Legs: { args: [3] },
  AccountCommitment: { args: [8] },
  AccountOpening: { args: [8, 3] },
  RowLeaf: {},
  ScenariosHash: { args: [4] },
  SizeTiersHash: {},
  CrossHash: {},
  Node: { answers: ['child'] },
  RowMembership: {},
  MarketRoot: {},
  Rows: { args: [2] },
  ParametersHash: { args: [1] },
  Equity: { args: [2] },
  SizeTiers: { args: [3], zero: true },
  Haircuts: { args: [2, 1], zero: true },
  GroupSums: { args: [3], zero: true },
  Claim: { args: [10, 100] },
  Charges: { args: [3], zero: true },
  BasisLoss: { args: [2] },
  ExpiryGroups: { args: [2, 2], zero: true },
  ExpiryChange: { args: [2, 1] },
  ScenarioLosses: { args: [2, 3] },
  IsolatedMargin: { args: [2], zero: true },
  CrossMargin: { args: [2], zero: true },
  PortfolioMargin: { args: [2, 2, 1], zero: true },
  IsolatedValuation: { args: [2, 2], zero: true },
  CrossValuation: { args: [2, 2], zero: true },
  PortfolioValuation: { args: [2, 2, 3, 1, 2], zero: true },
};
const WHOLE = /^(Isolated|Cross|Portfolio)Statement$/;
const ZERO_INVERSE: Explanation = { signal: /(^|\.)inv$/, reason: 'IsZero leaves the inverse of 0 open' };

/** The file that declares each template. */
const FILES = new Map(
  globSync('circuits/**/*.circom').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^template (\w+)/gm)].map(([, name]) => [name ?? '', file] as const),
  ),
);

describe('every template alone', () => {
  it('is analysed, or a whole statement', () => {
    expect(Object.keys(SMALL)).to.have.members([...FILES.keys()].filter((name) => !WHOLE.test(name)));
  });

  for (const [template, { zero, ...options }] of Object.entries(SMALL)) {
    it(`${template} has no second witness for the same inputs`, async () => {
      const { args = [], answers = [] } = options;
      const { system } = await instance({ include: FILES.get(template) ?? '', template, args });
      const benign = zero === true ? [ZERO_INVERSE] : [];
      const { undetermined } = analyseUniqueness({ system, witnesses: [], answers, benign });
      expect(undetermined).to.deep.equal([]);
    });
  }
});
