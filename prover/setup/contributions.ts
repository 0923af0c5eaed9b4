import { readSections, section, viewOf } from '../binfile.ts';
import { G1_BYTES, G2_BYTES } from '../curve.ts';
import { PlimsollError } from '../errors.ts';
import { isUncontributedKey, parseProvingKey } from '../groth16/key.ts';

export interface Beacon {
  /** 32 bytes in hexadecimal. */
  readonly hash: string;
  /** The beacon is hashed 2^this times. */
  readonly iterationsExponent: number;
}

/** One phase-2 contribution as the key records it. */
export interface Contribution {
  readonly name: string | undefined;
  /** delta in G1 after it, in hexadecimal. */
  readonly delta: string;
  /** Set when the contribution is a public beacon. */
  readonly beacon: Beacon | undefined;
}

/** Reads the contributions that a key (zkey section 10) records. @throws ENVIRONMENT when they are malformed. */
export function readContributions(zkey: Uint8Array): Contribution[] {
  const bytes = section(readSections(zkey, 'zkey'), 10);
  const view = viewOf(bytes);
  const hex = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('hex');
  const contributions: Contribution[] = [];
  try {
    let position = 68;
    for (let index = 0; index < view.getUint32(64, true); index++) {
      const delta = hex(position, position + G1_BYTES);
      position += 3 * G1_BYTES + G2_BYTES + 64;
      const isBeacon = view.getUint32(position, true) === 1;
      const end = position + 8 + view.getUint32(position + 4, true);
      position += 8;
      let name: string | undefined;
      let iterationsExponent = 0;
      let hash = '';
      while (position < end) {
        const kind = view.getUint8(position);
        const value = view.getUint8(position + 1); // the exponent itself, or the length of what follows
        position += 2;
        if (kind === 2) {
          iterationsExponent = value;
          continue;
        }
        if (kind === 1) name = new TextDecoder().decode(bytes.subarray(position, position + value));
        else hash = hex(position, position + value);
        position += value;
      }
      contributions.push({ name, delta, beacon: isBeacon ? { hash, iterationsExponent } : undefined });
    }
  } catch (cause) {
    throw new PlimsollError('ENVIRONMENT', 'zkey section 10: expected whole contributions, got a truncated section', {
      cause,
    });
  }
  return contributions;
}

/**
 * What `snarkjs zkey verify` leaves out: at least two contributions that each changed delta, one beacon as the last
 * step, and delta different from gamma (so from its value before the first contribution).
 *
 * @returns the number of contributions without the beacon, and the beacon
 * @throws INVALID naming what is missing
 */
export function checkContributions(zkey: Uint8Array): { contributions: number; beacon: Beacon } {
  const refuse = (what: string): never => {
    throw new PlimsollError('INVALID', `ceremony key: ${what}`);
  };
  if (isUncontributedKey(parseProvingKey(zkey)))
    refuse('expected delta to differ from gamma, got a key without a phase-2 contribution');
  const all = readContributions(zkey);
  const people = all.filter(({ beacon }) => beacon === undefined).length;
  if (people < 2) refuse(`expected at least 2 phase-2 contributions, got ${people}`);
  const beacon = all.at(-1)?.beacon;
  if (beacon === undefined || all.length !== people + 1)
    return refuse('expected one beacon as the last step, got none there or several');
  if (new Set(all.map(({ delta }) => delta)).size !== all.length)
    refuse('expected each contribution to change delta, got a repeated delta');
  return { contributions: people, beacon };
}
