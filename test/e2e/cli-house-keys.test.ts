import { expect } from 'chai';
import type { EventLog } from 'ethers';
import { statSync } from 'node:fs';
import { ONE_CASH, ONE_SIZE } from '../../prover/model/units.ts';
import { INDEX } from '../../sdk/demo/book.ts';
import { marketFromFile } from '../../sdk/files/market-file.ts';
import { secretReader } from '../../sdk/house/keys.ts';
import { hashMarket } from '../../sdk/table-file.ts';
import type { Json } from '../support/cli.ts';
import { HouseSession, marketAfterExpiry } from '../support/cli-house.ts';

const NAME = 'BTC-26JUN20';
/** A dozen commands with a proof each, on a machine that does something else, too. */
const PATIENCE = 15 * 60_000;
const HOUR = 3600;
const EXIT_WINDOW = 7 * 24 * HOUR;
/** Accounts of the node by their part. */
const [PUBLISHER, STRANGER] = [1, 9];
/** Code of a contract that refuses every call. */
const REFUSES = '0x60006000fd';

describe('command line: keys, expiries and queues of the clearing house', function () {
  this.timeout(PATIENCE);

  const session = new HouseSession();
  const { maker, taker, node } = session;
  let first: string;
  let second: string;

  before(() => session.start());
  after(() => session.end());

  const done: HouseSession['done'] = (...args) => session.done(...args);
  const as = (home: string): string[] => session.as(home);
  const cashOf = async (account: string): Promise<string | undefined> =>
    (await session.positions(maker)).find(({ id }) => id === account)?.account.cash;

  it('transfer moves an amount between accounts of one owner', async () => {
    const opening = ['--deployment', node, '--method', 'isolated'];
    [first, second] = [
      (await done(['open', ...as(maker), ...opening]))['account'] as string,
      (await done(['open', ...as(maker), '--method', 'isolated']))['account'] as string,
    ];
    await done(['open', ...as(taker), ...opening]);
    await done(['deposit', '20000', ...as(maker), '--account', first]);
    await done(['deposit', '20000', ...as(taker)]);
    const moved = await done(['transfer', '500.25', '--to', second.slice(0, 20), ...as(maker)]);
    expect([moved['from'], moved['to'], moved['amount']]).to.deep.equal([first, second, '500.25000000']);
    expect([await cashOf(first), await cashOf(second)]).to.deep.equal(['19499.75000000', '500.25000000']);
    await session.fails(
      {
        args: ['transfer', '1', '--to', '0xff', ...as(maker)],
        code: 'USAGE',
        message: /^--to: expected 0x[0-9a-f]{64} or 0x[0-9a-f]{64}, got 0xff$/,
      },
      {
        args: ['transfer', '1', '--to', second, '--account', second, ...as(maker)],
        code: 'USAGE',
        message: /^--account: expected 0x[0-9a-f]{64}, got 0x/,
      },
      {
        args: ['transfer', '1', '--to', (await session.positions(taker))[0]!.id, ...as(taker)],
        code: 'USAGE',
        message: /^--to: expected another account than the only one/,
      },
      {
        args: ['transfer', '99999', '--to', second, ...as(maker)],
        code: 'INVALID',
        message: /^account\.cash: expected at least 0/,
      },
      { args: ['transfer', '1', ...as(maker)], code: 'USAGE', message: /^--to <id>: expected this option/ },
      // Whoever sends sees accounts of its own only.
      {
        args: ['deposit', '1', '--home', maker, '--from', session.traders[1]],
        code: 'USAGE',
        message: /^account: expected an account of the owner 0x[0-9a-f]{40} in the home .*, got none$/,
      },
    );
  });

  const rotate = (): string[] => ['rotate-key', '--account', second, ...as(maker)];
  const held = async (): Promise<bigint> => (await session.house.getFunction('viewingKeyOf')(second)) as bigint;

  it('rotate-key gives the next viewing key and seals the state to it', async () => {
    const rotated = await done(rotate());
    expect(rotated['index']).to.equal(2);
    expect(BigInt(rotated['viewingKey'] as string)).to.equal(await held());
    const progress = (await session.run(['refresh', '--account', second, ...as(maker)])).stderr;
    expect(progress).to.match(/✔ sealing/);
  });

  it('rotate-key killed between its transactions goes on with the same key', async () => {
    const before = await held();
    await session.run(rotate(), {
      onStart: (kill) => {
        const poll = setInterval(() => {
          void held().then((key) => {
            if (key === before) return;
            clearInterval(poll);
            kill('SIGKILL');
          });
        }, 20);
      },
    });
    const given = await held();
    const transactions = await session.chain.getTransactionCount(session.traders[0]);
    const rotated = await done(rotate());
    expect([rotated['index'], BigInt(rotated['viewingKey'] as string)]).to.deep.equal([3, given]);
    expect(await session.chain.getTransactionCount(session.traders[0])).to.equal(transactions + 1);
  });

  it('refresh settles a leg that has expired into cash, and seals anew without one', async () => {
    const [quote, half, market] = [session.file('quote'), session.file('half'), session.file('after.json')];
    await done(['quote', '--sell', `${NAME}=1@9100`, '--out', quote, '--account', first, ...as(maker)]);
    await done(['accept', quote, '--out', half, ...as(taker)]);
    await done(['settle', half, ...as(maker)]);
    const early = {
      args: ['refresh', '--instrument', NAME, '--account', first, ...as(maker)],
      code: 'INVALID',
    } as const;
    await session.fails({ ...early, message: /^change\.instrument: expected a frozen instrument/ });

    session.write('after.json', marketAfterExpiry(NAME));
    const { table, root } = hashMarket(marketFromFile(marketAfterExpiry(NAME))).market;
    await session.wait(60);
    const post = 'post(uint64 epoch, uint256 root, uint64 time, uint32 version)';
    await session.call(
      session.deployment.roots,
      post,
      [table.epoch, root, table.time, table.parameters.version],
      PUBLISHER,
    );
    const now = ['--market', market, ...as(maker)];
    const settled = await done(['refresh', '--instrument', NAME, '--account', first, ...now]);
    expect(settled).to.include({ account: first, settled: NAME });
    // Sold at 9100, settled at the index, from what was left by the transfer.
    const price = BigInt(Math.round(INDEX * 100)) * (ONE_CASH / 100n);
    const cash = 19_499_75n * (ONE_CASH / 100n) + 9100n * ONE_CASH - (price * ONE_SIZE) / ONE_SIZE;
    expect(BigInt((await cashOf(first))!.replace('.', ''))).to.equal(cash);
    const sealed = await done(['refresh', '--account', first, ...now]);
    expect(sealed).not.to.have.property('settled');
    await session.fails(
      {
        ...early,
        args: ['refresh', '--instrument', NAME, '--account', first, ...now],
        message: /expected a leg of the/,
      },
      { args: ['refresh', '--instrument', 'X', '--account', first, ...now], code: 'USAGE', message: /^--instrument: / },
      {
        args: ['refresh', ...now],
        code: 'USAGE',
        message: /^account: .*, got 0x[0-9a-f]{64} and 0x[0-9a-f]{64}: name one \(--account\)$/,
      },
      {
        args: ['refresh', '--account', first, ...as(maker)],
        code: 'USAGE',
        message: /^market: expected that of epoch 2/,
      },
    );
  });

  it('pay-queue pays what waits as far as the cap goes, and claim what was set aside', async () => {
    const token = session.deployment.assets[0]!.token;
    await session.call(
      token,
      'mint(address to, uint256 amount)',
      [session.traders[0], 20_000_000n * 10n ** 6n],
      STRANGER,
    );
    const now = ['--market', session.file('after.json'), '--account', second, ...as(maker)];
    await done(['deposit', '11000000', ...now]);
    const pay = (): Promise<Json> => done(['pay-queue', ...as(maker)]);
    expect(await pay())
      .to.include({ waiting: '0' })
      .and.not.to.have.property('transaction');
    expect((await done(['withdraw', '10500000', ...now]))['queuedAt']).to.equal('0');

    const [recipient] = session.traders;
    const part = await pay();
    expect(part['payouts']).to.deep.equal([{ outcome: 'paid', recipient, amount: '10000000.00000000' }]);
    expect(part['waiting']).to.equal('1');
    const { stdout } = await session.run(['pay-queue', ...as(maker)]);
    expect(stdout).to.match(/^nothing can be paid yet: the hourly cap is used up\n1 of USD still wait/);

    await session.wait(HOUR);
    const code = await session.chain.getCode(token);
    await session.chain.send('hardhat_setCode', [token, REFUSES]);
    const refused = (await pay())['payouts'];
    await session.chain.send('hardhat_setCode', [token, code]);
    const left = { recipient, amount: '500000.00000000' };
    expect(refused).to.deep.equal([{ outcome: 'set aside', ...left, position: '0' }]);
    const claimed = await done(['claim', ...as(maker)]);
    expect(claimed['payouts']).to.deep.equal([{ outcome: 'paid', ...left }]);
    await session.fails(
      { args: ['claim', ...as(maker)], code: 'INVALID', message: /NothingToClaim: nothing is set aside/ },
      { args: ['claim', '--to', '0x12', ...as(maker)], code: 'USAGE', message: /^--to: expected an address/ },
      { args: ['pay-queue', '--count', '0', ...as(maker)], code: 'USAGE', message: /^--count: expected an integer in/ },
      {
        args: ['pay-queue', '--asset', 'ETH', ...as(maker)],
        code: 'USAGE',
        message: /^--asset: expected one of USD, BTC/,
      },
    );
  });

  it('liquidation-key announces a key to be in force later, and refresh seals a state to it', async () => {
    const governance = session.services.node.document['governance'] as string;
    const desks = session.file('desks.json');
    const command = ['liquidation-key', '--deployment', node];
    const before = await done(command);
    expect(before).not.to.have.property('next');
    await session.fails({
      args: [...command, '--schedule', session.file('mine.json'), '--from', session.traders[0]],
      code: 'INVALID',
      message: /AccessControlUnauthorizedAccount: 0x[0-9a-fA-F]{40} lacks the role/,
    });
    const announced = await done([...command, '--schedule', desks, '--from', governance]);
    expect(announced['liquidationKey']).to.equal(before['liquidationKey']);
    const { key } = announced['next'] as { key: string };
    expect(statSync(desks).mode & 0o777).to.equal(0o600);
    const { liquidationSecret } = session.read('desks.json') as { liquidationSecret: string };
    session.expectUnprinted(BigInt(liquidationSecret));
    expect(session.files(/mine/)).to.deep.equal([]);
    const again = [...command, '--schedule', desks, '--from', governance];
    await session.fails({ args: again, code: 'USAGE', message: /expected a new file/ });

    await session.wait(EXIT_WINDOW);
    const after = await done(command);
    expect([after['liquidationKey'], after['next']]).to.deep.equal([key, undefined]);
    const refresh = ['refresh', '--market', session.file('after.json'), '--account', first, ...as(maker)];
    const other = new RegExp(`^liquidation key: expected ${before['liquidationKey'] as string}, .* got ${key}$`);
    await session.fails({ args: refresh, code: 'ENVIRONMENT', message: other });
    for (const [given, expected] of [
      ['key', '0x and 64 hexadecimal digits'],
      [`0x${'11'.repeat(32)}`, `${key}, as the house has it`],
    ] as const) {
      const message = new RegExp(`^--trust: expected ${expected}, got ${given}$`);
      await session.fails({ args: ['liquidation-key', '--trust', given, '--home', maker], code: 'USAGE', message });
    }
    const { trusted } = await done([...command, '--trust', key, '--home', maker]);
    expect(trusted).to.deep.equal([before['liquidationKey'], key]);
    await done(refresh);
    const sealed = await session.house.queryFilter(session.house.getEvent('StateSealed')(first));
    const { args } = sealed.at(-1) as EventLog;
    expect(args['liquidationKey']).to.equal(BigInt(key));
    expect(secretReader(BigInt(liquidationSecret), 'liquidation').key.y).to.equal(BigInt(key));
  });
});
