import type { R1cs } from '../../prover/dealer/r1cs.ts';
import { viewOf } from '../../prover/binfile.ts';

/** What the compiler makes of a circuit with some mutants in it, nothing simplified; undefined when it objects. */
export type Compile<M> = (mutants: readonly M[]) => Promise<R1cs | undefined>;

export interface Attribution<M> {
  /** Indices, in the circuit without a mutant, of the constraints that each mutant takes away. */
  readonly dropped: ReadonlyMap<M, ReadonlySet<number>>;
  /** Mutants that do not compile. */
  readonly invalid: readonly M[];
}

/**
 * Finds the constraints that each mutant takes away, for mutants that do nothing else: what other statements constrain
 * stays as it was. So many can be tried at once. One compilation has all mutants, and mutant number n stands in that of
 * each bit that n has. A constraint is missing from the first as often as statements make it, and from another either as
 * often, or never, exactly when one number explains all: it is that mutant's. One that several statements make is
 * noticed, and these mutants are compiled alone.
 *
 * @param circuit the one without a mutant, nothing simplified
 * @throws when a mutant adds a constraint
 */
export async function attribute<M>(
  circuit: R1cs,
  mutants: readonly M[],
  compileAnew: Compile<M>,
): Promise<Attribution<M>> {
  const compile = remembered(mutants, compileAnew);
  const valid = await compilable(mutants, compile);
  const invalid = mutants.filter((mutant) => !valid.includes(mutant));
  const rows = rowsOf(circuit);
  const intact = counted(rows);
  const lostWith = async (some: readonly M[]): Promise<Map<string, number>> => {
    const r1cs = some.length === 0 ? circuit : await compile(some);
    if (r1cs === undefined) throw new Error(`circuit: expected it to compile with ${some.length} mutants, got errors`);
    return lost(intact, counted(rowsOf(r1cs)));
  };

  const all = await lostWith(valid);
  const bits: Map<string, number>[] = [];
  for (let bit = 0; 1 << bit < valid.length; bit++)
    bits.push(await lostWith(valid.filter((_, number) => isSet(number, bit))));

  const own = new Map(valid.map((mutant) => [mutant, new Map<string, number>()]));
  const shared = new Map<M, string[]>(valid.map((mutant) => [mutant, []]));
  for (const [row, count] of all) {
    const counts = bits.map((each) => each.get(row) ?? 0);
    const number = counts.reduce((sum, each, bit) => sum + (each === 0 ? 0 : 1 << bit), 0);
    const mutant = counts.every((each) => each === 0 || each === count) ? valid[number] : undefined;
    if (mutant !== undefined) own.get(mutant)?.set(row, count);
    else
      valid.forEach((each, other) => {
        const mayMake = counts.every((some, bit) => (isSet(other, bit) ? some > 0 : some < count));
        if (mayMake) shared.get(each)?.push(row);
      });
  }
  for (const [mutant, some] of shared) {
    const alone = some.length === 0 ? new Map<string, number>() : await lostWith([mutant]);
    for (const row of some) if (alone.has(row)) own.get(mutant)?.set(row, alone.get(row) ?? 0);
  }

  const places = placesOf(rows);
  const dropped = [...own].map(([mutant, counts]) => {
    // Copies of one constraint are the same constraint.
    const indices = [...counts].flatMap(([row, count]) => places.get(row)?.slice(0, count) ?? []);
    return [mutant, new Set(indices)] as const;
  });
  return { dropped: new Map(dropped), invalid };
}

const isSet = (number: number, bit: number): boolean => ((number >> bit) & 1) === 1;

/** Compiles the same mutants once. */
function remembered<M>(mutants: readonly M[], compile: Compile<M>): Compile<M> {
  const results = new Map<string, ReturnType<Compile<M>>>();
  return (some) => {
    const key = some.map((mutant) => mutants.indexOf(mutant)).join();
    const result = results.get(key) ?? compile(some);
    results.set(key, result);
    return result;
  };
}

/** The mutants with each of which, and so with all of which, the circuit compiles. */
async function compilable<M>(mutants: readonly M[], compile: Compile<M>): Promise<readonly M[]> {
  if (mutants.length === 0 || (await compile(mutants)) !== undefined) return mutants;
  if (mutants.length === 1) return [];
  const half = mutants.length >> 1;
  return [...(await compilable(mutants.slice(0, half), compile)), ...(await compilable(mutants.slice(half), compile))];
}

/** Each constraint as one string: its terms as they stand in the file, which orders them. */
function rowsOf({ body, constraints }: R1cs): string[] {
  const view = viewOf(body);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let end = 0;
  return Array.from({ length: constraints }, () => {
    const start = end;
    for (let matrix = 0; matrix < 3; matrix++) end += 4 + 36 * view.getUint32(end, true);
    return bytes.toString('latin1', start, end);
  });
}

/** Where each row stands. */
function placesOf(rows: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const known = places.get(row);
    if (known === undefined) places.set(row, [index]);
    else known.push(index);
  }
  return places;
}

function counted(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

/** What is in one and not in the other, which has nothing else. */
function lost(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Map<string, number> {
  for (const [row, count] of after) {
    if (count > (before.get(row) ?? 0)) throw new Error('mutant: expected it to take constraints away, got a new one');
  }
  const less = [...before].map(([row, count]) => [row, count - (after.get(row) ?? 0)] as const);
  return new Map(less.filter(([, count]) => count > 0));
}
