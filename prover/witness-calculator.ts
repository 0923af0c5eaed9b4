import { SCALAR_FIELD } from './model/units.ts';
import { PlimsollError } from './errors.ts';

/** A signal's value: one field element or a (nested) array of them. */
export type SignalValue = bigint | readonly SignalValue[];
/** Inputs of a circuit by signal name. An integer in (-r, r); a negative one stands for its residue modulo r. */
export type CircuitInputs = Readonly<Record<string, SignalValue>>;

/** What the WebAssembly of circom 2 exports. Field elements pass through a shared window of 32-bit words. */
interface CircomExports {
  getVersion(): number;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getWitnessSize(): number;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  getMessageChar(): number;
  init(sanityCheck: number): void;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  getWitness(index: number): void;
  readSharedRWMemory(word: number): number;
  writeSharedRWMemory(word: number, value: number): void;
}

const WORDS = 8;

/**
 * Computes the witness of one circuit with the WebAssembly that circom wrote.
 *
 * Unlike the calculators that circom and circom_runtime ship it prints nothing: what a circuit logs could be secret.
 */
export class WitnessCalculator {
  readonly #circuit: string;
  readonly #module: WebAssembly.Module;
  #exports: CircomExports | undefined;
  #trace = '';

  private constructor(circuit: string, module: WebAssembly.Module) {
    this.#circuit = circuit;
    this.#module = module;
  }

  /** @throws ENVIRONMENT when the file is not the WebAssembly of a BN254 circuit from circom 2. */
  static async open(circuit: string, wasm: Uint8Array): Promise<WitnessCalculator> {
    try {
      const calculator = new WitnessCalculator(circuit, await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>));
      await calculator.#instance();
      return calculator;
    } catch (cause) {
      if (cause instanceof PlimsollError) throw cause;
      throw new PlimsollError(
        'ENVIRONMENT',
        `${circuit}.wasm: expected the WebAssembly of a circom 2 circuit, got something else`,
        { cause },
      );
    }
  }

  /**
   * @returns every wire's value, 32 little-endian bytes each, the constant one first
   * @throws USAGE when an input is missing, unknown, of the wrong length or outside the field
   * @throws INVALID when an assertion or constraint of the circuit fails; names templates and lines, never a value
   */
  async calculate(inputs: CircuitInputs): Promise<Uint8Array> {
    const circom = await this.#instance();
    const values = Object.entries(inputs).map(([name, value]) => this.#check(circom, name, flatten(value)));
    const given = values.reduce((count, { elements }) => count + elements.length, 0);
    if (given !== circom.getInputSize()) {
      throw new PlimsollError(
        'USAGE',
        `${this.#circuit} inputs: expected ${circom.getInputSize()} values, got ${given}`,
      );
    }
    this.#trace = '';
    try {
      circom.init(0);
      for (const { hash, elements } of values) {
        elements.forEach((element, index) => {
          for (let word = 0, rest = element; word < WORDS; word++, rest >>= 32n)
            circom.writeSharedRWMemory(word, Number(rest & 0xffffffffn));
          circom.setInputSignal(...hash, index);
        });
      }
    } catch (cause) {
      this.#exports = undefined; // an interrupted instance is not used again
      if (!(cause instanceof CircuitFailure))
        throw new PlimsollError('ENVIRONMENT', `${this.#circuit} witness: expected the circuit to run, got a crash`, {
          cause,
        });
      const at = templatesOf(this.#trace);
      throw new PlimsollError(
        'INVALID',
        `${this.#circuit} witness: expected inputs that satisfy the circuit, got ${cause.message} at ${at}`,
        { details: { at } },
      );
    }
    return readWitness(circom);
  }

  #check(
    circom: CircomExports,
    name: string,
    elements: bigint[],
  ): { hash: readonly [number, number]; elements: bigint[] } {
    const where = `${this.#circuit} input ${name}`;
    const hash = nameHash(name);
    const size = circom.getInputSignalSize(...hash);
    if (size <= 0) throw new PlimsollError('USAGE', `${where}: expected a signal of the circuit, got an unknown name`);
    if (elements.length !== size)
      throw new PlimsollError('USAGE', `${where}: expected ${size} values, got ${elements.length}`);
    return {
      hash,
      elements: elements.map((element, index) => {
        if (typeof element !== 'bigint')
          throw new PlimsollError('USAGE', `${where}[${index}]: expected a bigint, got a ${typeof element}`);
        if (element <= -SCALAR_FIELD || element >= SCALAR_FIELD) {
          throw new PlimsollError('USAGE', `${where}[${index}]: expected an integer in (-r, r), got one outside`);
        }
        return element < 0n ? element + SCALAR_FIELD : element;
      }),
    };
  }

  async #instance(): Promise<CircomExports> {
    if (this.#exports !== undefined) return this.#exports;
    const ignore = (): void => undefined;
    const instance = await WebAssembly.instantiate(this.#module, {
      runtime: {
        exceptionHandler: (code: number) => {
          throw new CircuitFailure(FAILURES.get(code) ?? `error ${code}`);
        },
        printErrorMessage: () => {
          this.#trace += `${readMessage(circom)}\n`;
        },
        writeBufferMessage: () => void readMessage(circom),
        showSharedRWMemory: ignore,
      },
    });
    const circom = instance.exports as unknown as CircomExports;
    circom.getRawPrime();
    let prime = 0n;
    for (let word = WORDS - 1; word >= 0; word--)
      prime = (prime << 32n) | BigInt(circom.readSharedRWMemory(word) >>> 0);
    if (circom.getVersion() !== 2 || circom.getFieldNumLen32() !== WORDS || prime !== SCALAR_FIELD) {
      throw new PlimsollError(
        'ENVIRONMENT',
        `${this.#circuit}.wasm: expected circom 2 over BN254, got circom ${circom.getVersion()} over ${prime}`,
      );
    }
    this.#exports = circom;
    return circom;
  }
}

/** Thrown through the WebAssembly when the circuit stops; its text is one of `FAILURES`. */
class CircuitFailure extends Error {}

const FAILURES: ReadonlyMap<number, string> = new Map([
  [1, 'an unknown signal'],
  [2, 'too many signals'],
  [3, 'a signal set twice'],
  [4, 'a failed assertion'],
  [5, 'too little memory'],
  [6, 'an index outside of an input'],
]);

/** `Error in template Num2Bits_0 line: 38` and its callers as `Num2Bits_0 line 38 < Main_1 line 12`. */
function templatesOf(trace: string): string {
  const places = [...trace.matchAll(/template (\w+?)(?:\s*line:\s*(\d+))?\s*$/gm)];
  return (
    places.map(([, template, line]) => (line === undefined ? template : `${template} line ${line}`)).join(' < ') ||
    'an unnamed template'
  );
}

function flatten(value: SignalValue): bigint[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value as bigint];
}

/** The 64-bit FNV-1a hash by which circom finds an input, as two halves. */
function nameHash(name: string): readonly [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

function readMessage(circom: CircomExports): string {
  let message = '';
  for (let code = circom.getMessageChar(); code !== 0; code = circom.getMessageChar())
    message += String.fromCharCode(code);
  return message;
}

function readWitness(circom: CircomExports): Uint8Array {
  const size = circom.getWitnessSize();
  const words = new Uint32Array(size * WORDS);
  for (let wire = 0; wire < size; wire++) {
    circom.getWitness(wire);
    for (let word = 0; word < WORDS; word++) words[wire * WORDS + word] = circom.readSharedRWMemory(word);
  }
  return new Uint8Array(words.buffer);
}
