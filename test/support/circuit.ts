import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readInteger } from '../../prover/binfile.ts';
import { PlimsollError } from '../../prover/errors.ts';
import { type CircuitInputs, WitnessCalculator } from '../../prover/witness-calculator.ts';
import { type ConstraintSystem, firstViolation, modulo, readConstraintSystem, type Violation } from './constraints.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMPILER = join(ROOT, 'node_modules/circom2/cli.js');
const CACHE = join('build', 'test-circuits');

/** A template with its parameters, to be the main component of a test. */
export interface Instance {
  /** Source file of the template, from the root of the repository. */
  readonly include: string;
  readonly template: string;
  readonly args?: readonly (number | bigint)[];
  /** Names of the public inputs. */
  readonly public?: readonly string[];
}

/** A template as the main component of a source of its own. */
export interface Main {
  readonly name: string;
  readonly source: string;
}

/** A circuit compiled for tests at O1, where only signals that equal another or a constant are optimised away. */
export interface Circuit extends Main {
  readonly system: ConstraintSystem;
  /** Value of each wire, the constant one first. @throws INVALID or USAGE as `WitnessCalculator.calculate` does. */
  witness(inputs: CircuitInputs): Promise<bigint[]>;
}

export function mainOf({ include, template, args = [], public: open = [] }: Instance): Main {
  const signals = open.length === 0 ? '' : ` { public [${open.join(', ')}] }`;
  const component = `component main${signals} = ${template}(${args.join(', ')});`;
  return { name: template, source: `pragma circom 2.2.2;\ninclude "${include}";\n${component}\n` };
}

/** Compiles one template as a main component. */
export const instance = (of: Instance): Promise<Circuit> => build(mainOf(of));

/**
 * Runs the compiler on a main component.
 *
 * @param folder a new one below `build`, from the root of the repository: for all files, the source among them
 * @param options what to write, and how
 * @returns what the compiler objects to, if anything
 */
export async function compileInto(
  folder: string,
  { name, source }: Main,
  options: readonly string[],
): Promise<string | undefined> {
  const file = join(folder, `${name}.circom`);
  writeFileSync(join(ROOT, file), source);
  try {
    const command = [COMPILER, file, ...options, '-l', '.', '-l', 'node_modules', '-o', folder];
    await promisify(execFile)(process.execPath, command, { cwd: ROOT, maxBuffer: 1 << 26 });
    return undefined;
  } catch (cause) {
    const { code, stdout = '', stderr = '' } = cause as { code?: unknown; stdout?: string; stderr?: string };
    // Without an exit code the compiler has not come to an end.
    if (typeof code !== 'number') throw cause;
    return `${stdout}${stderr}`;
  }
}

/** Compiles unless the cache holds a result from the same sources. */
async function build(main: Main): Promise<Circuit> {
  const { name, source } = main;
  const folder = join(CACHE, `${name}-${hashOfSources(source)}`);
  if (!existsSync(join(ROOT, folder))) {
    // Another folder first, so that an interrupted compilation leaves nothing that looks whole.
    mkdirSync(join(ROOT, CACHE), { recursive: true });
    const unfinished = relative(ROOT, mkdtempSync(join(ROOT, `${folder}.`)));
    const objection = await compileInto(unfinished, main, ['--O1', '--r1cs', '--sym', '--wasm']);
    if (objection !== undefined) {
      rmSync(join(ROOT, unfinished), { recursive: true });
      throw new Error(`${name}: expected circom to compile it, got\n${objection}`);
    }
    // Another test may have compiled the same meanwhile.
    try {
      renameSync(join(ROOT, unfinished), join(ROOT, folder));
    } catch (error) {
      if (!existsSync(join(ROOT, folder))) throw error;
      rmSync(join(ROOT, unfinished), { recursive: true });
    }
  }
  const path = (file: string): string => join(ROOT, folder, file);
  const calculator = await WitnessCalculator.open(name, readFileSync(path(`${name}_js/${name}.wasm`)));
  let system: ConstraintSystem | undefined;
  return {
    ...main,
    // Read when asked for: who only compares outputs needs no constraints.
    get system() {
      return (system ??= readConstraintSystem(path(`${name}.r1cs`), path(`${name}.sym`)));
    },
    witness: witnessesOf(calculator),
  };
}

/** A circuit of `circuits/main` as `npm run setup` has built it: witnesses of the largest ones without another compilation. */
export async function builtCircuit(name: string): Promise<Pick<Circuit, 'name' | 'witness'>> {
  const file = join(ROOT, 'build', 'circuits', name, `${name}.wasm`);
  return { name, witness: witnessesOf(await WitnessCalculator.open(name, readFileSync(file))) };
}

const witnessesOf =
  (calculator: WitnessCalculator): Circuit['witness'] =>
  async (inputs) => {
    const bytes = await calculator.calculate(inputs);
    return Array.from({ length: bytes.length / 32 }, (_, wire) => readInteger(bytes, 32 * wire));
  };

/** Over every circuit of the repository: simpler than following includes, and a change costs seconds. */
function hashOfSources(source: string): string {
  const hash = createHash('sha256')
    .update(source)
    .update(readFileSync(join(ROOT, 'node_modules/circom2/package.json')));
  for (const file of globSync(['circuits/**/*.circom', 'test/support/circuits/*.circom'], { cwd: ROOT }).sort()) {
    hash.update(file).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The first constraint that a witness violates, or null. */
export function checkWitness(circuit: Circuit, witness: readonly bigint[]): Violation | null {
  return firstViolation(circuit.system, witness);
}

/** The wire of a signal named without `main.`. @throws when there is none, or the compiler optimised it away. */
export function wireOf(circuit: Pick<Circuit, 'name' | 'system'>, signal: string): number {
  const wire = circuit.system.wireOf.get(signal);
  if (wire !== undefined) return wire;
  const got = circuit.system.removed.has(signal) ? 'one that the compiler optimised away' : 'an unknown name';
  throw new Error(`${circuit.name} signal ${signal}: expected a signal of the witness, got ${got}`);
}

/** A copy of a witness with other values for some signals. @throws as `wireOf` does. */
export function editWitness(
  circuit: Circuit,
  witness: readonly bigint[],
  edits: Readonly<Record<string, bigint>>,
): bigint[] {
  const edited = [...witness];
  for (const [signal, value] of Object.entries(edits)) edited[wireOf(circuit, signal)] = modulo(value);
  return edited;
}

/**
 * Asserts that a witness violates a constraint, and that the first one it violates names a signal.
 *
 * @param signal part of the name of a signal that the violated constraint must contain
 */
export function violates(circuit: Circuit, witness: readonly bigint[], signal: string): void {
  const violation = checkWitness(circuit, witness);
  if (violation === null)
    throw new Error(`${circuit.name}: expected a violated constraint, got a witness that satisfies all`);
  expect(violation.names.join(' '), `signals of the violated constraint ${violation.index}`).to.include(signal);
}

/**
 * Asserts that the circuit itself rejects the inputs. A misspelt or missing input throws USAGE and does not count.
 *
 * @param at where, as in `Num2Bits_0 line 38`: the template that must have failed
 */
export async function rejects(
  circuit: Pick<Circuit, 'name' | 'witness'>,
  inputs: CircuitInputs,
  at?: string | RegExp,
): Promise<void> {
  let rejection: unknown;
  try {
    await circuit.witness(inputs);
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== 'INVALID') throw error;
    rejection = error.details['at'];
  }
  if (rejection === undefined) throw new Error(`${circuit.name}: expected inputs to be rejected, got a witness`);
  if (at !== undefined) expect(rejection, 'place of the rejection').to.match(new RegExp(at));
}
