import { expect } from 'chai';
import type { Addressable } from 'ethers';
import type { Changes } from '../support/house-changes.ts';
import { ALICE, BOB, CAROL, FUNDS, onStage } from '../support/house-stage.ts';
import { HOURLY_CAP, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const HOUR = 3600n;
const unit = (ticks: bigint): bigint => ticks / 100n;

describe('withdrawal queue of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(async () => {
    ({ system, changes } = stage);
    for (const account of [ALICE, BOB, CAROL]) await changes.deposit(account, 10n * HOURLY_CAP);
  });

  const payQueue = (count = 100n): Promise<unknown> => changes.as(system.stranger).payQueue(QUOTE, count);
  const asset = async (): Promise<{
    ledger: bigint;
    pending: bigint;
    queueHead: bigint;
    queueTail: bigint;
    available: bigint;
  }> => (await system.house.assetOf.staticCall(QUOTE)) as never;
  const waiting = async (): Promise<bigint> => (await asset()).queueTail - (await asset()).queueHead;
  /** The next block comes exactly `seconds` after the last one. */
  const after = async (seconds: bigint): Promise<void> => {
    await system.ethers.provider.send('evm_setNextBlockTimestamp', [Number((await system.now()) + seconds)]);
  };
  const paysTo = async (pay: Promise<unknown>, holder: Addressable, ticks: bigint): Promise<void> => {
    await expect(pay).to.changeTokenBalances(
      system.ethers,
      system.quote,
      [holder, system.house],
      [unit(ticks), -unit(ticks)],
    );
  };

  it('outflow beyond the hourly cap waits, and refills evenly over the hour', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP);
    const large = await changes.payment(BOB, QUOTE, HOURLY_CAP / 4n);
    const before = await asset();
    await expect(changes.as(system.bob).withdraw(large, QUOTE, HOURLY_CAP / 4n, system.bob))
      .to.emit(system.house, 'WithdrawalQueued')
      .withArgs(QUOTE, 0n, system.bob, HOURLY_CAP / 4n);
    expect(await system.house.queuedAt(QUOTE, 0n)).to.deep.equal([await system.bob.getAddress(), HOURLY_CAP / 4n]);
    expect((await asset()).ledger).to.equal(before.ledger);
    expect((await asset()).pending).to.equal(HOURLY_CAP / 4n);
    // It left the account at once: it cannot be withdrawn twice.
    expect((await changes.stateOf(BOB)).commitment).to.equal(large.newCommitment);

    await system.wait(HOUR / 4n - 60n);
    await paysTo(payQueue(), system.bob, 0n);
    await system.wait(60n);
    await paysTo(payQueue(), system.bob, HOURLY_CAP / 4n);
    expect((await asset()).pending).to.equal(0n);
    expect((await asset()).ledger).to.equal(before.ledger - HOURLY_CAP / 4n);
    expect(await system.house.queuedAt(QUOTE, 0n)).to.deep.equal([`0x${'00'.repeat(20)}`, 0n]);
  });

  it('within the hour no more goes out than the cap and its refill, to the second', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP);
    const started = await system.now();
    for (let count = 0; count < 4; count++) await changes.withdraw(BOB, HOURLY_CAP / 4n);
    expect(await waiting()).to.equal(4n);
    await after(started + HOUR / 4n - 1n - (await system.now()));
    await paysTo(payQueue(), system.bob, 0n);
    await paysTo(payQueue(), system.bob, HOURLY_CAP / 4n);
    await paysTo(payQueue(), system.bob, 0n);
    await after(started + HOUR - (await system.now()));
    await paysTo(payQueue(), system.bob, (3n * HOURLY_CAP) / 4n);
  });

  it('queue jumped: a small withdrawal does not pass one that waits, even if the outflow would do', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP - 10n * ONE);
    await changes.withdraw(BOB, 50n * ONE);
    await paysTo(changes.withdraw(CAROL, ONE), system.carol, 0n);
    expect(await waiting()).to.equal(2n);
    await payQueue();
    expect(await waiting()).to.equal(2n);
    await system.wait(HOUR / 10n);
    const paid = payQueue();
    await expect(paid)
      .to.emit(system.house, 'WithdrawalPaid')
      .withArgs(QUOTE, system.bob, 50n * ONE);
    await expect(paid).to.emit(system.house, 'WithdrawalPaid').withArgs(QUOTE, system.carol, ONE);
    await paysTo(changes.withdraw(CAROL, ONE), system.carol, ONE);
  });

  it('withdrawal larger than the hourly cap is paid in parts of it and holds its place', async () => {
    await changes.withdraw(ALICE, (5n * HOURLY_CAP) / 2n);
    await changes.withdraw(BOB, ONE);
    await paysTo(payQueue(), system.alice, HOURLY_CAP);
    await system.wait(HOUR);
    await paysTo(payQueue(), system.alice, HOURLY_CAP);
    expect(await system.house.queuedAt(QUOTE, 0n)).to.deep.equal([await system.alice.getAddress(), HOURLY_CAP / 2n]);
    await system.wait(HOUR);
    const last = payQueue();
    await expect(last).to.changeTokenBalance(system.ethers, system.quote, system.alice, unit(HOURLY_CAP / 2n));
    await expect(last).to.emit(system.house, 'WithdrawalPaid').withArgs(QUOTE, system.bob, ONE);
    expect(await waiting()).to.equal(0n);
  });

  it('as many are paid as asked for', async () => {
    await changes.withdraw(ALICE, HOURLY_CAP);
    for (let count = 0; count < 3; count++) await changes.withdraw(BOB, ONE);
    await system.wait(HOUR);
    expect(await changes.as(system.stranger).payQueue.staticCall(QUOTE, 100n)).to.equal(3n);
    await paysTo(payQueue(0n), system.bob, 0n);
    await paysTo(payQueue(2n), system.bob, 2n * ONE);
    await paysTo(payQueue(2n), system.bob, ONE);
  });

  for (const returnsFalse of [false, true]) {
    it(`blacklisted recipient never blocks the queue (token that ${returnsFalse ? 'returns false' : 'reverts'})`, async () => {
      const { house, quote, bob, carol } = system;
      await changes.withdraw(ALICE, 2n * HOURLY_CAP);
      await changes.withdraw(BOB, 3n * HOURLY_CAP);
      await changes.withdraw(CAROL, ONE);
      await payQueue();
      await system.wait(HOUR);
      await payQueue();
      await quote.setReturnsFalse(returnsFalse);
      await quote.setRefused(bob, true);
      const { pending, ledger } = await asset();
      await system.wait(HOUR);
      const paid = payQueue();
      await expect(paid)
        .to.emit(house, 'WithdrawalSetAside')
        .withArgs(QUOTE, 1n, bob, 3n * HOURLY_CAP);
      await expect(paid).to.emit(house, 'WithdrawalPaid').withArgs(QUOTE, carol, ONE);
      // What is set aside is owed still, and used no outflow.
      expect((await asset()).pending).to.equal(pending - ONE);
      expect((await asset()).ledger).to.equal(ledger - ONE);
      expect((await asset()).available).to.equal(HOURLY_CAP - ONE);
      expect(await house.claimableOf(QUOTE, bob)).to.equal(3n * HOURLY_CAP);
    });
  }

  it('part of a withdrawal is paid, then its recipient blacklisted: the rest is set aside, once', async () => {
    const { house, quote, alice } = system;
    await changes.withdraw(ALICE, 3n * HOURLY_CAP);
    await payQueue();
    await quote.setRefused(alice, true);
    await system.wait(HOUR);
    await expect(payQueue())
      .to.emit(house, 'WithdrawalSetAside')
      .withArgs(QUOTE, 0n, alice, 2n * HOURLY_CAP);
    expect(await waiting()).to.equal(0n);
    expect(await house.claimableOf(QUOTE, alice)).to.equal(2n * HOURLY_CAP);
  });

  it('what is set aside is claimed by its recipient, to anywhere, within the cap and in turn', async () => {
    const { house, quote, alice, bob, carol, stranger } = system;
    await changes.withdraw(ALICE, HOURLY_CAP + ONE);
    await quote.setRefused(alice, true);
    await payQueue();
    const claim = (by: typeof alice, to: typeof alice): Promise<unknown> => changes.as(by).claim(QUOTE, alice, to);
    for (const thief of [bob, stranger]) {
      await expect(claim(thief, thief)).to.be.revertedWithCustomError(house, 'NotTheRecipient').withArgs(alice, thief);
    }
    // Anybody may try again for the recipient; a token that still refuses sets it aside again.
    await expect(claim(stranger, alice))
      .to.emit(house, 'WithdrawalQueued')
      .withArgs(QUOTE, 1n, alice, HOURLY_CAP + ONE);
    await expect(payQueue())
      .to.emit(house, 'WithdrawalSetAside')
      .withArgs(QUOTE, 1n, alice, HOURLY_CAP + ONE);
    for (const wrong of [house, `0x${'00'.repeat(20)}`]) {
      await expect(changes.as(alice).claim(QUOTE, alice, wrong))
        .to.be.revertedWithCustomError(house, 'InvalidRecipient')
        .withArgs(wrong);
    }
    await claim(alice, carol);
    await paysTo(payQueue(), carol, HOURLY_CAP);
    await system.wait(HOUR);
    await paysTo(payQueue(), carol, ONE);
    await expect(claim(alice, carol)).to.be.revertedWithCustomError(house, 'NothingToClaim').withArgs(QUOTE, alice);
    expect((await asset()).pending).to.equal(0n);
  });

  it('recipient that burns all its gas is set aside, and the rest is paid', async () => {
    const { house, quote, alice, bob } = system;
    await changes.withdraw(ALICE, HOURLY_CAP);
    await changes.withdraw(ALICE, ONE);
    await changes.withdraw(BOB, ONE);
    await quote.setBurnsGas(alice, true);
    await system.wait(HOUR);
    const paid = changes.as(system.stranger).payQueue(QUOTE, 2n, { gasLimit: 1_500_000n });
    await expect(paid)
      .to.emit(house, 'WithdrawalSetAside')
      .withArgs(QUOTE, 1n - 1n, alice, ONE);
    await expect(paid).to.emit(house, 'WithdrawalPaid').withArgs(QUOTE, bob, ONE);
  });

  it('starved of gas: too little gas sets no honest recipient aside', async () => {
    const { house, bob } = system;
    await changes.withdraw(ALICE, HOURLY_CAP);
    await changes.withdraw(BOB, ONE);
    await system.wait(HOUR);
    for (let gasLimit = 40_000n; gasLimit < 420_000n; gasLimit += 10_000n) {
      await changes
        .as(system.stranger)
        .payQueue(QUOTE, 1n, { gasLimit })
        .catch(() => undefined);
      expect(await house.claimableOf(QUOTE, bob), `gas ${gasLimit}`).to.equal(0n);
      if ((await waiting()) === 0n) return;
    }
    expect(await waiting()).to.equal(0n);
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
  });

  it('payouts never above what the house owes, even to an account that won more than others can pay', async () => {
    const { house } = system;
    await changes.trade([ALICE, BOB], { size: 900n * ONE, cost: 90_000n * ONE });
    // The derivative expires at twice its price: Alice settles, Bob cannot.
    await system.postEpoch({ price: 200n * ONE, frozen: true });
    await changes.as(system.alice).refresh(await changes.change({ account: ALICE, settle: true }));
    const loss = changes.change({ account: BOB, settle: true, lie: true });
    await expect(changes.as(system.bob).refresh(await loss)).to.be.revertedWithCustomError(
      system.router,
      'ProofRejected',
    );

    const { ledger } = await asset();
    const all = FUNDS + 10n * HOURLY_CAP + 90_000n * ONE;
    expect(all > ledger).to.be.true;
    await expect(changes.withdraw(ALICE, all))
      .to.be.revertedWithCustomError(house, 'AboveLedger')
      .withArgs(QUOTE, all, ledger);
    await changes.withdraw(ALICE, ledger - ONE);
    await expect(changes.withdraw(CAROL, 2n * ONE)).to.be.revertedWithCustomError(house, 'AboveLedger');
    for (let hours = 0n; hours * HOURLY_CAP < ledger; hours++) {
      await payQueue();
      await system.wait(HOUR);
    }
    expect((await asset()).ledger).to.equal(ONE);
    expect((await asset()).pending).to.equal(0n);
    await system.postEpoch();
    await changes.withdraw(CAROL, ONE);
  });
});
