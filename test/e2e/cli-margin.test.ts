import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { CROSS, ISOLATED, marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { formatAccount, type AccountFile } from '../../sdk/files/account-file.ts';
import { Session, type Json } from '../support/cli.ts';
import { expectClose } from '../support/close.ts';

const OWNER = `0x${'a1'.repeat(20)}`;
const BOOKS = { portfolio: undefined, isolated: ISOLATED, cross: CROSS } as const;

/** Amounts of the last column of a table, in cents. */
const cents = (text: string): number => Math.round(Number(text.replaceAll(',', '')) * 100);

describe('command line: what a margin is made of, and what it could be', () => {
  const session = new Session();
  const file = session.file.bind(session);
  const write = session.write.bind(session);
  const market = marketFile(SNAPSHOT);
  const at = (name: string): string[] => ['--account', file(`${name}.json`), '--market', file('market.json')];

  before(() => {
    write('market.json', market);
    const built = marketAfter(SNAPSHOT);
    for (const [name, book] of Object.entries(BOOKS))
      write(`${name}.json`, formatAccount(openBook(built, BigInt(OWNER), book)));
  });
  after(() => session.close());

  describe('explain', () => {
    for (const name of Object.keys(BOOKS)) {
      it(`${name}: the lines add up to the requirement as it is shown, at both levels`, async () => {
        for (const level of ['maintenance', 'initial']) {
          const { code, stdout } = await session.run(['explain', ...at(name), '--level', level]);
          expect(code).to.equal(0);
          const rows = [...stdout.matchAll(/^│ (.*) │$/gm)].map(([, row = '']) =>
            row.split('│').map((cell) => cell.trim()),
          );
          const asked = rows.slice(rows.findIndex(([title]) => title === 'what is asked of it') + 1);
          const total = cents(asked.find(([title]) => title === `${level} requirement`)?.[2] ?? '');
          const parts = asked.slice(0, -1).filter(([, , sum]) => sum !== '');
          const lines = asked.slice(0, -1).filter(([, amount]) => amount !== '');
          expect(total).to.be.above(0);
          expect(parts.reduce((sum, [, , amount = '']) => sum + cents(amount), 0)).to.equal(total);
          expect(lines.reduce((sum, [, amount = '']) => sum + cents(amount), 0)).to.equal(total);
        }
      });

      it(`${name}: with --json the lines add up in eight decimals`, async () => {
        const { code, document } = await session.json(['explain', ...at(name)]);
        expect(code).to.equal(0);
        const ticks = (text: unknown): bigint => BigInt(String(text).replace('.', ''));
        const sum = (lines: unknown): bigint =>
          (lines as Json[]).reduce((total, { amount }) => total + ticks(amount), 0n);
        const parts = document['requirementParts'] as Json[];
        expect(document['method']).to.equal(name);
        expect(sum(document['equityLines'])).to.equal(ticks(document['equity']));
        expect(sum(parts)).to.equal(ticks(document['requirement']));
        parts.forEach(({ amount, lines }) => expect(sum(lines)).to.equal(ticks(amount)));
      });
    }

    it('refuses an unknown level and an account of a method that does not take what it holds', async () => {
      const forced = { ...(session.read('portfolio.json') as AccountFile), method: 'isolated' };
      write('forced.json', forced);
      await session.fails(
        {
          args: ['explain', ...at('cross'), '--level', 'final'],
          code: 'USAGE',
          message: /^--level: expected maintenance or initial, got final/,
        },
        {
          args: ['explain', ...at('forced')],
          code: 'USAGE',
          message: /^account\.legs: expected one position beside collateral/,
        },
      );
    });
  });

  describe('compare', () => {
    it('shows an account under every preset, and in words why a method does not take it', async () => {
      const { code, document } = await session.json(['compare', ...at('cross')]);
      expect(code).to.equal(0);
      const rows = Object.values(document) as Json[];
      expect(rows.map(({ preset }) => String(preset).replace(/ .*/, ''))).to.deep.equal([
        'as',
        'derive-pm2',
        'span-16',
        'deribit',
        'paradex',
        'greeks',
        'binance-usdtm',
        'dydx-v4',
      ]);
      for (const row of rows.filter(({ method }) => method !== 'isolated')) {
        expect(row).to.include.keys('equity', 'maintenanceRequirement', 'initialRequirement', 'ratioBps', 'driver');
      }
      expect(rows.at(-1)).to.deep.include({ method: 'isolated' });
      expect(rows.at(-1)?.['reason']).to.match(/the book holds 3 derivative legs, 2 of them options$/);
      const { stdout } = await session.run(['compare', ...at('cross')]);
      expect(stdout)
        .to.match(/greeks +│ cross/)
        .and.include('dydx-v4 (large-cap), isolated: takes one perpetual or future');
    });

    it('takes a worked portfolio file', async () => {
      const { parameters } = JSON.parse(readFileSync('sdk/presets/derive-pm2.json', 'utf8')) as { parameters: unknown };
      const path = write('worked.json', {
        market: { spot: 100, spotConfidence: 1, stablePrice: 1, perp: { price: 100, confidence: 1 }, expiries: [] },
        account: {
          cash: 1000,
          collateral: [],
          perp: { size: -2, unrealisedPnl: 0, unrealisedFunding: 0 },
          options: [],
        },
        parameters,
      });
      const { code, document } = await session.json(['compare', path]);
      expect(code).to.equal(0);
      const rows = Object.values(document) as Json[];
      // Short two at 100: a rise of 18% is worst, of which maintenance counts four fifths, and 1.5% of the notional.
      expect(rows[0]).to.include({ preset: 'as given', method: 'portfolio' });
      expectClose(Number(rows[0]?.['maintenanceRequirement']), 0.8 * 36 + 3, 1e-4);
      expect(rows.map(({ reason }) => reason)).to.deep.equal(rows.map(() => undefined));
    });

    it('refuses both kinds of input, none, and a market without its quotes', async () => {
      await session.run(['market', 'build', file('market.json'), '--out', file('table.json')]);
      const bad = (args: readonly string[], message: RegExp) =>
        ({ args: ['compare', ...args], code: 'USAGE', message }) as const;
      await session.fails(
        bad([], /^compare: expected a file, or --account and --market, got neither/),
        bad([file('worked.json'), ...at('cross')], /^compare: expected a file or --account and --market, got both/),
        bad(
          ['--account', file('cross.json'), '--market', file('table.json')],
          /table\.json: expected a market file with its quotes/,
        ),
      );
    });
  });

  describe('whatif', () => {
    it('shows the account before and after, with the prices at which it meets its line', async () => {
      const changes = [
        '--spot',
        'BTC=-10%',
        '--vol',
        'BTC=+20%',
        '--size',
        'BTC-26JUN20=+1',
        '--collateral',
        'BTC=7',
        '--cash',
        '-100',
      ];
      const { code, document } = await session.json(['whatif', ...at('portfolio'), ...changes]);
      expect(code).to.equal(0);
      const [before, after] = [document['before'], document['after']] as [Json, Json];
      expect(before).to.include({ ratioBps: '19703' });
      expect(Number(after['ratioBps'])).to.be.within(10_000, 19_000);
      const [liquidation] = after['liquidations'] as Json[];
      expect(liquidation).to.include({ underlying: 'BTC', spot: '8176.93200000' });
      const { solventAt, insolventAt } = liquidation?.['down'] as Json;
      expect(cents(String(solventAt))).to.be.below(cents('8176.93'));
      expectClose(Number(solventAt), Number(insolventAt), 1.1e-8);
      const { stdout } = await session.run(['whatif', ...at('portfolio'), ...changes]);
      expect(stdout)
        .to.match(/ratio +│ +197\.03% │ +1\d\d\.\d\d%/)
        .and.match(/BTC below: solvent down to +│ +[\d,.]+ │ +[\d,.]+/);
    });

    it('a price, a new size and a closed position are taken as they are', async () => {
      const changes = ['--spot', 'BTC=9085.48', '--size', 'BTC-26JUN20=0', '--size', 'BTC-26JUN20-12000-C==-4'];
      const { document } = await session.json(['whatif', ...at('cross'), ...changes]);
      const [before, after] = [document['before'], document['after']] as [Json, Json];
      expect(after['equity']).to.equal(before['equity']);
      expect(after['requirement']).not.to.equal(before['requirement']);
    });

    it('warns of a size above the largest, and of a position that may only be closed', async () => {
      const [btc] = market.underlyings;
      const limited = {
        ...market,
        underlyings: [{ ...btc, perps: btc?.perps?.map((perp) => ({ ...perp, maxSize: '3' })) }],
        collateral: market.collateral?.map((item) => ({ ...item, reduceOnly: true })),
      };
      write('limited.json', limited);
      const args = [
        'whatif',
        '--account',
        file('cross.json'),
        '--market',
        file('limited.json'),
        '--size',
        'BTC-26JUN20==-4',
      ];
      const { code, stderr } = await session.run(args);
      expect(code).to.equal(0);
      expect(stderr)
        .to.include('warning: -4 BTC-26JUN20 is above the largest size of the market, 3')
        .and.include('warning: BTC is reduce-only');
      const opened = ['account', 'new', '--owner', OWNER, '--method', 'isolated', '--market', file('limited.json')];
      const made = await session.run([...opened, '--leg', 'BTC-26JUN20=3.5@31831', '--out', file('above.json')]);
      expect([made.code, made.stderr.includes('3.5 BTC-26JUN20 is above the largest size')]).to.deep.equal([0, true]);
      const shown = await session.run(['account', 'show', file('above.json'), '--market', file('limited.json')]);
      expect(shown.stderr).to.include('above the largest size');
    });

    it('refuses unknown names, malformed moves and repeats', () => {
      const bad = (args: readonly string[], message: RegExp) =>
        ({ args: ['whatif', ...at('cross'), ...args], code: 'USAGE', message }) as const;
      return session.fails(
        bad(['--spot', 'ETH=+1%'], /^--spot: expected BTC, got ETH/),
        bad(['--spot', 'BTC=-100%'], /^--spot BTC: expected \+10%, -10% or a price above 0/),
        bad(['--spot', 'BTC'], /^--spot: expected NAME=VALUE, got BTC/),
        bad(['--spot', 'BTC=1', '--spot', 'BTC=2'], /^--spot: expected BTC once/),
        bad(['--vol', 'BTC=0.8'], /^--vol BTC: expected \+20% or -20%/),
        bad(['--size', 'ETH=1'], /^--size: expected an instrument of the market, got ETH/),
        bad(['--size', 'BTC=1e3'], /^--size BTC: expected a decimal number/),
        bad(['--collateral', 'BTC-26JUN20=1'], /^--collateral: expected collateral of the market, got BTC-26JUN20/),
        bad(['--cash', 'much'], /^--cash: expected a decimal number/),
      );
    });
  });

  describe('secrets', () => {
    it('no blinding is in anything that was printed', () => {
      for (const name of ['portfolio', 'isolated', 'cross', 'above'])
        session.expectUnprinted(BigInt((session.read(`${name}.json`) as AccountFile).blinding));
    });
  });
});
