import { expect } from 'chai';
import { ACCOUNT, as, CIRCUIT, deploy, deploySystem, MAX_ROOT_AGE, type Registry } from '../support/contracts.ts';

describe('source of commitments that goes back', () => {
  it('certificate of a later commitment does not count for an earlier one', async () => {
    const system = await deploySystem();
    const { connection, roots, router, trader, commitmentOf } = system;
    const source = await deploy<'set'>(connection, 'SettableSource', [roots]);
    const registry: Registry = await deploy(connection, 'SolvencyRegistry', [source, roots, router, MAX_ROOT_AGE]);
    const epoch = await system.postEpoch({ ratioBps: 15_000n });
    await source.set(commitmentOf(ACCOUNT, 2n), 2n, trader);
    const proof = await system.prove({ sequence: 2n, registry: await registry.getAddress() });
    await as(registry, trader).certify(ACCOUNT, CIRCUIT, epoch, 10_000n, 0n, proof);
    const isSolvent = (): Promise<unknown> => registry.isSolvent.staticCall(ACCOUNT, 10_000n, 0n, MAX_ROOT_AGE);
    expect(await isSolvent()).to.be.true;
    await source.set(commitmentOf(ACCOUNT, 1n), 1n, trader);
    expect(await isSolvent()).to.be.false;
  });
});
