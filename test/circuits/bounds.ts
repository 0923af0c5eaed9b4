/** A range check takes a value at each of its ends and refuses the value beyond. */
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { instance, rejects, type Circuit } from '../support/circuit.ts';

/** Where a value beyond a range is refused. */
const RANGE = /Num2Bits|TwoSums/;

export interface Bounds {
  readonly circuit: () => Promise<Circuit>;
  readonly inputs: (value: bigint) => CircuitInputs;
  readonly within: readonly bigint[];
  readonly beyond: readonly bigint[];
}

type Ends = Pick<Bounds, 'within' | 'beyond'>;

/** One template by itself. @param file below `circuits` */
export const template =
  (file: string, name: string, args: readonly number[] = []) =>
  (): Promise<Circuit> =>
    instance({ include: `circuits/${file}.circom`, template: name, args });

/** A list of four with one entry that is not 0. */
export const first = (value: bigint): bigint[] => [value, 0n, 0n, 0n];

/** Expects a witness for each value at an end, and none for the values beyond. */
export function bounds(what: string, { circuit: compile, inputs, within, beyond }: Bounds): void {
  it(what, async () => {
    const circuit = await compile();
    for (const value of within) await circuit.witness(inputs(value));
    for (const value of beyond) await rejects(circuit, inputs(value), RANGE);
  });
}

export const signedEnds = (bits: number): Ends => {
  const end = 1n << BigInt(bits - 1);
  return { within: [-end, end - 1n], beyond: [-end - 1n, end] };
};

export const unsignedEnds = (bits: number): Ends => {
  const end = 1n << BigInt(bits);
  return { within: [0n, end - 1n], beyond: [-1n, end] };
};
