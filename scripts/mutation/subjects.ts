import { SMALL, smallOf, smallTitle } from '../../test/analysis/small.ts';
import { analyseUniqueness, type UniquenessRequest } from '../../test/analysis/uniqueness.ts';
import { type Case, INSTANCES, wholeTitle } from '../../test/analysis/whole.ts';
import { CORPORA } from '../../test/circuits/corpus/all.ts';
import { type Corpus, failedRefusal, refusalTitle, suiteTitle } from '../../test/circuits/corpus/corpus.ts';
import { type Main, mainOf } from '../../test/support/circuit.ts';
import { type ConstraintSystem, firstViolation } from '../../test/support/constraints.ts';
import { substitute } from './simplify.ts';
import type { Weakened } from './weakened.ts';

/** The title of a test that fails when a circuit is this system, if one does. */
export type Fails = (system: ConstraintSystem) => string | undefined;

/** A circuit of the tests, and what they ask of its constraints alone. */
export interface Subject {
  /** That of the main component. */
  readonly template: string;
  open(): Promise<{
    readonly main: Main;
    /** @param intact the circuit without a mutant, nothing simplified */
    readonly tests: (intact: Weakened) => Fails;
  }>;
}

/** Whether there is a second witness for the same inputs, as `test/analysis` asks. */
function isUnique(title: string, request: Omit<UniquenessRequest, 'system' | 'witnesses'>): Fails {
  return (system) =>
    // It throws when an explanation is not needed any more, or no constraint reads an answer.
    isTrueOrThrows(
      /^explanation |expected a signal of the witness/,
      () => analyseUniqueness({ ...request, system, witnesses: [] }).undetermined.length > 0,
    )
      ? title
      : undefined;
}

/** Whether each forged witness is refused, as `test/circuits/corpus.test.ts` asks. */
function refuses(corpus: Corpus, name: string, honest: readonly bigint[]): Fails {
  return (system) => {
    const accepted = corpus.forgeries.find((forgery) =>
      // It throws when it edits a signal that no constraint reads any more.
      isTrueOrThrows(
        /expected a signal of the witness/,
        () => failedRefusal({ name, system }, honest, forgery) !== undefined,
      ),
    );
    return accepted && `${suiteTitle(corpus)} ${refusalTitle(accepted)}`;
  };
}

function isTrueOrThrows(expected: RegExp, isTrue: () => boolean): boolean {
  try {
    return isTrue();
  } catch (error) {
    if (error instanceof Error && expected.test(error.message)) return true;
    throw error;
  }
}

const alone = (template: string): Subject => ({
  template,
  open: async () => {
    const { of, ...request } = smallOf(template);
    return Promise.resolve({ main: mainOf(of), tests: () => isUnique(smallTitle(template), request) });
  },
});

const whole = ([name, { template, circuit, inputs: _, larger: __, ...request }]: [string, Case]): Subject => ({
  template,
  open: async () => ({ main: await circuit(), tests: () => isUnique(wholeTitle(name), request) }),
});

const forged = (corpus: Corpus): Subject => ({
  template: corpus.template,
  open: async () => {
    const circuit = await corpus.circuit();
    const honest = await circuit.witness(corpus.inputs());
    return {
      main: circuit,
      tests: (intact) => refuses(corpus, circuit.name, unsimplified(intact, circuit.system, honest)),
    };
  },
});

/** Every circuit of these tests: each template alone, then with its forged witnesses, then the others. */
export const SUBJECTS: readonly Subject[] = [
  ...Object.keys(SMALL).map(alone),
  ...CORPORA.map(forged),
  ...Object.entries(INSTANCES)
    .filter(([, { larger }]) => larger !== true)
    .map(whole),
];

/**
 * A witness of the circuit as tests compile it, for the same circuit with nothing simplified.
 *
 * @throws when the values do not satisfy the constraints
 */
function unsimplified(intact: Weakened, { wireOf }: ConstraintSystem, honest: readonly bigint[]): bigint[] {
  const { system, r1cs } = intact;
  const { wireOf: rootOf, constants } = substitute(system, r1cs.publicSignals);
  const values = new Map(constants);
  for (const [name, wire] of system.wireOf) {
    const value = honest[wireOf.get(name) ?? -1];
    if (value !== undefined) values.set(rootOf(wire), value);
  }
  // What no constraint reads can have any value.
  const witness = Array.from({ length: system.wires }, (_, wire) =>
    wire === 0 ? 1n : (values.get(rootOf(wire)) ?? 0n),
  );
  const violation = firstViolation(system, witness);
  if (violation !== null)
    throw new Error(`witness: expected it to satisfy all constraints, got one about ${violation.names.join(', ')}`);
  return witness;
}
