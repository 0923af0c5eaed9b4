/** The command line as users have it: a process of its own, nothing of it inside the test. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES, type ErrorCode } from '../../prover/errors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = 'sdk/cli/main.ts';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that serves, and what it said when it was ready. */
export interface Service {
  readonly document: Json;
  /** What it left behind when it ended by itself. */
  ended(): Run | undefined;
  stop(): Promise<Run>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called with all of stdout whenever there is more. */
  readonly onOutput?: (stdout: string) => void;
  /** Called with each piece of stderr; may end the process. */
  readonly onProgress?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `plimsoll` with arguments. */
const plimsoll = (args: readonly string[], options: RunOptions): Promise<Run> => runNode(MAIN, args, options);

/** Runs a program of the repository with arguments, outside a terminal. */
export function runNode(
  program: string,
  args: readonly string[],
  { env = {}, onStart, onOutput, onProgress }: RunOptions = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    onStart?.((signal) => child.kill(signal));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput?.(stdout);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onProgress?.(text, (signal) => child.kill(signal));
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export interface Failure {
  readonly args: readonly string[];
  readonly code: ErrorCode;
  /** Of the line without `error: `. */
  readonly message: RegExp;
  readonly env?: Readonly<Record<string, string>>;
}

/** A document that a command printed; a list of `margin` is one too, by index. */
export type Json = Record<string, unknown>;

/** A folder of its own, and everything that was printed while it was used. */
export class Session {
  readonly folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  #printed = '';

  file(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): unknown {
    return JSON.parse(readFileSync(this.file(name), 'utf8'));
  }

  /** Text as it is, anything else as JSON. @returns the path */
  write(name: string, content: unknown): string {
    writeFileSync(this.file(name), typeof content === 'string' ? content : JSON.stringify(content));
    return this.file(name);
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const finished = await plimsoll(args, options);
    this.#printed += finished.stdout + finished.stderr;
    return finished;
  }

  /** Runs with --json: stdout is one document, whatever happens. */
  async json(args: readonly string[], options?: RunOptions): Promise<{ code: number | null; document: Json }> {
    const { code, stdout } = await this.run([...args, '--json'], options);
    return { code, document: JSON.parse(stdout) as Json };
  }

  /** Runs a command that serves, with --json, until it is stopped by Ctrl-C. */
  async serve(args: readonly string[]): Promise<Service> {
    return new Promise((resolve, reject) => {
      let stop: (signal: NodeJS.Signals) => void = () => undefined;
      let ended: Run | undefined;
      const finished = this.run([...args, '--json'], {
        onStart: (kill) => {
          stop = kill;
        },
        onOutput: (stdout) => {
          if (!stdout.endsWith('\n}\n')) return;
          resolve({
            document: JSON.parse(stdout) as Json,
            ended: () => ended,
            stop: () => {
              stop('SIGINT');
              return finished;
            },
          });
        },
      });
      finished.then((run) => {
        ended = run;
        reject(new Error(`ended: ${run.stderr}`));
      }, reject);
    });
  }

  /** Expects each to fail: one line on stderr, nothing on stdout, the exit code of its kind. */
  async fails(...failures: readonly Failure[]): Promise<void> {
    await Promise.all(
      failures.map(async ({ args, code, message, env = {} }) => {
        const { code: exit, stdout, stderr } = await this.run(args, { env });
        const lines = stderr.split('\n').filter((line) => line.startsWith('error: '));
        expect(lines, `plimsoll ${args.join(' ')}\n${stderr}`).to.have.length(1);
        expect(lines[0]?.slice('error: '.length)).to.match(message);
        expect(exit, stderr).to.equal(EXIT_CODES[code]);
        expect(stdout).to.equal('');
      }),
    );
  }

  /** Names in the folder that match. */
  files(pattern: RegExp): string[] {
    return readdirSync(this.folder).filter((name) => pattern.test(name));
  }

  /** Expects that no secret was printed, as given or in hexadecimal. */
  expectUnprinted(secret: bigint): void {
    expect(this.#printed).not.to.equal('');
    expect(this.#printed).not.to.include(secret.toString());
    expect(this.#printed.toLowerCase()).not.to.include(secret.toString(16));
  }

  timesPrinted(text: string): number {
    return this.#printed.split(text).length - 1;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
