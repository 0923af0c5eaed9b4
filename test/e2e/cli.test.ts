import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { formatAccount } from '../../sdk/files/account-file.ts';
import { Session, type Json } from '../support/cli.ts';
import { sharedPath } from '../support/shared.ts';
import { expectClose } from '../support/close.ts';

const OWNER = `0x${'a1'.repeat(20)}`;
const COMMANDS = [
  'demo',
  'doctor',
  'setup',
  'market',
  'market build',
  'account',
  'account new',
  'account show',
  'margin',
  'explain',
  'compare',
  'whatif',
  'prove',
  'verify',
  'certify',
];

describe('command line', () => {
  const session = new Session();
  const file = session.file.bind(session);
  const write = session.write.bind(session);

  before(() => {
    write('market.json', marketFile(SNAPSHOT));
    write('account.json', formatAccount(openBook(marketAfter(SNAPSHOT), BigInt(OWNER))));
  });
  after(() => session.close());

  describe('usage', () => {
    it('every command has help with examples', async () => {
      const runs = await Promise.all(COMMANDS.map((command) => session.run([...command.split(' '), '--help'])));
      runs.forEach(({ code, stdout }, index) => {
        expect(code, COMMANDS[index]).to.equal(0);
        expect(stdout, COMMANDS[index]).to.match(/Examples:\n {2}\$ plimsoll /);
      });
    });

    it('prints the version of the package', async () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect((await session.run(['--version'])).stdout).to.equal(`${version}\n`);
    });

    it('refuses unknown commands, options and missing arguments with exit 2', () =>
      session.fails(
        { args: [], code: 'USAGE', message: /^command: expected one that --help lists, got none/ },
        { args: ['certfy'], code: 'USAGE', message: /^command: expected one that --help lists, got certfy/ },
        { args: ['verify'], code: 'USAGE', message: /^certificate: expected an argument, got none/ },
        { args: ['verify', 'a', 'b'], code: 'USAGE', message: /^arguments: expected no more than --help lists/ },
        {
          args: ['verify', 'a', '--marked'],
          code: 'USAGE',
          message: /^--marked: expected an option that --help lists/,
        },
        { args: ['account', 'new', '--owner', OWNER], code: 'USAGE', message: /^--out <file>: expected this option/ },
        { args: ['verify', 'a', '--market'], code: 'USAGE', message: /^--market <file>: expected a value, got none/ },
      ));

    it('with --json a failure is one document on stdout', async () => {
      const nowhere = { env: { PLIMSOLL_BUILD: file('nowhere') } };
      const args = [
        'prove',
        '--account',
        file('account.json'),
        '--market',
        file('market.json'),
        '--out',
        file('never.json'),
      ];
      const failures = [
        await session.json([...args, '--threshold-bps', '90000'], nowhere),
        await session.json(['verify', '--marked']),
        await session.json([...args, '--threshold-bps', '10000'], nowhere),
      ];
      expect(failures.map(({ code, document }) => [code, (document['error'] as Json)['code']])).to.deep.equal([
        [1, 'INVALID'],
        [2, 'USAGE'],
        [3, 'ENVIRONMENT'],
      ]);
      failures.forEach(({ document }) => {
        expect(document['error']).to.have.all.keys('code', 'message', 'details');
      });
      expect(session.files(/never/)).to.deep.equal([]);
    });
  });

  describe('margin', () => {
    const { parameters } = JSON.parse(readFileSync('sdk/presets/derive-pm2.json', 'utf8')) as { parameters: unknown };
    const portfolio = {
      market: { spot: 100, spotConfidence: 1, stablePrice: 1, perp: { price: 100, confidence: 1 }, expiries: [] },
      account: { cash: 1000, collateral: [], perp: { size: -2, unrealisedPnl: 0, unrealisedFunding: 0 }, options: [] },
      parameters,
    };
    // Short two at 100: a rise of 18% is worst. Maintenance counts four fifths of it, and 1.5% of the notional.
    const margins = { maintenanceMargin: 1000 - 0.8 * 36 - 3, initialMargin: 1000 - 36 - 4 };
    const missedBy = (share: number): unknown => ({
      ...portfolio,
      expected: { ...margins, maintenanceMargin: margins.maintenanceMargin * (1 + share) },
    });

    it('gives the margins of a file as numbers, and what decides them', async () => {
      const path = write('portfolio.json', { ...portfolio, expected: margins });
      const { code, document } = await session.json(['margin', path]);
      expect(code).to.equal(0);
      const result = document['0'] as Json;
      expect(result).to.include({ file: path, worstScenario: 'spot x1.18, vol up', equity: 1000, ok: true });
      expectClose(Number(result['maintenanceMargin']), margins.maintenanceMargin, 1e-6);
      expectClose(Number(result['initialMargin']), margins.initialMargin, 1e-6);
      expect(result['expected']).to.deep.equal(margins);
      expect((await session.run(['margin', path])).stdout)
        .to.include('968.20')
        .and.to.include('spot x1.18, vol up');
    });

    it('exits with 1 when an expected value is missed by more than 1e-6', async () => {
      const files = [write('far.json', missedBy(1.1e-6)), write('near.json', missedBy(0.9e-6))];
      const { code, document } = await session.json(['margin', ...files]);
      expect(code).to.equal(1);
      expect(Object.values(document).map((result) => (result as Json)['ok'])).to.deep.equal([false, true]);
      expect((await session.json(['margin', file('near.json')])).code).to.equal(0);
    });

    it('names the file and the place of bad files, bad numbers and unknown fields', () => {
      const text = JSON.stringify(portfolio);
      const bad = (name: string, content: string, message: RegExp) =>
        ({ args: ['margin', write(name, content)], code: 'USAGE', message }) as const;
      return session.fails(
        {
          args: ['margin', file('none.json')],
          code: 'USAGE',
          message: /none\.json: expected a readable file, got ENOENT/,
        },
        { args: ['margin', session.folder], code: 'USAGE', message: /expected a readable file/ },
        bad('empty.json', '', /empty\.json: expected JSON, got an empty file/),
        bad('broken.json', '{"market": ', /broken\.json: expected JSON/),
        bad('field.json', text.replace('{', '{"note":1,'), /field\.json: expected known fields only, got note/),
        bad(
          'spot.json',
          text.replace('"spot":100', '"spot":-1'),
          /spot\.json\.market\.spot: expected more than 0, got -1/,
        ),
        bad(
          'text.json',
          text.replace('"cash":1000', '"cash":"1e3"'),
          /text\.json\.account\.cash: expected a value of type/,
        ),
        bad('huge.json', text.replace('"cash":1000', '"cash":1e999'), /huge\.json\.account\.cash/),
        bad(
          'range.json',
          text.replace('"cash":1000', '"cash":1e12'),
          /portfolio\.account\.cash: expected a number from -92233720368\.54775808 to .*, got 1000000000000$/,
        ),
      );
    });

    it('agrees with every published portfolio', async function () {
      const vectors = sharedPath(this, 'vectors', 'scenario-margin');
      const files = readdirSync(vectors).map((name) => join(vectors, name));
      const { code, document } = await session.json(['margin', ...files]);
      expect(code).to.equal(0);
      expect(Object.values(document).map((result) => (result as Json)['ok'])).to.deep.equal(files.map(() => true));
    });
  });
});
