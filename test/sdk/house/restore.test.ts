import { expect } from 'chai';
import { id, type Log } from 'ethers';
import { emptyAccount, type Account } from '../../../prover/model/account.ts';
import { sealState } from '../../../prover/model/seal.ts';
import { wordOf } from '../../../sdk/certificate.ts';
import { viewingReader } from '../../../sdk/house/keys.ts';
import { GAP, Restorer, type FoundAccount, type RestoreSource } from '../../../sdk/house/restore.ts';
import type { LogSource } from '../../../sdk/house/logs.ts';
import { rejection } from '../../support/errors.ts';
import { seed, state } from '../../support/house.ts';
import { LIQUIDATION_KEY, RecordedChain, type Recorded } from '../../support/recorded-chain.ts';
import { HOUSE } from '../../support/rfq.ts';

const TRADED = id('Traded(bytes32,bytes32,uint256)');
const key = (index: number): bigint => viewingReader(seed, index).key.y;
const account = (id: bigint, sequence: bigint): Account => ({ ...state(sequence), id });

/** An account after some changes, all sealed to one key. */
function lived(chain: RecordedChain, id: bigint, index: number, changes: bigint): Account {
  chain.open(emptyAccount(account(id, 1n)), key(index));
  for (let sequence = 2n; sequence <= 1n + changes; sequence++) chain.seal(account(id, sequence), key(index));
  return changes === 0n ? emptyAccount(account(id, 1n)) : account(id, 1n + changes);
}

const sourceOf = (chain: RecordedChain, more: Partial<RestoreSource> = {}): RestoreSource => ({
  seed,
  id: HOUSE,
  fromBlock: 7,
  logs: chain,
  accountOf: (id) => chain.accountOf(id),
  ...more,
});
async function restore(chain: RecordedChain, more: Partial<RestoreSource> = {}): Promise<FoundAccount[]> {
  const restorer = new Restorer(sourceOf(chain, more));
  return restorer.open(await restorer.search());
}

describe('restoring from seed and chain', () => {
  it('finds every account with its newest opening, new ones and ones that traded', async () => {
    const chain = new RecordedChain();
    const accounts = [lived(chain, 5n, 0, 3n), lived(chain, 6n, 1, 0n), lived(chain, 7n, 1, 1n)];
    const found = await restore(chain);
    expect(found.map(({ account: opened }) => opened)).to.deep.equal(accounts);
    expect(found.map(({ index, sequence }) => [index, sequence])).to.deep.equal([
      [0, 4n],
      [1, 1n],
      [1, 2n],
    ]);
  });

  it('finds nothing for another seed', async () => {
    const chain = new RecordedChain();
    chain.open(emptyAccount(account(5n, 1n)), 12345n);
    expect(await restore(chain)).to.deep.equal([]);
  });

  it('looks past unused keys as far as the gap, and no further', async () => {
    const chain = new RecordedChain();
    const near = lived(chain, 5n, GAP - 1, 1n);
    const next = lived(chain, 6n, 2 * GAP - 1, 1n);
    lived(chain, 7n, 3 * GAP, 1n);
    expect((await restore(chain)).map(({ account: opened }) => opened)).to.deep.equal([near, next]);
  });

  it('follows an account to another viewing key, and one that came from a key of somebody else', async () => {
    const chain = new RecordedChain();
    lived(chain, 5n, 0, 2n);
    chain.emit('ViewingKeySet', [wordOf(5n), key(3)]);
    chain.seal(account(5n, 4n), key(3));
    chain.open(emptyAccount(account(6n, 1n)), 12345n);
    chain.emit('ViewingKeySet', [wordOf(6n), key(4)]);
    chain.seal(account(6n, 2n), key(4));
    const found = await restore(chain);
    expect(found.map(({ account: opened, index }) => [opened, index])).to.deep.equal([
      [account(5n, 4n), 3],
      [account(6n, 2n), 4],
    ]);
  });

  it('says that it cannot read an account whose states go to a foreign key', async () => {
    const chain = new RecordedChain();
    lived(chain, 5n, 0, 1n);
    chain.seal(account(5n, 3n), viewingReader(seed, 500).key.y);
    const [found] = await restore(chain);
    expect([found?.account, found?.trouble, found?.sequence]).to.deep.equal([
      undefined,
      'a state sealed to another key',
      3n,
    ]);
  });

  it('a published ciphertext that is not the state is found out (40)', async () => {
    const chain = new RecordedChain();
    lived(chain, 5n, 0, 1n);
    const foreign = { ...account(5n, 3n), cash: 1n as Account['cash'] };
    const { words } = sealState({
      account: foreign,
      viewingKey: key(0),
      liquidationKey: LIQUIDATION_KEY,
      capacity: 8,
    });
    chain.seal(account(5n, 3n), key(0), words);
    chain.open(emptyAccount(account(6n, 1n)), key(1));
    chain.seal(account(6n, 2n), key(1), new Array<bigint>(13).fill(1n));
    const troubles = (await restore(chain)).map(({ account: opened, trouble }) => [opened, trouble]);
    expect(troubles[0]).to.deep.equal([
      undefined,
      'sealed state: expected the opening of the commitment, got that of another',
    ]);
    expect(troubles[1]?.[0]).to.equal(undefined);
    expect(troubles[1]?.[1]).to.match(/^sealed state: |^words\[0\]: /);
  });

  it('events of another contract are not those of the house (forged log)', async () => {
    const chain = new RecordedChain();
    const opened = account(5n, 1n);
    chain.emit('AccountOpened', [wordOf(5n), `0x${'0f'.repeat(20)}`, key(0), 2n, 1n], `0x${'66'.repeat(20)}`);
    expect(await restore(chain)).to.deep.equal([]);
    // The same id, opened at the house.
    chain.open(emptyAccount(opened), key(0));
    expect(await restore(chain)).to.have.length(1);
  });

  it('an account that another opens with my public key, or sets to it, is found with its owner and without a look at its state', async () => {
    const chain = new RecordedChain();
    const stranger = { ...account(9n, 1n), owner: 4n };
    chain.open(emptyAccount(stranger), key(0));
    chain.open(emptyAccount({ ...stranger, id: 10n }), 12345n);
    chain.emit('ViewingKeySet', [wordOf(10n), key(0)]);
    const unread = (): never => expect.fail('expected no look at the account of another');
    const found = await new Restorer(sourceOf(chain, { accountOf: unread })).search();
    const owner = `0x${'04'.padStart(40, '0')}`;
    expect(found).to.deep.equal([
      { id: wordOf(9n), owner },
      { id: wordOf(10n), owner },
    ]);
  });

  it('an account that was given a key and whose state is sealed to the one before has both', async () => {
    const chain = new RecordedChain();
    lived(chain, 5n, 0, 1n);
    chain.emit('ViewingKeySet', [wordOf(5n), key(1)]);
    const [found] = await restore(chain);
    expect([found?.index, found?.sealedTo, found?.account]).to.deep.equal([1, 0, account(5n, 2n)]);
  });

  describe('over nodes with limits', () => {
    it('walks the log in ranges that a node answers, each block once', async () => {
      const chain = new RecordedChain({ mostBlocks: 1000, mostLogs: 2 });
      chain.pass(20_000);
      const first = lived(chain, 5n, 0, 3n);
      chain.pass(20_000);
      const second = lived(chain, 6n, 1, 2n);
      const found = await restore(chain);
      expect(found.map(({ account: opened }) => opened)).to.deep.equal([first, second]);
      let expected = 7;
      for (const [from, to] of chain.answered) {
        expect(from).to.equal(expected === (await chain.getBlockNumber()) + 1 ? 7 : expected);
        expected = to + 1;
      }
    });

    it('a node that never answers is an error, not an empty account', async () => {
      const chain = new RecordedChain({ mostBlocks: 0 });
      lived(chain, 5n, 0, 1n);
      await rejection(restore(chain), 'ENVIRONMENT', /^chain: expected the logs of block 7, got no answer$/);
    });
  });

  describe('over a node that lies', () => {
    /** What becomes of each log of an account that was opened and changed once. */
    const over = (lie: (log: Recorded) => Partial<Recorded>): Promise<FoundAccount[]> => {
      const chain = new RecordedChain();
      lived(chain, 5n, 0, 1n);
      const getLogs: LogSource['getLogs'] = async (filter) => {
        const told = (await chain.getLogs(filter)) as readonly Recorded[];
        return told.map((log) => ({ ...log, ...lie(log) })) as unknown as Log[];
      };
      return restore(chain, { logs: { getBlockNumber: () => chain.getBlockNumber(), getLogs } });
    };
    const isSealing = ({ data }: Recorded): boolean => data.length > 2 + 64 * 4;
    const wrong: Readonly<Record<string, (log: Recorded) => Partial<Recorded>>> = {
      'data cut short': ({ data }) => ({ data: data.slice(0, -64) }),
      'data of another length': ({ data }) => ({ data: data.slice(0, -2) }),
      'no data': () => ({ data: '0x' }),
      'data that are no bytes': () => ({ data: 'zz' }),
      'no topics': () => ({ topics: [] }),
      'a topic too few': ({ topics }) => ({ topics: topics.slice(0, -1) }),
      'a topic that is no word': ({ topics }) => ({ topics: [...topics.slice(0, -1), '0x12'] }),
      'an unknown event': ({ topics }) => ({ topics: [wordOf(1n), ...topics.slice(1)] }),
      'words counted wrong': (log) =>
        isSealing(log)
          ? { data: `${log.data.slice(0, 2 + 64 * 5)}${'f'.repeat(64)}${log.data.slice(2 + 64 * 6)}` }
          : {},
      'a method that is none': (log) =>
        isSealing(log) ? {} : { data: `0x${'09'.padStart(64, '0')}${log.data.slice(66)}` },
    };
    for (const [what, lie] of Object.entries(wrong))
      it(`a log with ${what} is an error of the node`, () => rejection(over(lie), 'ENVIRONMENT', /^chain: expected/));

    it('a log of another event than was asked for is one too', () =>
      rejection(
        over((log) => (isSealing(log) ? { topics: [TRADED, wordOf(5n), wordOf(6n), wordOf(7n)] } : {})),
        'ENVIRONMENT',
        /^chain: expected a log StateSealed of the house, got another$/,
      ));
  });

  describe('of one account', () => {
    it('reads its present state, also when the key has moved on', async () => {
      const chain = new RecordedChain();
      lived(chain, 5n, 0, 2n);
      chain.seal(account(5n, 4n), key(2));
      const { index, sealedTo, account: opened } = await new Restorer(sourceOf(chain)).account(wordOf(5n), 0);
      expect([index, sealedTo, opened]).to.deep.equal([2, 2, account(5n, 4n)]);
    });

    it('is an error when the seed does not read it', async () => {
      const chain = new RecordedChain();
      lived(chain, 5n, 0, 1n);
      await rejection(
        new Restorer(sourceOf(chain)).account(wordOf(6n), 0),
        'ENVIRONMENT',
        /^account 0x0+6: expected a state that the seed reads, got no account of this house$/,
      );
    });
  });
});
