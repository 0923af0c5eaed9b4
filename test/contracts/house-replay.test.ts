import { expect } from 'chai';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { MAX_ROOT_AGE } from '../support/contracts.ts';
import type { Changes } from '../support/house-changes.ts';
import { accountId, flowInto } from '../support/house-statements.ts';
import { ALICE, ALICE_TOO, BOB, onStage } from '../support/house-stage.ts';
import { MARKET, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

describe('replays and races at the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(() => {
    ({ system, changes } = stage);
  });

  const withdraw = async (change: Awaited<ReturnType<Changes['payment']>>, account = ALICE): Promise<unknown> =>
    changes.as(system.alice).withdraw({ ...change, account }, QUOTE, ONE, system.alice);
  const deposit = (change: Awaited<ReturnType<Changes['receipt']>>): Promise<unknown> =>
    changes.as(system.alice).deposit(change, QUOTE, ONE);

  it('statement is accepted once: the same deposit or withdrawal again is rejected', async () => {
    const receipt = await changes.receipt(ALICE, QUOTE, ONE);
    await deposit(receipt);
    await stage.rejected(deposit(receipt));
    const payment = await changes.payment(ALICE, QUOTE, ONE);
    await withdraw(payment);
    await stage.rejected(withdraw(payment));
  });

  it('stale commitment: of two changes from one state only the first is accepted', async () => {
    const [first, second] = [await changes.payment(ALICE, QUOTE, ONE), await changes.payment(ALICE, QUOTE, ONE)];
    await withdraw(first);
    await stage.rejected(withdraw(second));
  });

  it('old healthy commitment after trading proves nothing: the account goes on from its present state only', async () => {
    const old = await changes.stateOf(ALICE);
    await changes.trade([ALICE, BOB], { size: 60n * ONE, cost: 6_000n * ONE });
    const rich = await changes.payment(ALICE, QUOTE, ONE, { oldCommitment: old.commitment });
    await stage.rejected(withdraw(rich));
    await stage.rejected(withdraw(await changes.payment(ALICE, QUOTE, ONE, { lie: true })));
  });

  it('stale sequence: a state sealed for another sequence, account, house or chain is rejected', async () => {
    const { sequence } = await changes.stateOf(ALICE);
    for (const wrong of [
      { sequence },
      { sequence: sequence + 2n },
      { house: await system.router.getAddress() },
      { chainId: 1n },
    ]) {
      await stage.rejected(withdraw(await changes.payment(ALICE, QUOTE, ONE, wrong)));
    }
    await stage.rejected(withdraw(await changes.payment(ALICE, QUOTE, ONE), ALICE_TOO));
    const other = await changes.payment(ALICE_TOO, QUOTE, ONE);
    await stage.rejected(withdraw(other, ALICE));
    await withdraw(other, ALICE_TOO);
  });

  it('stale root: a change at any root but the newest is rejected', async () => {
    const payment = await changes.payment(ALICE, QUOTE, ONE);
    await system.postEpoch();
    await stage.rejected(withdraw(payment));
    await stage.rejected(changes.as(system.alice).refresh(await changes.change({ account: ALICE, root: 1_000_001n })));
    await withdraw(await changes.payment(ALICE, QUOTE, ONE));
  });

  it('revoked root: what it proved is proven no more, and the one before counts again', async () => {
    const atFirst = await changes.payment(ALICE, QUOTE, ONE);
    await system.postEpoch({ price: 200n * ONE });
    const atSecond = await changes.payment(ALICE, QUOTE, ONE);
    await system.roots.revoke(2n);
    await stage.rejected(withdraw(atSecond));
    await withdraw(atFirst);
    await system.roots.revoke(1n);
    const cashOnly = accountId(5);
    await changes.open(system.alice, cashOnly);
    const none = await changes.payment(ALICE, QUOTE, ONE, { root: 1_000_001n });
    await expect(withdraw(none)).to.be.revertedWithCustomError(system.house, 'NoRootInForce');
    // A deposit rests on no root where there is only cash.
    await deposit(await changes.receipt(cashOnly, QUOTE, ONE));
  });

  it('cherry-picked price: prices older than the house allows prove nothing, to the second', async () => {
    const { time } = (await system.roots.rootAt.staticCall(1n)) as { time: bigint };
    const payment = await changes.payment(ALICE, QUOTE, ONE);
    const before = await stage.send('evm_snapshot');
    await stage.at(time + MAX_ROOT_AGE + 1n);
    await expect(withdraw(payment))
      .to.be.revertedWithCustomError(system.house, 'RootTooOld')
      .withArgs(1n, time, MAX_ROOT_AGE);
    await stage.send('evm_revert', [before]);
    await stage.at(time + MAX_ROOT_AGE);
    await withdraw(payment);
  });

  it('withdrawal between proof and settlement: the proof dies with the state it starts from', async () => {
    const refresh = await changes.change({ account: ALICE });
    await changes.withdraw(ALICE, ONE);
    await stage.rejected(changes.as(system.alice).refresh(refresh));
  });

  it('reorg under a pending change: on the other branch it counts from the same state only, and once', async () => {
    const fork = await stage.send('evm_snapshot');
    const payment = await changes.payment(ALICE, QUOTE, ONE);
    await withdraw(payment);
    const { commitment } = await changes.stateOf(ALICE);
    await stage.send('evm_revert', [fork]);

    // The branch without it: the model forgot the new state too, and learns it again.
    const again = await stage.send('evm_snapshot');
    const retold = await changes.payment(ALICE, QUOTE, ONE);
    expect(retold.newCommitment).to.not.equal(commitment);
    await withdraw(retold);
    await stage.rejected(withdraw(retold));
    await stage.send('evm_revert', [again]);

    // A branch on which something else came first.
    const pending = await changes.payment(ALICE, QUOTE, ONE);
    await changes.deposit(ALICE, ONE);
    await stage.rejected(withdraw(pending));
  });

  it('reorg under a trade: neither side is bound on the branch where the counterparty moved', async () => {
    const fill = await changes.fill(ONE, MARKET.price);
    const [buyer, seller] = await changes.sides([ALICE, BOB], fill);
    const fork = await stage.send('evm_snapshot');
    await stage.trade(buyer, seller, fill);
    await stage.send('evm_revert', [fork]);
    expect(await system.house.isFilled(fill)).to.be.false;
    await changes.withdraw(BOB, ONE);
    await stage.unsigned(stage.trade(buyer, seller, fill), BOB);
  });

  it('public signal + r: commitments of a change have one name', async () => {
    const receipt = await changes.receipt(ALICE, QUOTE, ONE);
    const wrapped = { ...receipt, newCommitment: receipt.newCommitment + SCALAR_FIELD };
    const lied = await changes.change({
      account: ALICE,
      kind: 'deposit',
      flow: flowInto(QUOTE, ONE),
      newCommitment: wrapped.newCommitment,
      lie: true,
    });
    for (const change of [wrapped, lied]) {
      await expect(deposit(change))
        .to.be.revertedWithCustomError(system.router, 'SignalNotInField')
        .withArgs(1n, wrapped.newCommitment);
    }
  });

  it('settlement of a frozen leg floors, is made once, and at the frozen price only', async () => {
    await changes.trade([ALICE, BOB], { size: 60n * ONE, cost: 6_000n * ONE });
    const { alice, model } = system;
    await stage.rejected(changes.as(alice).refresh(await changes.change({ account: ALICE, settle: true, lie: true })));
    await system.postEpoch({ price: 101n * ONE + 1n, frozen: true });
    const settled = await changes.change({ account: ALICE, settle: true });
    await expect(changes.as(system.bob).refresh(settled)).to.be.revertedWithCustomError(
      system.house,
      'NotAccountOwner',
    );
    await changes.as(alice).refresh(settled);
    await stage.rejected(changes.as(alice).refresh(settled));
    const { cash, size } = (await model.stateOf.staticCall(settled.newCommitment)) as { cash: bigint; size: bigint };
    expect([cash, size]).to.deep.equal([560n * ONE + 60n, 0n]);
    expect(await system.house.provenEpochOf(ALICE)).to.equal(2n);
  });

  it('a reduction refreshes as a transition does: seals the state anew, and settles a frozen leg', async () => {
    const { alice, house } = system;
    await changes.trade([ALICE, BOB], { size: 2n * ONE, cost: 200n * ONE });
    const { sequence } = await changes.stateOf(ALICE);
    await changes.as(alice).refresh(await changes.change({ account: ALICE, kind: 'reduce' }));
    await system.postEpoch({ frozen: true });
    await changes.as(alice).refresh(await changes.change({ account: ALICE, kind: 'reduce', settle: true }));
    expect((await changes.stateOf(ALICE)).sequence).to.equal(sequence + 2n);
    expect(await house.provenEpochOf(ALICE)).to.equal(2n);
  });
});
