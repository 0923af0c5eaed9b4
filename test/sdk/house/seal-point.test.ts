import { expect } from 'chai';
import { id, keccak256 } from 'ethers';
import { SCALAR_FIELD } from '../../../prover/model/units.ts';
import { sealPoint } from '../../../sdk/house/seal-point.ts';

describe('encoding of the point of a sealed state', () => {
  it('is of words of 32 bytes in their order, the list behind its offset and length, modulo r', () => {
    const word = (value: bigint): string => value.toString(16).padStart(64, '0');
    const house = `0x${'ab'.repeat(20)}`;
    const account = `0x${'01'.repeat(32)}`;
    const header = { sequence: 2n, commitment: SCALAR_FIELD - 1n, viewingKey: 7n, liquidationKey: 8n };
    for (const words of [[9n, 10n, 11n], [SCALAR_FIELD - 1n], []]) {
      const head = [BigInt(id('plimsoll.seal.v1')), 31337n, BigInt(house), BigInt(account), ...Object.values(header)];
      const encoded = [...head, 9n * 32n, BigInt(words.length), ...words].map(word).join('');
      expect(sealPoint({ id: { chainId: 31337n, house }, account, ...header }, words)).to.equal(
        BigInt(keccak256(`0x${encoded}`)) % SCALAR_FIELD,
      );
    }
  });
});
