import type { Curve } from 'ffjavascript';

import { viewOf, writeInteger } from '../binfile.ts';
import { G1_BYTES, G2_BYTES } from '../curve.ts';

const SCALAR_BITS = 254;
const CHUNK = 4096;

/**
 * Multiples of a group's generator by many scalars.
 *
 * A table holds d * 2^(w j) * G for every window j and digit d, in the memory of the curve's own WebAssembly instance,
 * so that one product costs one mixed addition per window (about 20) and no doubling.
 *
 * @param curve a curve without workers whose memory nobody else uses meanwhile
 * @param scalars integers in [0, r)
 * @returns affine points, Montgomery little-endian, in order; zero gives all zero bytes (the point at infinity)
 */
export function multiplyGenerator(curve: Curve, group: 'G1' | 'G2', scalars: readonly bigint[]): Uint8Array {
  const affine = group === 'G1' ? G1_BYTES : G2_BYTES;
  const jacobian = (affine / 2) * 3;
  const result = new Uint8Array(scalars.length * affine);
  const used = scalars.flatMap((scalar, index) => (scalar === 0n ? [] : [index]));
  if (used.length === 0) return result;

  const { tm } = curve;
  const prefix = group === 'G1' ? 'g1m' : 'g2m';
  const call = (name: string, ...parameters: number[]): number => {
    const run = tm.instance.exports[`${prefix}_${name}`];
    if (run === undefined) throw new Error(`ffjavascript: expected ${prefix}_${name}, got nothing`);
    return run(...parameters);
  };
  const addMixed = tm.instance.exports[`${prefix}_addMixed`] as (a: number, b: number, sum: number) => number;

  const width = windowWidth(used.length);
  const windows = Math.ceil(SCALAR_BITS / width);
  const digits = (1 << width) - 1;
  const work = Math.max(digits + 1, CHUNK) * jacobian;
  const release = reserve(curve, windows * digits * affine + work);
  const table = release.pointer;
  const buffer = table + windows * digits * affine;

  // The digits 1..2^w - 1 of each window, then 2^w times the base as the base of the next one.
  tm.u8.set(curve[group].gAffine, table);
  for (let window = 0; window < windows; window++) {
    const base = table + window * digits * affine;
    call('toJacobian', base, buffer);
    for (let digit = 1; digit <= digits; digit++) {
      addMixed(buffer + (digit - 1) * jacobian, base, buffer + digit * jacobian);
    }
    if (window + 1 < windows) call('toAffine', buffer + digits * jacobian, base + digits * affine);
    call('batchToAffine', buffer, digits, base);
  }

  const bytes = new Uint8Array(32);
  const view = viewOf(bytes);
  for (let start = 0; start < used.length; start += CHUNK) {
    const part = used.slice(start, start + CHUNK);
    part.forEach((index, slot) => {
      const sum = buffer + slot * jacobian;
      call('zero', sum);
      writeInteger(bytes, 0, scalars[index] as bigint);
      for (let window = 0; window < windows; window++) {
        const digit = digitAt(view, window * width, width);
        if (digit !== 0) addMixed(sum, table + (window * digits + digit - 1) * affine, sum);
      }
    });
    call('batchToAffine', buffer, part.length, buffer);
    part.forEach((index, slot) =>
      result.set(tm.u8.subarray(buffer + slot * affine, buffer + (slot + 1) * affine), index * affine),
    );
  }
  release.free();
  return result;
}

/** Window width with the fewest additions: tables cost one per entry, products one per window. */
function windowWidth(count: number): number {
  const cost = (width: number): number => Math.ceil(SCALAR_BITS / width) * (count + (1 << width));
  let best = 2;
  for (let width = 3; width <= 14; width++) if (cost(width) < cost(best)) best = width;
  return best;
}

/** `width` (at most 16) bits of a 256-bit little-endian integer from bit `start`. */
function digitAt(view: DataView, start: number, width: number): number {
  const word = Math.min(start >> 3, 28);
  const low = view.getUint32(word, true);
  const high = word + 4 < 32 ? view.getUint8(word + 4) : 0;
  const shift = start - word * 8;
  const bits = shift === 0 ? low : (low >>> shift) | (high << (32 - shift));
  return bits & ((1 << width) - 1);
}

/** Takes `size` bytes of the curve's memory above its free pointer (word 0), growing the memory when needed. */
function reserve(curve: Curve, size: number): { pointer: number; free: () => void } {
  const { tm } = curve;
  const before = tm.u32[0] as number;
  const pointer = (before + 7) & ~7;
  // Batch functions take scratch space of their own above the free pointer: leave as much again.
  const missing = pointer + 2 * size - tm.memory.buffer.byteLength;
  if (missing > 0) {
    tm.memory.grow(Math.ceil(missing / 65536));
    tm.u8 = new Uint8Array(tm.memory.buffer);
    tm.u32 = new Uint32Array(tm.memory.buffer);
  }
  tm.u32[0] = pointer + size;
  return { pointer, free: () => (tm.u32[0] = before) };
}
