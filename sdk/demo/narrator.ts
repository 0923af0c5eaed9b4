import { PlimsollError } from '../../prover/errors.ts';
import { onStdout, step } from '../cli/terminal.ts';

/** One thing that had to happen, and what did. */
export interface Expectation {
  readonly name: string;
  readonly ok: boolean;
  readonly got: string;
}

interface Refusal {
  readonly code: PlimsollError['code'];
  /** Name of the custom error, for a refusal by a contract. */
  readonly revert?: string;
}

/** Tells the story and keeps count of what was expected. */
export class Narrator {
  readonly expectations: Expectation[] = [];
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  heading(title: string): void {
    this.#write(`\n${onStdout('bold', title)}\n`);
  }

  say(text: string): void {
    this.#write(`${text}\n`);
  }

  /** Work that takes a while: says how it goes on stderr. */
  step<Result>(title: string, work: (update: (detail: string) => void) => Promise<Result>): Promise<Result> {
    return step(title, work);
  }

  expect(name: string, ok: boolean, got: string): void {
    this.expectations.push({ name, ok, got });
    this.#write(`  ${ok ? onStdout('green', '✔') : onStdout('red', '✘ UNEXPECTED:')} ${name}: ${got}\n`);
  }

  /** Something that must fail, and for the right reason: any other failure counts as none. */
  async expectRefusal(name: string, action: () => Promise<unknown>, { code, revert }: Refusal): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      const right = error.code === code && error.details['revert'] === revert;
      this.expect(name, right, error.message.replace(/^.*?, got /, 'refused, '));
      return;
    }
    this.expect(name, false, 'was accepted');
  }
}
