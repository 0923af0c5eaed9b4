import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { ARTIFACT_DIRECTORY } from '../artifacts/build-folder.ts';
import { digestOf } from '../artifacts/source.ts';
import { parseR1cs } from '../dealer/r1cs.ts';
import { PlimsollError } from '../errors.ts';
import { digestIfPresent, parseJson, readBytes, readIfPresent, writeWhole } from './files.ts';
import { ROOT } from '../root.ts';

const require = createRequire(import.meta.url);
/** The node_modules that circomlib is in: this package's own, or that of the project it is installed in. */
const LIBRARIES = resolve(dirname(require.resolve('circomlib/package.json')), '..');
const COMPILER_PACKAGE = require.resolve('circom2/package.json');

/** The compiler; every artefact depends on it. */
export const COMPILER = {
  circom: '2.2.3',
  circom2: (require(COMPILER_PACKAGE) as { version: string }).version,
  optimisation: 'O2',
} as const;

/** A compiled circuit: where its files are, and what the compiler said about it. */
export interface Compilation {
  readonly circuit: string;
  readonly r1cs: string;
  readonly wasm: string;
  readonly constraints: number;
  readonly wires: number;
  /** Outputs first, then public inputs, in order; arrays as `name[0]`. */
  readonly publicSignals: readonly string[];
  /** True when nothing had to be compiled. */
  readonly cached: boolean;
}

export interface CompileOptions {
  readonly circuit: string;
  /**
   * The file with `component main`; by default circuits/main/<circuit>.circom. Below the root of the package: the
   * compiler resolves relative includes only there.
   */
  readonly source?: string;
  /** Files go to <outDir>/<circuit>/; by default build/circuits. */
  readonly outDir?: string;
  readonly optimisation?: 'O1' | 'O2';
  readonly signal?: AbortSignal;
  readonly onMessage?: (message: string) => void;
  /** Called when the compiler runs, in a process of its own. */
  readonly onStart?: () => void;
}

interface Stamp extends Pick<Compilation, 'constraints' | 'wires' | 'publicSignals'> {
  readonly inputs: string;
  readonly files: { readonly r1cs: string; readonly wasm: string };
}

/**
 * Compiles a circuit, unless its sources, all that they include, the compiler and the output are what they were.
 *
 * @throws USAGE with what the compiler said when the circuit is wrong; ENVIRONMENT when cancelled
 */
export async function compileCircuit({
  circuit,
  source,
  outDir = ARTIFACT_DIRECTORY,
  optimisation = COMPILER.optimisation,
  signal,
  onMessage,
  onStart,
}: CompileOptions): Promise<Compilation> {
  const main = resolve(ROOT, source ?? `circuits/main/${circuit}.circom`);
  const directory = join(resolve(outDir), circuit);
  const paths = { r1cs: join(directory, `${circuit}.r1cs`), wasm: join(directory, `${circuit}.wasm`) };
  const stampPath = join(directory, `${circuit}.compilation.json`);
  const inputs = await hashSources(main, optimisation);

  const found = await readIfPresent(stampPath);
  const stamp = found === undefined ? undefined : (parseJson(found, stampPath) as Stamp);
  if (
    stamp?.inputs === inputs &&
    (await digestIfPresent(paths.r1cs))?.sha256 === stamp.files.r1cs &&
    (await digestIfPresent(paths.wasm))?.sha256 === stamp.files.wasm
  ) {
    return {
      circuit,
      ...paths,
      constraints: stamp.constraints,
      wires: stamp.wires,
      publicSignals: stamp.publicSignals,
      cached: true,
    };
  }

  onMessage?.(`compiling ${relative(ROOT, main)} (--${optimisation})`);
  await mkdir(directory, { recursive: true });
  const temporary = await mkdtemp(join(directory, 'compiling-'));
  try {
    await runCompiler({ main, temporary, optimisation, signal, onStart });
    const name = basename(main, '.circom');
    const r1cs = await readBytes(join(temporary, `${name}.r1cs`));
    const { constraints, wires, publicSignals: count } = parseR1cs(r1cs);
    const publicSignals = publicNames(await readFile(join(temporary, `${name}.sym`), 'utf8'), count);
    const wasm = await readBytes(join(temporary, `${name}_js`, `${name}.wasm`));
    // The stamp goes first and comes last: whatever interrupts this, the next run compiles again.
    await rm(stampPath, { force: true });
    await rename(join(temporary, `${name}.r1cs`), paths.r1cs);
    await rename(join(temporary, `${name}_js`, `${name}.wasm`), paths.wasm);
    const written: Stamp = {
      inputs,
      files: { r1cs: digestOf(r1cs).sha256, wasm: digestOf(wasm).sha256 },
      constraints,
      wires,
      publicSignals,
    };
    await writeWhole(stampPath, `${JSON.stringify(written, null, 2)}\n`);
    onMessage?.(`compiled ${circuit}: ${constraints} constraints, ${wires} wires`);
    return { circuit, ...paths, constraints, wires, publicSignals, cached: false };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Names of the circuits that have a file in circuits/main. */
export async function mainCircuits(): Promise<string[]> {
  const files = await readdir(join(ROOT, 'circuits/main'));
  return files.flatMap((file) => (file.endsWith('.circom') ? [basename(file, '.circom')] : [])).sort();
}

async function runCompiler({
  main,
  temporary,
  optimisation,
  signal,
  onStart,
}: {
  main: string;
  temporary: string;
  optimisation: string;
  signal: AbortSignal | undefined;
  onStart: CompileOptions['onStart'];
}): Promise<void> {
  const cli = join(dirname(COMPILER_PACKAGE), 'cli.js');
  const parameters = [main, '-l', 'node_modules', `--${optimisation}`, '--r1cs', '--wasm', '--sym', '-o', temporary];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...parameters], {
    // The compiler sees what is below: in an installed package the project, with circomlib beside this package.
    cwd: dirname(LIBRARIES),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  onStart?.();
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const status = await new Promise<number | null>((done, fail) => {
    child.once('error', (cause) => {
      fail(
        new PlimsollError(
          'ENVIRONMENT',
          `compiler: expected ${relative(ROOT, main)} to compile, got ${signal?.aborted ? 'cancelled' : cause.message}`,
          { cause },
        ),
      );
    });
    child.once('close', done);
  });
  if (status !== 0)
    throw new PlimsollError(
      'USAGE',
      `compiler: expected ${relative(ROOT, main)} to compile, got exit code ${status}\n${stripVTControlCharacters(said).trim()}`,
    );
}

/** One hash over the compiler, its options, and the name and content of every source reachable through include. */
async function hashSources(main: string, optimisation: string): Promise<string> {
  const sources = new Map<string, string>();
  const visit = async (path: string): Promise<void> => {
    if (sources.has(path)) return;
    const bytes = await readIfPresent(path);
    if (bytes === undefined)
      throw new PlimsollError('USAGE', `compiler: expected a circuit at ${relative(ROOT, path)}, got no file`);
    sources.set(path, digestOf(bytes).sha256);
    const text = new TextDecoder().decode(bytes).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    for (const [, included] of text.matchAll(/\binclude\s+"([^"]+)"/g)) {
      const candidates = [resolve(dirname(path), included as string), resolve(LIBRARIES, included as string)];
      const present = await Promise.all(candidates.map(readIfPresent));
      const index = present.findIndex((content) => content !== undefined);
      if (index < 0)
        throw new PlimsollError(
          'USAGE',
          `${relative(ROOT, path)}: expected a file for include "${included}", got none`,
        );
      await visit(candidates[index] as string);
    }
  };
  await visit(main);
  const lines = [...sources].map(([path, hash]) => `${hash} ${relative(ROOT, path)}`).sort();
  return digestOf(new TextEncoder().encode([COMPILER.circom, COMPILER.circom2, optimisation, ...lines].join('\n')))
    .sha256;
}

/** From circom's list of `label,wire,component,name`: wires 1..count are the public signals. */
function publicNames(symbols: string, count: number): string[] {
  const names = new Array<string>(count).fill('');
  for (const [, wire, name] of symbols.matchAll(/^\d+,(-?\d+),\d+,main\.([^.\n]+)$/gm)) {
    const index = Number(wire) - 1;
    if (index >= 0 && index < count) names[index] ||= name as string;
  }
  const missing = names.indexOf('');
  if (missing >= 0)
    throw new PlimsollError('ENVIRONMENT', `compiler: expected a name for public signal ${missing}, got none`);
  return names;
}
