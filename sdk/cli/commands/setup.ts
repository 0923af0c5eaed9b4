import type { Command } from 'commander';

import { setup } from '../../../prover/setup/setup.ts';
import { newCommand, reporting } from '../command.ts';
import { interruption } from '../interruption.ts';
import { notice } from '../terminal.ts';

interface Options {
  readonly circuits?: readonly string[];
  readonly check?: true;
}

const list = (names: string): readonly string[] => names.split(',').map((name) => name.trim());

export function setupCommand(): Command {
  return newCommand({
    name: 'setup',
    summary: 'Compile circuits and deal INSECURE development keys for them (for real keys hold a ceremony).',
    examples: ['setup', 'setup --circuits portfolio-8', 'setup --check --json'],
  })
    .option('--circuits <names>', 'only these, separated by commas', list)
    .option('--check', 'change no committed file; exit 1 when manifest or keys differ from what is built')
    .action(
      reporting(async ({ circuits, check }: Options) => {
        const result = await setup({
          check: check === true,
          onMessage: notice,
          signal: interruption,
          ...(circuits !== undefined && { circuits }),
        });
        const { differences } = result;
        const lines = [
          ...result.circuits.map(
            ({ circuit, constraints, built, insecure }) =>
              `${circuit}: ${constraints} constraints, ${built ? 'built' : 'up to date'}, ${insecure ? 'INSECURE development key' : 'ceremony key'}`,
          ),
          ...differences.map((difference) => `${check ? 'differs from what is committed' : 'updated'}: ${difference}`),
        ];
        return { json: result, text: lines.join('\n'), exitCode: check && differences.length > 0 ? 1 : 0 };
      }),
    );
}
