import type { Curve, TaskCommand } from 'ffjavascript';

import { G1_BYTES, G2_BYTES } from '../curve.ts';
import type { TaskQueue } from './tasks.ts';

const SCALAR_BYTES = 32;
const SCALAR_BITS = 254;
const LARGEST_PIECE = 1 << 15;

/** Points of a key cut into one piece per task; each has a buffer of its own, since a message copies whole buffers. */
export interface Bases {
  readonly group: 'G1' | 'G2';
  readonly pieces: readonly Uint8Array[];
}

export function cutBases(group: 'G1' | 'G2', points: Uint8Array, concurrency: number): Bases {
  const size = group === 'G1' ? G1_BYTES : G2_BYTES;
  const total = points.length / size;
  const count = Math.max(concurrency, Math.ceil(total / LARGEST_PIECE));
  const piece = Math.ceil(total / count) * size;
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < points.length; start += piece) pieces.push(points.slice(start, start + piece));
  return { group, pieces };
}

/**
 * Sum of scalar times point (Pippenger's method), as a Jacobian point.
 *
 * A task takes a piece of the points through all windows of the scalars, so that each point travels to a worker once.
 *
 * @param scalars 32 little-endian bytes each, plain (not Montgomery), one per point
 */
export async function multiexp({
  curve,
  queue,
  bases,
  scalars,
}: {
  curve: Curve;
  queue: TaskQueue;
  bases: Bases;
  scalars: Uint8Array;
}): Promise<Uint8Array> {
  const group = curve[bases.group];
  const affine = bases.group === 'G1' ? G1_BYTES : G2_BYTES;
  const jacobian = (affine / 2) * 3;
  let start = 0;
  const sums = await Promise.all(
    bases.pieces.map(async (points) => {
      const count = points.length / affine;
      const width = windowWidth(count);
      const windows = Math.ceil(SCALAR_BITS / width);
      const part = scalars.slice(start * SCALAR_BYTES, (start + count) * SCALAR_BYTES);
      start += count;
      const output = await queue.run(
        pieceTask({ group: bases.group, points, scalars: part, count, width, windows, jacobian }),
      );
      let sum = group.zero;
      for (let window = windows - 1; window >= 0; window--) {
        for (let bit = 0; bit < width; bit++) sum = group.double(sum);
        sum = group.add(sum, (output[0] as Uint8Array).subarray(window * jacobian, (window + 1) * jacobian));
      }
      return sum;
    }),
  );
  return sums.reduce((sum, piece) => group.add(sum, piece), group.zero);
}

function pieceTask(piece: {
  group: 'G1' | 'G2';
  points: Uint8Array;
  scalars: Uint8Array;
  count: number;
  width: number;
  windows: number;
  jacobian: number;
}): TaskCommand[] {
  const { count, width, windows, jacobian } = piece;
  const table = (1 << width) * jacobian;
  const task: TaskCommand[] = [
    { cmd: 'ALLOCSET', var: 0, buff: piece.points },
    { cmd: 'ALLOCSET', var: 1, buff: piece.scalars },
    // Asking for a table's worth leaves as much free memory behind it, where the function puts its table of sums.
    { cmd: 'ALLOC', var: 2, len: Math.max(windows * jacobian, table) },
  ];
  for (let window = 0; window < windows; window++) {
    const bit = window * width;
    task.push({
      cmd: 'CALL',
      fnName: `${piece.group === 'G1' ? 'g1m' : 'g2m'}_multiexpAffine_chunk`,
      params: [
        { var: 0 },
        { var: 1 },
        { val: SCALAR_BYTES },
        { val: count },
        { val: bit },
        { val: Math.min(width, 8 * SCALAR_BYTES - bit) },
        { var: 2, offset: window * jacobian },
      ],
    });
  }
  task.push({ cmd: 'GET', out: 0, var: 2, len: windows * jacobian });
  return task;
}

/** Bits per window with the fewest additions: one per point and about two per entry of the table of sums. */
function windowWidth(count: number): number {
  const cost = (width: number): number => Math.ceil(SCALAR_BITS / width) * (count + 2 * (1 << width));
  let best = 2;
  for (let width = 3; width <= 16; width++) if (cost(width) < cost(best)) best = width;
  return best;
}
