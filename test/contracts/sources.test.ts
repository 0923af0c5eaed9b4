import { expect } from 'chai';
import { ZeroAddress } from 'ethers';
import { ACCOUNT, as, deploySystem, MAX_POST_DELAY, type System } from '../support/contracts.ts';

const OTHER = `0x${'0b'.repeat(32)}`;

describe('attested accounts', () => {
  let system: System;

  beforeEach(async () => {
    system = await deploySystem();
  });

  it('registers an account once, with an owner, by the venue only', async () => {
    const { accounts, trader, stranger } = system;
    await expect(accounts.register(ACCOUNT, trader)).to.emit(accounts, 'AccountRegistered').withArgs(ACCOUNT, trader);
    await expect(accounts.register(ACCOUNT, stranger))
      .to.be.revertedWithCustomError(accounts, 'AccountExists')
      .withArgs(ACCOUNT, trader);
    await expect(accounts.register(OTHER, ZeroAddress))
      .to.be.revertedWithCustomError(accounts, 'OwnerIsZero')
      .withArgs(OTHER);
    const outsider = as(accounts, stranger);
    for (const call of [() => outsider.register(OTHER, stranger), () => outsider.postCommitment(ACCOUNT, 1n, 5n)]) {
      await expect(call()).to.be.revertedWithCustomError(accounts, 'OwnableUnauthorizedAccount').withArgs(stranger);
    }
  });

  it('sequences go up by exactly one', async () => {
    const { accounts } = system;
    await system.openAccount();
    for (const sequence of [0n, 1n, 3n, 2n ** 64n - 1n]) {
      await expect(accounts.postCommitment(ACCOUNT, sequence, 5n))
        .to.be.revertedWithCustomError(accounts, 'SequenceNotNext')
        .withArgs(ACCOUNT, sequence, 2n);
    }
    await expect(accounts.postCommitment(ACCOUNT, 2n, 5n))
      .to.emit(accounts, 'CommitmentPosted')
      .withArgs(ACCOUNT, 2n, 5n);
    expect(await accounts.accountOf(ACCOUNT)).to.deep.equal([5n, 2n, 0n, await system.trader.getAddress()]);
    await expect(accounts.postCommitment(OTHER, 1n, 6n))
      .to.be.revertedWithCustomError(accounts, 'UnknownAccount')
      .withArgs(OTHER);
    expect(await accounts.accountOf(OTHER)).to.deep.equal([0n, 0n, 0n, ZeroAddress]);
  });

  it('two accounts cannot share a commitment, nor one account return to an old one', async () => {
    const { accounts, trader } = system;
    await system.openAccount();
    const used = system.commitmentOf(ACCOUNT, 1n);
    await accounts.register(OTHER, trader);
    await expect(accounts.postCommitment(OTHER, 1n, used))
      .to.be.revertedWithCustomError(accounts, 'CommitmentUsed')
      .withArgs(used, ACCOUNT);
    await expect(accounts.postCommitment(ACCOUNT, 2n, used))
      .to.be.revertedWithCustomError(accounts, 'CommitmentUsed')
      .withArgs(used, ACCOUNT);
    expect(await accounts.accountWith(used)).to.equal(ACCOUNT);
  });
});

describe('market roots', () => {
  let system: System;

  beforeEach(async () => {
    system = await deploySystem();
    await system.postEpoch({ ratioBps: 10_000n });
  });

  it('rounds out of order, gap after restart: epochs go up by exactly one, also over revoked ones', async () => {
    const { roots } = system;
    await roots.revoke(1n);
    for (const epoch of [0n, 1n, 3n]) {
      await expect(roots.post(epoch, 5n, await system.now(), 1n))
        .to.be.revertedWithCustomError(roots, 'EpochNotNext')
        .withArgs(epoch, 2n);
    }
    const time = await system.now();
    await expect(roots.post(2n, 5n, time, 7n))
      .to.emit(roots, 'RootPosted')
      .withArgs(2n, 5n, time, 7n);
    expect(await roots.rootAt(2n)).to.deep.equal([5n, time, 7n, false]);
    expect(await roots.rootAt(3n)).to.deep.equal([0n, 0n, 0n, false]);
  });

  it('prices are newer than those before, not from the future, and not held back', async () => {
    const { roots } = system;
    const { time } = (await roots.rootAt.staticCall(1n)) as { time: bigint };
    for (const again of [time, time - 1n]) {
      await expect(roots.post(2n, 5n, again, 1n))
        .to.be.revertedWithCustomError(roots, 'TimeNotAfter')
        .withArgs(again, time);
    }
    const future = (await system.now()) + 1000n;
    await expect(roots.post(2n, 5n, future, 1n)).to.be.revertedWithCustomError(roots, 'TimeOutOfBounds');
    await system.wait(MAX_POST_DELAY + 10n);
    await expect(roots.post(2n, 5n, time + 1n, 1n)).to.be.revertedWithCustomError(roots, 'TimeOutOfBounds');
    await roots.post(2n, 5n, (await system.now()) - MAX_POST_DELAY / 2n, 1n);
  });

  it('prices are posted up to the greatest delay, and not one second later', async () => {
    const { roots, ethers } = system;
    const { time } = (await roots.rootAt.staticCall(1n)) as { time: bigint };
    const prices = time + 5n;
    const nextBlockAt = (seconds: bigint): Promise<unknown> =>
      ethers.provider.send('evm_setNextBlockTimestamp', [Number(seconds)]);
    const before: unknown = await ethers.provider.send('evm_snapshot', []);
    await nextBlockAt(prices + MAX_POST_DELAY + 1n);
    await expect(roots.post(2n, 5n, prices, 1n)).to.be.revertedWithCustomError(roots, 'TimeOutOfBounds');
    await ethers.provider.send('evm_revert', [before]);
    await nextBlockAt(prices + MAX_POST_DELAY);
    await expect(roots.post(2n, 5n, prices, 1n))
      .to.emit(roots, 'RootPosted')
      .withArgs(2n, 5n, prices, 1n);
  });

  it('latest epoch is the newest that is not revoked', async () => {
    const { roots, guardian } = system;
    for (let epoch = 2; epoch <= 4; epoch++) await system.postEpoch({ ratioBps: 10_000n });
    const latest = async (): Promise<unknown> => roots.latestEpoch.staticCall();
    await roots.revoke(3n);
    expect(await latest()).to.equal(4n);
    await expect(as(roots, guardian).revoke(4n)).to.emit(roots, 'RootRevoked').withArgs(4n, guardian);
    expect(await latest()).to.equal(2n);
    await system.postEpoch({ ratioBps: 10_000n });
    expect(await latest()).to.equal(5n);
    for (const epoch of [5n, 2n, 1n]) await roots.revoke(epoch);
    expect(await latest()).to.equal(0n);
    expect(await roots.lastPostedEpoch()).to.equal(5n);
  });

  it('only the publisher posts; only publisher and guardian revoke, once, what exists', async () => {
    const { roots, guardian, stranger } = system;
    for (const caller of [guardian, stranger]) {
      await expect(as(roots, caller).post(2n, 5n, await system.now(), 1n)).to.be.revertedWithCustomError(
        roots,
        'AccessControlUnauthorizedAccount',
      );
    }
    await expect(as(roots, stranger).revoke(1n)).to.be.revertedWithCustomError(roots, 'NotARevoker').withArgs(stranger);
    await expect(roots.revoke(2n)).to.be.revertedWithCustomError(roots, 'UnknownEpoch').withArgs(2n);
    await roots.revoke(1n);
    await expect(roots.revoke(1n)).to.be.revertedWithCustomError(roots, 'EpochRevoked').withArgs(1n);
  });
});
