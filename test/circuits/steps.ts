/** How the wires of a circuit follow from others: what a forger computes again after a change. */
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { centred, inverse, isMultiple, linearForm, scale, wiresOf, without } from '../analysis/combination.ts';
import { evaluate, modulo, type Combination, type Constraint } from '../support/constraints.ts';

/** How wires follow from others: `compute` gives their values, in the order of `wires`. */
export interface Step {
  readonly wires: readonly number[];
  readonly from: readonly number[];
  readonly compute: (witness: readonly bigint[], pinned: ReadonlySet<number>) => readonly bigint[];
}

/** Constraints that mention a wire, by wire. */
export type Uses = ReadonlyMap<number, readonly Constraint[]>;

/** A linear constraint gives its only unknown wire. */
export function linearStep(linear: Combination, wire: number): Step {
  const factor = -inverse(linear.get(wire) ?? 0n);
  const rest = without(linear, wire);
  return { wires: [wire], from: [...rest.keys()], compute: (witness) => [modulo(evaluate(rest, witness) * factor)] };
}

/** A product of known factors gives the only unknown wire on the other side. */
export function productStep({ a, b, c }: Constraint, wire: number): Step {
  const factor = inverse(c.get(wire) ?? 0n);
  const rest = without(c, wire);
  return {
    wires: [wire],
    from: [...wiresOf({ a, b, c: rest })],
    compute: (witness) => [modulo((evaluate(a, witness) * evaluate(b, witness) - evaluate(rest, witness)) * factor)],
  };
}

/** A known product and a known factor give the only unknown wire of the other one; a divisor of 0 leaves it as it is. */
export function quotientSteps({ a, b, c }: Constraint, unknown: (of: Combination) => number[]): Step[] {
  if (c.size === 0 || unknown(c).length > 0) return [];
  return [
    [a, b],
    [b, a],
  ].flatMap(([divisor = a, factor = b]) => {
    const [wire, ...more] = unknown(factor);
    if (wire === undefined || more.length > 0 || unknown(divisor).length > 0) return [];
    const [rest, weight] = [without(factor, wire), inverse(factor.get(wire) ?? 0n)];
    const compute: Step['compute'] = (witness) => {
      const by = evaluate(divisor, witness);
      const quotient = evaluate(c, witness) * inverse(by) - evaluate(rest, witness);
      return [by === 0n ? (witness[wire] ?? 0n) : modulo(quotient * weight)];
    };
    return [{ wires: [wire], from: [...wiresOf({ a: divisor, b: rest, c })], compute }];
  });
}

/** Boolean wires with powers of two as weights: the digits of what the rest of a linear constraint leaves. */
export function digitsStep(linear: Combination, wires: readonly number[]): Step | undefined {
  const weightOf = (wire: number): bigint => linear.get(wire) ?? 0n;
  const shifts = (unit: bigint): number[] => {
    const divisor = inverse(unit);
    return wires.map((wire) => {
      const digits = modulo(weightOf(wire) * divisor).toString(2);
      return /^10*$/.test(digits) ? digits.length - 1 : NaN;
    });
  };
  const unit = wires.map(weightOf).find((weight) => !shifts(weight).includes(NaN));
  if (unit === undefined) return undefined;
  const places = shifts(unit);
  if (new Set(places).size < wires.length) return undefined;
  const rest = new Map([...linear].filter(([wire]) => !wires.includes(wire)));
  return {
    wires,
    from: [...rest.keys()],
    compute: (witness, pinned) => {
      let value = -evaluate(rest, witness) * inverse(unit);
      wires.forEach((wire, index) => {
        if (pinned.has(wire)) value -= (witness[wire] ?? 0n) << BigInt(places[index] ?? 0);
      });
      const left = modulo(value);
      return places.map((place) => (left >> BigInt(place)) & 1n);
    },
  };
}

/** The zero test `x * out = 0`, `x * inverse = 1 - out`, of a known x. */
export function zeroStep({ a, b }: Constraint, unknown: (of: Combination) => number[], uses: Uses): Step | undefined {
  for (const [x, factor] of [
    [a, b],
    [b, a],
  ] as const) {
    const [out] = unknown(factor);
    if (out === undefined || factor.size !== 1 || unknown(x).length > 0) continue;
    for (const { a: left, b: right, c } of uses.get(out) ?? []) {
      const other = isMultiple(left, x) ? right : isMultiple(right, x) ? left : undefined;
      const [hint] = other?.keys() ?? [];
      if (hint === undefined || other?.size !== 1 || !c.has(out) || hint === out) continue;
      const coefficient = inverse(other.get(hint) ?? 0n);
      return {
        wires: [out, hint],
        from: [...x.keys()],
        compute: (witness, pinned) => {
          const value = evaluate(isMultiple(left, x) ? left : right, witness);
          const isZero = pinned.has(out) ? (witness[out] ?? 0n) : BigInt(value === 0n);
          const sum = evaluate(without(c, out), witness);
          const needed = modulo(sum + (c.get(out) ?? 0n) * isZero);
          return [isZero, value === 0n ? 0n : modulo(needed * inverse(value) * coefficient)];
        },
      };
    }
  }
  return undefined;
}

/** The least of the known numbers that linear constraints take this wire from. */
export function leastStep(wire: number, unknown: (of: Combination) => number[], uses: Uses): Step | undefined {
  const numbers = (uses.get(wire) ?? []).flatMap((constraint) => {
    const linear = linearForm(constraint);
    const [difference, ...more] = linear === undefined ? [] : unknown(without(linear, wire));
    if (linear === undefined || difference === undefined || more.length > 0) return [];
    // difference = number - wire
    const right = scale(without(linear, difference), -inverse(linear.get(difference) ?? 0n));
    return right.get(wire) === SCALAR_FIELD - 1n ? [without(right, wire)] : [];
  });
  if (numbers.length < 2) return undefined;
  const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
  return {
    wires: [wire],
    from: numbers.flatMap((number) => [...number.keys()]),
    compute: (witness) => [modulo(least(numbers.map((number) => centred(evaluate(number, witness)))))],
  };
}
