import { expect } from 'chai';
import { ACCOUNT, as, CIRCUIT, deploySystem, type System } from '../support/contracts.ts';

describe('insolvency gate', () => {
  let system: System;
  let epoch: bigint;

  beforeEach(async () => {
    system = await deploySystem();
    await system.openAccount();
    await system.postEpoch({ ratioBps: 15_000n, excess: 500n });
    epoch = await system.postEpoch({ ratioBps: 9_999n });
  });

  it('opens for the liquidator who proved it, and says so', async () => {
    const { registry, liquidator } = system;
    const proof = await system.prove({ epoch, purpose: 'insolvency' });
    await expect(as(registry, liquidator).proveInsolvent(ACCOUNT, CIRCUIT, epoch, proof))
      .to.emit(registry, 'InsolvencyProven')
      .withArgs(ACCOUNT, epoch, liquidator, 1n, CIRCUIT);
    expect(await registry.gateOf(ACCOUNT)).to.deep.equal([epoch, 1n, await liquidator.getAddress()]);
    expect(await system.isLiquidatable()).to.be.true;
    expect(await system.isLiquidatable({ maxAge: 0n })).to.be.false;
  });

  it('account exactly at the line cannot be proven insolvent', async () => {
    const atLine = await system.postEpoch({ ratioBps: 10_000n });
    await expect(system.prove({ epoch: atLine, purpose: 'insolvency' })).to.be.revertedWithCustomError(
      system.verifier,
      'FalseStatement',
    );
  });

  it('insolvency is proven at 10,000 basis points and excess 0 only', async () => {
    const healthy = await system.postEpoch({ ratioBps: 15_000n });
    for (const band of [{ ratioBps: 20_000n }, { excess: 1n }]) {
      await expect(system.proveInsolvent({ epoch: healthy, ...band })).to.be.revertedWithCustomError(
        system.router,
        'ProofRejected',
      );
    }
  });

  it('insolvency at a stale price is refused: only the newest epoch counts', async () => {
    const newest = await system.postEpoch({ ratioBps: 15_000n });
    await expect(system.proveInsolvent({ epoch }))
      .to.be.revertedWithCustomError(system.registry, 'NotLatestEpoch')
      .withArgs(epoch, newest);
  });

  it('gate overrides an older certificate, and a certificate at an older or the same epoch does not close it', async () => {
    await system.certify({ epoch: 1n });
    await system.proveInsolvent({ epoch });
    expect(await system.isSolvent()).to.be.false;
    expect(await system.isLiquidatable()).to.be.true;
    await expect(system.certify({ epoch: 1n, ratioBps: 11_000n }))
      .to.be.revertedWithCustomError(system.registry, 'NewerInsolvency')
      .withArgs(ACCOUNT, 1n, epoch);
  });

  it('cherry-picked price: with the gate open no older healthy epoch can be certified', async () => {
    await system.proveInsolvent({ epoch });
    for (const older of [1n, epoch]) {
      await expect(as(system.registry, system.trader).certify(ACCOUNT, CIRCUIT, older, 10_000n, 0n, Array(8).fill(0n)))
        .to.be.revertedWithCustomError(system.registry, 'NewerInsolvency')
        .withArgs(ACCOUNT, older, epoch);
    }
  });

  it('cherry-picked price: a newer commitment is not certified at the prices before it, with or without a gate', async () => {
    await system.proveInsolvent({ epoch });
    await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
    // A position bought after a fall had no value before it.
    await system.verifier.setMargin(system.commitmentOf(ACCOUNT, 2n), system.rootOf(1n), 30_000n, 500n);
    await expect(system.certify({ epoch: 1n, sequence: 2n }))
      .to.be.revertedWithCustomError(system.registry, 'EpochBeforeCommitment')
      .withArgs(ACCOUNT, 1n, epoch);
    await system.verifier.setMargin(system.commitmentOf(ACCOUNT, 2n), system.rootOf(epoch), 10_000n, 0n);
    await system.certify({ epoch, sequence: 2n });
    expect(await system.isSolvent()).to.be.true;
  });

  it('commitment that came about after a revocation is proven on no side at the prices before it', async () => {
    await system.roots.revoke(epoch);
    await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
    await system.verifier.setMargin(system.commitmentOf(ACCOUNT, 2n), system.rootOf(1n), 5_000n, 0n);
    await expect(system.proveInsolvent({ epoch: 1n, sequence: 2n }))
      .to.be.revertedWithCustomError(system.registry, 'EpochBeforeCommitment')
      .withArgs(ACCOUNT, 1n, epoch);
    await system.verifier.setMargin(system.commitmentOf(ACCOUNT, 2n), system.rootOf(1n), 30_000n, 0n);
    await expect(system.certify({ epoch: 1n, sequence: 2n })).to.be.revertedWithCustomError(
      system.registry,
      'EpochBeforeCommitment',
    );
    const next = await system.postEpoch({ ratioBps: 9_999n });
    await system.proveInsolvent({ epoch: next, sequence: 2n });
    expect(await system.isLiquidatable()).to.be.true;
  });

  it('gate is closed by a newer certificate', async () => {
    await system.proveInsolvent({ epoch });
    const healthy = await system.postEpoch({ ratioBps: 15_000n });
    expect(await system.isLiquidatable()).to.be.true;
    await system.certify({ epoch: healthy });
    expect(await system.isLiquidatable()).to.be.false;
    expect(await system.isSolvent()).to.be.true;
  });

  it('gate is closed by a newer commitment, which must be proven anew', async () => {
    await system.proveInsolvent({ epoch });
    await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
    expect(await system.isLiquidatable()).to.be.false;
    await expect(system.proveInsolvent({ epoch, sequence: 1n })).to.be.revertedWithCustomError(
      system.router,
      'ProofRejected',
    );
    await system.proveInsolvent({ epoch, sequence: 2n });
    expect(await system.isLiquidatable()).to.be.true;
  });

  it('gate is closed with its revoked root, and the certificate it displaced counts again', async () => {
    await system.certify({ epoch: 1n });
    await system.proveInsolvent({ epoch });
    await as(system.roots, system.guardian).revoke(epoch);
    expect(await system.isLiquidatable()).to.be.false;
    expect(await system.isSolvent()).to.be.true;
  });

  it('gate reopens when the root of the certificate that closed it is revoked', async () => {
    await system.proveInsolvent({ epoch });
    const healthy = await system.postEpoch({ ratioBps: 15_000n });
    await system.certify({ epoch: healthy });
    await system.roots.revoke(healthy);
    expect(await system.isLiquidatable()).to.be.true;
    expect(await system.isSolvent()).to.be.false;
  });

  it('liquidated twice from one state: the statement is accepted once', async () => {
    await system.proveInsolvent({ epoch });
    await expect(system.proveInsolvent({ epoch }))
      .to.be.revertedWithCustomError(system.registry, 'NewerInsolvency')
      .withArgs(ACCOUNT, epoch, epoch);
  });

  it('gate is renewed at a newer epoch', async () => {
    await system.proveInsolvent({ epoch });
    const newer = await system.postEpoch({ ratioBps: 9_000n });
    await system.proveInsolvent({ epoch: newer });
    expect(await system.registry.gateOf(ACCOUNT)).to.deep.equal([newer, 1n, await system.liquidator.getAddress()]);
  });

  it('insolvency at or below the epoch of a certificate in force is refused', async () => {
    const healthy = await system.postEpoch({ ratioBps: 15_000n });
    await system.certify({ epoch: healthy });
    await expect(system.registry.proveInsolvent(ACCOUNT, CIRCUIT, healthy, Array(8).fill(0n)))
      .to.be.revertedWithCustomError(system.registry, 'NewerCertificate')
      .withArgs(ACCOUNT, healthy, healthy);
  });

  it('with the newest root revoked, the epoch before it is the newest that counts', async () => {
    const newest = await system.postEpoch({ ratioBps: 15_000n });
    await system.roots.revoke(newest);
    // `lastPostedEpoch` is `newest` still.
    await system.proveInsolvent({ epoch });
    expect(await system.isLiquidatable()).to.be.true;
  });

  it('a certificate that no longer counts does not stand in the way of a proof of insolvency', async () => {
    // Of an earlier commitment ...
    const same = await system.postEpoch({ ratioBps: 9_999n });
    await system.verifier.setMargin(system.commitmentOf(ACCOUNT, 1n), system.rootOf(same), 15_000n, 0n);
    await system.certify({ epoch: same });
    await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
    await system.proveInsolvent({ epoch: same, sequence: 2n });
    expect(await system.isLiquidatable()).to.be.true;
  });

  it('a certificate at a revoked newer root does not stand in the way of a proof of insolvency', async () => {
    const healthy = await system.postEpoch({ ratioBps: 15_000n });
    await system.certify({ epoch: healthy });
    await system.roots.revoke(healthy);
    await system.proveInsolvent({ epoch });
    expect(await system.isLiquidatable()).to.be.true;
  });
});
