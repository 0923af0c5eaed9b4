import { expect } from 'chai';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import {
  ACCOUNT,
  as,
  CIRCUIT,
  deploy,
  deploySystem,
  MAX_ROOT_AGE,
  type Registry,
  type System,
} from '../support/contracts.ts';

const OTHER = `0x${'0b'.repeat(32)}`;

describe('replayed and stolen proofs', () => {
  let system: System;

  beforeEach(async () => {
    system = await deploySystem();
    await system.openAccount();
    await system.postEpoch({ ratioBps: 15_000n, excess: 500n });
  });

  const rejected = async (attempt: Promise<unknown>): Promise<void> => {
    await expect(attempt).to.be.revertedWithCustomError(system.router, 'ProofRejected').withArgs(CIRCUIT);
  };
  const submit = (
    proof: bigint[],
    { account = ACCOUNT, epoch = 1n, ratioBps = 10_000n, excess = 0n } = {},
  ): Promise<unknown> => as(system.registry, system.trader).certify(account, CIRCUIT, epoch, ratioBps, excess, proof);

  it('replay in another epoch is rejected', async () => {
    const proof = await system.prove();
    const epoch = await system.postEpoch({ ratioBps: 15_000n });
    await rejected(submit(proof, { epoch }));
    await submit(proof);
  });

  it('replay for another account is rejected', async () => {
    const proof = await system.prove();
    await system.openAccount(OTHER);
    await system.verifier.setMargin(system.commitmentOf(OTHER, 1n), system.rootOf(1n), 15_000n, 0n);
    await rejected(submit(proof, { account: OTHER }));
    await submit(await system.prove({ account: OTHER }), { account: OTHER });
  });

  it('replay for another sequence is rejected: an old healthy commitment proves nothing after trading', async () => {
    const proof = await system.prove();
    await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
    await rejected(submit(proof));
    await submit(await system.prove({ sequence: 2n }));
  });

  it('replay on another chain is rejected', async () => {
    const proof = await system.prove();
    const elsewhere = await deploySystem(1337);
    expect(await elsewhere.registry.getAddress()).to.equal(await system.registry.getAddress());
    await elsewhere.openAccount();
    await elsewhere.postEpoch({ ratioBps: 15_000n });
    await expect(
      as(elsewhere.registry, elsewhere.trader).certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 0n, proof),
    ).to.be.revertedWithCustomError(elsewhere.router, 'ProofRejected');
    await elsewhere.certify();
  });

  it('replay at another registry is rejected', async () => {
    const { connection, accounts, roots, router, trader } = system;
    const second: Registry = await deploy(connection, 'SolvencyRegistry', [accounts, roots, router, MAX_ROOT_AGE]);
    await rejected(as(second, trader).certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 0n, await system.prove()));
    const proof = await system.prove({ registry: await second.getAddress() });
    await as(second, trader).certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 0n, proof);
  });

  it('copied proof with another sender is rejected', async () => {
    const proof = await system.prove();
    const { registry, stranger } = system;
    await expect(as(registry, stranger).certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 0n, proof))
      .to.be.revertedWithCustomError(registry, 'NotAccountOwner')
      .withArgs(ACCOUNT, await stranger.getAddress());
    await submit(proof);
  });

  it('stolen insolvency proof makes nobody else the liquidator', async () => {
    const epoch = await system.postEpoch({ ratioBps: 9_000n });
    const proof = await system.prove({ epoch, purpose: 'insolvency' });
    await rejected(as(system.registry, system.stranger).proveInsolvent(ACCOUNT, CIRCUIT, epoch, proof));
    await as(system.registry, system.liquidator).proveInsolvent(ACCOUNT, CIRCUIT, epoch, proof);
  });

  it('proof for one purpose does not serve the other', async () => {
    const caller = await system.trader.getAddress();
    const epoch = await system.postEpoch({ ratioBps: 9_000n });
    const insolvency = await system.prove({ epoch, purpose: 'insolvency', caller });
    await rejected(submit(insolvency, { epoch }));
    const solvency = await system.prove({ caller: await system.liquidator.getAddress() });
    const latest = await system.postEpoch({ ratioBps: 15_000n });
    await rejected(as(system.registry, system.liquidator).proveInsolvent(ACCOUNT, CIRCUIT, latest, solvency));
  });

  it('proof under other parameters is rejected', async () => {
    const epoch = await system.postEpoch({ ratioBps: 15_000n, parameterVersion: 2n });
    await rejected(submit(await system.prove({ epoch }), { epoch }));
  });

  it('proof of another band is rejected', async () => {
    const proof = await system.prove({ ratioBps: 12_000n, excess: 100n });
    await rejected(submit(proof, { ratioBps: 12_001n, excess: 100n }));
    await rejected(submit(proof, { ratioBps: 12_000n, excess: 101n }));
    await rejected(submit(proof, { ratioBps: 11_999n, excess: 100n }));
  });

  it('who learnt the opening of an account cannot certify it in place of its owner, with a weaker band', async () => {
    const { stranger, registry } = system;
    const proof = await system.prove({ caller: await stranger.getAddress() });
    await expect(
      as(registry, stranger).certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 0n, proof),
    ).to.be.revertedWithCustomError(registry, 'NotAccountOwner');
    expect(await system.isSolvent()).to.be.false;
  });

  it('a proof made for another caller is rejected from the owner too', async () => {
    await rejected(submit(await system.prove({ caller: await system.stranger.getAddress() })));
  });

  it('public input + r: what the chain stores is below r, so no second name of an account, commitment or root exists', async () => {
    const { accounts, roots } = system;
    const outside = [SCALAR_FIELD, SCALAR_FIELD + 1n, 2n ** 256n - 1n, 0n];
    for (const value of outside) {
      const id = `0x${value.toString(16).padStart(64, '0')}`;
      await expect(accounts.register(id, system.trader))
        .to.be.revertedWithCustomError(accounts, 'NotANonZeroElement')
        .withArgs(value);
      await expect(accounts.postCommitment(ACCOUNT, 2n, value))
        .to.be.revertedWithCustomError(accounts, 'NotANonZeroElement')
        .withArgs(value);
      await expect(roots.post(2n, value, await system.now(), 1n))
        .to.be.revertedWithCustomError(roots, 'NotANonZeroElement')
        .withArgs(value);
    }
  });
});
