import { expect } from 'chai';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { Changes, Side } from '../support/house-changes.ts';
import type { Terms } from '../support/house-terms.ts';
import { accountId } from '../support/house-statements.ts';
import { ALICE, ALICE_TOO, BOB, CAROL, onStage } from '../support/house-stage.ts';
import { CIRCUITS, MARKET, ONE, QUOTE, type HouseSystem } from '../support/clearing-house.ts';

const SIZE = 10n * ONE;
const COST = 1_000n * ONE;
const PAIR = [ALICE, BOB] as const;

describe('trades of the clearing house', () => {
  const stage = onStage();
  let system: HouseSystem;
  let changes: Changes;
  let fill: bigint;

  beforeEach(async () => {
    ({ system, changes } = stage);
    fill = await changes.fill(SIZE, COST);
  });

  const trade = (buyer: Side, seller: Side, by = fill): Promise<unknown> => stage.trade(buyer, seller, by);

  it('buyer and seller exchange a fill, submitted by anybody', async () => {
    const [buyer, seller] = await changes.sides(PAIR, fill);
    const before = await Promise.all(PAIR.map((account) => changes.stateOf(account)));
    await expect(trade(buyer, seller)).to.emit(system.house, 'Traded').withArgs(ALICE, BOB, fill);
    for (const [index, side] of [buyer, seller].entries()) {
      const { commitment, sequence } = await changes.stateOf(PAIR[index]!);
      expect([commitment, sequence]).to.deep.equal([side.change.newCommitment, before[index]!.sequence + 1n]);
      expect(await system.house.provenEpochOf(PAIR[index]!)).to.equal(1n);
    }
    expect(await system.house.isFilled(fill)).to.be.true;
  });

  it('self-trade: two accounts of one owner are refused', async () => {
    const [buyer, seller] = await changes.sides([ALICE, ALICE_TOO], fill);
    await expect(trade(buyer, seller))
      .to.be.revertedWithCustomError(system.house, 'SelfTrade')
      .withArgs(ALICE, ALICE_TOO, system.alice);
  });

  it('same-id trade: one account on both sides is refused', async () => {
    const [buyer, seller] = await changes.sides([ALICE, ALICE], fill);
    await expect(trade(buyer, seller)).to.be.revertedWithCustomError(system.house, 'SameAccount').withArgs(ALICE);
  });

  it('trade with an account that does not exist is refused, and of two such', async () => {
    const [buyer, seller] = await changes.sides(PAIR, fill);
    const nobody = { ...seller, change: { ...seller.change, account: accountId(77) } };
    await expect(trade(buyer, nobody)).to.be.revertedWithCustomError(system.house, 'SignatureRejected');
    const nothing = { ...buyer, change: { ...buyer.change, account: accountId(78) } };
    await expect(trade(nothing, nobody)).to.be.revertedWithCustomError(system.house, 'SelfTrade');
  });

  it('fill replayed: the same trade again, and the same fill between others, is refused', async () => {
    const [buyer, seller] = await changes.sides(PAIR, fill);
    await trade(buyer, seller);
    const used = async (attempt: Promise<unknown>): Promise<void> => {
      await expect(attempt).to.be.revertedWithCustomError(system.house, 'FillUsed').withArgs(fill);
    };
    await used(trade(buyer, seller));
    const [again, other] = await changes.sides(PAIR, fill);
    await used(trade(again, other));
    const [third, fourth] = await changes.sides([CAROL, ALICE_TOO], fill);
    await used(trade(third, fourth));
    const next = await changes.fill(SIZE, COST);
    const [right, left] = await changes.sides([CAROL, ALICE_TOO], next);
    await trade(right, left, next);
  });

  it('fill + r is no second name of a used fill, and fill 0 is none', async () => {
    const [buyer, seller] = await changes.sides(PAIR, fill);
    for (const name of [fill + SCALAR_FIELD, 0n, SCALAR_FIELD]) {
      await expect(trade(buyer, seller, name))
        .to.be.revertedWithCustomError(system.house, 'NotANonZeroElement')
        .withArgs(name);
    }
    await trade(buyer, seller);
  });

  it('sides of two different fills do not meet: sizes and costs are conserved', async () => {
    for (const [size, cost] of [
      [SIZE - 1n, COST],
      [SIZE, COST - 1n],
    ] as const) {
      const other = await changes.fill(size, cost);
      const [buyer] = await changes.sides(PAIR, fill);
      const [, seller] = await changes.sides(PAIR, other);
      await stage.rejected(trade(buyer, await stage.resigned(seller, { account: BOB, fill, side: -1n })));
    }
  });

  it('both buy, or both sell: sides are set by the house', async () => {
    const [buyer, seller] = await changes.sides(PAIR, fill, { seller: { side: 1n } });
    await stage.unsigned(trade(buyer, seller), BOB);
    await stage.rejected(trade(buyer, await stage.resigned(seller, { account: BOB, fill, side: -1n })));
    await stage.unsigned(trade(seller, buyer), ALICE);
  });

  it('both or neither: where one side has no proof the other is not changed', async () => {
    const [buyer, seller] = await changes.sides(PAIR, fill);
    await stage.rejected(trade({ ...buyer, change: { ...buyer.change, proof: seller.change.proof } }, seller));
    await stage.rejected(trade(buyer, { ...seller, change: { ...seller.change, proof: buyer.change.proof } }));
    expect((await changes.stateOf(ALICE)).sequence).to.equal((await changes.stateOf(BOB)).sequence);
    expect(await system.house.isFilled(fill)).to.be.false;
    await trade(buyer, seller);
  });

  it('a side without the fill in it is refused: a deposit of nothing is true of any account', async () => {
    for (const [account, counterparty, side] of [
      [ALICE, BOB, 1n],
      [BOB, ALICE, -1n],
    ] as const) {
      const newCommitment = await changes.next({ account });
      const empty = await changes.side({ account, counterparty, fill, side, kind: 'deposit', newCommitment });
      const other = await changes.side({ account: counterparty, counterparty: account, fill, side: -side });
      await expect(side === 1n ? trade(empty, other) : trade(other, empty))
        .to.be.revertedWithCustomError(system.house, 'StatementNotTaken')
        .withArgs(CIRCUITS.deposit, 3n);
    }
  });

  it('margin: a side that ends below initial margin is rejected, also one above maintenance', async () => {
    // 600 of equity carry 6,000 of notional at initial margin, 12,000 at maintenance.
    const large = await changes.fill(61n * ONE, 6_100n * ONE);
    for (const level of [0n, 1n]) {
      const lie = level === 1n;
      const [buyer, seller] = await changes.sides(PAIR, large, { buyer: { level, lie }, seller: { level, lie } });
      await stage.rejected(trade(buyer, seller, large));
    }
    await changes.trade(PAIR, { size: 60n * ONE, cost: 6_000n * ONE });
  });

  it('price off the band moves money from one account to another, and is rejected', async () => {
    const gift = await changes.fill(SIZE, COST + (MARKET.fillBand * SIZE) / ONE + 1n);
    const [buyer, seller] = await changes.sides(PAIR, gift, { buyer: { lie: true }, seller: { lie: true } });
    await stage.rejected(trade(buyer, seller, gift));
    await changes.trade(PAIR, { size: SIZE, cost: COST + (MARKET.fillBand * SIZE) / ONE });
  });

  describe('reductions', () => {
    beforeEach(async () => {
      await changes.trade(PAIR, { size: 60n * ONE, cost: 6_000n * ONE });
      await system.postEpoch({ price: 97n * ONE });
      fill = await changes.fill(SIZE, 970n * ONE);
    });
    const sell = (terms: Partial<Terms> = {}): Promise<Side> =>
      changes.side({ account: ALICE, counterparty: BOB, fill, side: -1n, kind: 'reduce', ...terms });
    const buy = (terms: Partial<Terms> = {}): Promise<Side> =>
      changes.side({ account: BOB, counterparty: ALICE, fill, side: 1n, kind: 'reduce', ...terms });

    it('account between the two margins reduces, and cannot do anything else', async () => {
      await stage.rejected(trade(await buy(), await sell({ kind: 'transition', lie: true })));
      await trade(await buy(), await sell());
      await stage.rejected(
        changes
          .as(system.alice)
          .withdraw(await changes.payment(ALICE, QUOTE, ONE, { lie: true }), QUOTE, ONE, system.alice),
      );
    });

    it('growing or turning round is no reduction', async () => {
      const growth = await changes.side({
        account: ALICE,
        counterparty: BOB,
        fill,
        side: 1n,
        kind: 'reduce',
        lie: true,
      });
      const meet = await changes.side({ account: BOB, counterparty: ALICE, fill, side: -1n });
      await stage.rejected(trade(growth, meet));
      fill = await changes.fill(61n * ONE, 5_917n * ONE);
      await stage.rejected(trade(await buy({ lie: true }), await sell({ lie: true })));
    });
  });
});
