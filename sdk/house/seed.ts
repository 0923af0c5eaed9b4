/**
 * The seed: 32 secret bytes from which every viewing secret and mailbox of a holder follows. Whoever has it reads the
 * holder's accounts; it signs nothing and moves nothing.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { getBytes, Mnemonic, Signature, verifyTypedData, type Signer } from 'ethers';
import { randomBytes } from 'node:crypto';

import { PlimsollError } from '../../prover/errors.ts';

declare const secret: unique symbol;
export type Seed = Uint8Array & { readonly [secret]: 'seed' };

export const SEED_BYTES = 32;
/** Twelve words: as strong as the curve that the keys live on. */
const ENTROPY_BYTES = 16;

/** Bytes of one purpose from a secret: HKDF-SHA256, the purpose as its salt. */
export const derive = (
  from: Uint8Array,
  purpose: string,
  { info = new Uint8Array(), length = SEED_BYTES }: { info?: Uint8Array; length?: number } = {},
): Uint8Array => hkdf(sha256, from, new TextEncoder().encode(purpose), info, length);

/** @throws USAGE when the length is not that of a seed */
export function seedOf(bytes: Uint8Array, where = 'seed'): Seed {
  if (bytes.length === SEED_BYTES) return bytes as Seed;
  throw new PlimsollError('USAGE', `${where}: expected ${SEED_BYTES} bytes, got ${bytes.length}`);
}

/** Twelve new words of BIP-39, from the system's random numbers. */
export const newMnemonic = (): string => Mnemonic.fromEntropy(randomBytes(ENTROPY_BYTES)).phrase;

/**
 * The seed of a mnemonic. Wallet keys of the same words follow from another derivation and share nothing with it.
 *
 * @param phrase 12 to 24 English words of BIP-39
 * @throws USAGE when it is no mnemonic; the words are not repeated
 */
export function seedFromMnemonic(phrase: string): Seed {
  let mnemonic: Mnemonic;
  try {
    mnemonic = Mnemonic.fromPhrase(phrase.normalize('NFKD').trim().toLowerCase().split(/\s+/).join(' '));
  } catch {
    // Without the cause: it quotes the words.
    throw new PlimsollError('USAGE', 'mnemonic: expected 12 to 24 words of BIP-39 with a right checksum, got others');
  }
  return seedOf(derive(getBytes(mnemonic.computeSeed()), 'plimsoll.seed.mnemonic.v1'));
}

const DOMAIN = { name: 'Plimsoll', version: '1' } as const;
const TYPES = {
  ViewingSeed: [
    { name: 'purpose', type: 'string' },
    { name: 'warning', type: 'string' },
    { name: 'wallet', type: 'address' },
  ],
};
/** What the wallet shows. The words are part of the derivation: they never change. */
const WORDS = {
  purpose: 'Unlock the viewing keys of my Plimsoll accounts.',
  warning: 'Whoever has this signature can read my positions. It moves no funds. Sign it in Plimsoll only.',
} as const;

/**
 * The seed that a wallet's signature of a fixed message gives: no words to keep. It is bound to no chain, so that one
 * seed reads the accounts of all.
 *
 * @throws USAGE when the wallet signs differently each time, or not with the key of its address: a seed from such a
 *   signature would be lost
 */
export async function seedFromWallet(signer: Signer): Promise<Seed> {
  const wallet = await signer.getAddress();
  const message = { ...WORDS, wallet };
  const first = await signer.signTypedData(DOMAIN, TYPES, message);
  const second = await signer.signTypedData(DOMAIN, TYPES, message);
  if (first !== second)
    throw new PlimsollError(
      'USAGE',
      'wallet: expected the same signature of the same message, got two; use a mnemonic',
    );
  if (recovered(first, message) !== wallet)
    throw new PlimsollError(
      'USAGE',
      `wallet: expected a signature by the key of ${wallet}, got another; use a mnemonic`,
    );
  const { r, s } = Signature.from(first);
  return seedOf(derive(getBytes(`${r}${s.slice(2)}`), 'plimsoll.seed.wallet.v1'));
}

function recovered(signature: string, message: Readonly<Record<string, string>>): string | undefined {
  try {
    return verifyTypedData(DOMAIN, TYPES, message, signature);
  } catch {
    return undefined;
  }
}
