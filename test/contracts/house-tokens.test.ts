import { expect } from 'chai';
import type { ContractTransactionResponse, Signer } from 'ethers';
import { as, deploy } from '../support/contracts.ts';
import type { Changes } from '../support/house-changes.ts';
import { accountId } from '../support/house-statements.ts';
import { ALICE, BOB, FUNDS, onStage } from '../support/house-stage.ts';
import { CUSTODY_CAP, GEM, HOURLY_CAP, ONE, QUOTE, type HouseSystem, type Token } from '../support/clearing-house.ts';

/** A slot that no test before has listed. */
const FRESH = 5n;
/** An account that holds nothing else. */
const OTHER = accountId(9);

describe('tokens of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;

  beforeEach(() => {
    ({ system, changes } = stage);
    changes.owners.delete(OTHER);
  });

  const listed = async (decimals: number): Promise<Token> => {
    const token: Token = await deploy(system.connection, 'HostileToken', [decimals]);
    await system.list(FRESH, token);
    return token;
  };
  const deposit = async (amount: bigint): Promise<ContractTransactionResponse> => {
    if (!changes.owners.has(OTHER)) await changes.open(system.alice, OTHER);
    return changes.deposit(OTHER, amount, { asset: FRESH });
  };
  const withdraw = (amount: bigint): Promise<ContractTransactionResponse> =>
    changes.withdraw(OTHER, amount, { asset: FRESH });
  const balance = async (token: Token, holder: Signer | HouseSystem['house']): Promise<bigint> =>
    (await token.balanceOf.staticCall(holder)) as bigint;

  it('fee-on-transfer token is refused, and one that adds to a transfer', async () => {
    const held = await balance(system.quote, system.house);
    const units = FUNDS / 100n;
    for (const fee of [1n, -1n]) {
      await system.quote.setFee(fee);
      await expect(changes.deposit(ALICE, FUNDS))
        .to.be.revertedWithCustomError(system.house, 'NotReceivedExactly')
        .withArgs(QUOTE, held + units, held + units - fee);
    }
    await system.quote.setFee(0n);
    await changes.deposit(ALICE, FUNDS);
  });

  it('rebasing down stops deposits, by a single unit, until the house is whole again', async () => {
    const { house, quote } = system;
    const owed = await balance(quote, house);
    await quote.rebase(house, -1n);
    await expect(changes.deposit(ALICE, ONE))
      .to.be.revertedWithCustomError(house, 'BalanceBelowLedger')
      .withArgs(QUOTE, owed - 1n, owed);
    await quote.rebase(house, 1n);
    await changes.deposit(ALICE, ONE);
  });

  it('rebasing up gives nobody anything: the surplus is in no ledger', async () => {
    const { house, quote, alice } = system;
    const owed = (await house.ledger.staticCall(QUOTE)) as bigint;
    await quote.rebase(house, 1_000_000n);
    await changes.deposit(ALICE, ONE);
    await expect(changes.withdraw(ALICE, ONE)).to.changeTokenBalance(system.ethers, quote, alice, ONE / 100n);
    expect(await house.ledger(QUOTE)).to.equal(owed);
    const forged = changes.payment(ALICE, QUOTE, FUNDS + ONE, { lie: true });
    await expect(changes.as(alice).withdraw(await forged, QUOTE, FUNDS + ONE, alice)).to.be.revertedWithCustomError(
      system.router,
      'ProofRejected',
    );
  });

  it('re-entrant token: from inside a transfer no door of the house opens', async () => {
    const { house, alice, bob } = system;
    const token = await deploy<'mint' | 'approve' | 'prepare' | 'attempted' | 'succeeded' | 'answer'>(
      system.connection,
      'ReentrantToken',
    );
    await as(house, system.governance).listAsset(FRESH, token, HOURLY_CAP, CUSTODY_CAP);
    await token.mint(alice, 10n ** 20n);
    await as(token, alice).approve(house, 10n ** 20n);
    const change = await changes.receipt(ALICE, QUOTE, ONE);
    const sided = { change, deadline: 0n, signature: '0x' };
    const doors = [
      ['open', [ALICE, 2n, 0n, 1n, 1n, change.circuit, change.proof]],
      ['deposit', [change, QUOTE, ONE]],
      ['withdraw', [change, QUOTE, ONE, bob]],
      ['transfer', [change, change, QUOTE, ONE]],
      ['trade', [sided, sided, 1n]],
      ['refresh', [change]],
      ['payQueue', [FRESH, 1n]],
      ['claim', [FRESH, alice, alice]],
    ] as const;
    const guard = house.interface.getError('ReentrancyGuardReentrantCall')?.selector;
    for (const [name, args] of doors) {
      const values = await Promise.all(
        args.map(async (arg) => (typeof arg === 'object' && 'getAddress' in arg ? arg.getAddress() : arg)),
      );
      const call = house.interface.encodeFunctionData(name, values);
      await token.prepare(house, call);
      // The transfer calls the house back before the deposit ends; the guard is what answers.
      await deposit(ONE);
      expect(await token.attempted(), name).to.be.true;
      expect(await token.succeeded(), name).to.be.false;
      expect(await token.answer(), name).to.equal(guard);
    }
  });

  it('token whose transfers return nothing works like any other', async () => {
    const { house, alice } = system;
    const token: Token = await deploy(system.connection, 'SilentToken');
    await system.list(FRESH, token);
    const units = ONE / 100n;
    await expect(deposit(ONE)).to.changeTokenBalances(system.ethers, token, [alice, house], [-units, units]);
    await expect(withdraw(ONE)).to.changeTokenBalances(system.ethers, token, [alice, house], [units, -units]);
  });

  it('token that returns false is not taken for paid', async () => {
    const { house, alice, quote } = system;
    await quote.setReturnsFalse(true);
    await quote.setRefused(alice, true);
    await expect(changes.withdraw(ALICE, ONE))
      .to.be.revertedWithCustomError(house, 'SafeERC20FailedOperation')
      .withArgs(quote);
    await changes.withdraw(ALICE, ONE, { recipient: await system.carol.getAddress() });
  });

  for (const decimals of [0, 2, 6, 8, 9, 18]) {
    it(`token of ${decimals} decimals: every tick is a whole unit, or is refused`, async () => {
      const { house, alice } = system;
      const token = await listed(decimals);
      const unit = decimals < 8 ? 10n ** BigInt(8 - decimals) : 1n;
      const units = (ticks: bigint): bigint => (ticks * 10n ** BigInt(decimals)) / ONE;
      for (const ticks of [unit, 7n * unit, 3n * ONE]) {
        await expect(deposit(ticks)).to.changeTokenBalances(
          system.ethers,
          token,
          [alice, house],
          [-units(ticks), units(ticks)],
        );
      }
      const broken = unit - 1n || undefined;
      if (broken !== undefined) {
        for (const ticks of [1n, broken, unit + 1n]) {
          for (const attempt of [deposit(ticks), withdraw(ticks)]) {
            await expect(attempt)
              .to.be.revertedWithCustomError(house, 'NotAWholeUnit')
              .withArgs(FRESH, ticks, decimals);
          }
        }
      }
      await expect(withdraw(7n * unit)).to.changeTokenBalance(system.ethers, token, alice, units(7n * unit));
      expect(await house.ledger(FRESH)).to.equal(unit + 3n * ONE);
    });
  }

  it('an asset is listed once, with a token of its own, by governance only', async () => {
    const { house, governance, quote, gem } = system;
    const token: Token = await deploy(system.connection, 'HostileToken', [19]);
    const list = (asset: bigint, listedToken: Token, cap = HOURLY_CAP): Promise<unknown> =>
      as(house, governance).listAsset(asset, listedToken, cap, CUSTODY_CAP);
    await expect(list(QUOTE, token)).to.be.revertedWithCustomError(house, 'AssetIsListed').withArgs(QUOTE, quote);
    await expect(list(FRESH, gem)).to.be.revertedWithCustomError(house, 'TokenIsListed').withArgs(gem, GEM);
    await expect(list(64n, token)).to.be.revertedWithCustomError(house, 'AssetOutOfRange').withArgs(64n);
    await expect(list(FRESH, token)).to.be.revertedWithCustomError(house, 'DecimalsOutOfRange').withArgs(token, 19n);
    const fine: Token = await deploy(system.connection, 'HostileToken', [6]);
    await expect(list(FRESH, fine, 0n))
      .to.be.revertedWithCustomError(house, 'NoOutflow')
      .withArgs(FRESH);
    await expect(list(FRESH, fine, 150n))
      .to.be.revertedWithCustomError(house, 'NotAWholeUnit')
      .withArgs(FRESH, 150n, 6n);
    for (const caller of [system.guardian, system.alice]) {
      await expect(as(house, caller).listAsset(FRESH, fine, HOURLY_CAP, CUSTODY_CAP)).to.be.revertedWithCustomError(
        house,
        'AccessControlUnauthorizedAccount',
      );
    }
    await expect(list(63n, fine, 100n))
      .to.emit(house, 'AssetListed')
      .withArgs(63n, fine, 6n, 100n, CUSTODY_CAP);
    await expect(list(FRESH, fine)).to.be.revertedWithCustomError(house, 'TokenIsListed').withArgs(fine, 63n);
  });

  it('state of an asset is all zero until it is listed', async () => {
    const { house } = system;
    expect(await house.assetOf(FRESH)).to.deep.equal([`0x${'00'.repeat(20)}`, ...new Array<bigint>(8).fill(0n)]);
    await changes.withdraw(BOB, FUNDS);
    const held = 3n * FUNDS;
    expect(await house.assetOf(QUOTE)).to.deep.equal([
      await system.quote.getAddress(),
      6n,
      0n,
      0n,
      held,
      0n,
      CUSTODY_CAP,
      HOURLY_CAP,
      HOURLY_CAP - FUNDS,
    ]);
  });
});
