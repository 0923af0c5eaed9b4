import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

import { Command } from 'commander';

import { EXIT_CODES, PlimsollError } from '../prover/errors.ts';
import {
  applyBeacon,
  contribute,
  finishCeremony,
  initCeremony,
  verifyCeremony,
  type CeremonyPlace,
  type Transcript,
} from '../prover/setup/ceremony.ts';
import { downloadPowersOfTau, type PinnedPowersOfTau } from '../prover/setup/powers-of-tau.ts';
import { runScript } from '../prover/setup/run.ts';

interface Options {
  readonly circuit: string;
  readonly directory?: string;
  readonly json: boolean;
}

interface PowersOptions extends Options {
  readonly ptau: string;
  readonly ptauUrl?: string;
  readonly ptauSha256?: string;
  readonly ptauBlake2b?: string;
}

const program = new Command('ceremony')
  .description('Hold a phase-2 ceremony: init, contribute (two people or more), beacon, verify, finish.')
  .addHelpText(
    'after',
    `
Examples:
  npm run ceremony -- init --circuit portfolio-8 --ptau powers.ptau --ptau-blake2b <published hash>
  npm run ceremony -- contribute --circuit portfolio-8 --name "first contributor"
  head -c 64 /dev/random | base64 | npm run ceremony -- contribute --circuit portfolio-8 --name "second contributor" --stdin
  npm run ceremony -- beacon --circuit portfolio-8 --hash <32 bytes in hex> --iterations 10
  npm run ceremony -- verify --circuit portfolio-8 --ptau powers.ptau --ptau-blake2b <published hash>
  npm run ceremony -- finish --circuit portfolio-8 --ptau powers.ptau --ptau-blake2b <published hash>

The published powers of tau are listed with their blake2b hashes in the README of snarkjs.`,
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_CODES.USAGE);
  });

function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption('--circuit <name>', 'a circuit in circuits/main')
    .option('--directory <folder>', 'keys and transcript, instead of build/ceremony/<circuit>')
    .option('--json', 'print the result as JSON', false);
}

function powersCommand(name: string, description: string): Command {
  return command(name, description)
    .requiredOption('--ptau <file>', 'powers of tau, prepared for phase 2')
    .option('--ptau-url <address>', 'download them to that file first, unless it is there')
    .option('--ptau-sha256 <hash>', 'the hash the file must have')
    .option('--ptau-blake2b <hash>', 'the same as blake2b-512');
}

function placeOf({ circuit, directory }: Options): CeremonyPlace {
  return { circuit, ...(directory && { directory }) };
}

/** The pinned file, downloaded when an address was given and it is not there yet. */
async function powersOf(options: PowersOptions, signal: AbortSignal): Promise<PinnedPowersOfTau> {
  const { ptau: file, ptauUrl, ptauSha256: sha256, ptauBlake2b: blake2b } = options;
  if (ptauUrl !== undefined && !existsSync(file)) {
    if (!URL.canParse(ptauUrl)) throw new PlimsollError('USAGE', `--ptau-url: expected an address, got ${ptauUrl}`);
    await downloadPowersOfTau({ url: new URL(ptauUrl), file, sha256, blake2b, signal });
  }
  return { file, sha256, blake2b };
}

function printStep(transcript: Transcript, json: boolean): number {
  const step = transcript.steps.at(-1);
  process.stdout.write(json ? `${JSON.stringify(step)}\n` : `${step?.kind} ${step?.file}: hash ${step?.hash}\n`);
  return 0;
}

powersCommand('init', 'make the first key from powers of tau').action((options: PowersOptions) =>
  runScript(options.json, async ({ signal }) =>
    printStep(await initCeremony({ ...placeOf(options), powersOfTau: await powersOf(options, signal) }), options.json),
  ),
);

command('contribute', 'add randomness of the operating system, and of the input stream with --stdin')
  .requiredOption('--name <name>', 'published with the contribution')
  .option('--stdin', 'mix in what comes on the input stream', false)
  .action((options: Options & { name: string; stdin: boolean }) =>
    runScript(options.json, async () => {
      const entropy = options.stdin ? await text(process.stdin) : '';
      if (options.stdin && entropy === '')
        throw new PlimsollError('USAGE', '--stdin: expected entropy on the input stream, got nothing');
      return printStep(await contribute({ ...placeOf(options), name: options.name, entropy }), options.json);
    }),
  );

command('beacon', 'apply public randomness as the last step')
  .requiredOption('--hash <hex>', '32 bytes that nobody knew before')
  .option('--iterations <exponent>', 'hash it 2^exponent times', Number, 10)
  .action((options: Options & { hash: string; iterations: number }) =>
    runScript(options.json, async () =>
      printStep(
        await applyBeacon({ ...placeOf(options), hash: options.hash, iterationsExponent: options.iterations }),
        options.json,
      ),
    ),
  );

powersCommand('verify', 'check the newest key against circuit, powers of tau and contributions').action(
  (options: PowersOptions) =>
    runScript(options.json, async ({ signal }) => {
      const { contributions, beacon } = await verifyCeremony({
        ...placeOf(options),
        powersOfTau: await powersOf(options, signal),
      });
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ contributions, beacon })}\n`
          : `valid: ${contributions} contributions, then the beacon ${beacon.hash}\n`,
      );
      return 0;
    }),
);

powersCommand('finish', 'verify, install the key and enter it in the manifest').action((options: PowersOptions) =>
  runScript(options.json, async ({ signal }) => {
    const key = await finishCeremony({ ...placeOf(options), powersOfTau: await powersOf(options, signal) });
    process.stdout.write(
      options.json
        ? `${JSON.stringify(key)}\n`
        : `${options.circuit}: ceremony key installed; run npm run verifiers next\n`,
    );
    return 0;
  }),
);

await program.parseAsync();
