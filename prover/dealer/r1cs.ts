import { readInteger, readSections, section, viewOf } from '../binfile.ts';
import { SCALAR_FIELD } from '../model/units.ts';
import { PlimsollError } from '../errors.ts';

/** Shape of a rank-1 constraint system over the BN254 scalar field. */
export interface R1cs {
  readonly wires: number;
  /** Public signals, outputs first, without the constant one (wire 0). */
  readonly publicSignals: number;
  readonly constraints: number;
  /** Section 2 of the file; `eachTerm` walks it. */
  readonly body: Uint8Array;
}

/** One coefficient of one row: matrix 0 = A, 1 = B, 2 = C. */
export type VisitTerm = (matrix: 0 | 1 | 2, row: number, wire: number, coefficient: bigint) => void;

/** Reads the r1cs that circom writes. @throws ENVIRONMENT when it is malformed, over another field or uses custom gates. */
export function parseR1cs(file: Uint8Array): R1cs {
  const sections = readSections(file, 'r1cs');
  const header = section(sections, 1);
  const view = viewOf(header);
  const bytes = view.getUint32(0, true);
  const prime = bytes === 32 ? readInteger(header, 4) : 0n;
  if (prime !== SCALAR_FIELD) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `r1cs: expected the BN254 scalar field, got a prime of ${bytes} bytes (${prime})`,
    );
  }
  if (sections.has(4) || sections.has(5))
    throw new PlimsollError('ENVIRONMENT', 'r1cs: expected no custom gates, got some');
  return {
    wires: view.getUint32(36, true),
    publicSignals: view.getUint32(40, true) + view.getUint32(44, true),
    constraints: view.getUint32(60, true),
    body: section(sections, 2),
  };
}

/** Calls `visit` for every coefficient: row by row, A then B then C, in the order of the file. */
export function eachTerm(r1cs: R1cs, visit: VisitTerm): void {
  const view = viewOf(r1cs.body);
  let position = 0;
  for (let row = 0; row < r1cs.constraints; row++) {
    for (const matrix of [0, 1, 2] as const) {
      const terms = view.getUint32(position, true);
      position += 4;
      for (let term = 0; term < terms; term++) {
        visit(matrix, row, view.getUint32(position, true), readInteger(r1cs.body, position + 4));
        position += 36;
      }
    }
  }
}

/** Log2 of the Groth16 domain: the smallest power of two that holds each constraint and a row for one and every public signal. */
export function domainPower(r1cs: Pick<R1cs, 'constraints' | 'publicSignals'>): number {
  return Math.max(1, Math.ceil(Math.log2(r1cs.constraints + r1cs.publicSignals + 1)));
}
