/** The seed as a file: as it is, or sealed with a password (scrypt and XChaCha20-Poly1305). */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { getBytes, hexlify } from 'ethers';
import { randomBytes, scryptSync } from 'node:crypto';
import { z } from 'zod';

import { PlimsollError } from '../../../prover/errors.ts';
import { readWith } from '../../files/read.ts';
import { hex } from '../../files/words.ts';
import { seedOf, SEED_BYTES, type Seed } from '../seed.ts';

const FORMAT = 'plimsoll-seed';
const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
/** Half a second and 128 MiB for each guess at a password. */
const SCRYPT = { N: 1 << 17, r: 8, p: 1, maxmem: 1 << 28 } as const;
/** Bound to the sealed bytes, so that they pass for nothing else. */
const LABEL = new TextEncoder().encode(`${FORMAT} ${VERSION}`);

const head = { format: z.literal(FORMAT), version: z.literal(VERSION) };
const schema = z.discriminatedUnion('protection', [
  z.strictObject({ ...head, protection: z.literal('none'), seed: hex(SEED_BYTES) }),
  z.strictObject({
    ...head,
    protection: z.literal('password'),
    salt: hex(SALT_BYTES),
    nonce: hex(NONCE_BYTES),
    sealed: hex(SEED_BYTES + TAG_BYTES),
  }),
]);

export type SeedFile = z.infer<typeof schema>;

const keyOf = (password: string, salt: Uint8Array): Uint8Array =>
  new Uint8Array(scryptSync(password.normalize('NFKC'), salt, 32, SCRYPT));

/** @param password seals the seed; without one the file holds it as it is */
export function formatSeed(seed: Seed, password?: string): SeedFile {
  if (password === undefined) return { format: FORMAT, version: VERSION, protection: 'none', seed: hexlify(seed) };
  const [salt, nonce] = [new Uint8Array(randomBytes(SALT_BYTES)), new Uint8Array(randomBytes(NONCE_BYTES))];
  const sealed = xchacha20poly1305(keyOf(password, salt), nonce, LABEL).encrypt(seed);
  return {
    format: FORMAT,
    version: VERSION,
    protection: 'password',
    salt: hexlify(salt),
    nonce: hexlify(nonce),
    sealed: hexlify(sealed),
  };
}

/** @throws USAGE when the file is none, or the password missing or wrong; no error repeats seed or password */
export function parseSeed(json: unknown, { password, where }: { password?: string; where: string }): Seed {
  const file = readWith(schema, json, { where, secrets: ['seed'] });
  if (file.protection === 'none') return seedOf(getBytes(file.seed), where);
  if (password === undefined)
    throw new PlimsollError('USAGE', `${where}: expected the password of the seed in PLIMSOLL_PASSWORD, got none`);
  try {
    const cipher = xchacha20poly1305(keyOf(password, getBytes(file.salt)), getBytes(file.nonce), LABEL);
    return seedOf(cipher.decrypt(getBytes(file.sealed)), where);
  } catch {
    throw new PlimsollError('USAGE', `${where}: expected the password of the seed, got another`);
  }
}
