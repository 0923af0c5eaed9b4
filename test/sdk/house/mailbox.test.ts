import { expect } from 'chai';
import { hexlify } from 'ethers';
import fc from 'fast-check';
import { PlimsollError } from '../../../prover/errors.ts';
import { channelOf, Mailbox, MOST_LETTER_BYTES, sealLetter, type Transport } from '../../../sdk/house/rfq/mailbox.ts';
import { seedFromMnemonic } from '../../../sdk/house/seed.ts';

const SEED = Number(process.env['PLIMSOLL_SEED'] ?? 20200312);

const seed = seedFromMnemonic('legal winner thank year wave sausage worth useful legal winner thank yellow');
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const mailbox = Mailbox.of(seed, 'quote 1');

describe(`mailbox (PLIMSOLL_SEED=${SEED})`, () => {
  it('opens what was sealed to it, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12_000 }), (said) => {
        expect(hexlify(mailbox.open(sealLetter(mailbox.key, said))!)).to.equal(hexlify(said));
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('is the same for a purpose whenever it is asked for, and another for another', () => {
    expect(Mailbox.of(seed, 'quote 1').key).to.equal(mailbox.key);
    expect(Mailbox.of(seed, 'quote 2').key).not.to.equal(mailbox.key);
    expect(mailbox.channel).to.equal(channelOf(mailbox.key));
  });

  it('pads letters to one length, so that it says nothing of their content (44: leak of size)', () => {
    const lengths = ['', 'yes', 'a'.repeat(4000)].map((said) => sealLetter(mailbox.key, text(said)).length);
    expect(new Set(lengths).size).to.equal(1);
  });

  it('seals each letter by a fresh key and nonce (42: nonce reuse in encryption)', () => {
    const letters = Array.from({ length: 8 }, () => hexlify(sealLetter(mailbox.key, text('the same'))));
    expect(new Set(letters.map((letter) => letter.slice(0, 66))).size).to.equal(8);
    expect(new Set(letters.map((letter) => letter.slice(66, 114))).size).to.equal(8);
  });

  it('refuses a letter with any one bit changed (tampered message)', () => {
    const letter = sealLetter(mailbox.key, text('a quote'));
    fc.assert(
      fc.property(fc.nat(letter.length - 1), fc.nat(7), (index, bit) => {
        const changed = letter.slice();
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        // The top bit of a coordinate of Curve25519 is not part of it, but it is part of what the key is bound to.
        expect(mailbox.open(changed)).to.equal(undefined);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('refuses letters to another mailbox, cut ones, longer ones and noise', () => {
    const letter = sealLetter(mailbox.key, text('a quote'));
    expect(Mailbox.of(seed, 'quote 2').open(letter)).to.equal(undefined);
    for (const wrong of [
      letter.slice(1),
      letter.slice(0, -1),
      new Uint8Array(),
      new Uint8Array(75),
      new Uint8Array(4000),
      new Uint8Array(MOST_LETTER_BYTES + 1),
    ])
      expect(mailbox.open(wrong)).to.equal(undefined);
  });

  it('a public key of low order, whose shared secret everybody knows, is refused', () => {
    const loworder = [
      `0x${'00'.repeat(32)}`,
      `0x01${'00'.repeat(31)}`,
      '0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '0xecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    ];
    for (const key of loworder)
      expect(() => sealLetter(key, text('x')), key).to.throw(PlimsollError, 'mailbox: expected a public key of X25519');
  });

  it('refuses a text that no letter holds', () => {
    expect(() => sealLetter(mailbox.key, new Uint8Array(16_381))).to.throw(
      PlimsollError,
      'letter: expected at most 16380 bytes, got 16381',
    );
    expect(sealLetter(mailbox.key, new Uint8Array(16_380))).to.have.length(MOST_LETTER_BYTES);
  });

  it('reads each letter once, and leaves out what others put into the channel (replayed letter)', async () => {
    const letters = [1, 2].map((number) => sealLetter(mailbox.key, text(`letter ${number}`)));
    const foreign = sealLetter(Mailbox.of(seed, 'quote 2').key, text('for another'));
    const noisy: Transport = {
      post: () => Promise.resolve(),
      read: async function* () {
        await Promise.resolve();
        yield* [letters[0]!, foreign, letters[0]!, new Uint8Array(9), letters[1]!, letters[0]!];
      },
    };
    const read: string[] = [];
    for await (const letter of mailbox.letters(noisy, new AbortController().signal))
      read.push(new TextDecoder().decode(letter));
    expect(read).to.deep.equal(['letter 1', 'letter 2']);
  });
});
