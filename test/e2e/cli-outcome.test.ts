import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CRASH, CROSS, ISOLATED, marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { formatAccount } from '../../sdk/files/account-file.ts';
import { Session, type Json } from '../support/cli.ts';

const OWNER = `0x${'a1'.repeat(20)}`;

describe('command line: what is said and what is overwritten', () => {
  const session = new Session();
  const file = session.file.bind(session);
  const write = session.write.bind(session);
  const nowhere = { PLIMSOLL_BUILD: file('nowhere') };

  const prove = (out: string, ...more: readonly string[]): string[] => {
    const files = ['--account', file('account.json'), '--market', file('crash.json'), '--out', file(out)];
    return ['prove', ...files, '--threshold-bps', '10000', ...more];
  };

  before(() => {
    write('market.json', marketFile(SNAPSHOT));
    write('crash.json', marketFile(CRASH));
    write('account.json', formatAccount(openBook(marketAfter(SNAPSHOT), BigInt(OWNER))));
  });
  after(() => session.close());

  it('prove and verify say the whole claim, with its excess', async () => {
    const claim = 'equity below 100.00% of the maintenance requirement plus 40000';
    const args = ['--insolvent', '--min-excess', '40000'];
    const first = await session.run(prove('certificate.json', ...args));
    expect(first.stdout, first.stderr).to.include(`Proven: ${claim}. Check it`);
    expect((await session.run(['verify', file('certificate.json')])).stdout).to.include(`floats so: ${claim}.`);
    expect((await session.json(['verify', file('certificate.json')])).document['claim']).to.equal(claim);
    // A certificate may be replaced by another.
    const again = await session.json(prove('certificate.json', '--insolvent'));
    expect([again.code, (again.document['statement'] as Json)['minExcess']]).to.deep.equal([0, '0']);
  });

  it('verify says that a good certificate is about another market or account', async () => {
    const wrong = ['verify', file('certificate.json'), '--market', file('market.json')];
    const { code, stdout } = await session.run(wrong);
    expect(code).to.equal(1);
    expect(stdout)
      .to.match(/^INVALID here: .* not about that market\.\n/)
      .and.not.to.include('proves nothing');
    write('other.json', formatAccount(openBook(marketAfter(SNAPSHOT), 1n)));
    const both = await session.run([...wrong, '--account', file('other.json')]);
    expect(both.stdout).to.include('not about that market and account.');
  });

  it('--out never replaces a file of another kind, and is looked at before any key is read', async () => {
    const before = readFileSync(file('account.json'), 'utf8');
    const kept = (args: readonly string[], message: RegExp) =>
      ({ args, env: nowhere, code: 'USAGE', message }) as const;
    const build = ['market', 'build', file('market.json'), '--out'];
    await session.fails(
      kept(prove('account.json', '--insolvent'), /account\.json: expected a new file or a certificate to replace/),
      kept(prove('market.json', '--insolvent'), /market\.json: expected a new file or a certificate to replace/),
      kept(prove('', '--insolvent'), /expected a new file or a certificate to replace/),
      kept(prove('nodir/x.json', '--insolvent'), /x\.json: expected a writable place, got ENOENT/),
      kept([...build, file('account.json')], /account\.json: expected a new file or a built table to replace/),
      kept([...build, file('market.json')], /market\.json: expected a new file or a built table to replace/),
    );
    expect(readFileSync(file('account.json'), 'utf8')).to.equal(before);
  });

  it('account show gives the margin to its holder', async () => {
    const args = ['account', 'show', file('account.json'), '--market', file('market.json')];
    const { document } = await session.json(args);
    expect(document['margin']).to.include({ ratioBps: '19703' });
    expect(document['margin']).to.have.all.keys(
      'equity',
      'requirement',
      'excess',
      'ratioBps',
      'initialRequirement',
      'driver',
      'worst',
    );
    const { stdout } = await session.run(args);
    expect(stdout)
      .to.match(/^ratio +197\.03%/m)
      .and.match(/^worst scenario +spot x0\.82, vol up, -36,9/m);
    expect((await session.json(args.slice(0, 3))).document).not.to.have.property('margin');
  });

  it('explain, account show, whatif and compare show one equity and one requirement, to the last digit', async () => {
    const market = ['--market', file('market.json')];
    for (const book of [undefined, ISOLATED, CROSS]) {
      const path = write('book.json', formatAccount(openBook(marketAfter(SNAPSHOT), 1n, book)));
      const shown = async (args: readonly string[], pattern: RegExp): Promise<string[]> =>
        [...(pattern.exec((await session.run([...args, ...market])).stdout) ?? [])].slice(1);
      const account = ['--account', path];
      const figures = await shown(
        ['explain', ...account],
        /│ equity +│ +([\d.,]+) │[^]*│ maintenance requirement +│ +│ +([\d.,]+) │/,
      );
      expect(figures).to.have.length(2);
      for (const [args, pattern] of [
        [['account', 'show', path], /equity +([\d.,]+)\nmaintenance requirement +([\d.,]+),/],
        [['whatif', ...account], /│ equity +│ +([\d.,]+) │.*\n│ maintenance requirement +│ +([\d.,]+) │/],
        [['compare', ...account], /as given[^│]*│[^│]*│ +([\d.,]+) │ +([\d.,]+) │/],
      ] as const)
        expect(await shown(args, pattern), args[0]).to.deep.equal(figures);
    }
  });

  it('an error about a slot names its instrument', async () => {
    const book = { ...ISOLATED, holdings: [['BTC-26JUN20-12000-C', '1']] as const };
    const path = write('taken.json', formatAccount(openBook(marketAfter(SNAPSHOT), 1n, book)));
    const args = ['explain', '--account', path, '--market', file('market.json')];
    await session.fails({ args, code: 'USAGE', message: /got slot \d+ \(BTC-26JUN20-12000-C\)$/ });
  });

  it('account new warns of an account that fits no circuit, and of names that no root binds', async () => {
    const make = (out: string, legs: readonly string[], market: readonly string[] = []) =>
      session.run([
        ...['account', 'new', '--owner', OWNER, '--out', file(out), ...market],
        ...legs.flatMap((leg) => ['--leg', leg]),
      ]);
    const many = Array.from({ length: 65 }, (_, index) => `${index + 1}=1@0`);
    expect((await make('many.json', many)).stderr).to.include('warning: nothing can be proven about this account');
    await session.run(['market', 'build', file('market.json'), '--out', file('table.json')]);
    const table = ['--market', file('table.json')];
    expect((await make('named.json', ['BTC=1'], table)).stderr).to.match(/warning: .*table\.json .* check the slots/);
    for (const quiet of [
      await make('slot.json', ['1=1']),
      await make('source.json', ['BTC=1'], ['--market', file('market.json')]),
    ])
      expect([quiet.code, quiet.stderr.includes('warning')]).to.deep.equal([0, false]);
  });

  it('an interrupted command says so in one line, or with --json in one document', async () => {
    const interrupt = {
      onProgress: (text: string, kill: (signal: NodeJS.Signals) => void): void => {
        if (text.includes('opening the prover')) kill('SIGINT');
      },
    };
    const { code, stdout, stderr } = await session.run(prove('interrupted.json', '--insolvent'), interrupt);
    expect([code, stdout]).to.deep.equal([130, '']);
    expect(stderr.match(/^interrupted$/gm)).to.have.length(1);
    const json = await session.json(prove('interrupted.json', '--insolvent'), interrupt);
    expect([json.code, (json.document['error'] as Json)['code']]).to.deep.equal([130, 'ENVIRONMENT']);
    expect(session.files(/interrupted/)).to.deep.equal([]);
  });

  it('the generator of verifiers has help with examples', async () => {
    const script = ['--disable-warning=ExperimentalWarning', 'scripts/generate-verifiers.ts', '--help'];
    const { stdout } = await promisify(execFile)(process.execPath, script);
    expect(stdout).to.include('Usage: npm run verifiers').and.to.include('Examples:');
  });
});
