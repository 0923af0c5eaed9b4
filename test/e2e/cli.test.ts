import { expect } from 'chai';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARTIFACT_DIRECTORY } from '../../prover/artifacts/directory-source.ts';
import type { Certificate, formatCertificate } from '../../sdk/certificate.ts';
import type { AccountFile } from '../../sdk/files/account-file.ts';
import type { MarketFile } from '../../sdk/files/market-file.ts';
import { plimsoll, type Run, type RunOptions } from '../support/cli.ts';
import { sharedPath } from '../support/shared.ts';

type CertificateFile = ReturnType<typeof formatCertificate>;
type Json = Record<string, unknown>;

const OWNER = `0x${'a1'.repeat(20)}`;
const COMMANDS = [
  ['demo'],
  ['doctor'],
  ['setup'],
  ['market', 'build'],
  ['account', 'new'],
  ['account', 'show'],
  ['margin'],
  ['prove'],
  ['verify'],
  ['certify'],
];

describe('command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const file = (name: string): string => join(folder, name);
  /** Everything that any command printed, to look for secrets in. */
  let printed = '';

  const run = async (args: readonly string[], options?: RunOptions): Promise<Run> => {
    const finished = await plimsoll(args, options);
    printed += finished.stdout + finished.stderr;
    return finished;
  };
  /** Runs with --json: stdout is one document, whatever happens. */
  const json = async (
    args: readonly string[],
    options?: RunOptions,
  ): Promise<{ code: number | null; document: Json }> => {
    const { code, stdout } = await run([...args, '--json'], options);
    return { code, document: JSON.parse(stdout) as Json };
  };
  /** Expects a failure on one line of stderr, with nothing on stdout, and the same as a document with --json. */
  const fails = async (args: readonly string[], code: number, message: RegExp, options?: RunOptions): Promise<void> => {
    const plain = await run(args, options);
    const line = plain.stderr.split('\n').filter((text) => text.startsWith('error: '));
    expect(line, plain.stderr).to.have.length(1);
    expect(line[0]).to.match(message);
    expect(plain.code, plain.stderr).to.equal(code);
    expect(plain.stdout).to.equal('');
    const { code: same, document } = await json(args, options);
    expect(same).to.equal(code);
    const { error } = document as { error: { code: string; message: string; details: object } };
    expect(error.code).to.equal([, 'INVALID', 'USAGE', 'ENVIRONMENT'][code]);
    expect(`error: ${error.message}`).to.match(message);
    expect(error.details).to.be.an('object');
  };
  const read = <Content>(name: string): Content => JSON.parse(readFileSync(file(name), 'utf8')) as Content;
  const write = (name: string, content: unknown): string => {
    writeFileSync(file(name), typeof content === 'string' ? content : JSON.stringify(content));
    return file(name);
  };
  const proveArgs = (out: string, bps = '10000'): string[] => [
    'prove',
    '--account',
    file('account.json'),
    '--market',
    file('market.json'),
    '--threshold-bps',
    bps,
    '--out',
    file(out),
  ];

  /** The files that all tests use come from the demonstration: a market, an account, certificates of both kinds. */
  let demo: Run;
  before(async function () {
    this.timeout(120_000);
    demo = await run(['demo', '--json', '--out', folder]);
  });
  after(() => rmSync(folder, { recursive: true }));

  describe('demo', () => {
    it('plays to its end with every expectation met, and exits by itself', () => {
      expect(demo.code, demo.stderr).to.equal(0);
      const document = JSON.parse(demo.stdout) as {
        ok: boolean;
        expectations: { ok: boolean }[];
        certifiedBps: string;
        ratioBps: string[];
      };
      expect(document.ok).to.equal(true);
      expect(document.expectations.filter(({ ok }) => !ok)).to.deep.equal([]);
      expect(document.expectations).to.have.length.above(20);
      const [solvent, crashed] = document.ratioBps.map(Number);
      expect(solvent).to.be.above(10_000);
      expect(crashed).to.be.below(10_000);
      expect(Number(document.certifiedBps)).to.be.above(10_000);
    });

    it('keeps its story off stdout with --json, and says that the key is insecure', () => {
      expect(demo.stderr)
        .to.include('INSECURE')
        .and.to.include('◀ worst')
        .and.to.include('the liquidator proves insolvency');
    });
  });

  describe('usage', () => {
    it('every command has help with examples', async () => {
      for (const command of [...COMMANDS, ['market'], ['account']]) {
        const { code, stdout } = await run([...command, '--help']);
        expect(code, command.join(' ')).to.equal(0);
        expect(stdout).to.match(/Examples:\n {2}\$ plimsoll /);
      }
    });

    it('prints the version of the package', async () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect((await run(['--version'])).stdout).to.equal(`${version}\n`);
    });

    it('refuses unknown commands, options and missing arguments with exit 2', async () => {
      await fails(['certfy'], 2, /^error: command: expected one that --help lists, got certfy/);
      await fails(['verify'], 2, /^error: certificate: expected an argument, got none/);
      await fails(['verify', 'a', 'b'], 2, /too many/);
      await fails(['verify', 'a', '--marked', 'b'], 2, /^error: --marked: expected an option that --help lists/);
      await fails(['prove', '--account', 'a'], 2, /^error: --market <file>: expected this option, got none/);
      await fails(['prove', '--account'], 2, /^error: --account <file>: expected a value, got none/);
    });
  });

  describe('margin', () => {
    const portfolio = {
      market: { spot: 100, spotConfidence: 1, stablePrice: 1, perp: { price: 100, confidence: 1 }, expiries: [] },
      account: { cash: 1000, collateral: [], perp: { size: -2, unrealisedPnl: 0, unrealisedFunding: 0 }, options: [] },
    };
    let parameters: unknown;
    before(() => {
      parameters = (JSON.parse(readFileSync('sdk/presets/derive-pm2.json', 'utf8')) as { parameters: unknown })
        .parameters;
    });
    // Short two at 100: the worst is +300% damped by 0.012, or +18%; maintenance counts four fifths of it, and 1.5% of notional.
    const maintenance = 1000 - 0.8 * 36 - 3;
    const initial = 1000 - 36 - 4;

    it('gives the margins of a file as numbers, and what decides them', async () => {
      const path = write('portfolio.json', {
        ...portfolio,
        parameters,
        expected: { maintenanceMargin: maintenance, initialMargin: initial },
      });
      const { code, document } = await json(['margin', path]);
      expect(code).to.equal(0);
      const [result] = document as unknown as Json[];
      expect(result).to.include({ file: path, worstScenario: 'spot x1.18, vol up', equity: 1000, ok: true });
      expect(result?.['maintenanceMargin']).to.be.closeTo(maintenance, 1e-6);
      expect(result?.['initialMargin']).to.be.closeTo(initial, 1e-6);
      expect(result?.['expected']).to.deep.equal({ maintenanceMargin: maintenance, initialMargin: initial });
      expect((await run(['margin', path])).stdout)
        .to.include('968.20')
        .and.to.include('spot x1.18, vol up');
    });

    it('exits with 1 when an expected value is missed by more than 1e-6', async () => {
      const off = (by: number): unknown => ({
        ...portfolio,
        parameters,
        expected: { maintenanceMargin: maintenance * (1 + by), initialMargin: initial },
      });
      expect((await json(['margin', write('near.json', off(9e-7))])).code).to.equal(0);
      const { code, document } = await json(['margin', write('far.json', off(1.1e-6)), file('near.json')]);
      expect(code).to.equal(1);
      expect((document as unknown as Json[]).map(({ ok }) => ok)).to.deep.equal([false, true]);
    });

    it('names the file and the place of bad files, bad numbers and unknown fields', async () => {
      await fails(['margin', file('none.json')], 2, /none\.json: expected a readable file, got ENOENT/);
      await fails(['margin', folder], 2, /expected a readable file/);
      await fails(['margin', write('empty.json', '')], 2, /empty\.json: expected JSON, got an empty file/);
      await fails(['margin', write('broken.json', '{"market": ')], 2, /broken\.json: expected JSON/);
      await fails(
        ['margin', write('bad.json', { ...portfolio, parameters, note: 1 })],
        2,
        /bad\.json: expected known fields only, got note/,
      );
      const negative = { ...portfolio, parameters, market: { ...portfolio.market, spot: -1 } };
      await fails(['margin', write('bad.json', negative)], 2, /bad\.json\.market\.spot: expected more than 0, got -1/);
      const text = { ...portfolio, parameters, account: { ...portfolio.account, cash: '1e3' } };
      await fails(['margin', write('bad.json', text)], 2, /bad\.json\.account\.cash: expected a value of type number/);
      const overflow = JSON.stringify({ ...portfolio, parameters }).replace('"cash":1000', '"cash":1e999');
      await fails(['margin', write('bad.json', overflow)], 2, /bad\.json\.account\.cash/);
    });

    it('agrees with every published portfolio', async function () {
      const vectors = sharedPath(this, 'vectors', 'scenario-margin');
      const files = readdirSync(vectors).map((name) => join(vectors, name));
      const { code, document } = await json(['margin', ...files]);
      expect(code).to.equal(0);
      expect((document as unknown as Json[]).map(({ ok }) => ok)).to.deep.equal(files.map(() => true));
    });
  });

  describe('market build', () => {
    it('gives the root and the instruments, and the same root from its own table', async () => {
      const built = await json(['market', 'build', file('market.json'), '--out', file('table.json')]);
      expect(built.code).to.equal(0);
      expect(built.document).to.include({ epoch: 1, parameterVersion: 1 });
      expect(built.document['root']).to.match(/^0x[0-9a-f]{64}$/);
      expect(built.document['instruments']).to.have.length(14);
      const again = await json(['market', 'build', file('table.json'), '--out', file('table-again.json')]);
      expect(again.document).to.deep.equal(built.document);
      expect(readFileSync(file('table-again.json'), 'utf8')).to.equal(readFileSync(file('table.json'), 'utf8'));
    });

    it('refuses a table whose numbers are not those of its root', async () => {
      const table = read<{ epoch: number; rows: { maxSize: string }[] }>('table.json');
      await fails(
        ['market', 'build', write('other.json', { ...table, epoch: 7 })],
        2,
        /other\.json\.root: expected 0x[0-9a-f]{64}, the hash of the table/,
      );
      await fails(
        ['market', 'build', write('other.json', { ...table, rows: [...table.rows, table.rows[0]] })],
        2,
        /other\.json\.rows: expected each key once/,
      );
      const [first, ...others] = table.rows;
      await fails(
        ['market', 'build', write('other.json', { ...table, rows: [{ ...first, maxSize: '1.5' }, ...others] })],
        2,
        /rows\[0\]\.maxSize/,
      );
    });

    it('refuses bad market files', async () => {
      const market = read<MarketFile>('market.json');
      await fails(
        ['market', 'build', write('bad.json', { ...market, spot: 0 })],
        2,
        /bad\.json\.spot: expected more than 0, got 0/,
      );
      await fails(['market', 'build', write('bad.json', { ...market, preset: 'other' })], 2, /bad\.json\.preset/);
      await fails(
        ['market', 'build', write('bad.json', { ...market, colour: 'red' })],
        2,
        /expected known fields only, got colour/,
      );
    });
  });

  describe('account', () => {
    it('new writes a file for its owner only, and show opens its commitment', async () => {
      const made = await json([
        'account',
        'new',
        '--owner',
        OWNER,
        '--cash',
        '12.5',
        '--market',
        file('market.json'),
        '--leg',
        'BTC=1',
        '--leg',
        'BTC-25SEP20-9000-P=-5@-800.25',
        '--out',
        file('new.json'),
      ]);
      expect(made.code).to.equal(0);
      expect(statSync(file('new.json')).mode & 0o777).to.equal(0o600);
      const shown = await json([
        'account',
        'show',
        file('new.json'),
        '--market',
        file('market.json'),
        '--commitment',
        String(made.document['commitment']),
      ]);
      expect(shown.code).to.equal(0);
      expect(shown.document).to.include({
        commitment: made.document['commitment'],
        method: 'portfolio',
        sequence: '1',
        cash: '12.50000000',
        opens: true,
        owner: OWNER,
      });
      expect((shown.document['legs'] as Json[]).map(({ name, size, cost }) => [name, size, cost])).to.deep.equal([
        ['BTC', '1.00000000', '0.00000000'],
        ['BTC-25SEP20-9000-P', '-5.00000000', '-800.25000000'],
      ]);
    });

    it('a commitment of another account exits with 1', async () => {
      const { code, document } = await json(['account', 'show', file('new.json'), '--commitment', '0x1234']);
      expect(code).to.equal(1);
      expect(document['opens']).to.equal(false);
    });

    it('each new account has a fresh blinding', async () => {
      const args = ['account', 'new', '--owner', OWNER, '--id', '7', '--out'];
      const commitments = await Promise.all(
        ['first.json', 'second.json'].map(async (name) => (await json([...args, file(name)])).document['commitment']),
      );
      expect(new Set(commitments).size).to.equal(2);
    });

    it('refuses to overwrite an account, and to leave half a file', async () => {
      await fails(
        ['account', 'new', '--owner', OWNER, '--out', file('new.json')],
        2,
        /expected a new file, got one that exists/,
      );
      await fails(
        ['account', 'new', '--owner', OWNER, '--out', file('no/such/folder.json')],
        2,
        /expected a writable place, got ENOENT/,
      );
      expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).to.deep.equal([]);
    });

    it('refuses bad numbers, unknown instruments and repeated legs', async () => {
      const args = ['account', 'new', '--owner', OWNER, '--market', file('market.json'), '--out', file('never.json')];
      await fails([...args, '--cash', '1e3'], 2, /--cash: expected a decimal number, got "1e3"/);
      await fails([...args, '--cash', '0.123456789'], 2, /--cash: expected at most 8 decimals/);
      await fails([...args, '--cash', '100000000000'], 2, /--cash: expected an integer in \[/);
      await fails([...args, '--id', '0'], 2, /--id: expected an integer in \[1, /);
      await fails([...args, '--leg', 'ETH=1'], 2, /--leg: expected an instrument of the market, got ETH/);
      await fails([...args, '--leg', 'BTC'], 2, /--leg: expected NAME=SIZE@COST, got BTC/);
      await fails([...args, '--leg', 'BTC=1', '--leg', 'BTC=2'], 2, /none appears twice/);
      await fails(
        ['account', 'new', '--owner', '0x12', '--out', file('never.json')],
        2,
        /--owner: expected an address/,
      );
      expect(readdirSync(folder)).not.to.include('never.json');
    });

    it('names unknown fields, and never the blinding, of a bad account file', async () => {
      const account = read<AccountFile>('account.json');
      await fails(
        ['account', 'show', write('bad.json', { ...account, colour: 'red' })],
        2,
        /expected known fields only, got colour/,
      );
      await fails(
        ['account', 'show', write('bad.json', { ...account, blinding: `x${account.blinding}` })],
        2,
        /blinding: expected .*, got something else/,
      );
      await fails(['account', 'show', write('bad.json', { ...account, blinding: '9'.repeat(78) })], 2, /blinding/);
    });
  });

  describe('prove', () => {
    it('refuses a false claim with 1, before any key is read, and writes nothing', async () => {
      const nowhere = { env: { PLIMSOLL_BUILD: file('nowhere') } };
      await fails(
        proveArgs('false.json', '30000'),
        1,
        /claim: expected equity at or above 300\.00% .* the claim is false and has no proof/,
        nowhere,
      );
      await fails([...proveArgs('false.json'), '--insolvent'], 1, /claim: expected equity below 100\.00%/, nowhere);
      expect(readdirSync(folder)).not.to.include('false.json');
    });

    it('names the missing artefact and what to run, with 3', async () => {
      await fails(
        proveArgs('none.json'),
        3,
        /portfolio-8\.\S+: expected a file, got none; run: npm run setup -- --circuits portfolio-8/,
        { env: { PLIMSOLL_BUILD: file('nowhere') } },
      );
    });

    it('refuses bad numbers and half an addressee', async () => {
      await fails(proveArgs('none.json', '100%'), 2, /--threshold-bps: expected a whole number, got 100%/);
      await fails(proveArgs('none.json', '16777216'), 2, /--threshold-bps: expected an integer in \[0, 16777215\]/);
      await fails([...proveArgs('none.json'), '--min-excess', '-1'], 2, /--min-excess: expected an integer in \[0, /);
      await fails(
        [...proveArgs('none.json'), '--chain-id', '1'],
        2,
        /--chain-id and --registry: expected both, got no --registry/,
      );
      await fails(
        [...proveArgs('none.json', '9999'), '--chain-id', '1', '--registry', OWNER],
        2,
        /expected at least 10000/,
      );
    });

    it('leaves nothing behind when interrupted', async () => {
      const { code } = await run(proveArgs('interrupted.json'), {
        onProgress: (text, kill) => {
          if (text.includes('opening the prover')) kill('SIGINT');
        },
      });
      expect(code).to.equal(130);
      expect(readdirSync(folder).filter((name) => /interrupted|unfinished/.test(name))).to.deep.equal([]);
    });
  });

  describe('verify', () => {
    const changed = (change: (certificate: CertificateFile) => unknown): string =>
      write('changed.json', change(read<CertificateFile>('certificate.json')));
    const plusOne = (word: string): string => `0x${(BigInt(word) + 1n).toString(16).padStart(word.length - 2, '0')}`;

    it('says in words what is proven and what not, and that the key is insecure', async () => {
      const { code, stdout, stderr } = await run(['verify', file('certificate.json')]);
      expect(code).to.equal(0);
      expect(stdout)
        .to.match(/^VALID\n/)
        .and.to.include('Proven:')
        .and.to.include('Not proven:')
        .and.to.include('INSECURE');
      expect(stderr).to.include('INSECURE development key');
    });

    it('checks a market and an account at hand', async () => {
      const args = [
        'verify',
        file('certificate.json'),
        '--market',
        file('market.json'),
        '--account',
        file('account.json'),
      ];
      const { code, document } = await json(args);
      expect(code).to.equal(0);
      expect(document).to.include({ valid: true, insecure: true, solvent: true, circuit: 'portfolio-8' });
      const other = await json(['verify', file('certificate.json'), '--market', file('market-crash.json')]);
      expect(other.code).to.equal(1);
      expect(
        (other.document['checks'] as Json[]).filter(({ ok }) => ok === false).map(({ name }) => name),
      ).to.deep.equal(['market']);
    });

    for (const signal of ['commitment', 'marketRoot', 'context', 'thresholdBps', 'minExcess', 'solvent'] as const) {
      it(`tampered certificate: +1 on ${signal} exits with 1`, async () => {
        const path = changed(({ statement, ...rest }) => {
          const old: Certificate['statement'][typeof signal] | string = statement[signal];
          const next = typeof old === 'boolean' ? !old : old.startsWith('0x') ? plusOne(old) : String(BigInt(old) + 1n);
          return { ...rest, statement: { ...statement, [signal]: next } };
        });
        const { code, document } = await json(['verify', path]);
        expect(code).to.equal(1);
        expect(document['valid']).to.equal(false);
      });
    }

    it('malformed certificates exit with 2', async () => {
      await fails(
        ['verify', changed((certificate) => ({ ...certificate, extra: 1 }))],
        2,
        /expected known fields only, got extra/,
      );
      await fails(['verify', changed((certificate) => ({ ...certificate, proof: [] }))], 2, /changed\.json\.proof/);
      await fails(
        ['verify', changed((certificate) => ({ ...certificate, version: 9 }))],
        2,
        /changed\.json\.version: expected 1, got 9/,
      );
      await fails(['verify', write('changed.json', 'null')], 2, /changed\.json: expected/);
    });

    it('missing artefacts exit with 3', async () => {
      await fails(['verify', file('certificate.json')], 3, /vkey\.json: expected a file, got none/, {
        env: { PLIMSOLL_BUILD: file('nowhere') },
      });
    });

    it('a key that is not the committed one is never used', async () => {
      const circuits = join(file('poisoned'), 'circuits', 'portfolio-8');
      mkdirSync(circuits, { recursive: true });
      const key = join(circuits, 'portfolio-8.vkey.json');
      copyFileSync(join(ARTIFACT_DIRECTORY, 'portfolio-8', 'portfolio-8.vkey.json'), key);
      const poisoned = { env: { PLIMSOLL_BUILD: file('poisoned') } };
      expect((await run(['verify', file('certificate.json')], poisoned)).code).to.equal(0);
      const parsed = JSON.parse(readFileSync(key, 'utf8')) as { IC: string[][] };
      writeFileSync(key, JSON.stringify({ ...parsed, IC: parsed.IC.toReversed() }));
      await fails(
        ['verify', file('certificate.json')],
        3,
        /portfolio-8\.vkey\.json: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}/,
        poisoned,
      );
    });
  });

  describe('doctor', () => {
    it('finds all here, and names what to run where things are missing', async () => {
      const here = await json(['doctor']);
      expect(here.code, JSON.stringify(here.document)).to.equal(0);
      expect(here.document['ok']).to.equal(true);
      const { code, document } = await json(['doctor'], { env: { PLIMSOLL_BUILD: file('nowhere') } });
      expect(code).to.equal(3);
      const mending = (document['findings'] as Json[]).filter(({ ok }) => ok === false).map(({ mend }) => mend);
      expect(mending).to.deep.equal(['npm run setup -- --circuits portfolio-8', 'npx hardhat build']);
    });
  });

  it('no secret is in anything that was printed', () => {
    for (const name of ['account.json', 'new.json']) {
      const { blinding } = read<AccountFile>(name);
      expect(printed).not.to.include(blinding);
      expect(printed.toLowerCase()).not.to.include(BigInt(blinding).toString(16));
    }
  });
});
