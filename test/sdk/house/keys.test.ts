import { expect } from 'chai';
import { PlimsollError } from '../../../prover/errors.ts';
import { commitmentOf } from '../../../prover/model/account.ts';
import { multiplyBase, SUBGROUP_ORDER } from '../../../prover/model/baby-jubjub.ts';
import { sealState } from '../../../prover/model/seal.ts';
import {
  LAST_INDEX,
  newLiquidationSecret,
  secretReader,
  viewingReader,
  viewingSecret,
} from '../../../sdk/house/keys.ts';
import { sealPoint, type SealSubject } from '../../../sdk/house/seal-point.ts';
import { rejection } from '../../support/errors.ts';
import { house, ID, seed, state } from '../../support/house.ts';

describe('viewing keys', () => {
  it('follow from seed and index for good, each in [1, l)', () => {
    // Another derivation would lose accounts.
    expect(viewingSecret(seed, 0)).to.equal(
      1618134358114143157805827770090854701129321814941067537419739942421218280705n,
    );
    expect(viewingSecret(seed, LAST_INDEX)).to.equal(
      1639622956153399681834422060967529886991202071808956260399864540889856733495n,
    );
    const secrets = Array.from({ length: 50 }, (_, index) => viewingSecret(seed, index));
    expect(new Set(secrets).size).to.equal(50);
    for (const secret of [...secrets, newLiquidationSecret()])
      expect(secret > 0n && secret < SUBGROUP_ORDER).to.equal(true);
  });

  it('are the points of their secrets', () => {
    expect(viewingReader(seed, 7).key.y).to.equal(multiplyBase(viewingSecret(seed, 7)));
  });

  it('refuses an index that is none', () => {
    for (const index of [-1, 0.5, LAST_INDEX + 1])
      expect(() => viewingSecret(seed, index)).to.throw(PlimsollError, 'index: expected a whole number up to');
  });

  it('refuses a secret out of range and does not repeat it', () => {
    for (const secret of [0n, SUBGROUP_ORDER])
      expect(() => secretReader(secret, 'liquidation')).to.throw(PlimsollError, /^secret: (?!.*\d{5})/);
  });

  describe('reading a sealed state', () => {
    const account = state(3n);
    const [mine, other, desk] = [
      viewingReader(seed, 0),
      viewingReader(seed, 1),
      secretReader(newLiquidationSecret(), 'liquidation'),
    ];
    const { words } = sealState({ account, viewingKey: mine.key.y, liquidationKey: desk.key.y, capacity: 8 });
    const { id, owner, method, sequence } = account;
    const sealed = { words, header: { id, owner, method, sequence }, commitment: commitmentOf(account) };

    it('opens it for the owner and for the desk', async () => {
      expect(await mine.read(sealed)).to.deep.equal(account);
      expect(await desk.read(sealed)).to.deep.equal(account);
    });

    it('a viewing key reads no other account, nor after it was replaced (41: viewing key that reads other epochs)', () =>
      rejection(other.read(sealed), 'INVALID', /^sealed state: expected words sealed to the viewing key/));

    it('a state that is not that of the commitment is refused (40: published ciphertext that is not the state)', () =>
      rejection(
        mine.read({ ...sealed, commitment: sealed.commitment + 1n }),
        'INVALID',
        /^sealed state: expected the opening of the commitment/,
      ));
  });
});

describe('point of a sealed state', () => {
  const { chainId, house: address } = house.deployment;
  const subject: SealSubject = {
    id: { chainId, house: address },
    account: ID,
    sequence: 2n,
    commitment: 3n,
    viewingKey: 4n,
    liquidationKey: 5n,
  };
  const words = [1n, 2n, 3n];

  it('depends on everything that the words belong to, and on each word', () => {
    const changed: SealSubject[] = [
      { ...subject, id: { chainId: 1n, house: address } },
      { ...subject, id: { chainId, house: `0x${'0b'.repeat(20)}` } },
      { ...subject, account: `0x${'01'.repeat(32)}` },
      { ...subject, sequence: 3n },
      { ...subject, commitment: 4n },
      { ...subject, viewingKey: 5n },
      { ...subject, liquidationKey: 6n },
    ];
    const points = [
      sealPoint(subject, words),
      ...changed.map((other) => sealPoint(other, words)),
      ...[
        [0n, 2n, 3n],
        [1n, 2n],
        [1n, 2n, 3n, 0n],
        [1n, 3n, 2n],
      ].map((other) => sealPoint(subject, other)),
    ];
    expect(new Set(points).size).to.equal(points.length);
  });
});
