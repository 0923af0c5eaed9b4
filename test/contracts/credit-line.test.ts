import { expect } from 'chai';
import { ACCOUNT, as, connect, deploy, type Deployed, deploySystem, type System } from '../support/contracts.ts';

type Token = Deployed<'mint' | 'approve' | 'balanceOf' | 'prepare' | 'attempted' | 'succeeded'>;
type Line = Deployed<'draw' | 'repay' | 'withdraw' | 'debtOf'>;

const BAND = { minRatioBps: 11_000n, minExcess: 400n, maxAge: 600n };
const LINE = 1_000n;

describe('credit line', () => {
  let system: System;
  let token: Token;
  let line: Line;

  beforeEach(async () => {
    system = await deploySystem();
    await system.openAccount();
    await system.postEpoch({ ratioBps: 15_000n, excess: 500n });
    token = await deploy(system.connection, 'ReentrantToken');
    line = await deploy(system.connection, 'CreditLine', [system.registry, BAND, token, LINE, system.venue]);
    await token.mint(line, 5_000n);
    await as(token, system.trader).approve(line, 5_000n);
  });

  const certify = (): Promise<void> => system.certify({ ratioBps: 12_000n, excess: 400n });
  const draw = (amount: bigint): Promise<unknown> => as(line, system.trader).draw(ACCOUNT, amount);
  const refused = async (amount: bigint): Promise<void> => {
    await expect(draw(amount))
      .to.be.revertedWithCustomError(line, 'NotSolvent')
      .withArgs(ACCOUNT, BAND.minRatioBps, BAND.minExcess, BAND.maxAge);
  };

  it('lends up to the line to the owner of a certified account, and takes repayment', async () => {
    await certify();
    await expect(draw(600n)).to.emit(line, 'Drawn').withArgs(ACCOUNT, system.trader, 600n, 600n);
    expect(await token.balanceOf(system.trader)).to.equal(600n);
    await expect(draw(401n)).to.be.revertedWithCustomError(line, 'AboveLine').withArgs(ACCOUNT, 1_001n, LINE);
    await draw(400n);
    await expect(as(line, system.trader).repay(ACCOUNT, 1_001n))
      .to.be.revertedWithCustomError(line, 'AboveDebt')
      .withArgs(ACCOUNT, 1_001n, 1_000n);
    await expect(as(line, system.trader).repay(ACCOUNT, 1_000n))
      .to.emit(line, 'Repaid')
      .withArgs(ACCOUNT, system.trader, 1_000n, 0n);
    expect(await token.balanceOf(line)).to.equal(5_000n);
  });

  it('refuses without a certificate, and at a weaker band', async () => {
    await refused(1n);
    await system.certify({ ratioBps: 12_000n, excess: 399n });
    await refused(1n);
    await certify();
    await draw(1n);
  });

  it('refuses once the certificate is stale, and after a newer commitment', async () => {
    await certify();
    await draw(1n);
    await system.wait(BAND.maxAge);
    await refused(1n);
    const epoch = await system.postEpoch({ ratioBps: 15_000n, excess: 500n });
    await system.certify({ epoch, ratioBps: 12_000n, excess: 400n });
    await draw(1n);
    await system.accounts.postCommitment(ACCOUNT, 2n, system.commitmentOf(ACCOUNT, 2n));
    await refused(1n);
  });

  it('refuses from the moment the account is proven insolvent; repayment still works', async () => {
    await certify();
    await draw(10n);
    const epoch = await system.postEpoch({ ratioBps: 9_000n });
    await system.proveInsolvent({ epoch });
    await refused(1n);
    await as(line, system.trader).repay(ACCOUNT, 10n);
  });

  it('lends to nobody but the owner', async () => {
    await certify();
    for (const caller of [system.stranger, system.liquidator]) {
      await expect(as(line, caller).draw(ACCOUNT, 1n))
        .to.be.revertedWithCustomError(line, 'NotAccountOwner')
        .withArgs(ACCOUNT, caller);
    }
  });

  it('token re-entrancy: a second draw or withdrawal from inside the transfer fails', async () => {
    await certify();
    for (const [name, args] of [
      ['draw', [ACCOUNT, 1n]],
      ['repay', [ACCOUNT, 0n]],
      ['withdraw', [1n]],
    ] as const) {
      await token.prepare(line, line.interface.encodeFunctionData(name, args));
      await draw(1n);
      expect(await token.attempted()).to.be.true;
      expect(await token.succeeded(), name).to.be.false;
    }
    expect(await line.debtOf(ACCOUNT)).to.equal(3n);
  });

  it('lender alone takes back what is not lent', async () => {
    await expect(as(line, system.trader).withdraw(1n)).to.be.revertedWithCustomError(
      line,
      'OwnableUnauthorizedAccount',
    );
    await expect(line.withdraw(5_000n)).to.emit(line, 'Withdrawn').withArgs(system.venue, 5_000n);
  });
});

describe('demonstration token', () => {
  it('exists on local chains only', async () => {
    const local = await connect();
    const dollar = await deploy<'mint' | 'balanceOf' | 'decimals'>(local, 'DemoDollar');
    const [holder] = await local.ethers.getSigners();
    await dollar.mint(holder, 5n);
    expect(await dollar.balanceOf(holder)).to.equal(5n);
    expect(await dollar.decimals()).to.equal(6n);

    const live = await connect(1);
    await expect(deploy(live, 'DemoDollar')).to.be.revertedWithCustomError(dollar, 'NotALocalChain').withArgs(1n);
    const address = `0x${'77'.repeat(20)}`;
    await live.ethers.provider.send('hardhat_setCode', [address, await dollar.getDeployedCode()]);
    const [signer] = await live.ethers.getSigners();
    const placed = dollar.attach(address).connect(signer ?? null) as typeof dollar;
    await expect(placed.mint(signer, 1n)).to.be.revertedWithCustomError(dollar, 'NotALocalChain').withArgs(1n);
  });
});
