import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The folder of published vectors and market data, which is not part of the repository.
 * `PLIMSOLL_SHARED`, relative to the repository, names it; `../shared` otherwise.
 *
 * @returns the absolute path, or undefined when there is no such folder
 */
export function sharedRoot(): string | undefined {
  const folder = resolve(ROOT, process.env['PLIMSOLL_SHARED'] ?? '../shared');
  return existsSync(folder) ? folder : undefined;
}

/**
 * The path of something in the shared folder. Without the folder the running test is skipped, by name;
 * a missing file in a folder that is there is an error, because then the test would silently check nothing.
 *
 * @param test the `this` of a mocha test or hook
 */
export function sharedPath(test: Mocha.Context, ...parts: readonly string[]): string {
  const root = sharedRoot();
  if (root === undefined) {
    console.log(`      skipped without the shared folder (PLIMSOLL_SHARED): ${nameOf(test)}`);
    test.skip();
  }
  const path = join(root, ...parts);
  if (!existsSync(path)) throw new Error(`sharedPath: expected a file, got nothing at ${path}`);
  return path;
}

/** In a hook `currentTest` is the test it runs for (`beforeEach`) or nothing (`before`, where `test` is the hook). */
function nameOf(test: Mocha.Context): string {
  const runnable = test.currentTest ?? test.test;
  return runnable?.fullTitle() ?? 'unnamed test';
}
