import { expect } from 'chai';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { as, EXIT_WINDOW } from '../support/contracts.ts';
import type { Change, Changes } from '../support/house-changes.ts';
import { ALICE, BOB, CAROL, onStage } from '../support/house-stage.ts';
import { ONE, publicKey, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

describe('sealed states of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;
  let receipt: Change;

  beforeEach(async () => {
    ({ system, changes } = stage);
    receipt = await changes.receipt(ALICE, QUOTE, ONE);
  });

  const deposit = (change: Change): Promise<unknown> => changes.as(system.alice).deposit(change, QUOTE, ONE);
  /** A change that publishes other words, with a proof made for the point and value of these. */
  const publishing = (words: readonly bigint[]): Promise<Change> =>
    changes.receipt(ALICE, QUOTE, ONE, { newCommitment: receipt.newCommitment, sealedState: words, lie: true });

  it('published ciphertext that is not the state is rejected, in whichever word', async () => {
    const words = receipt.sealedState;
    for (const index of words.keys()) {
      const other = words.with(index, (words[index]! + 1n) % SCALAR_FIELD || 1n);
      await stage.rejected(deposit({ ...receipt, sealedState: other }));
      await stage.rejected(deposit(await publishing(other)));
    }
    await stage.rejected(deposit(await publishing([...words].reverse())));
    const older = await changes.receipt(ALICE, QUOTE, ONE);
    await stage.rejected(deposit(await publishing(older.sealedState)));
    await deposit(receipt);
  });

  it('word + r is no second form of a sealed word', async () => {
    for (const index of receipt.sealedState.keys()) {
      const word = receipt.sealedState[index]! + SCALAR_FIELD;
      const sealedState = receipt.sealedState.with(index, word);
      for (const change of [{ ...receipt, sealedState }, await publishing(sealedState)]) {
        await expect(deposit(change))
          .to.be.revertedWithCustomError(system.house, 'SealedWordNotInField')
          .withArgs(index, word);
      }
    }
  });

  it('truncated sealed state is rejected, down to none', async () => {
    for (let length = 0; length < receipt.sealedState.length; length++) {
      const words = receipt.sealedState.slice(0, length);
      const attempt = deposit(await publishing(words));
      if (length > 0) await stage.rejected(attempt);
      else await expect(attempt).to.be.revertedWithCustomError(system.house, 'SealedStateEndsInZero').withArgs(0n);
    }
  });

  it('longer sealed state is rejected, also where only zeros are added that change no value', async () => {
    const { sealedState } = receipt;
    for (const more of [[1n], [0n, 1n], [SCALAR_FIELD - 1n]]) {
      await stage.rejected(deposit(await publishing([...sealedState, ...more])));
    }
    for (const zeros of [1, 2, 8]) {
      const words = [...sealedState, ...new Array<bigint>(zeros).fill(0n)];
      // The statement is true: the polynomial is the same. The length gives it away.
      const change = { ...(await publishing(words)), sealedState: words };
      await expect(deposit(change))
        .to.be.revertedWithCustomError(system.house, 'SealedStateEndsInZero')
        .withArgs(words.length);
    }
  });

  it('state sealed to another viewing key is rejected: the key in force at the change counts', async () => {
    const { y } = await publicKey(4321n);
    await stage.rejected(deposit(await changes.receipt(ALICE, QUOTE, ONE, { viewingKey: y })));
    const other = await publicKey(777n);
    await changes.as(system.alice).setViewingKey(ALICE, other.x, other.y);
    await stage.rejected(deposit(receipt));
    const next = await changes.receipt(ALICE, QUOTE, ONE);
    await expect(deposit(next)).to.emit(system.house, 'StateSealed');
  });

  it('state hidden from the desks: one that is sealed to another liquidation key is rejected', async () => {
    const { y } = await publicKey(4321n);
    await stage.rejected(deposit(await changes.receipt(ALICE, QUOTE, ONE, { liquidationKey: y })));
  });

  it('liquidation key swapped in flight: a new one waits for the exit window, and the old one counts until then', async () => {
    const { house, governance, guardian, alice } = system;
    const [old, next, last] = [
      (await house.liquidationKey.staticCall()) as bigint,
      await publicKey(5n),
      await publicKey(6n),
    ];
    for (const caller of [guardian, alice]) {
      await expect(as(house, caller).scheduleLiquidationKey(next.x, next.y)).to.be.revertedWithCustomError(
        house,
        'AccessControlUnauthorizedAccount',
      );
    }
    await expect(as(house, governance).scheduleLiquidationKey(0n, 1n)).to.be.revertedWithCustomError(house, 'LowOrder');
    const activeFrom = (await system.now()) + 100n + EXIT_WINDOW;
    await stage.at(activeFrom - EXIT_WINDOW);
    await expect(as(house, governance).scheduleLiquidationKey(next.x, next.y))
      .to.emit(house, 'LiquidationKeyScheduled')
      .withArgs(next.y, activeFrom);
    expect(await house.liquidationKey()).to.equal(old);
    await changes.deposit(ALICE, ONE);
    await system.wait(EXIT_WINDOW - 100n);
    const late = await changes.receipt(BOB, QUOTE, ONE);
    const tooLate = await changes.receipt(CAROL, QUOTE, ONE);
    await stage.at(activeFrom - 1n);
    await changes.as(system.bob).deposit(late, QUOTE, ONE);
    await stage.at(activeFrom);
    await stage.send('evm_mine');
    expect(await house.liquidationKey()).to.equal(next.y);
    await stage.rejected(changes.as(system.carol).deposit(tooLate, QUOTE, ONE));
    await changes.deposit(CAROL, ONE);

    // One that is replaced before it comes into force never does.
    await as(house, governance).scheduleLiquidationKey(last.x, last.y);
    await as(house, governance).scheduleLiquidationKey(next.x, next.y);
    await system.wait(EXIT_WINDOW);
    expect(await house.liquidationKey()).to.equal(next.y);
  });
});
