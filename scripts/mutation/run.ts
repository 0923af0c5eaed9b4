import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { environment } from './workspace.ts';

export interface Exit {
  readonly code: number;
  readonly output: string;
}

/** A command that is silent for longer hangs. */
const LIMIT_SECONDS = 1800;

/** Process groups of commands that run; they end with this process, before its copies are removed. */
const groups = new Set<number>();
process.prependOnceListener('exit', () => {
  for (const group of groups) killGroup(group);
});

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Begins a command from `node_modules/.bin` of a copy, in it. */
function begin(root: string, command: string, args: readonly string[]) {
  const child = spawn(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    env: { ...environment(), PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  const stop = (): void => {
    if (pid !== undefined) killGroup(pid);
  };
  const limit = setTimeout(stop, LIMIT_SECONDS * 1000);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', () => limit.refresh());
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(signal ?? status ?? 1));
  }).finally(() => {
    clearTimeout(limit);
    if (pid !== undefined) groups.delete(pid);
  });
  /** @throws when a signal ended it */
  const exitCode = async (): Promise<number> => {
    const code = await ended;
    if (typeof code === 'number') return code;
    throw new Error(`${command}: expected a word or an end within ${LIMIT_SECONDS} s, got ${code}`);
  };
  return { child, exitCode, stop };
}

/** Runs a command from `node_modules/.bin` of a copy, in it. */
export async function run(root: string, command: string, args: readonly string[]): Promise<Exit> {
  const { child, exitCode } = begin(root, command, args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: string) => (output += text));
  return { code: await exitCode(), output: stripVTControlCharacters(output) };
}

/**
 * The lines of output of a command, as they come; it ends when nobody listens any more.
 *
 * @throws when it fails
 */
export async function* linesOf(root: string, command: string, args: readonly string[]): AsyncGenerator<string> {
  const { child, exitCode, stop } = begin(root, command, args);
  let errors = '';
  child.stderr.on('data', (text: string) => (errors += text));
  try {
    yield* createInterface({ input: child.stdout });
    const code = await exitCode();
    if (code !== 0)
      throw new Error(`${args.join(' ')}: expected lines of output, got exit code ${code}\n${errors.slice(-2000)}`);
  } finally {
    stop();
  }
}

export interface TestRun {
  readonly tests: readonly { readonly fullTitle: string; readonly file: string; readonly duration: number }[];
  /** The first failure: of a test, or of a hook before it. */
  readonly failure?: { readonly title: string; readonly file: string; readonly message: string };
}

export interface MochaRequest {
  readonly files: readonly string[];
  /** Full titles of the tests to run; all by default. */
  readonly titles?: readonly string[];
  /** Leave out tests whose full title matches. */
  readonly except?: string;
  readonly require?: string;
}

const REPORTER = fileURLToPath(new URL('reporter.ts', import.meta.url));
const REPORT = 'build/mutation-report.json';
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/**
 * Runs tests of a copy one after another, until the first failure.
 *
 * @throws when mocha itself dies: a mutant changes what tests find, not whether they load
 */
export async function runMocha(root: string, { files, titles, except, require: hook }: MochaRequest): Promise<TestRun> {
  const report = join(root, REPORT);
  rmSync(report, { force: true });
  const { code, output } = await run(root, 'mocha', [
    // A slow machine makes slow tests; only one that fails kills.
    ...['--bail', '--timeout', '600000', '--reporter', REPORTER, '--reporter-option', `output=${report}`],
    ...(hook === undefined ? [] : ['--require', hook]),
    ...(titles === undefined ? [] : ['--grep', `^(${titles.map(escaped).join('|')})$`]),
    ...(except === undefined ? [] : ['--grep', except, '--invert']),
    ...files,
  ]);
  let found: TestRun;
  try {
    found = JSON.parse(readFileSync(report, 'utf8')) as TestRun;
  } catch (cause) {
    throw new Error(`mocha: expected a report on ${files.join(', ')}, got exit code ${code}\n${output.slice(-2000)}`, {
      cause,
    });
  }
  const { tests, failure } = found;
  const inCopy = ({ file }: { readonly file: string }): string => file.slice(root.length + 1);
  return {
    tests: tests.map((test) => ({ ...test, file: inCopy(test) })),
    ...(failure && {
      failure: { ...failure, file: inCopy(failure), message: stripVTControlCharacters(failure.message) },
    }),
  };
}
