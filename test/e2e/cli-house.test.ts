import { expect } from 'chai';
import { join } from 'node:path';
import type { Json } from '../support/cli.ts';
import { HouseSession, type Position } from '../support/cli-house.ts';

/** As commands print it. */
const amount = (whole: number): string => `${whole}.00000000`;

describe('command line: clearing house', () => {
  const session = new HouseSession();
  const { maker, taker, node } = session;
  let words: string;
  let accounts: [string, string];

  before(async function () {
    this.timeout(600_000);
    await session.start();
  });
  after(() => session.end());

  const done: HouseSession['done'] = (...args) => session.done(...args);
  const as = (home: string): string[] => session.as(home);
  const positions = (home: string): Promise<Position[]> => session.positions(home);

  it('open makes a home with new words, shown once, or with the seed of a wallet', async () => {
    const deployment = ['--deployment', join(node, 'deployment.json'), '--method', 'isolated'];
    const opened = await done(['open', ...as(maker), ...deployment]);
    words = opened['mnemonic'] as string;
    expect(words.split(' ')).to.have.length(12);
    const byWallet = await done(['open', ...as(taker), ...deployment, '--wallet']);
    expect(byWallet).not.to.have.property('mnemonic');
    accounts = [opened['account'] as string, byWallet['account'] as string];
  });

  it('deposit moves tokens in, and positions shows them', async () => {
    for (const home of [maker, taker]) await done(['deposit', '20000', ...as(home)]);
    await done(['deposit', '0.5', '--asset', 'BTC', ...as(maker)]);
    const [held] = await positions(maker);
    expect([held?.id, held?.standing, held?.account.method, held?.account.cash]).to.deep.equal([
      accounts[0],
      'current',
      'isolated',
      amount(20_000),
    ]);
    expect(held?.account.legs.map(({ name, size }) => [name, size])).to.deep.equal([['BTC', '0.50000000']]);
  });

  it('quote, accept and settle trade over a relay', async () => {
    const [{ mailbox } = { mailbox: '' }] = await positions(taker);
    const send = ['--relay', session.relay, '--mailbox', mailbox, '--counterparty', accounts[1]];
    const quote = await done(['quote', '--sell', 'BTC-26JUN20=1@9100', ...send, ...as(maker)]);
    const nonce = quote['nonce'] as string;

    const listed = await done(['accept', '--relay', session.relay, '--wait', '2', ...as(taker)]);
    expect((listed['quotes'] as Json[]).map((each) => [each['nonce'], each['side'], each['cost']])).to.deep.equal([
      [nonce, 'seller', amount(9100)],
    ]);
    await done(['accept', '--relay', session.relay, '--wait', '2', '--nonce', nonce.slice(0, 10), ...as(taker)]);
    const settled = await done(['settle', '--relay', session.relay, '--wait', '10', ...as(maker)]);
    expect(settled['taker']).to.equal(accounts[1]);

    const [sold] = await positions(maker);
    const [bought] = await positions(taker);
    const leg = ({ account }: Position) => account.legs.find(({ name }) => name === 'BTC-26JUN20');
    expect([leg(sold!)?.size, leg(sold!)?.cost]).to.deep.equal(['-1.00000000', '-9100.00000000']);
    expect([leg(bought!)?.size, leg(bought!)?.cost]).to.deep.equal(['1.00000000', '9100.00000000']);
    // The taker learns from the chain that the maker settled.
    expect(bought?.standing).to.equal('landed');
  });

  it('quote, accept and settle trade by files, once for each quote', async () => {
    const [quote, half] = [session.file('quote.json'), session.file('half.json')];
    await done(['quote', '--buy', 'BTC-26JUN20=0.5@9120', '--out', quote, ...as(maker)]);
    const shown = async () => (await session.run(['positions', '--home', maker])).stdout;
    expect(await shown()).to.match(/^quote .*\n.* buys 0\.50+ of BTC-26JUN20 for 4560/m);
    await done(['accept', quote, '--out', half, ...as(taker)]);
    await done(['settle', half, ...as(maker)]);
    expect(await shown()).not.to.include('quote');
    await session.fails(
      {
        args: ['accept', quote, '--out', half, ...as(taker)],
        code: 'INVALID',
        message: /^quote\.nonce: expected one that was not accepted before/,
      },
      {
        args: ['settle', half, ...as(maker)],
        code: 'INVALID',
        message: /^half\.sequence: expected change \d+ of 0x\w+, which has changed since/,
      },
    );
  });

  it('withdraw pays out, and refuses what the margin does not let go', async () => {
    const paid = await done(['withdraw', '1000', ...as(taker)]);
    expect(paid).not.to.have.property('queuedAt');
    await session.fails({
      args: ['withdraw', '19000', ...as(taker)],
      code: 'INVALID',
      message: /^account\.equity: expected at least the initial requirement/,
    });
  });

  it('certify makes and submits a certificate of the account', async () => {
    const certified = await done(['certify', '--threshold-bps', '15000', ...as(maker)]);
    expect((certified['certificate'] as Json)['ratioBps']).to.equal('15000');
    await session.fails({
      args: ['certify', '--threshold-bps', '16000000', ...as(maker)],
      code: 'INVALID',
      message: /^claim: expected equity at or above/,
    });
  });

  it('restore brings every account back from the words alone', async () => {
    const again = session.file('again');
    const deployment = ['--deployment', node];
    const restored = await done(['restore', '--home', again, ...deployment], { PLIMSOLL_MNEMONIC: words });
    expect((restored['accounts'] as Json[]).map((each) => each['restored'])).to.deep.equal([true]);
    expect((await positions(again)).map(({ account }) => account)).to.deep.equal(
      (await positions(maker)).map(({ account }) => account),
    );
    const wallet = await done([
      'restore',
      '--home',
      session.file('wallet'),
      ...deployment,
      '--wallet',
      '--from',
      session.traders[1],
    ]);
    expect((wallet['accounts'] as Json[]).map((each) => each['id'])).to.deep.equal([accounts[1]]);
  });

  it('a home with a password opens with it alone', async () => {
    const sealed = ['restore', '--home', session.file('sealed'), '--deployment', node];
    await done(sealed, { PLIMSOLL_MNEMONIC: words, PLIMSOLL_PASSWORD: 'the right one' });
    const look = ['positions', '--home', session.file('sealed')];
    await done(look, { PLIMSOLL_PASSWORD: 'the right one' });
    await session.fails(
      {
        args: look,
        code: 'USAGE',
        message: /expected the password of the seed, got another$/,
        env: { PLIMSOLL_PASSWORD: 'x' },
      },
      { args: look, code: 'USAGE', message: /expected the password of the seed in PLIMSOLL_PASSWORD, got none$/ },
    );
  });

  it('names what is missing or wrong', async () => {
    const file = session.write('no-quote.json', { format: 'plimsoll-quote' });
    await session.fails(
      {
        args: ['open', ...as(session.file('nowhere'))],
        code: 'USAGE',
        message: /^--deployment: expected the deployment/,
      },
      {
        args: ['open', '--from', session.traders[0]],
        code: 'USAGE',
        message: /^--home <folder>: expected this option/,
      },
      {
        args: ['positions', '--home', session.file('nowhere')],
        code: 'USAGE',
        message: /expected a folder, got ENOENT/,
      },
      {
        args: ['restore', '--home', session.file('nowhere'), '--deployment', node],
        code: 'USAGE',
        message: /^PLIMSOLL_MNEMONIC: expected the words of a seed/,
      },
      {
        args: ['restore', '--home', session.file('nowhere'), '--deployment', node],
        code: 'USAGE',
        message: /^mnemonic: expected 12 to 24 words/,
        env: { PLIMSOLL_MNEMONIC: `${words} more` },
      },
      {
        args: ['deposit', '0', ...as(maker)],
        code: 'USAGE',
        message: /^amount: expected more than 0 and at most [\d.]+, got 0$/,
      },
      {
        args: ['deposit', '1', '--asset', 'ETH', ...as(maker)],
        code: 'USAGE',
        message: /^--asset: expected one of USD, BTC/,
      },
      { args: ['deposit', '1.0000001', ...as(maker)], code: 'USAGE', message: /^amount: expected at most 6 decimals/ },
      { args: ['withdraw', '1', '--to', '0x12', ...as(maker)], code: 'USAGE', message: /^--to: expected an address/ },
      {
        args: ['deposit', '1', '--account', '0xff', ...as(maker)],
        code: 'USAGE',
        message: /^--account: expected 0x[0-9a-f]{64}, got 0xff$/,
      },
      { args: ['quote', '--out', 'x', ...as(maker)], code: 'USAGE', message: /^--buy or --sell: expected one, got/ },
      { args: ['quote', '--buy', 'X=1@1', ...as(maker)], code: 'USAGE', message: /^--out or --relay: expected where/ },
      {
        args: ['quote', '--buy', 'BTC-26JUN20=1', '--out', session.file('q'), ...as(maker)],
        code: 'USAGE',
        message: /^--buy: expected NAME=SIZE@PRICE/,
      },
      {
        args: ['quote', '--buy', 'BTC-26JUN20=1@20000', '--out', session.file('q'), ...as(maker)],
        code: 'INVALID',
        message: /^fill\.cost: expected a price from/,
      },
      { args: ['accept', ...as(taker)], code: 'USAGE', message: /^--out or --relay: expected where the answer goes/ },
      {
        args: ['accept', file, '--out', session.file('h'), ...as(taker)],
        code: 'USAGE',
        message: /no-quote\.json\.version/,
      },
      { args: ['settle', ...as(maker)], code: 'USAGE', message: /^half: expected a file or --relay, got none/ },
      {
        args: ['settle', '--relay', session.relay, ...as(taker)],
        code: 'USAGE',
        message: /expected a quote that may be accepted/,
      },
      {
        args: ['accept', '--relay', 'ws://127.0.0.1:1', ...as(taker)],
        code: 'ENVIRONMENT',
        message: /^relay: expected an answer at/,
      },
      { args: ['certify'], code: 'USAGE', message: /^certificate: expected a file or --home, got none/ },
      { args: ['node', '--home', maker, '--port', '99999'], code: 'USAGE', message: /^--port: expected an integer in/ },
    );
    expect(session.files(/nowhere|^[qh]$/)).to.deep.equal([]);
  });

  it('node and relay end well by Ctrl-C, and the node is gone', async () => {
    expect((await session.services.relay.stop()).code).to.equal(0);
    expect((await session.services.node.stop()).code).to.equal(0);
    await session.fails({
      args: ['positions', '--home', maker],
      code: 'ENVIRONMENT',
      message: /^node 127\.0\.0\.1:\d+: expected an answer to eth_chainId \(--rpc\), got none/,
    });
  });

  it('no seed and no blinding is in anything that was printed (52: secrets in logs or artefacts)', () => {
    for (const home of [maker, taker]) session.expectSecretive(home);
    const { liquidationSecret } = session.read('node/liquidation.json') as { liquidationSecret: string };
    session.expectUnprinted(BigInt(liquidationSecret));
    // By the command that made them, to their holder.
    expect([session.timesPrinted(words), session.timesPrinted('the right one')]).to.deep.equal([1, 0]);
  });
});
