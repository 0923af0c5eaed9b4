import { expect } from 'chai';
import { CASH_ONLY, GEM, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';
import type { Change, Changes } from '../support/house-changes.ts';
import { ALICE, BOB, onStage } from '../support/house-stage.ts';
import { accountId } from '../support/house-statements.ts';

const AMOUNT = 4n * ONE;

describe('deposits into accounts of the clearing house that could be insolvent', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(() => {
    ({ system, changes } = stage);
  });

  const deposit = (change: Change, amount: bigint): Promise<unknown> =>
    changes.as(system.alice).deposit(change, QUOTE, amount);

  it('tiny deposit that dodges a liquidation is refused; one that mends the account is taken', async () => {
    await changes.trade([ALICE, BOB], { size: 40n * ONE, cost: 4_000n * ONE });
    // Proven at the newest root, a deposit needs no margin.
    await changes.deposit(ALICE, ONE);
    const epoch = await system.postEpoch({ price: 89n * ONE });
    const tiny = await changes.receipt(ALICE, QUOTE, ONE);
    await expect(deposit(tiny, ONE))
      .to.be.revertedWithCustomError(system.house, 'MarginNotProven')
      .withArgs(ALICE, epoch - 1n, epoch);
    const top = (amount: bigint, lie: boolean): Promise<Change> =>
      changes.receipt(ALICE, QUOTE, amount, { kind: 'transition', lie });
    await stage.rejected(deposit(await top(ONE, true), ONE));
    await deposit(await top(20n * ONE, false), 20n * ONE);
    expect(await system.house.provenEpochOf(ALICE)).to.equal(epoch);
    await changes.deposit(ALICE, ONE);
  });

  it('tiny deposit that dodges a liquidation is refused from the first collateral on: a haircut may eat it up', async () => {
    const { house, alice } = system;
    const account = accountId(5);
    await changes.open(alice, account);
    await changes.deposit(account, AMOUNT);
    await changes.as(alice).refresh(await changes.change({ account }));
    const since = async () => [
      await house.provenEpochOf.staticCall(account),
      (await changes.stateOf(account)).sinceEpoch,
    ];
    // Cash is the same at any prices.
    expect(await since()).to.deep.equal([CASH_ONLY, 0n]);
    await changes.deposit(account, AMOUNT, { asset: GEM });
    expect(await since()).to.deep.equal([1n, 1n]);
    const epoch = await system.postEpoch();
    await expect(deposit(await changes.receipt(account, QUOTE, ONE), ONE))
      .to.be.revertedWithCustomError(house, 'MarginNotProven')
      .withArgs(account, 1n, epoch);
    await deposit(await changes.receipt(account, QUOTE, ONE, { kind: 'transition' }), ONE);
    expect(await since()).to.deep.equal([epoch, epoch]);
  });

  it('account that has had cash only and trades can be insolvent from then on, on either side, closed or not', async () => {
    const { alice, bob, house } = system;
    const [first, second] = [accountId(6), accountId(7)];
    for (const [owner, account] of [
      [alice, first],
      [bob, second],
    ] as const) {
      await changes.open(owner, account);
      await changes.deposit(account, 100n * ONE);
    }
    for (const pair of [
      [first, second],
      [second, first],
    ] as const) {
      await changes.trade(pair, { size: ONE, cost: 100n * ONE });
      for (const account of pair) expect(await house.provenEpochOf(account)).to.equal(1n);
    }
    await system.postEpoch();
    for (const [owner, account] of [
      [alice, first],
      [bob, second],
    ] as const) {
      const receipt = await changes.receipt(account, QUOTE, ONE);
      await expect(changes.as(owner).deposit(receipt, QUOTE, ONE)).to.be.revertedWithCustomError(
        house,
        'MarginNotProven',
      );
    }
  });

  it('what came about at prices that are taken back was not held at older ones: its epoch never moves back', async () => {
    const { alice, house, roots } = system;
    const fallen = await system.postEpoch({ price: 60n * ONE });
    await changes.trade([ALICE, BOB], { size: 80n * ONE, cost: 4_800n * ONE });
    await roots.revoke(fallen);
    await changes.as(alice).refresh(await changes.change({ account: ALICE }));
    await expect(changes.withdraw(ALICE, ONE))
      .to.be.revertedWithCustomError(house, 'MarginNotProven')
      .withArgs(ALICE, fallen, 1n);
    expect(await house.provenEpochOf(ALICE)).to.equal(fallen);
    expect((await changes.stateOf(ALICE)).sinceEpoch).to.equal(fallen);
    const next = await system.postEpoch();
    await changes.withdraw(ALICE, ONE);
    expect((await changes.stateOf(ALICE)).sinceEpoch).to.equal(next);
  });

  it('deposit without margin ends with the root it rested on, also when that is revoked', async () => {
    await system.postEpoch();
    await changes.trade([ALICE, BOB], { size: ONE, cost: 100n * ONE });
    await system.roots.revoke(2n);
    const receipt = await changes.receipt(ALICE, QUOTE, ONE);
    await expect(deposit(receipt, ONE))
      .to.be.revertedWithCustomError(system.house, 'MarginNotProven')
      .withArgs(ALICE, 2n, 1n);
  });
});
