/** In which order the wires of a circuit follow from each other: found from its constraints alone. */
import { booleanOf, linearForm, wiresOf } from '../analysis/combination.ts';
import type { Combination, Constraint, ConstraintSystem } from '../support/constraints.ts';
import { digitsStep, leastStep, linearStep, productStep, quotientSteps, zeroStep, type Step } from './steps.ts';

/** What the constraints of a circuit say of its wires, whatever is known of them. */
interface Shape {
  /** Constraints that mention a wire, by wire. */
  readonly uses: ReadonlyMap<number, readonly Constraint[]>;
  readonly booleans: ReadonlySet<number>;
  /** Booleans that are digits of a sum. */
  readonly digits: ReadonlySet<number>;
  /** Products set to 0. */
  readonly assertions: readonly Constraint[];
  /** What is a product, or follows from inputs and products by sums: no hint, although assertions mention it. */
  readonly derived: ReadonlySet<number>;
  readonly isProduct: (wire: number) => boolean;
}

function shapeOf(system: ConstraintSystem, inputs: ReadonlySet<number>): Shape {
  const uses = new Map<number, Constraint[]>();
  const booleans = new Set<number>();
  for (const constraint of system.constraints) {
    for (const wire of wiresOf(constraint)) {
      const users = uses.get(wire);
      if (users === undefined) uses.set(wire, [constraint]);
      else users.push(constraint);
    }
    const digit = booleanOf(constraint);
    if (digit !== undefined) booleans.add(digit);
  }
  const sums = system.constraints.flatMap((constraint) => linearForm(constraint) ?? []);
  const digits = new Set<number>();
  for (const sum of sums) {
    const wires = [...sum.keys()].filter((wire) => booleans.has(wire));
    if (wires.length > 1 && digitsStep(sum, wires) !== undefined) for (const wire of wires) digits.add(wire);
  }
  const isProduct = (wire: number): boolean =>
    (uses.get(wire) ?? []).some((each) => each.c.size === 1 && each.c.has(wire) && linearForm(each) === undefined);
  const derived = new Set([...inputs, ...[...uses.keys()].filter(isProduct)]);
  for (let before = -1; before < derived.size;) {
    before = derived.size;
    for (const sum of sums) {
      const [wire, ...more] = [...sum.keys()].filter((each) => !derived.has(each));
      if (wire !== undefined && more.length === 0) derived.add(wire);
    }
  }
  return { uses, booleans, digits, assertions: system.constraints.filter(({ c }) => c.size === 0), derived, isProduct };
}

/** What a constraint gives, if one wire or the digits of a number are all that is left of it. */
function stepOf(constraint: Constraint, unknown: (of: Combination) => number[], { booleans }: Shape): Step | undefined {
  const linear = linearForm(constraint);
  const { a, b, c } = constraint;
  const isProduct = linear === undefined && unknown(a).length === 0 && unknown(b).length === 0;
  const wires = linear === undefined ? (isProduct ? unknown(c) : []) : unknown(linear);
  const [wire] = wires;
  if (wire === undefined) return undefined;
  if (wires.length === 1) return linear === undefined ? productStep(constraint, wire) : linearStep(linear, wire);
  const areDigits = linear !== undefined && wires.every((each) => booleans.has(each));
  return areDigits ? digitsStep(linear, wires) : undefined;
}

/** Wires that assertions are about: what no constraint gives may be among them. */
function candidates({ assertions, isProduct, digits }: Shape, unknown: (of: Combination) => number[]): number[] {
  const pairs = assertions.map(({ a, b }) => [unknown(a), unknown(b)] as const);
  // One that stands beside what is known comes first: in a product of two unknown ones either may follow later.
  return [
    ...pairs.flatMap(([a, b]) => (b.length === 0 || b[0] === a[0] ? [a] : [])),
    ...pairs.flatMap(([a, b]) => (a.length === 0 ? [b] : [])),
    ...pairs.flat(),
  ].flatMap(([wire, ...more]) =>
    wire !== undefined && more.length === 0 && !isProduct(wire) && !digits.has(wire) ? [wire] : [],
  );
}

/**
 * Orders the constraints into steps. What no constraint gives is a hint, which a forger chooses freely.
 *
 * @param answers public inputs that follow from the others
 */
export function plan(system: ConstraintSystem, answers: readonly string[]): Step[] {
  const asked = new Set(answers.map((name) => system.wireOf.get(name)));
  const known = new Set([0, ...system.inputs.filter((wire) => !asked.has(wire))]);
  const shape = shapeOf(system, known);
  const { uses, digits, assertions, derived } = shape;
  const unknown = (of: Combination): number[] => [...of.keys()].filter((wire) => !known.has(wire));
  const steps: Step[] = [];
  const queue = new Set(system.constraints);
  const quotients = new Set<Step>();
  const learn = (wires: readonly number[]): void => {
    for (const wire of wires) {
      known.add(wire);
      for (const constraint of uses.get(wire) ?? []) queue.add(constraint);
    }
  };
  const take = (step: Step | undefined): boolean => {
    if (step === undefined || step.wires.every((wire) => known.has(wire))) return false;
    steps.push(step);
    learn(step.wires);
    return true;
  };
  const takeQuotient = (may: (wire: number) => boolean): boolean =>
    [...quotients].some((quotient) => quotient.wires.every(may) && take(quotient));
  const takeHint = (wire: number | undefined): boolean => {
    if (wire === undefined) return false;
    const least = leastStep(wire, unknown, uses);
    if (least === undefined) learn([wire]);
    else take(least);
    return true;
  };
  /** What no assertion mentions, as a quotient that is pinned by ranges: the one that most constraints mention. */
  const inRanges = (): number | undefined =>
    [...uses.keys()]
      .filter((wire) => !known.has(wire) && !digits.has(wire) && !derived.has(wire))
      .sort((left, right) => (uses.get(left)?.length ?? 0) - (uses.get(right)?.length ?? 0))
      .at(-1);

  for (;;) {
    for (const constraint of queue) {
      queue.delete(constraint);
      const step = stepOf(constraint, unknown, shape);
      if (step === undefined) for (const quotient of quotientSteps(constraint, unknown)) quotients.add(quotient);
      else take(step);
    }
    if (assertions.filter((assertion) => take(zeroStep(assertion, unknown, uses))).length > 0) continue;
    // What something else may give waits for it.
    if (takeQuotient((wire) => !derived.has(wire))) continue;
    const hints = candidates(shape, unknown);
    if (takeHint(hints.find((hint) => !derived.has(hint)))) continue;
    if (takeQuotient(() => true)) continue;
    if (!takeHint(hints[0] ?? inRanges())) return steps;
  }
}
