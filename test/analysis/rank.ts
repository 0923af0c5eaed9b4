import { randomBytes } from 'node:crypto';
import { type Combination, type ConstraintSystem, evaluate, modulo } from '../support/constraints.ts';
import { addScaled, inverse, scale } from './combination.ts';

/**
 * Wires that can move, to first order, while every constraint keeps holding: the support of a random vector in the
 * kernel of the Jacobian at a witness, restricted to some columns. The chance to miss a wire is about 1/r.
 *
 * @param columns wires that may move; all others are held
 */
export function freeWires(
  system: ConstraintSystem,
  witness: readonly bigint[],
  columns: ReadonlySet<number>,
): number[] {
  const pivots = eliminate(jacobian(system, witness, columns));
  const pivotWires = new Set(pivots.map(({ wire }) => wire));
  const motion = new Map<number, bigint>();
  for (const wire of columns) if (!pivotWires.has(wire)) motion.set(wire, randomElement());
  // A pivot's row mentions wires of later pivots and free ones only.
  for (const { wire, row } of pivots.toReversed()) {
    let sum = 0n;
    for (const [other, coefficient] of row) sum += coefficient * (motion.get(other) ?? 0n);
    const value = modulo(-sum);
    if (value !== 0n) motion.set(wire, value);
  }
  return [...motion.keys()];
}

/** The derivative of `a * b - c` for each constraint that mentions one of the columns. */
function jacobian(
  system: ConstraintSystem,
  witness: readonly bigint[],
  columns: ReadonlySet<number>,
): Map<number, bigint>[] {
  const part = (combination: Combination): Combination =>
    new Map([...combination].filter(([wire]) => columns.has(wire)));
  return system.constraints.flatMap(({ a, b, c }) => {
    const [left, right] = [part(a), part(b)];
    let row = scale(part(c), -1n);
    if (left.size > 0) row = addScaled(row, left, evaluate(b, witness));
    if (right.size > 0) row = addScaled(row, right, evaluate(a, witness));
    return row.size > 0 ? [new Map(row)] : [];
  });
}

interface Pivot {
  readonly wire: number;
  /** The other entries of the pivot's row, divided by the pivot. */
  readonly row: Combination;
}

/** Gaussian elimination, the shortest row first: most rows of a circuit lose all but one wire and cost nothing. */
function eliminate(rows: Map<number, bigint>[]): Pivot[] {
  const rowsOf = new Map<number, Set<Map<number, bigint>>>();
  const bySize: Set<Map<number, bigint>>[] = [];
  const file = (row: Map<number, bigint>): void => {
    (bySize[row.size] ??= new Set()).add(row);
  };
  for (const row of rows) {
    file(row);
    for (const wire of row.keys()) {
      const users = rowsOf.get(wire) ?? new Set();
      rowsOf.set(wire, users.add(row));
    }
  }

  const pivots: Pivot[] = [];
  for (let row = shortest(bySize); row !== undefined; row = shortest(bySize)) {
    bySize[row.size]?.delete(row);
    for (const wire of row.keys()) rowsOf.get(wire)?.delete(row);
    const usersOf = (wire: number): number => rowsOf.get(wire)?.size ?? 0;
    const wire = [...row.keys()].reduce((best, other) => (usersOf(other) < usersOf(best) ? other : best));
    const factor = inverse(row.get(wire) ?? 0n);
    row.delete(wire);
    for (const [other, coefficient] of row) row.set(other, modulo(coefficient * factor));
    pivots.push({ wire, row });

    for (const user of rowsOf.get(wire) ?? []) {
      bySize[user.size]?.delete(user);
      const multiple = user.get(wire) ?? 0n;
      user.delete(wire);
      for (const [other, coefficient] of row) {
        const value = modulo((user.get(other) ?? 0n) - multiple * coefficient);
        if (value === 0n) {
          user.delete(other);
          rowsOf.get(other)?.delete(user);
        } else {
          user.set(other, value);
          rowsOf.get(other)?.add(user);
        }
      }
      file(user);
    }
    rowsOf.delete(wire);
  }
  return pivots;
}

/** A row of the least size above 0. */
function shortest(bySize: readonly (ReadonlySet<Map<number, bigint>> | undefined)[]): Map<number, bigint> | undefined {
  for (let size = 1; size < bySize.length; size++) {
    for (const row of bySize[size] ?? []) return row;
  }
  return undefined;
}

function randomElement(): bigint {
  return modulo(BigInt(`0x${randomBytes(40).toString('hex')}`));
}
