import { type ConstraintSystem, firstViolation, namesByWire } from '../support/constraints.ts';
import { propagate } from './propagation.ts';
import { freeWires } from './rank.ts';

/** Signals that the analysis may report, and why that is no flaw. */
export interface Explanation {
  /** Matches a signal's name, without `main.`. */
  readonly signal: RegExp;
  readonly reason: string;
}

/** The inverse in a zero test is free when the number is 0, and nothing but the zero test reads it. */
export const ZERO_INVERSE: Explanation = { signal: /(^|\.)inv$/, reason: 'IsZero leaves the inverse of 0 open' };

/** How circomlib multiplies a point of prime order by a scalar of 254 digits. */
export const POINT_QUOTIENTS: readonly Explanation[] = [
  {
    signal: /\.tau$/,
    reason: 'The Edwards addition is complete on the curve: 1 + d * tau and 1 - d * tau are never 0',
  },
  {
    signal: /\.lamda$/,
    reason:
      'The multiples that a ladder adds differ by less than the order and more than nothing, and where they cancel no slope fits; a doubled point has odd order',
  },
  {
    signal:
      /\.(e2m|c?m2e)(\[\d\])?\.out\[[01]\]$|\.(eadder|cAdd)\.[xy][12]$|\.bits\[0\]\.dblIn\[[01]\]$|\.cadders\[0\]\.in1\[[01]\]$/,
    reason:
      'From Edwards to Montgomery and back: only points of low order have a divisor of 0, and no multiple here is one',
  },
];

/** How circomlib takes a field element apart into 254 digits. */
export const ALIAS_CHECKS: readonly Explanation[] = [
  {
    signal: /\.compConstant\.parts\[\d+\]$/,
    reason: 'Digits that pass a comparison with r - 1 spell the number itself, and not the one that is r more',
  },
];

export interface UniquenessRequest {
  readonly system: ConstraintSystem;
  /** Satisfying witnesses at which to look for freedom; random ones say most. */
  readonly witnesses: readonly (readonly bigint[])[];
  /** Inputs of the main component to be proven unique from the others, as the answer of a statement is. */
  readonly answers?: readonly string[];
  /** Signals that may differ between witnesses for the same inputs because nothing depends on them. */
  readonly benign?: readonly Explanation[];
  /** Signals that are the quotient of others, or its divisor, and why that is never 0. */
  readonly quotients?: readonly Explanation[];
  /** Signals of comparisons that digits pass, and what they leave. */
  readonly comparisons?: readonly Explanation[];
}

export interface Uniqueness {
  /** Signals that the rules do not determine: each may have a second value (one name per wire). */
  readonly undetermined: readonly string[];
  /** For each witness: signals that can be changed a little there with all constraints kept. This proves a flaw. */
  readonly freeAtWitness: readonly (readonly string[])[];
}

/**
 * Looks for a second witness for the same inputs, the attack on an under-constrained circuit, in two ways. Propagation
 * proves wires unique and names those that it cannot; the Jacobian's kernel at a witness proves wires free.
 * The kernel sees no choice between isolated values (such as a sign), which only propagation excludes.
 *
 * @throws when a witness does not satisfy the constraints, or an explanation matches no signal that needs one
 */
export function analyseUniqueness(request: UniquenessRequest): Uniqueness {
  const { system, witnesses, answers = [], benign = [], quotients = [], comparisons = [] } = request;
  for (const witness of witnesses) {
    const violation = firstViolation(system, witness);
    if (violation !== null)
      throw new Error(`witness: expected all constraints to hold, got ${violation.names.join(', ')}`);
  }
  const asked = new Set(answers.map((name) => wireNamed(system, name)));
  const given = system.inputs.filter((wire) => !asked.has(wire));
  const names = namesByWire(system);
  const namesOf = (wire: number): readonly string[] => names.get(wire) ?? [];
  const explains = ({ signal }: Explanation, wire: number): boolean => namesOf(wire).some((name) => signal.test(name));

  const used = new Set<Explanation>();
  const isExplained = (explanations: readonly Explanation[], wires: readonly number[]): boolean => {
    const found = explanations.find((explanation) => wires.some((wire) => explains(explanation, wire)));
    if (found !== undefined) used.add(found);
    return found !== undefined;
  };
  const known = propagate(system, given, {
    isDivided: (wire, by) => isExplained(quotients, [wire, ...by]),
    isCompared: (wire) => isExplained(comparisons, [wire]),
  });
  for (const explanation of [...quotients, ...comparisons]) {
    if (!used.has(explanation))
      throw new Error(`explanation ${String(explanation.signal)}: expected a signal that needs one, got none`);
  }
  const open = [...names.keys()].filter((wire) => !known.has(wire));
  for (const explanation of benign) {
    if (!open.some((wire) => explains(explanation, wire))) {
      throw new Error(`explanation ${String(explanation.signal)}: expected an undetermined signal, got none`);
    }
  }
  const report = (wires: readonly number[]): string[] =>
    wires
      .filter((wire) => !benign.some((explanation) => explains(explanation, wire)))
      .map((wire) => namesOf(wire)[0] ?? `wire ${wire}`);
  return {
    undetermined: report(open),
    freeAtWitness: witnesses.map((witness) => report(freeWires(system, witness, new Set(open)))),
  };
}

function wireNamed(system: ConstraintSystem, name: string): number {
  const wire = system.wireOf.get(name);
  if (wire === undefined) throw new Error(`signal ${name}: expected a signal of the witness, got an unknown name`);
  return wire;
}
