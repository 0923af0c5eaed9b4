import { expect } from 'chai';
import { Interface, type Log } from 'ethers';
import { join } from 'node:path';
import { ONE_CASH } from '../../prover/model/units.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { RegistryClient } from '../../sdk/client.ts';
import { HOUSE_ABI } from '../../sdk/house/abi.ts';
import { Home } from '../../sdk/house/home/home.ts';
import type { OpenAccount } from '../../sdk/house/home/ledger.ts';
import { newLiquidationSecret, secretReader, viewingReader } from '../../sdk/house/keys.ts';
import { MarginProver } from '../../sdk/prove.ts';
import { rejection } from '../support/errors.ts';
import { accountOf, expectCurrent, HouseWorld, MARKET, usd, type Person } from '../support/house-world.ts';

const { market } = MARKET;
const EVENTS = new Interface(HOUSE_ABI);

/** Of the log of a change. */
function sealedIn(log: Log): { words: bigint[]; commitment: bigint } {
  const { args } = EVENTS.parseLog(log)!;
  return { words: [...(args['sealedState'] as bigint[])], commitment: args['commitment'] as bigint };
}

describe('clearing house from end to end, with real proofs', () => {
  let world: HouseWorld;
  let person: Person;
  before(async function () {
    this.timeout(600_000);
    world = await HouseWorld.start();
    person = await world.person(0, 'home');
  });
  after(() => world.close());

  it('an account is opened empty and takes deposits, of cash and of collateral', async () => {
    const opened = await person.holder.open('isolated');
    expect(opened.account.legs).to.deep.equal([]);
    await person.holder.deposit(await accountOf(person), { asset: 0, amount: usd(20_000) });
    const [btc] = world.node.deployment.assets.filter(({ slot }) => slot !== 0);
    await person.holder.deposit(await accountOf(person), { asset: btc!.slot, amount: ONE_CASH }, { market });
    const { account } = await accountOf(person);
    expect(account.cash).to.equal(usd(20_000));
    expect(account.legs).to.deep.equal([{ instrument: btc!.slot, size: ONE_CASH, cost: 0n }]);
    await expectCurrent(person);
  });

  it('what is withdrawn arrives, and more than there is is refused before proving', async () => {
    const recipient = `0x${'7a'.repeat(20)}`;
    const { client } = person.holder;
    const withdraw = async (amount: bigint): Promise<unknown> =>
      person.holder.withdraw(await accountOf(person), { asset: 0, amount, recipient }, { market });
    await withdraw(usd(1000));
    expect(await client.balanceOf(0, recipient)).to.equal(1000n * 10n ** 6n);
    await expectCurrent(person);
    await rejection(withdraw(usd(19_001)), 'INVALID', /^account\.cash: expected at least 0 after a withdrawal/);
  });

  it('seals a state anew without moving anything', async () => {
    const before = await accountOf(person);
    const { account: after } = await person.holder.refresh(before, { kind: 'reseal' }, { market });
    expect(after.legs).to.deep.equal(before.account.legs);
    expect(after.blinding).not.to.equal(before.account.blinding);
    await expectCurrent(person);
  });

  it('killed after sending: the next start finds that the change landed, or reads it from the chain', async () => {
    const { home, ledger } = person.holder;
    const before = await accountOf(person);
    const { account: after } = await person.holder.deposit(before, { asset: 0, amount: usd(10) }, { market });
    for (const [saved, standing] of [
      [{ ...before, pending: { kind: 'deposit', account: after } }, 'landed'],
      [before, 'replaced'],
    ] as const) {
      home.save(saved);
      expect((await ledger.sync()).map((synced) => synced.standing)).to.deep.equal([standing]);
      expect((await accountOf(person)).account).to.deep.equal(after);
    }
  });

  it('the desks read every state with the liquidation key, and nobody else with another', async () => {
    const { client } = person.holder;
    const { id, account: held } = await accountOf(person);
    const provider = await client.provider();
    const logs = await provider.getLogs({
      address: client.id.house,
      fromBlock: 0,
      topics: [EVENTS.getEvent('StateSealed')!.topicHash, id],
    });
    const { words, commitment } = sealedIn(logs.at(-1)!);
    const header = { id: held.id, owner: held.owner, method: held.method, sequence: held.sequence };
    const desk = secretReader(world.node.liquidationSecret, 'liquidation');
    expect(await desk.read({ words, header, commitment })).to.deep.equal(held);
    const other = secretReader(newLiquidationSecret(), 'liquidation');
    await rejection(other.read({ words, header, commitment }), 'INVALID', /^sealed state: expected words sealed to/);
  });

  it('an account of the house is certified in the registry', async () => {
    const { id, account: held } = await accountOf(person);
    const { registry, chainId } = world.node.deployment;
    const prover = await MarginProver.openFor(held, market);
    try {
      const certificate = await prover.prove({
        account: held,
        market,
        side: 'solvent',
        claim: { thresholdBps: 10_000n, minExcess: 0n },
        addressee: { chainId, registry, caller: await person.signer.getAddress() },
      });
      const client = new RegistryClient(registry, person.signer);
      await client.certify(certificate);
      expect(await client.isSolvent(id, { minRatioBps: 10_000n, minExcess: 0n, maxAge: 86_400n })).to.equal(true);
    } finally {
      await prover.close();
    }
  });

  it('what the contract refuses is said in words', async () => {
    const stranger = await world.person(2, 'stranger');
    const { id } = await accountOf(person);
    const point = await stranger.holder.client.viewingKeyOf(id);
    await rejection(
      stranger.holder.client.setViewingKey(id, { x: 1n, y: point }),
      'INVALID',
      /NotAccountOwner: only the account's owner does this/,
    );
    await stranger.holder.open('isolated');
    const saved = await accountOf(stranger);
    await rejection(
      stranger.holder.deposit(saved, { asset: 5, amount: 1n }),
      'INVALID',
      /^asset: expected a listed one, got 5$/,
    );
    await rejection(
      stranger.holder.deposit(saved, { asset: 0, amount: 1n }),
      'USAGE',
      /^amount: expected at most 6 decimals/,
    );
    expect(stranger.holder.home.accounts()[0]?.pending).to.equal(undefined);
  });

  it('moves balance between two accounts of one owner', async () => {
    const { account: fresh } = await person.holder.open('isolated');
    const [from, to] = person.holder.home.accounts().sort((a, b) => a.index - b.index) as [OpenAccount, OpenAccount];
    expect(to.account.id).to.equal(fresh.id);
    await person.holder.transfer([from, to], { asset: 0, amount: usd(500) }, { market });
    const balances = person.holder.home.accounts().map((each) => each.account?.cash);
    expect(balances).to.have.members([usd(18_510), usd(500)]);
    for (const { standing } of await person.holder.ledger.sync()) expect(standing).to.equal('current');
  });

  describe('rotation of a viewing key', () => {
    const first = async ({ holder }: Person): Promise<OpenAccount> => holder.account(holder.home.accounts()[0]!.id);
    /** The key that the house has of an account, and index of the one that its present state is sealed to. */
    const keysOf = async ({ holder }: Person, saved: OpenAccount): Promise<unknown[]> => [
      await holder.client.viewingKeyOf(saved.id),
      await holder.ledger.sealedTo(saved),
    ];
    const key = (index: number): bigint => viewingReader(person.holder.home.seed, index).key.y;

    it('moves an account and its present state to a key that no account had', async () => {
      const before = await first(person);
      const { index, account } = await person.holder.rotateKey(before, { market });
      expect(index).to.equal(2);
      expect(account.legs).to.deep.equal(before.account.legs);
      expect(await keysOf(person, await first(person))).to.deep.equal([key(2), 2]);
      await expectCurrent(person);
    });

    it('killed before the key was sent, the next one goes on with it, and it is given to no other account', async () => {
      const before = await first(person);
      const killed = new Error('killed');
      const unsent = person.holder.ledger.give(before, 3, () => Promise.reject(killed));
      expect(await unsent.catch((error: unknown) => error)).to.equal(killed);
      // Refused before it was sent: the index is free again.
      expect(person.holder.ledger.nextIndex()).to.equal(3);
      person.holder.home.save({ ...before, index: 3 });
      expect(person.holder.ledger.nextIndex()).to.equal(4);
      const { index } = await person.holder.rotateKey(await first(person), { market });
      expect(index).to.equal(3);
      expect(await keysOf(person, await first(person))).to.deep.equal([key(3), 3]);
    });

    it('killed between its two transactions, the next one goes on and gives no second key', async () => {
      const { index: given } = await person.holder.giveKey(await first(person));
      const { id } = await first(person);
      const after = await world.person(0, 'home');
      expect(await keysOf(after, await first(after))).to.deep.equal([key(given), given - 1]);
      expect(after.holder.ledger.nextIndex()).to.equal(given + 1);
      const nonce = await person.signer.getNonce();
      const { index } = await after.holder.rotateKey(await after.holder.account(id), { market });
      expect(index).to.equal(given);
      expect(await person.signer.getNonce()).to.equal(nonce + 1);
      expect(await keysOf(after, await first(after))).to.deep.equal([key(given), given]);
    });

    it('any change after the key was given seals the account to it', async () => {
      const { id, index: given } = await person.holder.giveKey(await first(person));
      await person.holder.refresh(await person.holder.account(id), { kind: 'reseal' }, { market });
      expect(await keysOf(person, await first(person))).to.deep.equal([key(given), given]);
      expect(person.holder.ledger.nextIndex()).to.equal(given + 1);
    });

    it('without the market in force no key is given', async () => {
      const before = await first(person);
      await rejection(person.holder.rotateKey(before, {}), 'USAGE', /^market: expected that of epoch 1, got none$/);
      expect((await first(person)).index).to.equal(before.index);
    });
  });

  it('an account that another opens with my viewing key is never mine', async () => {
    const stranger = await world.person(3, 'spam');
    const { account } = await stranger.holder.open('cross');
    const [mine] = person.holder.home.accounts();
    await stranger.holder.client.setViewingKey(
      wordOf(account.id),
      viewingReader(person.holder.home.seed, mine!.index).key,
    );
    const { accounts, foreign } = await person.holder.ledger.restore();
    expect(accounts).to.have.length(2);
    expect(foreign.map(({ id }) => id)).to.deep.equal([wordOf(account.id)]);
    expect(person.holder.home.accounts()).to.have.length(2);
  });

  it('a home that is lost comes back from the seed and the chain alone', async () => {
    const { home } = person.holder;
    const again = Home.create(join(world.folder, 'again'), { seed: home.seed, house: home.house });
    const back = await world.person(0, 'again');
    expect((await back.holder.ledger.restore([await back.holder.client.address()])).accounts).to.have.length(2);
    expect(again.accounts()).to.deep.equal(home.accounts());
  });
});
