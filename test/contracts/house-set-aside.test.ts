import { expect } from 'chai';
import type { Changes } from '../support/house-changes.ts';
import { ALICE, BOB, CAROL, END_ADDRESSES, onStage } from '../support/house-stage.ts';
import { HOURLY_CAP, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const HOUR = 3600n;

describe('withdrawals that a token refuses', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(async () => {
    ({ system, changes } = stage);
    for (const account of [ALICE, BOB, CAROL]) await changes.deposit(account, 10n * HOURLY_CAP);
  });

  for (const returnsFalse of [false, true]) {
    it(`blacklisted recipient never blocks the queue (token that ${returnsFalse ? 'returns false' : 'reverts'})`, async () => {
      const { house, quote, bob, carol } = system;
      await changes.withdraw(ALICE, 2n * HOURLY_CAP);
      await changes.withdraw(BOB, 3n * HOURLY_CAP);
      await changes.withdraw(CAROL, ONE);
      await stage.payQueue();
      await system.wait(HOUR);
      await stage.payQueue();
      await quote.setReturnsFalse(returnsFalse);
      await quote.setRefused(bob, true);
      const { pending, ledger } = await stage.holding();
      await system.wait(HOUR);
      const paid = stage.payQueue();
      await expect(paid)
        .to.emit(house, 'WithdrawalSetAside')
        .withArgs(QUOTE, 1n, bob, 3n * HOURLY_CAP);
      await expect(paid).to.emit(house, 'WithdrawalPaid').withArgs(QUOTE, carol, ONE);
      // What is set aside is owed still, and used no outflow.
      expect((await stage.holding()).pending).to.equal(pending - ONE);
      expect((await stage.holding()).ledger).to.equal(ledger - ONE);
      expect((await stage.holding()).available).to.equal(HOURLY_CAP - ONE);
      expect(await house.claimableOf(QUOTE, bob)).to.equal(3n * HOURLY_CAP);
    });
  }

  it('part of a withdrawal is paid, then its recipient blacklisted: the rest is set aside, once', async () => {
    const { house, quote, alice } = system;
    await changes.withdraw(ALICE, 3n * HOURLY_CAP);
    await stage.payQueue();
    await quote.setRefused(alice, true);
    await system.wait(HOUR);
    await expect(stage.payQueue())
      .to.emit(house, 'WithdrawalSetAside')
      .withArgs(QUOTE, 0n, alice, 2n * HOURLY_CAP);
    expect(await stage.waiting()).to.equal(0n);
    expect(await house.claimableOf(QUOTE, alice)).to.equal(2n * HOURLY_CAP);
  });

  it('what is set aside is claimed by its recipient, to anywhere, within the cap and in turn', async () => {
    const { house, quote, alice, bob, carol, stranger } = system;
    await changes.withdraw(ALICE, HOURLY_CAP + ONE);
    await quote.setRefused(alice, true);
    await stage.payQueue();
    const claim = (by: typeof alice, to: typeof alice): Promise<unknown> => changes.as(by).claim(QUOTE, alice, to);
    for (const thief of [bob, stranger]) {
      await expect(claim(thief, thief)).to.be.revertedWithCustomError(house, 'NotTheRecipient').withArgs(alice, thief);
    }
    for (const wrong of [house, `0x${'00'.repeat(20)}`]) {
      await expect(changes.as(alice).claim(QUOTE, alice, wrong))
        .to.be.revertedWithCustomError(house, 'InvalidRecipient')
        .withArgs(wrong);
    }
    await claim(alice, carol);
    await stage.paysTo(stage.payQueue(), carol, HOURLY_CAP);
    await system.wait(HOUR);
    await stage.paysTo(stage.payQueue(), carol, ONE);
    await expect(claim(alice, carol)).to.be.revertedWithCustomError(house, 'NothingToClaim').withArgs(QUOTE, alice);
    expect((await stage.holding()).pending).to.equal(0n);
  });

  it('others can have a recipient paid, and not put it back into the queue, out of its reach', async () => {
    const { house, quote, alice, stranger } = system;
    await changes.withdraw(ALICE, HOURLY_CAP);
    await changes.withdraw(ALICE, ONE);
    await quote.setRefused(alice, true);
    await system.wait(HOUR);
    await stage.payQueue();
    const claim = (): Promise<unknown> => changes.as(stranger).claim(QUOTE, alice, alice);
    await expect(claim()).to.be.revertedWithCustomError(quote, 'Refused').withArgs(alice);
    await quote.setRefused(alice, false);
    // There is outflow enough to pay it at once, to whom it belongs.
    for (const thief of [stranger, ...END_ADDRESSES]) {
      await expect(changes.as(stranger).claim(QUOTE, alice, thief))
        .to.be.revertedWithCustomError(house, 'NotTheRecipient')
        .withArgs(alice, stranger);
    }
    await system.postEpoch();
    await changes.withdraw(BOB, 2n * HOURLY_CAP);
    await expect(claim()).to.be.revertedWithCustomError(house, 'NotTheRecipient').withArgs(alice, stranger);
    await stage.payQueue();
    await system.wait(HOUR);
    await stage.payQueue();
    await system.wait(HOUR);
    await stage.paysTo(claim(), alice, ONE);
    expect(await house.claimableOf(QUOTE, alice)).to.equal(0n);
  });

  it('recipient that burns all its gas is set aside, and the rest is paid', async () => {
    const { house, quote, alice, bob } = system;
    await changes.withdraw(ALICE, HOURLY_CAP);
    await changes.withdraw(ALICE, ONE);
    await changes.withdraw(BOB, ONE);
    await quote.setBurnsGas(alice, true);
    await system.wait(HOUR);
    const paid = changes.as(system.stranger).payQueue(QUOTE, 2n, { gasLimit: 1_500_000n });
    await expect(paid).to.emit(house, 'WithdrawalSetAside').withArgs(QUOTE, 0n, alice, ONE);
    await expect(paid).to.emit(house, 'WithdrawalPaid').withArgs(QUOTE, bob, ONE);
  });

  it('starved of gas: too little gas sets no honest recipient aside', async () => {
    const { house, bob } = system;
    await changes.withdraw(ALICE, HOURLY_CAP);
    await changes.withdraw(BOB, ONE);
    await system.wait(HOUR);
    // Enough for the payment, not for one that the token makes as dear as it may be.
    await expect(changes.as(system.stranger).payQueue(QUOTE, 1n, { gasLimit: 250_000n })).to.be.revertedWithCustomError(
      house,
      'TooLittleGas',
    );
    for (let gasLimit = 40_000n; gasLimit < 420_000n; gasLimit += 10_000n) {
      await changes
        .as(system.stranger)
        .payQueue(QUOTE, 1n, { gasLimit })
        .catch(() => undefined);
      expect(await house.claimableOf(QUOTE, bob), `gas ${gasLimit}`).to.equal(0n);
      if ((await stage.waiting()) === 0n) return;
    }
    expect(await stage.waiting()).to.equal(0n);
  });
});
