import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

/** Where the numbers of the last run are, for the script that adds up several runners; `--reporter-option run=` names one. */
export const resultsFile = (run: string): string =>
  fileURLToPath(new URL(`../../build/test-results/${run}.json`, import.meta.url));

export interface Results {
  readonly passed: number;
  readonly failed: number;
  /** Full titles. */
  readonly skipped: readonly string[];
}

/** mocha's `spec` report; at the end it names each skipped test and leaves the numbers in a file. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    const { run = 'mocha' } = (options.reporterOptions ?? {}) as { run?: string };
    const file = resultsFile(run);
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test: Mocha.Test) => {
      skipped.push(test.fullTitle());
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      for (const title of skipped) console.log(`  skipped: ${title}`);
      const results: Results = { passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0, skipped };
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
    });
  }
}
