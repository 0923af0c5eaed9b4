/** Tables of forged witnesses: one for each template. */
import type { CircuitInputs } from '../../../prover/witness-calculator.ts';
import type { Circuit } from '../../support/circuit.ts';
import { type Edit, forge } from '../forger.ts';

/** `[attack, edits, breaks]`: what a forger does, with which signals, and a signal that each broken constraint names. */
export type Forgery = readonly [attack: string, edits: Readonly<Record<string, Edit>>, breaks: RegExp];

export interface Corpus {
  readonly template: string;
  /** What the honest witness does, where a template has more than one table. */
  readonly as?: string;
  readonly circuit: () => Promise<Circuit>;
  /** Of the honest witness. */
  readonly inputs: () => CircuitInputs;
  readonly forgeries: readonly Forgery[];
  /** Inputs that the others determine. */
  readonly answers?: readonly string[];
  /** Hints that may differ between witnesses for the same inputs, because nothing depends on them. */
  readonly hasZeroTests?: boolean;
  /** Whether points of a curve are added, so that signals are quotients. */
  readonly addsPoints?: boolean;
  /** Whether a field element is taken apart into 254 digits. */
  readonly checksAliases?: boolean;
}

/** Of a market in which each attack on a margin changes it. */
export const SEED = 20200655n;

/** The honest value stays although what it follows from changes. */
export const keep: Edit = (honest) => honest;
export const plus =
  (amount: bigint): Edit =>
  (honest) =>
    honest + amount;
/** The honest value of another signal. */
export const of =
  (signal: string): Edit =>
  (_, valueOf) =>
    valueOf(signal);
/** The other value of a boolean signal. */
export const flip: Edit = (honest) => 1n - honest;

/** Names of digits `from` to `to` of a decomposition, all with one edit. */
export const each = (name: (index: number) => string, count: number, edit: Edit = keep): Record<string, Edit> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), edit]));

/** Another touched leg of four, with all that marks it; place 4 is none. */
export const touching = (place: number, marks = 'touched', none = 'places.out[4]'): Record<string, Edit> => ({
  place: BigInt(place),
  ...Object.fromEntries([0, 1, 2, 3].map((leg) => [`${marks}[${leg}]`, BigInt(leg === place)])),
  [none]: BigInt(place === 4),
});

/** The part of the path of a leg's row that another row does not meet. */
export const pathOf = (leg: number): RegExp => new RegExp(`(leaf|membership)\\[${leg}\\]`);
export const suiteTitle = ({ template, as = '' }: Corpus): string =>
  `${`${template} ${as}`.trim()} against forged witnesses`;
export const refusalTitle = ([attack]: Forgery): string => `refuses ${attack}`;

/** How constraints fail to refuse a forged witness as they should; undefined when they do. */
export function failedRefusal(
  circuit: Pick<Circuit, 'name' | 'system'>,
  honest: readonly bigint[],
  [, edits, breaks]: Forgery,
): string | undefined {
  const { violations } = forge(circuit, honest, edits);
  if (violations.length === 0) return 'expected a violated constraint, got none';
  const other = violations.find(({ names }) => !names.some((name) => breaks.test(name)));
  return other && `expected ${String(breaks)} in each violated constraint, got ${other.names.slice(0, 6).join(', ')}`;
}
