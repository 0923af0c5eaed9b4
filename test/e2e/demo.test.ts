import { expect } from 'chai';
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

  it('plays to its end with every expectation met, tells its story on stderr, and exits by itself', async () => {
    const { code, stdout, stderr } = await session.run(['demo', '--json', '--out', session.folder]);
    expect(code, stderr).to.equal(0);
    const { ok, ratioBps, certifiedBps, expectations } = JSON.parse(stdout) as Summary;
    expect(ok).to.equal(true);
    expect(Number(ratioBps[0])).to.be.above(10_000);
    expect(Number(ratioBps[1])).to.be.below(10_000);
    expect(Number(certifiedBps)).to.be.above(10_000);

    const refusals = expectations.filter(({ got }) => got.startsWith('refused'));
    expect(refusals).to.have.length.above(9);
    expect(expectations.filter((expectation) => !expectation.ok)).to.deep.equal([]);
    expect(stderr).to.include('INSECURE').and.to.include('◀ worst').and.to.include('the liquidator proves insolvency');

    // What it leaves behind is real: others can check it with no chain.
    const verified = await Promise.all([
      session.run([
        'verify',
        session.file('certificate.json'),
        '--market',
        session.file('market.json'),
        '--account',
        session.file('account.json'),
      ]),
      session.run(['verify', session.file('insolvency.json'), '--market', session.file('market-crash.json')]),
    ]);
    expect(verified.map((run) => run.code)).to.deep.equal([0, 0]);
    session.expectUnprinted(BigInt((session.read('account.json') as { blinding: string }).blinding));
  });
});
