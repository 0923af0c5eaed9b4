import { readInteger, readSections, section, viewOf } from '../binfile.ts';
import { BASE_FIELD, G1_BYTES, G2_BYTES } from '../curve.ts';
import { SCALAR_FIELD } from '../model/units.ts';
import { PlimsollError } from '../errors.ts';

/** A Groth16 proving key (snarkjs zkey). Points are affine, Montgomery little-endian; zero bytes are infinity. */
export interface ProvingKey {
  readonly wires: number;
  readonly publicSignals: number;
  readonly domainSize: number;
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
  readonly ic: Uint8Array;
  /** 44 bytes per coefficient: matrix (0 = A, 1 = B), row, wire, value twice in Montgomery form. */
  readonly coefficients: Uint8Array;
  readonly pointsA: Uint8Array;
  readonly pointsB1: Uint8Array;
  readonly pointsB2: Uint8Array;
  readonly pointsC: Uint8Array;
  readonly pointsH: Uint8Array;
}

/** Views into the file. @throws ENVIRONMENT when it is not a whole Groth16 key over BN254. */
export function parseProvingKey(file: Uint8Array): ProvingKey {
  const sections = readSections(file, 'zkey');
  const protocol = viewOf(section(sections, 1)).getUint32(0, true);
  if (protocol !== 1) throw new PlimsollError('ENVIRONMENT', `zkey: expected Groth16 (1), got protocol ${protocol}`);
  const header = section(sections, 2);
  const view = viewOf(header);
  if (header.length !== 660 || readInteger(header, 4) !== BASE_FIELD || readInteger(header, 40) !== SCALAR_FIELD) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `zkey: expected a BN254 key, got another curve (header of ${header.length} bytes)`,
    );
  }
  const wires = view.getUint32(72, true);
  const publicSignals = view.getUint32(76, true);
  const domainSize = view.getUint32(80, true);
  const sized = (number: number, bytes: number): Uint8Array => {
    const found = section(sections, number);
    if (found.length !== bytes)
      throw new PlimsollError('ENVIRONMENT', `zkey section ${number}: expected ${bytes} bytes, got ${found.length}`);
    return found;
  };
  const coefficients = section(sections, 4);
  return {
    wires,
    publicSignals,
    domainSize,
    alpha1: header.subarray(84, 148),
    beta1: header.subarray(148, 212),
    beta2: header.subarray(212, 340),
    gamma2: header.subarray(340, 468),
    delta1: header.subarray(468, 532),
    delta2: header.subarray(532, 660),
    ic: sized(3, (publicSignals + 1) * G1_BYTES),
    coefficients: sized(4, 4 + 44 * viewOf(coefficients).getUint32(0, true)).subarray(4),
    pointsA: sized(5, wires * G1_BYTES),
    pointsB1: sized(6, wires * G1_BYTES),
    pointsB2: sized(7, wires * G2_BYTES),
    pointsC: sized(8, (wires - publicSignals - 1) * G1_BYTES),
    pointsH: sized(9, domainSize * G1_BYTES),
  };
}

/** `isUncontributed` of the verification key, on the bytes of the proving key: delta is gamma or its negative. */
export const isUncontributedKey = ({ gamma2, delta2 }: Pick<ProvingKey, 'gamma2' | 'delta2'>): boolean =>
  gamma2.subarray(0, G2_BYTES / 2).every((byte, index) => byte === delta2[index]);
