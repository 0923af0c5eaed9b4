import { expect } from 'chai';
import { formatDeployment } from '../../sdk/house/deployment.ts';
import { viewingReader } from '../../sdk/house/keys.ts';
import { newMnemonic, seedFromMnemonic } from '../../sdk/house/seed.ts';
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

  it('a home keeps to its seed and its chain: other words, or a chain started anew, are refused', async () => {
    const again = session.file('again');
    const other = newMnemonic();
    for (const args of [restore('again'), ['open', '--home', again, '--from', session.traders[0]]])
      await session.fails({
        args,
        code: 'USAGE',
        message: /^PLIMSOLL_MNEMONIC: expected the seed of the home .*, got another$/,
        env: { PLIMSOLL_MNEMONIC: other },
      });
    expect((await session.positions(again)).map(({ id }) => id)).to.deep.equal([mine]);

    const anew = `0x${'0b'.repeat(32)}`;
    const deployment = formatDeployment({ ...session.deployment, fromBlockHash: anew });
    const args = ['--home', session.file('stale'), '--deployment', session.write('stale.json', deployment)];
    const message = new RegExp(`^chain: expected that of the deployment, whose block \\d+ is ${anew}, got another`);
    const env = { PLIMSOLL_MNEMONIC: other };
    await session.fails({ args: ['restore', ...args], code: 'ENVIRONMENT', message, env });
    await session.fails(
      { args: ['positions', ...args.slice(0, 2)], code: 'ENVIRONMENT', message },
      { args: ['deposit', '5', ...args.slice(0, 2), '--from', session.traders[0]], code: 'ENVIRONMENT', message },
      { args: ['liquidation-key', ...args.slice(2)], code: 'ENVIRONMENT', message },
    );
  });
});
