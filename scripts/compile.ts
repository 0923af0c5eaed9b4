import { Command } from 'commander';

import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import { compileCircuit, mainCircuits } from '../prover/setup/compile.ts';
import { runScript } from '../prover/setup/run.ts';

interface Options {
  readonly source?: string;
  readonly out?: string;
  readonly optimisation: string;
  readonly json: boolean;
}

await new Command('compile')
  .description(
    'Compile circuits to build/circuits/<name>/<name>.{r1cs,wasm}; a circuit whose sources have not changed is left alone.',
  )
  .argument('[circuits...]', 'names; all in circuits/main when none is given')
  .option('--source <file>', 'the file with component main, for a single circuit')
  .option('--out <folder>', 'folder for the output instead of build/circuits')
  .option('--optimisation <level>', 'O1 or O2', 'O2')
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    '\nExamples:\n  node scripts/compile.ts\n  node scripts/compile.ts portfolio-8\n  node scripts/compile.ts multiply --source test/support/circuits/multiply.circom --out build/test\n',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  })
  .action(async (names: string[], { source, out, optimisation, json }: Options) => {
    await runScript(json, async (context) => {
      if (optimisation !== 'O1' && optimisation !== 'O2')
        throw new PlimsollError('USAGE', `--optimisation: expected O1 or O2, got ${optimisation}`);
      if (source !== undefined && names.length !== 1)
        throw new PlimsollError('USAGE', `--source: expected one circuit name with it, got ${names.length}`);
      const compilations = [];
      for (const circuit of names.length > 0 ? names : await mainCircuits()) {
        compilations.push(
          await compileCircuit({
            circuit,
            optimisation,
            ...context,
            ...(source && { source }),
            ...(out && { outDir: out }),
          }),
        );
      }
      if (json) process.stdout.write(`${JSON.stringify(compilations)}\n`);
      else
        for (const { circuit, constraints, wires, cached } of compilations)
          process.stdout.write(
            `${circuit}: ${constraints} constraints, ${wires} wires${cached ? ', up to date' : ''}\n`,
          );
      return 0;
    });
  })
  .parseAsync();
