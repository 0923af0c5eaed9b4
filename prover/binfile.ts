import { PlimsollError } from './errors.ts';

/** Sections of an iden3 binary file (`r1cs`, `zkey`), by section number; views into the file, not copies. */
export type Sections = ReadonlyMap<number, Uint8Array>;

/** Little-endian view of the bytes of an array. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Splits an iden3 binary file into its sections.
 *
 * @throws ENVIRONMENT when the magic differs or a section runs past the end of the file.
 */
export function readSections(file: Uint8Array, magic: string): Sections {
  const found = new TextDecoder().decode(file.subarray(0, 4));
  if (found !== magic || file.length < 12) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `binary file: expected a ${magic} file, got ${JSON.stringify(found)} (${file.length} bytes)`,
    );
  }
  const view = viewOf(file);
  const count = view.getUint32(8, true);
  const sections = new Map<number, Uint8Array>();
  let position = 12;
  for (let index = 0; index < count; index++) {
    const truncated = position + 12 > file.length;
    const size = truncated ? 0 : Number(view.getBigUint64(position + 4, true));
    if (truncated || position + 12 + size > file.length) {
      throw new PlimsollError(
        'ENVIRONMENT',
        `${magic} file: expected ${count} whole sections, got ${file.length} bytes that end inside section ${index}`,
      );
    }
    sections.set(view.getUint32(position, true), file.subarray(position + 12, position + 12 + size));
    position += 12 + size;
  }
  return sections;
}

/** The section of that number. @throws ENVIRONMENT when the file lacks it. */
export function section(sections: Sections, number: number): Uint8Array {
  const bytes = sections.get(number);
  if (bytes === undefined) throw new PlimsollError('ENVIRONMENT', `binary file: expected section ${number}, got none`);
  return bytes;
}

/** Writes an iden3 binary file: the sections in the order given. */
export function writeSections(
  magic: string,
  version: number,
  sections: readonly (readonly [number, Uint8Array])[],
): Uint8Array {
  const file = new Uint8Array(sections.reduce((size, [, bytes]) => size + 12 + bytes.length, 12));
  const view = viewOf(file);
  file.set(new TextEncoder().encode(magic));
  view.setUint32(4, version, true);
  view.setUint32(8, sections.length, true);
  let position = 12;
  for (const [number, bytes] of sections) {
    view.setUint32(position, number, true);
    view.setBigUint64(position + 4, BigInt(bytes.length), true);
    file.set(bytes, position + 12);
    position += 12 + bytes.length;
  }
  return file;
}

/** Reads a 32-byte little-endian integer. */
export function readInteger(bytes: Uint8Array, offset: number): bigint {
  const view = viewOf(bytes);
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 64n) | view.getBigUint64(offset + 8 * word, true);
  return value;
}

/** Writes `value` (0 <= value < 2^256) as 32 little-endian bytes. */
export function writeInteger(bytes: Uint8Array, offset: number, value: bigint): void {
  const view = viewOf(bytes);
  for (let word = 0; word < 4; word++)
    view.setBigUint64(offset + 8 * word, BigInt.asUintN(64, value >> BigInt(64 * word)), true);
}
