/**
 * Loaded by mocha before the tests: writes down which compiled circuits each test reads, to `build/mutation-probe.json`
 * as `[[full title, [folder, ...]], ...]`. What a hook reads stands under the empty title.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Context } from 'mocha';

const reads = new Map<string, Set<string>>();
let title = '';

const original = fs.readFileSync;
fs.readFileSync = ((...args: Parameters<typeof original>) => {
  const folder = /test-circuits[/\\]([\w-]+)[/\\]/.exec(String(args[0]))?.[1];
  if (folder !== undefined) reads.set(title, (reads.get(title) ?? new Set()).add(folder));
  return original(...args);
}) as typeof original;
syncBuiltinESMExports();

export const mochaHooks = {
  beforeEach(this: Context): void {
    title = this.currentTest?.fullTitle() ?? '';
  },
  afterEach(): void {
    title = '';
  },
  afterAll(): void {
    fs.writeFileSync(
      'build/mutation-probe.json',
      JSON.stringify([...reads].map(([name, found]) => [name, [...found]])),
    );
  },
};
