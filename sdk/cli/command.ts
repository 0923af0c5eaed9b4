import { Command } from 'commander';

import { serveUntilInterrupted } from './interruption.ts';
import { notice } from './terminal.ts';

/** What a command found out: one JSON document, or the same for a person. */
export interface Report {
  readonly json: unknown;
  readonly text: string;
  /** 0 unless something was proven invalid, or the environment lacks something. */
  readonly exitCode?: number;
}

interface Description {
  readonly name: string;
  readonly summary: string;
  /** Shown under --help, one a line. */
  readonly examples: readonly string[];
}

const described = ({ name, summary, examples }: Description): Command =>
  new Command(name)
    .description(summary)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ plimsoll ${example}`).join('\n')}`);

/** A command with what all have: `--json` and examples in its help. */
export const newCommand = (description: Description): Command =>
  described(description).option('--json', 'print one JSON document on stdout');

/** Commands under one name. */
export function newGroup(description: Description, commands: readonly Command[]): Command {
  const group = described(description);
  commands.forEach((command) => group.addCommand(command));
  return group;
}

/** Amounts are bigint: as decimal strings they lose nothing in any reader. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field), 2);
}

/** An action's work. Which options and arguments it gets is declared with commander, which TypeScript does not see. */
type Work = (options: never, ...args: never[]) => Report | Promise<Report>;

/** Makes an action of commander from a function of its options and arguments that returns a report. */
export function reporting(work: Work): (...input: unknown[]) => Promise<void> {
  return async (...input) => {
    // commander passes the declared arguments, then the options, then the command.
    const options = input.at(-2) as { json?: true };
    const report = await work(options as never, ...(input.slice(0, -2) as never[]));
    process.stdout.write(`${options.json === true ? toJson(report.json) : report.text}\n`);
    process.exitCode = report.exitCode ?? 0;
  };
}

/** What a command that serves others says once it does, and how it stops. */
export interface Service {
  readonly report: Report;
  close(): Promise<void>;
}

/** Makes an action of a command that serves until Ctrl-C: it reports when it is ready, and ends with exit code 0. */
export function serving(start: (options: never) => Promise<Service>): (...input: unknown[]) => Promise<void> {
  return async (...input) => {
    let service: Service | undefined;
    try {
      await reporting(async (options: never) => {
        service = await start(options);
        return service.report;
      })(...input);
      await serveUntilInterrupted();
    } finally {
      await service?.close();
    }
  };
}

/** For an option that may be given several times. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

export const warnInsecure = (insecure: boolean): void => {
  if (insecure)
    notice('warning: INSECURE development key: whoever reads its public seed can forge a proof. For local use only.');
};
