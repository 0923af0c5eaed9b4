/**
 * Runs every test: mocha, then the tests written in Solidity. The last line is `N passed, N failed` over all.
 * Arguments go to mocha (`npm test -- --forbid-pending`). Tests of circuits and sources keep one processor busy; they run
 * beside the others, and are shown after them.
 */

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { resultsFile, type Results } from '../test/support/reporter.ts';

interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command from `node_modules/.bin`, shown as it goes unless `quiet`, and kept. */
async function run(command: string, args: readonly string[], { quiet = false } = {}): Promise<Finished> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (!quiet) process.stdout.write(text);
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return { exitCode, output };
}

type Count = Pick<Results, 'passed' | 'failed'>;

/** Folders of tests that prove nothing and use no chain. */
const BESIDE = ['test/analysis', 'test/circuits', 'test/lint', 'test/mutation'];

async function runMocha(args: readonly string[]): Promise<Count[]> {
  // Who names files or titles wants these.
  if (args.some((arg) => !arg.startsWith('-'))) return [(await runGroup('mocha', args)).count];
  const others = BESIDE.flatMap((folder) => ['--ignore', `${folder}/**`]);
  const [shown, beside] = await Promise.all([
    runGroup('mocha', [...args, ...others]),
    runGroup('beside', [...args, ...BESIDE], { quiet: true }),
  ]);
  process.stdout.write(beside.output);
  return [shown.count, beside.count];
}

async function runGroup(name: string, args: readonly string[], options?: { quiet: boolean }) {
  const file = resultsFile(name);
  rmSync(file, { force: true });
  const { exitCode, output } = await run('mocha', [...args, '--reporter-option', `run=${name}`], options);
  let results: Count = { passed: 0, failed: 0 };
  try {
    results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch (cause) {
    // A run that died before its end left no numbers; the exit code below counts it.
    if (exitCode === 0) throw cause;
  }
  return { count: countExit(results, exitCode), output };
}

async function runSolidity(): Promise<Count> {
  const { exitCode, output: shown } = await run('hardhat', ['test', 'solidity']);
  const output = stripVTControlCharacters(shown);
  const number = (word: string): number => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  // Nothing that these tests need can be absent, so a skipped one is a failure.
  const skipped = number('skipped');
  return countExit({ passed: number('passing'), failed: number('failing') + skipped }, exitCode);
}

/** A runner that fails without a failing test (a file that does not load, a contract that does not compile) is one failure. */
function countExit(count: Count, exitCode: number): Count {
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

const counts = [...(await runMocha(process.argv.slice(2))), await runSolidity()];
const total = (key: keyof Count): number => counts.reduce((sum, count) => sum + count[key], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
