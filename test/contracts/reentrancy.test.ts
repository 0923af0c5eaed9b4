import { expect } from 'chai';
import { ACCOUNT, as, type Deployed, deploy, deploySystem, type System } from '../support/contracts.ts';

type Token = Deployed<'mint' | 'approve' | 'prepare' | 'attempted' | 'succeeded'>;
type Line = Deployed<'draw' | 'repay' | 'withdraw'>;

/** A token that owns the line it is lent by: what a stranger may not call at all, it calls in the middle of a transfer. */
describe('token re-entrancy by the lender itself', () => {
  let system: System;
  let token: Token;
  let line: Line;

  beforeEach(async () => {
    system = await deploySystem();
    await system.openAccount();
    await system.postEpoch({ ratioBps: 15_000n });
    token = await deploy(system.connection, 'ReentrantToken');
    const band = { minRatioBps: 10_000n, minExcess: 0n, maxAge: 600n };
    line = await deploy(system.connection, 'CreditLine', [system.registry, band, token, 1_000n, token]);
    await token.mint(line, 1_000n);
    await as(token, system.trader).approve(line, 1_000n);
    await system.certify();
  });

  const attempt = async (during: () => Promise<unknown>): Promise<void> => {
    await token.prepare(line, line.interface.encodeFunctionData('withdraw', [1n]));
    await during();
    expect(await token.attempted()).to.be.true;
    expect(await token.succeeded()).to.be.false;
  };

  it('nothing is withdrawn in the middle of a draw', async () => {
    await attempt(() => as(line, system.trader).draw(ACCOUNT, 10n));
  });

  it('nothing is withdrawn in the middle of a repayment', async () => {
    await as(line, system.trader).draw(ACCOUNT, 10n);
    await attempt(() => as(line, system.trader).repay(ACCOUNT, 10n));
  });
});
