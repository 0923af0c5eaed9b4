import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { TestRun } from './run.ts';

/**
 * Leaves a `TestRun` in the file that its option `output` names. mocha's own JSON report fails on some errors, such as
 * those that hold a bigint.
 */
// mocha loads a reporter by its default export.
// eslint-disable-next-line no-restricted-syntax
export default class Reporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = options.reporterOptions as { output: string };
    const tests: { fullTitle: string; file: string; duration: number }[] = [];
    let failure: TestRun['failure'];
    runner.on(Mocha.Runner.constants.EVENT_TEST_END, (test: Mocha.Test) => {
      tests.push({ fullTitle: test.fullTitle(), file: test.file ?? '', duration: test.duration ?? 0 });
    });
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Runnable, error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      failure ??= { title: test.fullTitle(), file: test.file ?? '', message };
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const run: TestRun = { tests, ...(failure && { failure }) };
      writeFileSync(output, JSON.stringify(run));
    });
  }
}
