import { buildBabyjub } from 'circomlibjs';
import { expect } from 'chai';
import type { Signer } from 'ethers';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { Changes } from '../support/house-changes.ts';
import { accountId } from '../support/house-statements.ts';
import {
  CIRCUITS,
  CROSS,
  deployHouse,
  CASH_ONLY,
  publicKey,
  type HouseSystem,
  type Point,
} from '../support/clearing-house.ts';
import { LOW_ORDER } from '../support/points.ts';
import { Random } from '../support/random.ts';

const ID = accountId(7);
const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20220509);

describe('accounts of the clearing house', () => {
  let system: HouseSystem;
  let changes: Changes;
  let key: Point;

  beforeEach(async () => {
    system = await deployHouse();
    changes = new Changes(system);
    key = await publicKey(7n);
  });

  /** Opens with everything right but what is given. */
  const open = async (
    wrong: {
      account?: string;
      owner?: Signer;
      prover?: Signer;
      method?: bigint;
      proven?: bigint;
      point?: Point;
      circuit?: string;
      by?: bigint;
    } = {},
  ): Promise<unknown> => {
    const { account = ID, owner = system.alice, method = CROSS, point = key, circuit = CIRCUITS.open, by = 0n } = wrong;
    const { prover = owner, proven = method } = wrong;
    const address = await prover.getAddress();
    const commitment = (await system.model.openAs.staticCall(account, address, proven)) as bigint;
    await system.model.openAs(account, address, proven);
    const proof = await changes.prove([commitment, BigInt(account), BigInt(address), proven, 0n]);
    return changes.as(owner).open(account, method, point.x, point.y, commitment + by, circuit, proof);
  };

  it('opens an empty account of the caller at sequence 1', async () => {
    const commitment = (await system.model.openAs.staticCall(ID, system.alice, CROSS)) as bigint;
    await expect(open()).to.emit(system.house, 'AccountOpened').withArgs(ID, system.alice, key.y, CROSS, commitment);
    expect(await system.house.accountOf(ID)).to.deep.equal([commitment, 1n, 0n, await system.alice.getAddress()]);
    expect(await system.house.viewingKeyOf(ID)).to.equal(key.y);
    expect(await system.house.provenEpochOf(ID)).to.equal(CASH_ONLY);
  });

  it('account opened over: an id is used once, by anybody', async () => {
    await open();
    for (const owner of [system.alice, system.bob]) {
      await expect(open({ owner }))
        .to.be.revertedWithCustomError(system.house, 'AccountExists')
        .withArgs(ID, system.alice);
    }
  });

  it('copied proof of an opening with another sender is rejected', async () => {
    await expect(open({ owner: system.bob, prover: system.alice })).to.be.revertedWithCustomError(
      system.router,
      'ProofRejected',
    );
  });

  it('opening under another method than is hashed, or under none, is rejected', async () => {
    await expect(open({ method: 3n, proven: 2n })).to.be.revertedWithCustomError(system.router, 'ProofRejected');
    await expect(open({ method: 0n }))
      .to.be.revertedWithCustomError(system.house, 'NoMethod')
      .withArgs(ID);
  });

  it('account that starts with money is rejected', async () => {
    const commitment = (await system.model.openAs.staticCall(ID, system.alice, CROSS)) as bigint;
    await system.model.openAs(ID, system.alice, CROSS);
    const rich = await changes.next({ account: ID, oldCommitment: commitment, flow: 1n << 16n, root: 1n });
    const proof = await changes.prove([rich, BigInt(ID), BigInt(await system.alice.getAddress()), CROSS, 0n], true);
    await expect(
      changes.as(system.alice).open(ID, CROSS, key.x, key.y, rich, CIRCUITS.open, proof),
    ).to.be.revertedWithCustomError(system.router, 'ProofRejected');
  });

  it('public signal + r: an id and a commitment have one name each', async () => {
    for (const account of [0n, SCALAR_FIELD, SCALAR_FIELD + BigInt(ID), 2n ** 256n - 1n]) {
      const id = `0x${account.toString(16).padStart(64, '0')}`;
      await expect(changes.as(system.alice).open(id, CROSS, key.x, key.y, 1n, CIRCUITS.open, new Array(8).fill(0n)))
        .to.be.revertedWithCustomError(system.house, 'NotANonZeroElement')
        .withArgs(account);
    }
    await expect(open({ by: SCALAR_FIELD })).to.be.revertedWithCustomError(system.router, 'SignalNotInField');
    await expect(open({ by: 1n })).to.be.revertedWithCustomError(system.router, 'ProofRejected');
  });

  it('opening by a circuit of another statement is refused', async () => {
    for (const circuit of [CIRCUITS.deposit, CIRCUITS.transition]) {
      await expect(open({ circuit })).to.be.revertedWithCustomError(system.router, 'CircuitIsOf');
    }
  });

  it('viewing key changes by the owner only', async () => {
    await open();
    const other = await publicKey(8n);
    await expect(changes.as(system.bob).setViewingKey(ID, other.x, other.y))
      .to.be.revertedWithCustomError(system.house, 'NotAccountOwner')
      .withArgs(ID, system.bob);
    await expect(changes.as(system.alice).setViewingKey(ID, other.x, other.y))
      .to.emit(system.house, 'ViewingKeySet')
      .withArgs(ID, other.y);
    expect(await system.house.viewingKeyOf(ID)).to.equal(other.y);
  });

  it(`keys of random points are taken, of either sign and off the subgroup (PLIMSOLL_SEED=${SEED})`, async () => {
    await open();
    const { F, Generator, Base8, mulPointEscalar } = bound(await buildBabyjub());
    const random = new Random(SEED);
    for (let run = 0; run < 20; run++) {
      const base = run % 2 === 0 ? Base8 : Generator;
      const [x, y] = mulPointEscalar(base, random.next() * 8n + 1n).map((part) => F.toObject(part)) as [bigint, bigint];
      for (const either of [x, SCALAR_FIELD - x]) {
        await changes.as(system.alice).setViewingKey(ID, either, y);
        expect(await system.house.viewingKeyOf(ID)).to.equal(y);
      }
    }
  });

  it('low-order key: each of the eight points whose multiples everybody knows is refused', async () => {
    const { F, Generator, subOrder, mulPointEscalar } = bound(await buildBabyjub());
    const small = mulPointEscalar(Generator, subOrder);
    const seen = new Set<bigint>();
    await open();
    for (let times = 0n; times < 8n; times++) {
      const [x, y] = mulPointEscalar(small, times).map((part) => F.toObject(part)) as [bigint, bigint];
      seen.add(x * SCALAR_FIELD + y);
      await expect(changes.as(system.alice).setViewingKey(ID, x, y))
        .to.be.revertedWithCustomError(system.house, 'LowOrder')
        .withArgs(x, y);
      await expect(open({ account: accountId(9), point: { x, y } })).to.be.revertedWithCustomError(
        system.house,
        'LowOrder',
      );
    }
    expect(seen.size).to.equal(8);
  });

  it('off-curve key, and coordinates that are not below r, are refused', async () => {
    await open();
    const { x, y } = key;
    for (const [wrongX, wrongY] of [
      [x + 1n, y],
      [x, y + 1n],
      [y, x],
      [0n, 0n],
      [x + SCALAR_FIELD, y],
      [x, y + SCALAR_FIELD],
      // Points of low order, were r the same as 0.
      [SCALAR_FIELD, LOW_ORDER[0]!.y],
      [LOW_ORDER[2]!.x, SCALAR_FIELD],
    ] as const) {
      await expect(changes.as(system.alice).setViewingKey(ID, wrongX, wrongY))
        .to.be.revertedWithCustomError(system.house, 'NotOnCurve')
        .withArgs(wrongX, wrongY);
    }
  });
});

/** The oracle with its method bound, to be taken apart. */
const bound = (curve: Awaited<ReturnType<typeof buildBabyjub>>) => ({
  F: curve.F,
  Base8: curve.Base8,
  Generator: curve.Generator,
  subOrder: curve.subOrder,
  mulPointEscalar: curve.mulPointEscalar.bind(curve),
});
