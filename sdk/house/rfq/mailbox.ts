/**
 * Mailboxes: who wants to be written to shows a public key; every letter is sealed to it by a fresh key of the sender.
 * X25519, HKDF-SHA256 and XChaCha20-Poly1305, with lengths padded so that a quote and a trade look alike. Who wrote a
 * letter is not said here: what is inside is signed.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, getBytes, hexlify, toBeHex } from 'ethers';
import { randomBytes } from 'node:crypto';

import { PlimsollError } from '../../../prover/errors.ts';
import { derive, type Seed } from '../seed.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
const HEAD_BYTES = KEY_BYTES + NONCE_BYTES;
const LENGTH_BYTES = 4;
/** Every letter is a whole number of these long. */
const PAGE_BYTES = 4096;
/** A trade with its proof takes one page. */
const MOST_PAGES = 4;
/** Length of the longest letter. */
export const MOST_LETTER_BYTES = HEAD_BYTES + MOST_PAGES * PAGE_BYTES + TAG_BYTES;

const PURPOSES = { key: 'plimsoll.letter.v1', channel: 'plimsoll.channel.v1', mailbox: 'plimsoll.mailbox.v1' } as const;

/** What carries letters: a relay, or anything else. It sees channels and sealed letters. */
export interface Transport {
  post(channel: string, letter: Uint8Array): Promise<void>;
  /** Letters that are there and that come, until `signal` ends the reading. May repeat and invent letters. */
  read(channel: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A public key as messages carry it: 0x and 64 digits. */
export type MailboxKey = string;

/** Where letters to a mailbox are left. Only who was given the key knows it. */
export const channelOf = (key: MailboxKey): string => hexlify(derive(getBytes(key), PURPOSES.channel));

/** Room for the text and its length in whole pages; the rest is zero. */
function pad(text: Uint8Array): Uint8Array {
  const pages = Math.ceil((LENGTH_BYTES + text.length) / PAGE_BYTES);
  if (pages > MOST_PAGES)
    throw new PlimsollError(
      'USAGE',
      `letter: expected at most ${MOST_PAGES * PAGE_BYTES - LENGTH_BYTES} bytes, got ${text.length}`,
    );
  const padded = new Uint8Array(pages * PAGE_BYTES);
  padded.set(getBytes(toBeHex(text.length, LENGTH_BYTES)));
  padded.set(text, LENGTH_BYTES);
  return padded;
}

function unpad(padded: Uint8Array): Uint8Array {
  const length = new DataView(padded.buffer, padded.byteOffset, LENGTH_BYTES).getUint32(0);
  if (length > padded.length - LENGTH_BYTES) throw new RangeError('length beyond the letter');
  return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
}

/** The key of one letter: bound to both public keys. Throws for a public key of low order. */
function letterKey(secret: Uint8Array, theirs: Uint8Array, head: { sender: Uint8Array; mailbox: Uint8Array }) {
  const salt = getBytes(concat([head.sender, head.mailbox]));
  return hkdf(sha256, x25519.getSharedSecret(secret, theirs), salt, new TextEncoder().encode(PURPOSES.key), KEY_BYTES);
}

/** Seals a text so that only the mailbox reads it. @throws USAGE when the key is none, or the text too long */
export function sealLetter(to: MailboxKey, text: Uint8Array): Uint8Array {
  const padded = pad(text);
  const mailbox = getBytes(to);
  const once = x25519.keygen();
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
  let key: Uint8Array;
  try {
    key = letterKey(once.secretKey, mailbox, { sender: once.publicKey, mailbox });
  } catch (cause) {
    throw new PlimsollError('USAGE', `mailbox: expected a public key of X25519, got ${to}`, { cause });
  }
  const sealed = xchacha20poly1305(key, nonce, mailbox).encrypt(padded);
  return getBytes(concat([once.publicKey, nonce, sealed]));
}

export class Mailbox {
  readonly key: MailboxKey;
  readonly channel: string;
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
    this.key = hexlify(x25519.getPublicKey(secret));
    this.channel = channelOf(this.key);
  }

  /** The mailbox of a purpose, the same whenever it is asked for: a quote's, by its nonce. */
  static of(seed: Seed, purpose: string): Mailbox {
    return new Mailbox(derive(seed, PURPOSES.mailbox, { info: new TextEncoder().encode(purpose) }));
  }

  /** What a letter says, or undefined when it was not sealed to this mailbox or was changed on its way. */
  open(letter: Uint8Array): Uint8Array | undefined {
    if (letter.length > MOST_LETTER_BYTES || letter.length < HEAD_BYTES + TAG_BYTES + LENGTH_BYTES) return undefined;
    const sender = letter.slice(0, KEY_BYTES);
    const nonce = letter.slice(KEY_BYTES, HEAD_BYTES);
    const mailbox = getBytes(this.key);
    try {
      const key = letterKey(this.#secret, sender, { sender, mailbox });
      return unpad(xchacha20poly1305(key, nonce, mailbox).decrypt(letter.slice(HEAD_BYTES)));
    } catch {
      return undefined;
    }
  }

  /**
   * Letters to this mailbox, each once, until the signal ends the reading. What is not for it, or was changed, is left
   * out: anybody may post to a channel.
   */
  async *letters(transport: Transport, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const seen = new Set<string>();
    for await (const letter of transport.read(this.channel, signal)) {
      const text = this.open(letter);
      const digest = hexlify(sha256(letter));
      if (text === undefined || seen.has(digest)) continue;
      seen.add(digest);
      yield text;
    }
  }
}

/** Where quotes to an account are sent. */
export const mailboxOfAccount = (seed: Seed, account: string): Mailbox => Mailbox.of(seed, `account ${account}`);

/** Where a quote is accepted: a mailbox for each, so that nothing connects two quotes. */
export const mailboxOfQuote = (seed: Seed, nonce: string): Mailbox => Mailbox.of(seed, `quote ${nonce}`);
