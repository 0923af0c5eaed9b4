import { expect } from 'chai';
import { viewingReader } from '../../sdk/house/keys.ts';
import { seedFromMnemonic } from '../../sdk/house/seed.ts';
import { HouseSession } from '../support/cli-house.ts';

/** Number of the taker's address among the accounts of the node. */
const TAKER = 4;

describe('command line: restore where another sealed an account to my key', function () {
  this.timeout(600_000);
  const session = new HouseSession();
  const { maker, taker, node } = session;
  let words: string;
  let mine: string;
  let foreign: { readonly id: string; readonly owner: string };

  before(async () => {
    await session.start();
    const opening = ['--deployment', node, '--method', 'isolated'];
    const opened = await session.done(['open', ...session.as(maker), ...opening]);
    [words, mine] = [opened['mnemonic'] as string, opened['account'] as string];
    const { account } = await session.done(['open', ...session.as(taker), ...opening]);
    const { x, y } = viewingReader(seedFromMnemonic(words), 0).key;
    const setKey = 'setViewingKey(bytes32 account, uint256 x, uint256 key)';
    await session.call(session.deployment.house, setKey, [account, x, y], TAKER);
    foreign = { id: account as string, owner: session.traders[1] };
  });
  after(() => session.end());

  const restore = (name: string, ...more: string[]): string[] => [
    'restore',
    ...['--home', session.file(name), '--deployment', node, ...more],
  ];

  it('the words alone do not say whose it is: it is asked, and nothing is kept', async () => {
    await session.fails({
      args: restore('asked'),
      code: 'USAGE',
      message: /^owner: expected which of 0x[0-9a-f]{40}, 0x[0-9a-f]{40} is the holder of the seed/,
      env: { PLIMSOLL_MNEMONIC: words },
    });
    expect(await session.positions(session.file('asked'))).to.deep.equal([]);
  });

  it('with my address mine is kept, the other shown and left out', async () => {
    const [owner] = session.traders;
    const restored = await session.done(restore('again', '--owner', owner), { PLIMSOLL_MNEMONIC: words });
    expect(restored['accounts']).to.deep.equal([{ id: mine, owner, sequence: '1', restored: true }]);
    expect(restored['foreign']).to.deep.equal([foreign]);
    const again = session.file('again');
    expect((await session.positions(again)).map(({ id }) => id)).to.deep.equal([mine]);
    // A home that has accounts knows whose they are.
    const { stdout } = await session.run(restore('again'));
    expect(stdout)
      .to.include(`account ${mine} of ${owner}, sequence 1`)
      .and.to.include(`${foreign.id} of ${foreign.owner}: left out`);
    await session.done(['deposit', '1', '--home', again, '--from', owner]);
    await session.fails({
      args: restore('never', '--owner', '0x12'),
      code: 'USAGE',
      message: /^--owner: expected an address/,
      env: { PLIMSOLL_MNEMONIC: words },
    });
  });
});
