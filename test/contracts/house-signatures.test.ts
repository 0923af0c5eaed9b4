import { expect } from 'chai';
import { HouseReader } from '../../sdk/house/reader.ts';
import { as, deploy } from '../support/contracts.ts';
import type { Changes, Side, SideTerms } from '../support/house-changes.ts';
import { accountId } from '../support/house-statements.ts';
import { ALICE, ALICE_TOO, BOB, CAROL, onStage } from '../support/house-stage.ts';
import { CIRCUITS, CROSS, ONE, publicKey, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const SIZE = 10n * ONE;
const COST = 1_000n * ONE;
const PAIR = [ALICE, BOB] as const;

describe('signatures of a trade', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;
  let fill: bigint;

  beforeEach(async () => {
    ({ system, changes } = stage);
    fill = await changes.fill(SIZE, COST);
  });

  const trade = (buyer: Side, seller: Side, by = fill): Promise<unknown> => stage.trade(buyer, seller, by);

  let buyer: Side;
  let seller: Side;

  beforeEach(async () => {
    [buyer, seller] = await changes.sides(PAIR, fill);
  });

  const signedAs = (parts: Partial<SideTerms>): Promise<Side> =>
    stage.resigned(buyer, { account: ALICE, fill, side: 1n, ...parts });

  it('signature for another chain, contract, state, fill, side, root, counterparty or deadline counts for nothing', async () => {
    const { commitment, sequence } = await changes.stateOf(ALICE);
    await system.postEpoch();
    await system.roots.revoke(2n);
    for (const parts of [
      { chainId: 1n },
      { house: await system.router.getAddress() },
      { account: ALICE_TOO },
      { counterparty: CAROL },
      { oldCommitment: commitment + 1n },
      { sequence },
      { sequence: sequence + 2n },
      { fill: fill + 1n },
      { side: -1n },
      { side: 0n },
      { root: 1_000_002n },
      { deadline: buyer.deadline + 1n },
      { signer: system.bob },
      { signer: system.relay },
    ]) {
      await stage.unsigned(trade(await signedAs(parts), seller), ALICE);
    }
    for (const signature of ['0x', '0x00', buyer.signature.slice(0, -2), seller.signature]) {
      await stage.unsigned(trade({ ...buyer, signature }, seller), ALICE);
    }
    await trade(await signedAs({}), seller);
  });

  it('signature for another new state counts for nothing', async () => {
    const other = await changes.change({ account: ALICE, fill, side: 1n, level: 1n });
    await stage.unsigned(trade({ ...buyer, change: other }, seller), ALICE);
  });

  it('signature malleated to its other form (s, v) counts for nothing', async () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const [r, s, v] = [buyer.signature.slice(2, 66), buyer.signature.slice(66, 130), buyer.signature.slice(130)];
    const flipped = (order - BigInt(`0x${s}`)).toString(16).padStart(64, '0');
    await stage.unsigned(trade({ ...buyer, signature: `0x${r}${flipped}${v === '1b' ? '1c' : '1b'}` }, seller), ALICE);
  });

  it('deadline counts to its last second, for each side', async () => {
    const now = await system.now();
    const deadline = now + 50n;
    const late = await changes.side({ account: ALICE, counterparty: BOB, fill, side: 1n, deadline });
    const tardy = await changes.side({ account: BOB, counterparty: ALICE, fill, side: -1n, deadline });
    for (const [account, pair] of [
      [ALICE, [late, seller]],
      [BOB, [buyer, tardy]],
    ] as const) {
      const before = await stage.send('evm_snapshot');
      await stage.at(deadline + 1n);
      await expect(trade(pair[0], pair[1]))
        .to.be.revertedWithCustomError(system.house, 'SignatureExpired')
        .withArgs(account, deadline);
      await stage.send('evm_revert', [before]);
    }
    await stage.at(deadline);
    await trade(late, tardy);
  });

  it('counterparty that withdraws in between voids the trade', async () => {
    await changes.withdraw(BOB, ONE);
    await stage.unsigned(trade(buyer, seller), BOB);
  });

  it('counterparty that deposits, refreshes or trades elsewhere in between voids the trade', async () => {
    const before = await stage.send('evm_snapshot');
    await changes.deposit(BOB, ONE);
    await stage.unsigned(trade(buyer, seller), BOB);
    await stage.send('evm_revert', [before]);
    await changes.as(system.bob).refresh(await changes.change({ account: BOB }));
    await stage.unsigned(trade(buyer, seller), BOB);
    await changes.trade([CAROL, BOB], { size: SIZE, cost: COST });
    await stage.unsigned(trade(buyer, seller), BOB);
  });

  it('counterparty that changes its viewing key in between voids its own proof only', async () => {
    const key = await publicKey(1234n);
    await changes.as(system.bob).setViewingKey(BOB, key.x, key.y);
    await stage.rejected(trade(buyer, seller));
    const [, again] = await changes.sides(PAIR, fill);
    await trade(buyer, again);
  });

  it('prices that move in between void the trade: both sides rest on the newest root', async () => {
    await system.postEpoch();
    await stage.unsigned(trade(buyer, seller), ALICE);
  });

  it('knowing an opening authorises nothing: the counterparty cannot move the account by itself', async () => {
    // Bob knows everything about Alice's account and proves her side; she did not sign.
    const forged = {
      ...buyer,
      signature: await changes.sign(buyer.change, { ...signing(buyer), signer: system.bob }),
    };
    await stage.unsigned(trade(forged, seller), ALICE);
    for (const call of ['withdraw', 'deposit'] as const) {
      const change =
        call === 'withdraw' ? await changes.payment(ALICE, QUOTE, ONE) : await changes.receipt(ALICE, QUOTE, ONE);
      const args = call === 'withdraw' ? [change, QUOTE, ONE, system.bob] : [change, QUOTE, ONE];
      await expect(changes.as(system.bob)[call](...args)).to.be.revertedWithCustomError(
        system.house,
        'NotAccountOwner',
      );
    }
    await expect(
      changes.as(system.bob).refresh(await changes.change({ account: ALICE })),
    ).to.be.revertedWithCustomError(system.house, 'NotAccountOwner');
  });

  const signing = (side: Side) => ({ account: ALICE, counterparty: BOB, fill, side: 1n, deadline: side.deadline });
  it('contract that owns an account signs by ERC-1271 what it approved, and nothing else', async () => {
    const wallet = await deploy<'approve' | 'execute'>(system.connection, 'Wallet');
    const account = accountId(21);
    const owner = await wallet.getAddress();
    const { model, house, quote } = system;
    const commitment = (await model.openAs.staticCall(account, owner, CROSS)) as bigint;
    await model.openAs(account, owner, CROSS);
    const execute = (name: string, args: readonly unknown[]): Promise<unknown> =>
      wallet.execute(house, house.interface.encodeFunctionData(name, args));
    const opening = await changes.prove([commitment, BigInt(account), BigInt(owner), CROSS, 0n]);
    const key = await publicKey(21n);
    await execute('open', [account, CROSS, key.x, key.y, commitment, CIRCUITS.open, opening]);
    await quote.mint(wallet, 10n ** 12n);
    await wallet.execute(quote, quote.interface.encodeFunctionData('approve', [await house.getAddress(), 10n ** 12n]));
    await execute('deposit', [await changes.receipt(account, QUOTE, 500n * ONE), QUOTE, 500n * ONE]);

    const buyer = await changes.side({ account, counterparty: BOB, fill, side: 1n, signer: system.alice });
    const seller = await changes.side({ account: BOB, counterparty: account, fill, side: -1n });
    await stage.unsigned(trade(buyer, seller), account);
    const digest = await changes.digest(buyer.change, {
      account,
      counterparty: BOB,
      fill,
      side: 1n,
      deadline: buyer.deadline,
    });
    await as(wallet, system.operator).approve(digest);
    await trade({ ...buyer, signature: '0x' }, seller);
  });

  it('code at the address of a key speaks for it (EIP-7702): neither house nor holder takes the signature of the key', async () => {
    const { connection, house } = system;
    const { provider } = connection.ethers;
    const owner = (await system.alice.getAddress()).toLowerCase();
    const chainId = (await provider.getNetwork()).chainId;
    const reader = new HouseReader({ chainId, house: (await house.getAddress()).toLowerCase() }, provider);
    const digest = await changes.digest(buyer.change, signing(buyer));
    expect(await reader.isSigned(owner, digest, buyer.signature)).to.equal(true);

    const wallet = await deploy(system.connection, 'Wallet');
    const delegation = `0xef0100${(await wallet.getAddress()).slice(2)}`;
    await provider.send('hardhat_setCode', [owner, delegation]);
    expect(await reader.isSigned(owner, digest, buyer.signature)).to.equal(false);
    await stage.unsigned(trade(buyer, seller), ALICE);
  });
});
