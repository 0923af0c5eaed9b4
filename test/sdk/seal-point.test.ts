import { expect } from 'chai';
import { id, keccak256 } from 'ethers';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { sealPoint, type SealPlace } from '../../sdk/house/seal-point.ts';

const PLACE: SealPlace = {
  chainId: 31337n,
  clearingHouse: `0x${'ab'.repeat(20)}`,
  account: `0x${'01'.repeat(32)}`,
  sequence: 2n,
  commitment: SCALAR_FIELD - 1n,
  viewingKey: 7n,
  liquidationKey: 8n,
  words: [9n, 10n, 11n],
};

describe('point of a sealed state', () => {
  it('hashes words of 32 bytes in their order, the list behind its offset and length, modulo r', () => {
    const word = (value: bigint): string => value.toString(16).padStart(64, '0');
    const { chainId, clearingHouse, account, sequence, commitment, viewingKey, liquidationKey, words } = PLACE;
    const head = [chainId, BigInt(clearingHouse), BigInt(account), sequence, commitment, viewingKey, liquidationKey];
    const encoded = [BigInt(id('plimsoll.seal.v1')), ...head, 9n * 32n, BigInt(words.length), ...words]
      .map(word)
      .join('');
    const point = sealPoint(PLACE);
    expect(point).to.equal(BigInt(keccak256(`0x${encoded}`)) % SCALAR_FIELD);
    expect(point < SCALAR_FIELD).to.equal(true);
  });

  it('moves with everything that it hashes, the order and number of the words among it', () => {
    const places: SealPlace[] = [
      PLACE,
      { ...PLACE, chainId: 1n },
      { ...PLACE, clearingHouse: `0x${'ac'.repeat(20)}` },
      { ...PLACE, account: `0x${'02'.repeat(32)}` },
      { ...PLACE, sequence: 3n },
      { ...PLACE, commitment: 1n },
      { ...PLACE, viewingKey: 8n, liquidationKey: 7n },
      { ...PLACE, liquidationKey: 9n },
      { ...PLACE, words: [10n, 9n, 11n] },
      { ...PLACE, words: [9n, 10n] },
      { ...PLACE, words: [] },
    ];
    expect(new Set(places.map(sealPoint)).size).to.equal(places.length);
  });
});
