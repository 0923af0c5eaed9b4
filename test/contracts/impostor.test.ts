import { expect } from 'chai';
import type { Signer } from 'ethers';
import { ACCOUNT, as, CIRCUIT, deploy, deploySystem, type System } from '../support/contracts.ts';

/** Callers whose addresses lie on both sides of the owner's: a comparison that only orders addresses misses one side. */
describe('impostors of an account owner', () => {
  let system: System;
  let impostors: Signer[];

  beforeEach(async () => {
    system = await deploySystem();
    await system.openAccount();
    await system.postEpoch({ ratioBps: 15_000n, excess: 500n });
    const owner = BigInt(await system.trader.getAddress());
    const others = ((await system.ethers.getSigners()) as unknown as Signer[]).filter((each) => each !== system.trader);
    const addresses = await Promise.all(others.map(async (each) => BigInt(await each.getAddress())));
    const below = others.find((_, index) => addresses[index]! < owner);
    const above = others.find((_, index) => addresses[index]! > owner);
    impostors = [below!, above!];
  });

  it('neither certifies the account', async () => {
    const { registry } = system;
    for (const caller of impostors) {
      const proof = await system.prove({ caller: await caller.getAddress() });
      await expect(as(registry, caller).certify(ACCOUNT, CIRCUIT, 1n, 10_000n, 0n, proof))
        .to.be.revertedWithCustomError(registry, 'NotAccountOwner')
        .withArgs(ACCOUNT, caller);
    }
  });

  it('neither borrows on its certificate', async () => {
    const { connection, registry, venue } = system;
    const token = await deploy<'mint'>(connection, 'ReentrantToken');
    const band = { minRatioBps: 10_000n, minExcess: 0n, maxAge: 600n };
    const line = await deploy<'draw'>(connection, 'CreditLine', [registry, band, token, 1_000n, venue]);
    await token.mint(line, 1_000n);
    await system.certify();
    for (const caller of impostors) {
      await expect(as(line, caller).draw(ACCOUNT, 1n))
        .to.be.revertedWithCustomError(line, 'NotAccountOwner')
        .withArgs(ACCOUNT, caller);
    }
  });
});
