/**
 * Loaded by mocha before the tests: writes down which compiled circuits each test reads, to `build/mutation-probe.json`
 * as `[[full title, [folder, ...]], ...]`. What a hook reads before a test is read by all tests of its outermost suite.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Context, Suite, Test } from 'mocha';

/** Read since the last test; the suite is known when its first test starts. */
const pending = new Set<string>();
const bySuite = new Map<Suite, Set<string>>();
const byTest = new Map<Test, Set<string>>();
let current: Test | undefined;

const original = fs.readFileSync;
fs.readFileSync = ((...args: Parameters<typeof original>) => {
  const folder = /test-circuits[/\\]([\w-]+)[/\\]/.exec(String(args[0]))?.[1];
  if (folder !== undefined) (current === undefined ? pending : (byTest.get(current) ?? pending)).add(folder);
  return original(...args);
}) as typeof original;
syncBuiltinESMExports();

/** The suite below the root that holds a test. */
function outermost({ parent }: Test): Suite | undefined {
  let suite = parent;
  while (suite?.parent !== undefined && !suite.parent.root) suite = suite.parent;
  return suite;
}

export const mochaHooks = {
  beforeEach(this: Context): void {
    current = this.currentTest;
    if (current === undefined) return;
    byTest.set(current, new Set());
    const suite = outermost(current);
    if (suite !== undefined) bySuite.set(suite, new Set([...(bySuite.get(suite) ?? []), ...pending]));
    pending.clear();
  },
  afterEach(): void {
    current = undefined;
  },
  afterAll(): void {
    const rows = [...byTest].map(([test, own]) => {
      const suite = outermost(test);
      const shared = (suite && bySuite.get(suite)) ?? [];
      return [test.fullTitle(), [...new Set([...shared, ...own])]];
    });
    fs.writeFileSync('build/mutation-probe.json', JSON.stringify(rows));
  },
};
