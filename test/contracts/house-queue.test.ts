import { expect } from 'chai';
import type { Changes } from '../support/house-changes.ts';
import { ALICE, BOB, CAROL, END_ADDRESSES, FUNDS, onStage } from '../support/house-stage.ts';
import { HOURLY_CAP, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const HOUR = 3600n;

describe('withdrawal queue of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(async () => {
    ({ system, changes } = stage);
    for (const account of [ALICE, BOB, CAROL]) await changes.deposit(account, 10n * HOURLY_CAP);
  });

  it('outflow beyond the hourly cap waits, and refills evenly over the hour', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP);
    const started = await system.now();
    const large = await changes.payment(BOB, QUOTE, HOURLY_CAP / 4n);
    const before = await stage.holding();
    await expect(changes.as(system.bob).withdraw(large, QUOTE, HOURLY_CAP / 4n, system.bob))
      .to.emit(system.house, 'WithdrawalQueued')
      .withArgs(QUOTE, 0n, system.bob, HOURLY_CAP / 4n);
    expect(await system.house.queuedAt(QUOTE, 0n)).to.deep.equal([await system.bob.getAddress(), HOURLY_CAP / 4n]);
    expect((await stage.holding()).ledger).to.equal(before.ledger);
    expect((await stage.holding()).pending).to.equal(HOURLY_CAP / 4n);
    // It left the account at once: it cannot be withdrawn twice.
    expect((await changes.stateOf(BOB)).commitment).to.equal(large.newCommitment);

    await stage.at(started + HOUR / 4n - 1n);
    await stage.paysTo(stage.payQueue(), system.bob, 0n);
    await stage.at(started + HOUR / 4n);
    await stage.paysTo(stage.payQueue(), system.bob, HOURLY_CAP / 4n);
    expect((await stage.holding()).pending).to.equal(0n);
    expect((await stage.holding()).ledger).to.equal(before.ledger - HOURLY_CAP / 4n);
    expect(await system.house.queuedAt(QUOTE, 0n)).to.deep.equal([`0x${'00'.repeat(20)}`, 0n]);
  });

  it('within the hour no more goes out than the cap and its refill, to the second', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP);
    const started = await system.now();
    for (let count = 0; count < 4; count++) await changes.withdraw(BOB, HOURLY_CAP / 4n);
    expect(await stage.waiting()).to.equal(4n);
    await stage.at(started + HOUR / 4n - 1n);
    await stage.paysTo(stage.payQueue(), system.bob, 0n);
    await stage.paysTo(stage.payQueue(), system.bob, HOURLY_CAP / 4n);
    await stage.paysTo(stage.payQueue(), system.bob, 0n);
    await stage.at(started + HOUR);
    await stage.paysTo(stage.payQueue(), system.bob, (3n * HOURLY_CAP) / 4n);
  });

  it('queue jumped: a small withdrawal does not pass one that waits, even if the outflow would do', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP - 10n * ONE);
    await changes.withdraw(BOB, 50n * ONE);
    await stage.paysTo(changes.withdraw(CAROL, ONE), system.carol, 0n);
    expect(await stage.waiting()).to.equal(2n);
    await stage.payQueue();
    expect(await stage.waiting()).to.equal(2n);
    await system.wait(HOUR / 10n);
    const paid = stage.payQueue();
    await expect(paid)
      .to.emit(system.house, 'WithdrawalPaid')
      .withArgs(QUOTE, system.bob, 50n * ONE);
    await expect(paid).to.emit(system.house, 'WithdrawalPaid').withArgs(QUOTE, system.carol, ONE);
    await stage.paysTo(changes.withdraw(CAROL, ONE), system.carol, ONE);
  });

  it('withdrawal larger than the hourly cap is paid in parts of it and holds its place', async () => {
    await changes.withdraw(ALICE, (5n * HOURLY_CAP) / 2n);
    await changes.withdraw(BOB, ONE);
    await stage.paysTo(stage.payQueue(), system.alice, HOURLY_CAP);
    await system.wait(HOUR);
    await stage.paysTo(stage.payQueue(), system.alice, HOURLY_CAP);
    expect(await system.house.queuedAt(QUOTE, 0n)).to.deep.equal([await system.alice.getAddress(), HOURLY_CAP / 2n]);
    await system.wait(HOUR);
    const last = stage.payQueue();
    await expect(last).to.changeTokenBalance(system.ethers, system.quote, system.alice, HOURLY_CAP / 200n);
    await expect(last).to.emit(system.house, 'WithdrawalPaid').withArgs(QUOTE, system.bob, ONE);
    expect(await stage.waiting()).to.equal(0n);
  });

  it('as many are paid as asked for', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP);
    for (let count = 0; count < 3; count++) await changes.withdraw(BOB, ONE);
    await system.wait(HOUR);
    expect(await changes.as(system.stranger).payQueue.staticCall(QUOTE, 100n)).to.equal(3n);
    await stage.paysTo(stage.payQueue(0n), system.bob, 0n);
    await stage.paysTo(stage.payQueue(2n), system.bob, 2n * ONE);
    await stage.paysTo(stage.payQueue(2n), system.bob, ONE);
  });

  it('nobody is paid at the zero address or at the house', async () => {
    const change = await changes.payment(ALICE, QUOTE, ONE);
    for (const recipient of [system.house, `0x${'00'.repeat(20)}`]) {
      await expect(changes.as(system.alice).withdraw(change, QUOTE, ONE, recipient))
        .to.be.revertedWithCustomError(system.house, 'InvalidRecipient')
        .withArgs(recipient);
    }
  });

  it('payment from outside of the queue: the house alone calls it', async () => {
    for (const caller of [system.alice, system.governance]) {
      await expect(changes.as(caller).payFromQueue(system.quote, caller, 1n))
        .to.be.revertedWithCustomError(system.house, 'NotTheHouse')
        .withArgs(caller);
    }
    const { house, quote, connection } = system;
    const called = house.connect(connection.ethers.provider);
    for (const from of END_ADDRESSES) {
      await expect(called.getFunction('payFromQueue').staticCall(quote, from, 1n, { from }))
        .to.be.revertedWithCustomError(house, 'NotTheHouse')
        .withArgs(from);
    }
  });

  it('payouts never above what the house owes, even to an account that won more than others can pay', async () => {
    const { house } = system;
    await changes.trade([ALICE, BOB], { size: 900n * ONE, cost: 90_000n * ONE });
    // The derivative expires at twice its price: Alice settles, Bob cannot.
    await system.postEpoch({ price: 200n * ONE, frozen: true });
    await changes.as(system.alice).refresh(await changes.change({ account: ALICE, settle: true }));
    const loss = changes.change({ account: BOB, settle: true, lie: true });
    await stage.rejected(changes.as(system.bob).refresh(await loss));

    const { ledger } = await stage.holding();
    const all = FUNDS + 10n * HOURLY_CAP + 90_000n * ONE;
    expect(all > ledger).to.be.true;
    await expect(changes.withdraw(ALICE, all))
      .to.be.revertedWithCustomError(house, 'AboveLedger')
      .withArgs(QUOTE, all, ledger);
    await changes.withdraw(ALICE, ledger - ONE);
    await expect(changes.withdraw(CAROL, 2n * ONE)).to.be.revertedWithCustomError(house, 'AboveLedger');
    for (let hours = 0n; hours * HOURLY_CAP < ledger; hours++) {
      await stage.payQueue();
      await system.wait(HOUR);
    }
    expect((await stage.holding()).ledger).to.equal(ONE);
    expect((await stage.holding()).pending).to.equal(0n);
    await system.postEpoch();
    await changes.withdraw(CAROL, ONE);
  });
});
