/**
 * Runs every test: mocha, then the tests written in Solidity. The last line is `N passed, N failed` over both.
 * Arguments go to mocha (`npm test -- --forbid-pending`).
 */

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { RESULTS_FILE, type Results } from '../test/support/reporter.ts';

interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command from `node_modules/.bin`, shown as it goes and kept. */
async function run(command: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return { exitCode, output: stripVTControlCharacters(output) };
}

type Count = Pick<Results, 'passed' | 'failed'>;

async function runMocha(args: readonly string[]): Promise<Count> {
  rmSync(RESULTS_FILE, { force: true });
  const { exitCode } = await run('mocha', args);
  let results: Count = { passed: 0, failed: 0 };
  try {
    results = JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Results;
  } catch (cause) {
    // A run that died before its end left no numbers; the exit code below counts it.
    if (exitCode === 0) throw cause;
  }
  return countExit(results, exitCode);
}

async function runSolidity(): Promise<Count> {
  const { exitCode, output } = await run('hardhat', ['test', 'solidity']);
  const number = (word: string): number => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  // Nothing that these tests need can be absent, so a skipped one is a failure.
  const skipped = number('skipped');
  return countExit({ passed: number('passing'), failed: number('failing') + skipped }, exitCode);
}

/** A runner that fails without a failing test (a file that does not load, a contract that does not compile) is one failure. */
function countExit(count: Count, exitCode: number): Count {
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

const counts = [await runMocha(process.argv.slice(2)), await runSolidity()];
const total = (key: keyof Count): number => counts.reduce((sum, count) => sum + count[key], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
