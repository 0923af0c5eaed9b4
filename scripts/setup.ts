import { Command } from 'commander';

import { EXIT_CODES } from '../prover/errors.ts';
import { runScript } from '../prover/setup/run.ts';
import { setup } from '../prover/setup/setup.ts';

interface Options {
  readonly circuits?: string[];
  readonly check: boolean;
  readonly json: boolean;
}

await new Command('setup')
  .description(
    'Compile the circuits, deal INSECURE development keys, and bring prover/artifacts/manifest.json up to date.',
  )
  .option('--circuits <names>', 'only these, separated by commas', (names) =>
    names.split(',').map((name) => name.trim()),
  )
  .option('--check', 'exit with 1 when the committed manifest differs from what is built; do not write it', false)
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run setup\n  npm run setup -- --circuits portfolio-8\n  npm run setup -- --check --json\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action(async ({ circuits, check, json }: Options) => {
    await runScript(json, async (context) => {
      const result = await setup({ ...context, check, ...(circuits && { circuits }) });
      if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else {
        for (const { circuit, constraints, built, insecure } of result.circuits) {
          process.stdout.write(
            `${circuit}: ${constraints} constraints, ${built ? 'built' : 'up to date'}, ${insecure ? 'INSECURE development key' : 'ceremony key'}\n`,
          );
        }
        for (const difference of result.differences)
          process.stdout.write(`manifest ${check ? 'differs' : 'updated'}: ${difference}\n`);
      }
      return check && result.differences.length > 0 ? EXIT_CODES.INVALID : 0;
    });
  })
  .parseAsync();
