import { expect } from 'chai';
import { hexlify, Wallet, type Signer } from 'ethers';
import { PlimsollError } from '../../../prover/errors.ts';
import { derive, newMnemonic, SEED_BYTES, seedFromMnemonic, seedFromWallet, seedOf } from '../../../sdk/house/seed.ts';
import { rejection } from '../../support/errors.ts';

const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

describe('seed', () => {
  describe('of a mnemonic', () => {
    it('is the same 32 bytes for the same words, whatever their case and spaces', () => {
      const seed = seedFromMnemonic(PHRASE);
      expect(seed).to.have.length(SEED_BYTES);
      // The derivation is for good: another one would lose accounts.
      expect(hexlify(seed)).to.equal('0xf829bf3c0d898cad3c3410af4c2622e4640a852501e7ba5b8478d600536af5d6');
      expect(hexlify(seedFromMnemonic(`  ${PHRASE.toUpperCase().replaceAll(' ', '\n  ')} `))).to.equal(hexlify(seed));
    });

    it('differs for each new mnemonic, which has twelve words', () => {
      const [first, second] = [newMnemonic(), newMnemonic()];
      expect(first.split(' ')).to.have.length(12);
      expect(hexlify(seedFromMnemonic(first))).not.to.equal(hexlify(seedFromMnemonic(second)));
    });

    it('refuses words with a wrong checksum, and never repeats them (52: secrets in logs or artefacts)', () => {
      for (const phrase of [
        PHRASE.replace('yellow', 'zebra'),
        'legal winner',
        '',
        PHRASE.replace('legal', 'plimsoll'),
      ]) {
        try {
          seedFromMnemonic(phrase);
          expect.fail('expected a refusal');
        } catch (error) {
          expect(error).to.be.instanceOf(PlimsollError);
          const { message, cause } = error as PlimsollError;
          expect(message).to.equal('mnemonic: expected 12 to 24 words of BIP-39 with a right checksum, got others');
          expect(cause).to.equal(undefined);
        }
      }
    });
  });

  describe('of a wallet', () => {
    const wallet = Wallet.createRandom();
    const lying = (signTypedData: Signer['signTypedData']): Signer =>
      Object.create(wallet, { signTypedData: { value: signTypedData } }) as Signer;

    it('is the same for the same wallet, and another for another', async () => {
      const seed = await seedFromWallet(wallet);
      expect(hexlify(await seedFromWallet(wallet))).to.equal(hexlify(seed));
      expect(hexlify(await seedFromWallet(Wallet.createRandom()))).not.to.equal(hexlify(seed));
    });

    it('is neither the signature nor the key: what reads never moves funds (41: viewing key that spends)', async () => {
      let message: Record<string, unknown> = {};
      let types: string[] = [];
      const seed = hexlify(
        await seedFromWallet(
          lying((domain, declared, value) => {
            [message, types] = [value as Record<string, unknown>, Object.keys(declared)];
            return wallet.signTypedData(domain, declared, value);
          }),
        ),
      );
      expect(seed).not.to.equal(wallet.privateKey);
      expect(types).to.deep.equal(['ViewingSeed']);
      expect(message['warning']).to.equal(
        'Whoever has this signature can read my positions. It moves no funds. Sign it in Plimsoll only.',
      );
    });

    it('refuses a wallet that signs differently each time: the seed would be lost', async () => {
      let signatures = 0;
      const fickle = lying((domain, types, value) =>
        (++signatures === 1 ? wallet : Wallet.createRandom()).signTypedData(domain, types, value),
      );
      await rejection(seedFromWallet(fickle), 'USAGE', /^wallet: expected the same signature of the same message/);
    });

    it('refuses a signature by another key than that of the address, and what is no signature', async () => {
      const other = Wallet.createRandom();
      const borrowed = lying((domain, types, value) => other.signTypedData(domain, types, value));
      const contract = lying(() => Promise.resolve('0x1234'));
      for (const signer of [borrowed, contract])
        await rejection(seedFromWallet(signer), 'USAGE', new RegExp(`by the key of ${wallet.address}, got another`));
    });
  });

  it('gives each purpose bytes of its own', () => {
    const seed = seedFromMnemonic(PHRASE);
    const info = new Uint8Array([1]);
    const all = [derive(seed, 'a'), derive(seed, 'b'), derive(seed, 'a', { info })].map(hexlify);
    expect(new Set(all).size).to.equal(3);
    expect(derive(seed, 'a', { length: 64 })).to.have.length(64);
  });

  it('has 32 bytes and no other number', () => {
    expect(() => seedOf(new Uint8Array(31))).to.throw(PlimsollError, 'seed: expected 32 bytes, got 31');
  });
});
