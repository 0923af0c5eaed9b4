import { expect } from 'chai';
import {
  ACCOUNT,
  as,
  CIRCUIT,
  deploy,
  deployRouter,
  deploySystem,
  MAX_ROOT_AGE,
  type System,
} from '../support/contracts.ts';

const OTHER = `0x${'0b'.repeat(32)}`;

describe('solvency registry', () => {
  let system: System;

  beforeEach(async () => {
    system = await deploySystem();
    await system.openAccount();
    await system.postEpoch({ ratioBps: 15_000n, excess: 500n });
  });

  describe('certificates', () => {
    it('certifies a proven band in one slot and says so', async () => {
      const { registry, trader } = system;
      const proof = await system.prove({ ratioBps: 12_000n, excess: 100n });
      await expect(as(registry, trader).certify(ACCOUNT, CIRCUIT, 1n, 12_000n, 100n, proof))
        .to.emit(registry, 'Certified')
        .withArgs(ACCOUNT, 1n, trader, 1n, CIRCUIT, 12_000n, 100n);
      const { time } = (await system.roots.rootAt.staticCall(1n)) as { time: bigint };
      expect(await registry.certificateOf(ACCOUNT)).to.deep.equal([1n, time, 12_000n, 100n, 1n]);
      expect(await system.isSolvent({ ratioBps: 12_000n, excess: 100n })).to.be.true;
      expect(await system.isSolvent({ ratioBps: 12_001n, excess: 100n })).to.be.false;
      expect(await system.isSolvent({ ratioBps: 12_000n, excess: 101n })).to.be.false;
    });

    it('is false, not a revert, for an unknown account, whatever is asked', async () => {
      const most = { maxAge: 2n ** 64n - 1n };
      expect(await system.isSolvent({ account: OTHER, ratioBps: 0n, ...most })).to.be.false;
      expect(await system.isSolvent({ account: ACCOUNT, ratioBps: 0n, ...most })).to.be.false;
      expect(await system.isLiquidatable({ account: OTHER, ...most })).to.be.false;
      expect(await system.isSolvent({ ratioBps: 2n ** 32n - 1n, excess: 2n ** 128n - 1n, maxAge: 0n })).to.be.false;
    });

    it('an empty account does not pass for a strong one: a ratio proves no excess', async () => {
      const epoch = await system.postEpoch({ ratioBps: 2n ** 24n - 1n, excess: 0n });
      await system.certify({ epoch, ratioBps: 2n ** 24n - 1n });
      expect(await system.isSolvent({ ratioBps: 20_000n })).to.be.true;
      expect(await system.isSolvent({ ratioBps: 10_000n, excess: 1n })).to.be.false;
      await expect(system.prove({ epoch, excess: 1n })).to.be.revertedWithCustomError(
        system.verifier,
        'FalseStatement',
      );
    });

    it('certificate dies with its commitment', async () => {
      await system.certify();
      expect(await system.isSolvent()).to.be.true;
      await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
      expect(await system.isSolvent()).to.be.false;
    });

    it('certificate ages from the time of the prices, not from the block of certification', async () => {
      await system.wait(1000n);
      await system.certify();
      const { time } = (await system.roots.rootAt.staticCall(1n)) as { time: bigint };
      const age = (await system.now()) - time;
      expect(age >= 1000n).to.be.true;
      expect(await system.isSolvent({ maxAge: age })).to.be.true;
      expect(await system.isSolvent({ maxAge: age - 1n })).to.be.false;
    });

    it('certificate falls with a revoked root', async () => {
      await system.certify();
      await as(system.roots, system.guardian).revoke(1n);
      expect(await system.isSolvent()).to.be.false;
      await expect(system.certify()).to.be.revertedWithCustomError(system.registry, 'RootIsRevoked').withArgs(1n);
    });

    it('certificate of the epoch before can be renewed after a newer root is revoked', async () => {
      await system.certify();
      const epoch = await system.postEpoch({ ratioBps: 15_000n });
      await system.certify({ epoch });
      await system.roots.revoke(epoch);
      expect(await system.isSolvent()).to.be.false;
      await system.certify();
      expect(await system.isSolvent()).to.be.true;
    });

    it('statement is accepted once: the same proof again, or a weaker or incomparable band, has no effect', async () => {
      await system.certify({ ratioBps: 12_000n, excess: 100n });
      for (const [ratioBps, excess] of [
        [12_000n, 100n],
        [11_000n, 100n],
        [12_000n, 99n],
        [13_000n, 99n],
        [11_000n, 101n],
      ]) {
        await expect(system.certify({ ratioBps: ratioBps as bigint, excess: excess as bigint }))
          .to.be.revertedWithCustomError(system.registry, 'NotStronger')
          .withArgs(ACCOUNT, 1n, ratioBps, excess);
      }
      await system.certify({ ratioBps: 12_000n, excess: 101n });
    });

    it('stale price: an epoch older than the certificate in force is refused', async () => {
      const epoch = await system.postEpoch({ ratioBps: 15_000n });
      await system.certify({ epoch });
      await expect(system.certify({ epoch: 1n }))
        .to.be.revertedWithCustomError(system.registry, 'NewerCertificate')
        .withArgs(ACCOUNT, 1n, epoch);
    });

    it('stale price: a root older than the registry allows proves nothing', async () => {
      await system.wait(MAX_ROOT_AGE + 1n);
      await expect(system.certify()).to.be.revertedWithCustomError(system.registry, 'RootTooOld');
      await expect(
        system.registry.proveInsolvent(ACCOUNT, CIRCUIT, 1n, Array(8).fill(0n)),
      ).to.be.revertedWithCustomError(system.registry, 'RootTooOld');
    });

    it('band outside the certificate range is refused with its value', async () => {
      const { registry } = system;
      const zero = Array(8).fill(0n);
      for (const ratioBps of [0n, 9_999n, 2n ** 24n]) {
        await expect(registry.certify(ACCOUNT, CIRCUIT, 1n, ratioBps, 0n, zero))
          .to.be.revertedWithCustomError(registry, 'RatioOutOfRange')
          .withArgs(ratioBps);
      }
      await expect(registry.certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 2n ** 96n, zero))
        .to.be.revertedWithCustomError(registry, 'ExcessOutOfRange')
        .withArgs(2n ** 96n);
      await expect(registry.certify(OTHER, CIRCUIT, 1n, 10_000n, 0n, zero))
        .to.be.revertedWithCustomError(registry, 'NoCommitment')
        .withArgs(OTHER);
      await expect(registry.certify(ACCOUNT, CIRCUIT, 2n, 10_000n, 0n, zero))
        .to.be.revertedWithCustomError(registry, 'NoRoot')
        .withArgs(2n);
    });

    it('the greatest age there is does not wrap: certificate and gate count at it', async () => {
      await system.certify();
      expect(await system.isSolvent({ maxAge: 2n ** 64n - 1n })).to.be.true;
      const epoch = await system.postEpoch({ ratioBps: 9_000n });
      await system.proveInsolvent({ epoch });
      expect(await system.isLiquidatable({ maxAge: 2n ** 64n - 1n })).to.be.true;
    });

    it('widest band fits its slot', async () => {
      const epoch = await system.postEpoch({ ratioBps: 2n ** 24n - 1n, excess: 2n ** 96n - 1n });
      await system.certify({ epoch, ratioBps: 2n ** 24n - 1n, excess: 2n ** 96n - 1n });
      expect(await system.isSolvent({ ratioBps: 2n ** 24n - 1n, excess: 2n ** 96n - 1n })).to.be.true;
    });
  });

  it('needs contracts, not addresses without code', async () => {
    const { connection, accounts, roots, router, registry } = system;
    const nobody = `0x${'11'.repeat(20)}`;
    for (const args of [
      [nobody, roots, router],
      [accounts, nobody, router],
      [accounts, roots, nobody],
    ]) {
      await expect(connection.ethers.deployContract('SolvencyRegistry', [...args, MAX_ROOT_AGE]))
        .to.be.revertedWithCustomError(registry, 'NotAContract')
        .withArgs(nobody);
    }
    await expect(connection.ethers.deployContract('AttestedAccounts', [system.venue, nobody]))
      .to.be.revertedWithCustomError(accounts, 'NotAContract')
      .withArgs(nobody);
  });

  it('verifier swapped in flight: it rests on no router whose circuits can change at once', async () => {
    const { connection, accounts, roots, verifier, registry } = system;
    const router = await deployRouter(connection, verifier);
    await expect(connection.ethers.deployContract('SolvencyRegistry', [accounts, roots, router, MAX_ROOT_AGE]))
      .to.be.revertedWithCustomError(registry, 'RouterNotStarted')
      .withArgs(router);
  });

  it('it rests on one count of epochs: a source of other roots is refused', async () => {
    const { connection, accounts, roots, router, registry, venue } = system;
    const addressOf = async (contract: { getAddress(): Promise<string> }): Promise<bigint> =>
      BigInt(await contract.getAddress());
    // Some with a lower and some with a higher address.
    const seen = new Set<boolean>();
    while (seen.size < 2) {
      const others = await deploy(connection, 'MarketRoots', [venue, venue, venue, 1n]);
      seen.add((await addressOf(others)) > (await addressOf(roots)));
      await expect(connection.ethers.deployContract('SolvencyRegistry', [accounts, others, router, MAX_ROOT_AGE]))
        .to.be.revertedWithCustomError(registry, 'OtherRoots')
        .withArgs(accounts, roots);
    }
  });
});
