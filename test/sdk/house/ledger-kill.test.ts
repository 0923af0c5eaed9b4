import { expect } from 'chai';
import { ZeroHash } from 'ethers';
import { commitmentOf } from '../../../prover/model/account.ts';
import type { Holder } from '../../../sdk/house/holder.ts';
import { Home } from '../../../sdk/house/home/home.ts';
import type { OpenAccount } from '../../../sdk/house/home/ledger.ts';
import type { Standing } from '../../../sdk/house/home/reconcile.ts';
import type { SavedAccount } from '../../../sdk/house/home/saved-account.ts';
import { ONE } from '../../support/clearing-house.ts';
import { rejection } from '../../support/errors.ts';
import { ProcessHouse, type HolderProcess } from '../../support/house-process.ts';

const QUOTE = 0;
const START = 100n * ONE;
const AMOUNT = 7n * ONE;

interface Kind {
  readonly what: string;
  readonly act: (
    holder: Holder,
    accounts: readonly [OpenAccount, OpenAccount],
    house: ProcessHouse,
  ) => Promise<unknown>;
  /** Cash that it adds to each account. */
  readonly adds: readonly [bigint, bigint];
  /** Writes of the home: before the sending, after it, and in the end, of each account that moves. */
  readonly writes: number;
}
const KINDS: readonly Kind[] = [
  {
    what: 'deposit',
    act: (holder, [account]) => holder.deposit(account, { asset: QUOTE, amount: AMOUNT }),
    adds: [AMOUNT, 0n],
    writes: 3,
  },
  {
    what: 'withdrawal',
    act: async (holder, [account], { market }) => {
      const recipient = await holder.client.address();
      return holder.withdraw(account, { asset: QUOTE, amount: AMOUNT, recipient }, { market });
    },
    adds: [-AMOUNT, 0n],
    writes: 3,
  },
  {
    what: 'transfer between two accounts',
    act: (holder, accounts, { market }) => holder.transfer(accounts, { asset: QUOTE, amount: AMOUNT }, { market }),
    adds: [-AMOUNT, AMOUNT],
    writes: 6,
  },
];

/** What becomes of a transaction that a killed process leaves behind in no block, and what the starts after it find. */
const FATES = [
  { fate: 'mined before the next start', finds: ['current', 'dropped', 'landed'] },
  { fate: 'mined after the next start', finds: ['current', 'dropped', 'landed', 'replaced', 'waiting'] },
  { fate: 'lost', finds: ['current', 'dropped', 'landed'] },
] as const satisfies readonly { fate: string; finds: readonly Standing[] }[];
type Fate = (typeof FATES)[number]['fate'];

describe('ledger killed at any step of a change', function () {
  this.timeout(300_000);
  let house: ProcessHouse;
  let start: readonly SavedAccount[];
  let snapshot: unknown;

  const pair = (saved: readonly SavedAccount[]): [OpenAccount, OpenAccount] => {
    const [first, second] = [...saved].sort((a, b) => a.index - b.index) as OpenAccount[];
    return first === undefined || second === undefined ? expect.fail('expected two accounts') : [first, second];
  };

  before(async () => {
    house = await ProcessHouse.deploy();
    const { holder } = await house.process();
    for (const index of [0, 1]) {
      const { account } = await holder.open('cross');
      const opened = holder.home.accounts().find((each) => each.index === index);
      await holder.deposit({ ...opened!, account }, { asset: QUOTE, amount: START });
    }
    start = holder.home.accounts();
    snapshot = await house.send('evm_snapshot');
  });
  after(() => house.close());

  /** Lets a process work, on the chain and the home as they were at first, and kills it after some steps. */
  async function killedAfter(steps: number, act: (process: HolderProcess) => Promise<unknown>): Promise<HolderProcess> {
    await house.send('evm_revert', snapshot);
    snapshot = await house.send('evm_snapshot');
    const home = Home.open(house.home);
    for (const { id } of home.accounts()) home.forget(id);
    for (const saved of start) home.save(saved);
    const dying = await house.process(steps);
    await house.send('evm_setAutomine', false);
    try {
      await act(dying);
    } catch (error) {
      if (!dying.isKilled()) throw error;
    }
    return dying;
  }

  /** What each start of another process finds, until the transaction has met its fate. */
  async function starts({ sent }: HolderProcess, fate: Fate): Promise<{ found: Standing[]; holder: Holder }> {
    const { holder } = await house.process();
    const transaction = sent();
    const found: Standing[] = [];
    const sync = async (): Promise<void> => {
      found.push(...(await holder.ledger.sync()).map(({ standing }) => standing));
    };
    if (transaction === undefined || !(await holder.client.isWaiting(transaction))) {
      await sync();
    } else if (fate === 'mined before the next start') {
      await house.send('evm_mine');
      await sync();
    } else if (fate === 'lost') {
      await house.send('hardhat_dropTransaction', transaction);
      await sync();
    } else {
      await sync();
      await house.send('evm_mine');
      await sync();
    }
    await house.send('evm_setAutomine', true);
    return { found, holder };
  }

  /** Expects the home to have what the chain has, nothing on its way, and so much cash; and the next change to work. */
  async function expectRight(holder: Holder, cash: readonly [bigint, bigint]): Promise<void> {
    for (const [index, saved] of pair(holder.home.accounts()).entries()) {
      const { commitment } = await holder.client.accountOf(saved.id);
      expect([commitmentOf(saved.account), saved.account.cash, saved.pending]).to.deep.equal([
        commitment,
        cash[index],
        undefined,
      ]);
      await holder.deposit(saved, { asset: QUOTE, amount: ONE });
    }
    for (const { standing, saved } of await holder.ledger.sync()) {
      const { commitment } = await holder.client.accountOf(saved.id);
      expect([standing, saved.account && commitmentOf(saved.account)]).to.deep.equal(['current', commitment]);
    }
  }

  for (const { what, act, adds, writes } of KINDS)
    for (const { fate, finds } of FATES)
      it(`${what}: the next start ends with the account of the chain, and goes on from it (transaction ${fate})`, async () => {
        const seen = new Set<Standing>();
        const landed = new Set<boolean>();
        let steps = 0;
        for (; ; steps++) {
          const dying = await killedAfter(steps, ({ holder }) => act(holder, pair(start), house));
          const { found, holder } = await starts(dying, fate);
          const receipt = await house.system.ethers.provider.getTransactionReceipt(dying.sent() ?? ZeroHash);
          const arrived = receipt?.status === 1;
          await expectRight(holder, arrived ? [START + adds[0], START + adds[1]] : [START, START]);
          if (!dying.isKilled()) break;
          landed.add(arrived);
          found.forEach((standing) => seen.add(standing));
        }
        // Before and after each write, and after the sending.
        expect(steps).to.equal(2 * writes + 1);
        expect([...seen].sort()).to.deep.equal(finds);
        expect(landed).to.deep.equal(new Set([false, true]));
      });

  for (const { fate } of FATES)
    it(`opening: the account is there if the chain has it, and another can be opened (transaction ${fate})`, async () => {
      const ends = new Set<string>();
      for (let steps = 0; ; steps++) {
        const dying = await killedAfter(steps, ({ holder }) => holder.open('isolated'));
        const { holder } = await starts(dying, fate);
        const known = holder.home.accounts().length;
        const { accounts: restored } = await holder.ledger.restore();
        // Forgotten before it was in a block, it is found by its key.
        ends.add(`${known} known, ${restored.length} on chain`);
        expect(holder.home.accounts()).to.have.length(restored.length);
        await holder.open('isolated');
        for (const { standing, saved } of await holder.ledger.sync())
          expect([standing, saved.pending]).to.deep.equal(['current', undefined]);
        expect(holder.home.accounts()).to.have.length(restored.length + 1);
        if (!dying.isKilled()) break;
      }
      const both = ['2 known, 2 on chain', '3 known, 3 on chain'];
      expect([...ends].sort()).to.deep.equal(
        fate === 'mined after the next start' ? [both[0], '2 known, 3 on chain', both[1]] : both,
      );
    });

  it('another change from a state that one is already sent from is refused, and the first one found when it is mined', async () => {
    // Sent, and killed before that was written down.
    const dying = await killedAfter(2, ({ holder }) =>
      holder.deposit(pair(start)[0], { asset: QUOTE, amount: AMOUNT }),
    );
    const { holder } = await house.process();
    expect((await holder.ledger.sync()).map(({ standing }) => standing)).to.have.members(['dropped', 'current']);
    await house.send('evm_setAutomine', true);
    const second = holder.deposit(pair(holder.home.accounts())[0], { asset: QUOTE, amount: ONE });
    await rejection(second, 'INVALID', /got ProofRejected/);
    expect(dying.sent()).to.be.a('string');
    await house.send('evm_mine');
    expect((await holder.ledger.sync()).map(({ standing }) => standing)).to.have.members(['replaced', 'current']);
    await expectRight(holder, [START + AMOUNT, START]);
  });
});
