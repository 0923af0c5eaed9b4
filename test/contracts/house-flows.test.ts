import { expect } from 'chai';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { Change, Changes } from '../support/house-changes.ts';
import { flowInto, flowOutOf } from '../support/house-statements.ts';
import { ALICE, ALICE_TOO, BOB, FUNDS, onStage } from '../support/house-stage.ts';
import { CIRCUITS, CUSTODY_CAP, GEM, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const AMOUNT = 4n * ONE;

describe('flows of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(() => {
    ({ system, changes } = stage);
  });

  const deposit = (change: Change, amount = AMOUNT, asset = QUOTE): Promise<unknown> =>
    changes.as(system.alice).deposit(change, asset, amount);
  const withdraw = (change: Change, amount = AMOUNT, asset = QUOTE): Promise<unknown> =>
    changes.as(system.alice).withdraw(change, asset, amount, system.alice);
  const ledger = async (asset = QUOTE): Promise<bigint> => (await system.house.ledger.staticCall(asset)) as bigint;

  it('tokens go in and come out, ledger and sequence with them', async () => {
    const { house, quote, alice } = system;
    const before = await ledger();
    const receipt = await changes.receipt(ALICE, QUOTE, AMOUNT);
    const { sequence } = await changes.stateOf(ALICE);
    const sent = deposit(receipt);
    await expect(sent).to.emit(house, 'Deposited').withArgs(ALICE, QUOTE, AMOUNT);
    await expect(sent)
      .to.emit(house, 'StateSealed')
      .withArgs(
        ALICE,
        sequence + 1n,
        receipt.newCommitment,
        CIRCUITS.deposit,
        await house.viewingKeyOf.staticCall(ALICE),
        await house.liquidationKey.staticCall(),
        receipt.sealedState,
      );
    await expect(sent).to.changeTokenBalances(system.ethers, quote, [alice, house], [-AMOUNT / 100n, AMOUNT / 100n]);
    expect(await ledger()).to.equal(before + AMOUNT);

    const paid = withdraw(await changes.payment(ALICE, QUOTE, AMOUNT));
    await expect(paid).to.emit(house, 'Withdrawn').withArgs(ALICE, QUOTE, alice, AMOUNT);
    await expect(paid).to.emit(house, 'WithdrawalPaid').withArgs(QUOTE, alice, AMOUNT);
    await expect(paid).to.changeTokenBalances(system.ethers, quote, [alice, house], [AMOUNT / 100n, -AMOUNT / 100n]);
    expect(await ledger()).to.equal(before);
    expect((await changes.stateOf(ALICE)).sequence).to.equal(sequence + 2n);
    expect(await house.provenEpochOf(ALICE)).to.equal(1n);
  });

  it('public delta that differs from the tokens moved is rejected: amount, asset and sign', async () => {
    const receipt = await changes.receipt(ALICE, QUOTE, AMOUNT);
    for (const amount of [AMOUNT + 100n, AMOUNT - 100n]) await stage.rejected(deposit(receipt, amount));
    await expect(deposit(receipt, AMOUNT, GEM)).to.be.revertedWithCustomError(system.house, 'MarketNotProven');
    await stage.rejected(deposit(await changes.receipt(ALICE, QUOTE, AMOUNT, { kind: 'transition' }), AMOUNT, GEM));
    await stage.rejected(deposit(await changes.change({ account: ALICE, level: 0n, flow: flowOutOf(QUOTE, AMOUNT) })));
    const payment = await changes.payment(ALICE, QUOTE, AMOUNT);
    for (const amount of [AMOUNT + 100n, AMOUNT - 100n]) await stage.rejected(withdraw(payment, amount));
    await stage.rejected(withdraw(payment, AMOUNT, GEM));
    await stage.rejected(withdraw(await changes.change({ account: ALICE, level: 1n, flow: flowInto(QUOTE, AMOUNT) })));
    await deposit(receipt);
  });

  it('collateral that the method may not take, put in without the market, is refused: it could be proven on neither side', async () => {
    const change = await changes.receipt(ALICE, GEM, AMOUNT, { kind: 'deposit', lie: true });
    await expect(deposit(change, AMOUNT, GEM))
      .to.be.revertedWithCustomError(system.house, 'MarketNotProven')
      .withArgs(ALICE, GEM);
    await deposit(await changes.receipt(ALICE, GEM, AMOUNT), AMOUNT, GEM);
  });

  it('state that gains more than its flow says is rejected', async () => {
    const richer = await changes.next({ account: ALICE, flow: flowInto(QUOTE, 2n * AMOUNT) });
    await stage.rejected(deposit(await changes.receipt(ALICE, QUOTE, AMOUNT, { newCommitment: richer, lie: true })));
    const kept = await changes.next({ account: ALICE, flow: flowOutOf(QUOTE, AMOUNT / 2n) });
    await stage.rejected(withdraw(await changes.payment(ALICE, QUOTE, AMOUNT, { newCommitment: kept, lie: true })));
  });

  it('deposit by someone else, and a withdrawal by someone else, is refused', async () => {
    const receipt = await changes.receipt(ALICE, QUOTE, AMOUNT);
    await expect(changes.as(system.bob).deposit(receipt, QUOTE, AMOUNT))
      .to.be.revertedWithCustomError(system.house, 'NotAccountOwner')
      .withArgs(ALICE, system.bob);
    const payment = await changes.payment(ALICE, QUOTE, AMOUNT);
    await expect(changes.as(system.bob).withdraw(payment, QUOTE, AMOUNT, system.bob))
      .to.be.revertedWithCustomError(system.house, 'NotAccountOwner')
      .withArgs(ALICE, system.bob);
  });

  it('withdrawal below initial margin, of cash that is not there, or of more collateral than held is rejected', async () => {
    await changes.trade([ALICE, BOB], { size: 40n * ONE, cost: 4_000n * ONE });
    // 4,000 of notional ask for 400; there are 500 and 100 worth of gems.
    await stage.rejected(withdraw(await changes.payment(ALICE, QUOTE, 201n * ONE, { lie: true }), 201n * ONE));
    await stage.rejected(withdraw(await changes.payment(ALICE, GEM, 6n * ONE, { lie: true }), 6n * ONE, GEM));
    await stage.rejected(
      changes
        .as(system.bob)
        .withdraw(await changes.payment(BOB, QUOTE, FUNDS + 1n * ONE, { lie: true }), QUOTE, FUNDS + ONE, system.bob),
    );
    const maintained = await changes.change({ account: ALICE, level: 0n, flow: flowOutOf(QUOTE, 201n * ONE) });
    await stage.rejected(withdraw(maintained, 201n * ONE));
    await withdraw(await changes.payment(ALICE, QUOTE, 200n * ONE), 200n * ONE);
  });

  it('amounts are from 1 to 2^63 - 1, within what may be held', async () => {
    const { house } = system;
    const receipt = await changes.receipt(ALICE, QUOTE, AMOUNT);
    for (const amount of [0n, 2n ** 63n, 2n ** 64n - 16n]) {
      const asset = amount < CUSTODY_CAP ? QUOTE : GEM;
      const attempt = deposit(receipt, amount, asset);
      const error = amount === 0n ? 'AmountOutOfRange' : 'AboveCustodyCap';
      await expect(attempt).to.be.revertedWithCustomError(house, error);
      await expect(withdraw(receipt, amount, asset)).to.be.revertedWithCustomError(
        house,
        amount === 0n ? 'AmountOutOfRange' : 'AboveLedger',
      );
      await expect(changes.as(system.alice).transfer(receipt, { ...receipt, account: ALICE_TOO }, asset, amount))
        .to.be.revertedWithCustomError(house, 'AmountOutOfRange')
        .withArgs(amount);
    }
    const held = await ledger();
    const most = CUSTODY_CAP - held;
    await expect(deposit(receipt, most + 100n))
      .to.be.revertedWithCustomError(house, 'AboveCustodyCap')
      .withArgs(QUOTE, CUSTODY_CAP + 100n, CUSTODY_CAP);
    await changes.deposit(ALICE, most);
  });

  it('assets that are not listed are refused everywhere', async () => {
    const { house } = system;
    const change = await changes.receipt(ALICE, QUOTE, AMOUNT);
    for (const attempt of [
      () => deposit(change, AMOUNT, 2n),
      () => withdraw(change, AMOUNT, 2n),
      () => changes.as(system.alice).transfer(change, { ...change, account: ALICE_TOO }, 2n, AMOUNT),
      () => house.payQueue(2n, 1n),
      () => house.claim(2n, system.alice, system.alice),
    ]) {
      await expect(attempt()).to.be.revertedWithCustomError(house, 'UnlistedAsset').withArgs(2n);
    }
  });

  describe('between two accounts of one owner', () => {
    const transfer = async (
      [from, to]: readonly [string, string],
      { paid = AMOUNT, received = AMOUNT, amount = AMOUNT, by = system.alice } = {},
    ): Promise<unknown> => {
      const payment = await changes.payment(from, QUOTE, paid);
      return changes.as(by).transfer(payment, await changes.receipt(to, QUOTE, received), QUOTE, amount);
    };

    it('balance moves, and no token', async () => {
      const before = await ledger();
      const sent = transfer([ALICE, ALICE_TOO]);
      await expect(sent).to.emit(system.house, 'Transferred').withArgs(ALICE, ALICE_TOO, QUOTE, AMOUNT);
      await expect(sent).to.changeTokenBalances(system.ethers, system.quote, [system.alice, system.house], [0n, 0n]);
      expect(await ledger()).to.equal(before);
    });

    it('money made from nothing: a transfer that gives more than it takes is rejected', async () => {
      await stage.rejected(transfer([ALICE, ALICE_TOO], { received: AMOUNT + 1n }));
      await stage.rejected(transfer([ALICE, ALICE_TOO], { paid: AMOUNT - 1n }));
      await stage.rejected(transfer([ALICE, ALICE_TOO], { amount: AMOUNT + 1n }));
    });

    it('transfer to itself, and to or from the account of another, is refused', async () => {
      await expect(transfer([ALICE, ALICE]))
        .to.be.revertedWithCustomError(system.house, 'SameAccount')
        .withArgs(ALICE);
      for (const pair of [
        [ALICE, BOB],
        [BOB, ALICE],
      ] as const) {
        await expect(transfer(pair))
          .to.be.revertedWithCustomError(system.house, 'NotAccountOwner')
          .withArgs(BOB, system.alice);
      }
    });

    it('receiver that traded proves its margin, as for a deposit', async () => {
      await changes.trade([ALICE_TOO, BOB], { size: ONE, cost: 100n * ONE });
      await system.postEpoch();
      await expect(transfer([ALICE, ALICE_TOO])).to.be.revertedWithCustomError(system.house, 'MarginNotProven');
      const payment = await changes.payment(ALICE, QUOTE, AMOUNT);
      const receipt = await changes.receipt(ALICE_TOO, QUOTE, AMOUNT, { kind: 'transition' });
      await changes.as(system.alice).transfer(payment, receipt, QUOTE, AMOUNT);
    });
  });

  it('statements that a call does not take are refused by their kind', async () => {
    const { house, router } = system;
    await changes.trade([ALICE, BOB], { size: 2n * ONE, cost: 200n * ONE });
    const fill = await changes.fill(ONE, 100n * ONE);
    const reduce = await changes.change({ account: ALICE, kind: 'reduce', fill, side: -1n });
    await expect(deposit(reduce))
      .to.be.revertedWithCustomError(house, 'StatementNotTaken')
      .withArgs(CIRCUITS.reduce, 5n);
    await expect(withdraw(reduce)).to.be.revertedWithCustomError(router, 'CircuitIsOf').withArgs(CIRCUITS.reduce, 5n);
    const receipt = await changes.receipt(ALICE, QUOTE, AMOUNT);
    await expect(changes.as(system.alice).refresh(receipt))
      .to.be.revertedWithCustomError(house, 'StatementNotTaken')
      .withArgs(CIRCUITS.deposit, 3n);
    const unknown = { ...receipt, circuit: CIRCUITS.open.replace('6f', '7f') };
    await expect(deposit(unknown))
      .to.be.revertedWithCustomError(house, 'StatementNotTaken')
      .withArgs(unknown.circuit, 0n);
    await stage.rejected(deposit({ ...receipt, newCommitment: receipt.newCommitment + 1n }));
    await expect(deposit({ ...receipt, newCommitment: receipt.newCommitment + SCALAR_FIELD }))
      .to.be.revertedWithCustomError(router, 'SignalNotInField')
      .withArgs(1n, receipt.newCommitment + SCALAR_FIELD);
  });
});
