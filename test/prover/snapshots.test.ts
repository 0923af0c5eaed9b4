import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { committedManifest } from '../../prover/artifacts/committed.ts';

/** What a circuit may cost. */
const MOST: Readonly<Record<string, number>> = {
  'isolated-4': 13_000,
  'cross-8': 26_000,
  'portfolio-8': 52_000,
  'portfolio-36': 185_000,
  open: 1_000,
  'deposit-8': 15_000,
  'transition-isolated-4': 25_000,
  'transition-cross-8': 45_000,
  'transition-portfolio-8': 72_000,
  'reduce-isolated-4': 30_000,
  'reduce-cross-8': 60_000,
  'reduce-portfolio-8': 120_000,
};

describe('constraints', () => {
  it('are those of test/snapshots/constraints.json, and within the limit of each circuit', () => {
    const { circuits } = committedManifest();
    const counts = Object.fromEntries(Object.entries(circuits).map(([circuit, entry]) => [circuit, entry.constraints]));
    const snapshot: unknown = JSON.parse(
      readFileSync(new URL('../snapshots/constraints.json', import.meta.url), 'utf8'),
    );
    expect(counts).to.deep.equal(snapshot);
    for (const [circuit, count] of Object.entries(counts)) expect(count, circuit).to.be.at.most(MOST[circuit] ?? 0);
  });
});
