import { expect } from 'chai';
import fc from 'fast-check';
import { contextOf, PURPOSES, type Purpose, type StatementContext } from '../../sdk/context.ts';
import { connect, deploy, deploySystem } from '../support/contracts.ts';

const hex = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => `0x${Buffer.from(value).toString('hex')}`);

describe('statement context', () => {
  const BASE: StatementContext = {
    chainId: 31337n,
    registry: `0x${'11'.repeat(20)}`,
    account: `0x${'22'.repeat(32)}`,
    sequence: 1n,
    caller: `0x${'33'.repeat(20)}`,
    purpose: 'certify',
    parameterVersion: 1n,
  };

  it('hashes of Solidity and TypeScript do not drift apart', async () => {
    const connection = await connect();
    const harness = await deploy<'contextOf'>(connection, 'ContextHarness');
    const address = await harness.getAddress();
    const statement = fc.record({
      account: hex(32),
      sequence: fc.bigInt(0n, 2n ** 64n - 1n),
      caller: hex(20),
      purpose: fc.constantFrom<Purpose>('certify', 'insolvency'),
      parameterVersion: fc.bigInt(0n, 2n ** 32n - 1n),
    });
    await fc.assert(
      fc.asyncProperty(statement, async (parts) => {
        const { account, sequence, caller, purpose, parameterVersion } = parts;
        const onChain = await harness.contextOf.staticCall(
          account,
          sequence,
          caller,
          PURPOSES[purpose],
          parameterVersion,
        );
        expect(contextOf({ ...parts, chainId: 31337n, registry: address })).to.equal(onChain);
      }),
      { numRuns: 100 },
    );
  });

  it('registry tells the context of a proof that could be submitted now', async () => {
    const system = await deploySystem();
    const { registry, trader } = system;
    await system.openAccount(BASE.account);
    await system.postEpoch({ ratioBps: 10_000n, parameterVersion: 9n });
    const caller = await trader.getAddress();
    for (const purpose of ['certify', 'insolvency'] as const) {
      expect(await registry.contextOf(BASE.account, 1n, PURPOSES[purpose], caller)).to.equal(
        contextOf({ ...BASE, registry: await registry.getAddress(), caller, purpose, parameterVersion: 9n }),
      );
    }
  });

  it('every part of the context changes it', () => {
    const changes: Partial<StatementContext>[] = [
      { chainId: 1n },
      { registry: BASE.caller },
      { account: `0x${'23'.repeat(32)}` },
      { sequence: 2n },
      { caller: BASE.registry },
      { purpose: 'insolvency' },
      { parameterVersion: 2n },
    ];
    const contexts = [BASE, ...changes.map((change) => ({ ...BASE, ...change }))].map(contextOf);
    expect(new Set(contexts).size).to.equal(contexts.length);
  });
});
