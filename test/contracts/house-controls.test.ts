import { expect } from 'chai';
import { encodeBytes32String } from 'ethers';
import { STATEMENTS } from '../../sdk/abi.ts';
import { as, deploy, EXIT_WINDOW, MAX_ROOT_AGE } from '../support/contracts.ts';
import type { Changes } from '../support/house-changes.ts';
import { accountId } from '../support/house-statements.ts';
import { ALICE, ALICE_TOO, BOB, CAROL, onStage } from '../support/house-stage.ts';
import { CIRCUITS, HOURLY_CAP, MAX_PAUSE, ONE, publicKey, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const ANSWERS = ['reverts', 'returns nothing', 'returns 31 bytes', 'returns 2', 'returns 2^256 - 1', 'burns its gas'];

describe('controls of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(() => {
    ({ system, changes } = stage);
  });

  const paused = async (attempt: Promise<unknown>): Promise<void> => {
    await expect(attempt)
      .to.be.revertedWithCustomError(system.house, 'HouseIsPaused')
      .withArgs(await system.house.pausedUntil.staticCall());
  };
  const pause = (): Promise<unknown> => as(system.house, system.guardian).pause();

  it('pause stops what brings money or risk in: openings, deposits, transfers, trades', async () => {
    await pause();
    await paused(changes.open(system.alice, accountId(9)));
    await paused(changes.deposit(ALICE, ONE));
    const [payment, receipt] = [await changes.payment(ALICE, QUOTE, ONE), await changes.receipt(ALICE_TOO, QUOTE, ONE)];
    await paused(changes.as(system.alice).transfer(payment, receipt, QUOTE, ONE));
    await paused(changes.trade([ALICE, BOB], { size: ONE, cost: 100n * ONE }));
  });

  it('pause never blocks exit: withdrawals, top-ups, the queue, claims, refreshes, new keys, reductions of both sides', async () => {
    const { house, quote, alice, bob } = system;
    await changes.trade([ALICE, BOB], { size: 10n * ONE, cost: 1_000n * ONE });
    await changes.deposit(CAROL, 2n * HOURLY_CAP);
    await changes.withdraw(CAROL, HOURLY_CAP);
    await changes.withdraw(BOB, ONE);
    await quote.setRefused(bob, true);
    await pause();

    await changes.withdraw(ALICE, ONE);
    await changes.as(alice).refresh(await changes.change({ account: ALICE }));
    // What mends an account is proven at maintenance and never paused.
    await changes.deposit(ALICE, ONE, { kind: 'transition' });
    const key = await publicKey(55n);
    await changes.as(alice).setViewingKey(ALICE, key.x, key.y);
    await system.wait(600n);
    await expect(stage.payQueue()).to.emit(house, 'WithdrawalSetAside').withArgs(QUOTE, 0n, bob, ONE);
    await quote.setRefused(bob, false);
    await stage.paysTo(changes.as(bob).claim(QUOTE, bob, bob), bob, ONE);
    const reduced = { kind: 'reduce', level: 0n } as const;
    const fill = await changes.fill(ONE, 100n * ONE);
    const half = await changes.sides([BOB, ALICE], fill, { buyer: reduced });
    await paused(stage.trade(half[0], half[1], fill));
    const other = await changes.sides([BOB, ALICE], fill, { seller: reduced });
    await paused(stage.trade(other[0], other[1], fill));
    await changes.trade([BOB, ALICE], { size: ONE, cost: 100n * ONE, buyer: reduced, seller: reduced });
  });

  it('pause ends by itself, and cannot be renewed for as long again', async () => {
    const { house, guardian } = system;
    const started = (await system.now()) + 10n;
    await stage.at(started);
    await expect(pause())
      .to.emit(house, 'Paused')
      .withArgs(guardian, started + MAX_PAUSE);
    const soon = async (): Promise<void> => {
      await expect(pause())
        .to.be.revertedWithCustomError(house, 'PauseTooSoon')
        .withArgs(started + 2n * MAX_PAUSE);
    };
    await soon();
    const receipt = await changes.receipt(ALICE, QUOTE, ONE);
    await stage.at(started + MAX_PAUSE - 1n);
    await paused(changes.deposit(ALICE, ONE, { newCommitment: 1n, lie: true }));
    await stage.at(started + MAX_PAUSE);
    await changes.as(system.alice).deposit(receipt, QUOTE, ONE);
    expect(await system.now()).to.equal(started + MAX_PAUSE);
    await stage.at(started + 2n * MAX_PAUSE - 1n);
    await soon();
    await stage.at(started + 2n * MAX_PAUSE);
    await pause();
  });

  it('only the guardian pauses', async () => {
    for (const caller of [system.governance, system.alice, system.operator]) {
      await expect(as(system.house, caller).pause()).to.be.revertedWithCustomError(
        system.house,
        'AccessControlUnauthorizedAccount',
      );
    }
  });

  it('retired circuit works through the exit window, so live accounts can leave, and not after it', async () => {
    const { router } = system;
    await router.retireCircuit(CIRCUITS.transition);
    const retiredFrom = (await system.now()) + EXIT_WINDOW;
    await system.wait(EXIT_WINDOW - 1_000n);
    await system.postEpoch();
    await changes.withdraw(ALICE, ONE);
    await system.wait(1_000n);
    await expect(changes.withdraw(ALICE, ONE))
      .to.be.revertedWithCustomError(router, 'CircuitIsRetired')
      .withArgs(CIRCUITS.transition, retiredFrom);
    await changes.deposit(ALICE, ONE);
  });

  it('verifier swapped in flight: a new circuit waits for the exit window before the house takes it', async () => {
    const { router, model } = system;
    const circuit = encodeBytes32String('transition-cross-9');
    await router.addCircuit(circuit, model, STATEMENTS.transition);
    const payment = (): ReturnType<Changes['payment']> => changes.payment(ALICE, QUOTE, ONE, { circuit });
    const withdraw = async (): Promise<unknown> =>
      changes.as(system.alice).withdraw(await payment(), QUOTE, ONE, system.alice);
    await expect(withdraw()).to.be.revertedWithCustomError(router, 'CircuitNotActive');
    await system.wait(EXIT_WINDOW);
    await system.postEpoch();
    await withdraw();
  });

  it('house is made only over circuits that cannot change at once, and over contracts', async () => {
    const { connection, deployment, house, operator } = system;
    const fresh = await deploy<'start'>(connection, 'CircuitRouter', [operator, EXIT_WINDOW]);
    await expect(deploy(connection, 'ClearingHouse', [{ ...deployment, router: fresh }]))
      .to.be.revertedWithCustomError(house, 'RouterNotStarted')
      .withArgs(fresh);
    await expect(deploy(connection, 'ClearingHouse', [{ ...deployment, roots: operator }]))
      .to.be.revertedWithCustomError(house, 'NotAContract')
      .withArgs(operator);
    await expect(
      deploy(connection, 'ClearingHouse', [{ ...deployment, liquidationKeyX: 0n, liquidationKey: 1n }]),
    ).to.be.revertedWithCustomError(house, 'LowOrder');
    expect(await house.exitWindow()).to.equal(EXIT_WINDOW);
  });

  it('registry of certificates reads the house as it reads a venue', async () => {
    const { connection, house, roots, router } = system;
    const registry = await deploy<'isSolvent' | 'contextOf' | 'source'>(connection, 'SolvencyRegistry', [
      house,
      roots,
      router,
      MAX_ROOT_AGE,
    ]);
    expect(await registry.source()).to.equal(await house.getAddress());
    expect(await registry.isSolvent(ALICE, 0n, 0n, 0n)).to.be.false;
  });
});

describe('verifiers that misbehave behind the clearing house', () => {
  const stage = onStage();

  /** Calls that would move money if their proof counted. */
  const attempts = async (gasLimit: bigint): Promise<(() => Promise<unknown>)[]> => {
    const { system, changes } = stage;
    const house = changes.as(system.alice);
    const receipt = await changes.receipt(ALICE, QUOTE, ONE);
    const payment = await changes.payment(ALICE, QUOTE, ONE);
    return [
      () => house.deposit(receipt, QUOTE, ONE, { gasLimit }),
      () => house.withdraw(payment, QUOTE, ONE, system.alice, { gasLimit }),
      () => house.refresh(payment, { gasLimit }),
    ];
  };

  ANSWERS.forEach((answer, index) => {
    it(`one that ${answer} moves no money and no account`, async () => {
      const { system, changes } = stage;
      const calls = await attempts(2_000_000n);
      const hostile = await deploy(system.connection, 'HostileVerifier', [index]);
      await stage.send('hardhat_setCode', [await system.model.getAddress(), await hostile.getDeployedCode()]);
      const before = await changes.stateOf(ALICE);
      for (const call of calls) await expect(call()).to.be.revert(system.ethers);
      expect(await changes.stateOf(ALICE)).to.deep.equal(before);
    });
  });

  it('out of gas at any point leaves the account where it was', async () => {
    const { system, changes } = stage;
    const receipt = await changes.receipt(ALICE, QUOTE, ONE);
    const house = changes.as(system.alice);
    const needed = Number(await house.deposit.estimateGas(receipt, QUOTE, ONE));
    const before = await changes.stateOf(ALICE);
    for (let gasLimit = 60_000; gasLimit < needed - 8_000; gasLimit += 4_000) {
      await expect(house.deposit(receipt, QUOTE, ONE, { gasLimit })).to.be.revert(system.ethers);
    }
    expect(await changes.stateOf(ALICE)).to.deep.equal(before);
    await house.deposit(receipt, QUOTE, ONE);
  });
});
