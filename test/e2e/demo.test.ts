import { expect } from 'chai';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { whyNotReady } from '../../sdk/demo/prepare.ts';
import { Session } from '../support/cli.ts';

/** What the summary must say, as far as the test looks at it. */
interface Summary {
  readonly ok: boolean;
  readonly ratioBps: readonly [string, string];
  readonly certifiedBps: string;
  readonly expectations: readonly { readonly name: string; readonly ok: boolean; readonly got: string }[];
}

describe('demonstration', () => {
  const session = new Session();
  after(() => session.close());

  it('refuses a folder that holds files, a file, and a place below a file, before the story starts', async () => {
    const file = session.write('a-file', 'not a folder');
    const bad = (out: string, message: RegExp) => ({ args: ['demo', '--out', out], code: 'USAGE', message }) as const;
    await session.fails(
      bad(session.folder, /expected a new or empty folder, got one that holds files/),
      bad(file, /a-file: expected a writable folder, got EEXIST/),
      bad(join(file, 'story'), /expected a writable folder, got ENOTDIR/),
    );
    expect(session.files(/./)).to.deep.equal(['a-file']);
  });

  it('tells an altered key from one that is not there', async () => {
    expect(await whyNotReady('portfolio-8', session.file('nowhere'))).to.include('not there yet');
    mkdirSync(join(session.file('keys'), 'portfolio-8'), { recursive: true });
    session.write('keys/portfolio-8/portfolio-8.wasm', 'altered');
    expect(await whyNotReady('portfolio-8', session.file('keys'))).to.include('portfolio-8.wasm is altered');
  });

  it('plays to its end with every expectation met, tells its story on stderr, and exits by itself', async () => {
    const { code, stdout, stderr } = await session.run(['demo', '--json', '--out', session.file('story')]);
    expect(code, stderr).to.equal(0);
    const { ok, ratioBps, certifiedBps, expectations } = JSON.parse(stdout) as Summary;
    expect(ok).to.equal(true);
    expect(Number(ratioBps[0])).to.be.above(10_000);
    expect(Number(ratioBps[1])).to.be.below(10_000);
    expect(Number(certifiedBps)).to.be.above(10_000);

    for (const method of ['isolated', 'cross']) {
      const about = expectations.filter(({ name }) => name.includes(`of the ${method} account`));
      expect(about.map(({ got }) => got.split(',')[0])).to.deep.equal(['accepted', 'refused']);
    }

    const refusals = expectations.filter(({ got }) => got.startsWith('refused'));
    expect(refusals).to.have.length.above(9);
    expect(expectations.filter((expectation) => !expectation.ok)).to.deep.equal([]);
    expect(stderr)
      .to.match(/worst scenario \([\d,]+ x 0\.8\)/)
      .and.to.match(/worst scenario +spot -18\.0% vol up\n/);
    expect(stderr).to.include('INSECURE').and.to.include('◀ worst').and.to.include('the liquidator proves insolvency');

    // What it leaves behind is real: others can check it with no chain.
    const verified = await Promise.all([
      session.run([
        'verify',
        session.file('story/certificate.json'),
        '--market',
        session.file('story/market.json'),
        '--account',
        session.file('story/account.json'),
      ]),
      session.run([
        'verify',
        session.file('story/insolvency.json'),
        '--market',
        session.file('story/market-crash.json'),
      ]),
    ]);
    expect(verified.map((run) => run.code)).to.deep.equal([0, 0]);
    session.expectUnprinted(BigInt((session.read('story/account.json') as { blinding: string }).blinding));
  });
});
