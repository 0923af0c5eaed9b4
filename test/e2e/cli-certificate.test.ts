import { expect } from 'chai';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACT_DIRECTORY } from '../../prover/artifacts/build-folder.ts';
import type { formatCertificate } from '../../sdk/certificate.ts';
import { marketAfter, marketFile, openBook, SNAPSHOT, SNAPSHOT_TIME } from '../../sdk/demo/book.ts';
import { formatAccount } from '../../sdk/files/account-file.ts';
import { Session, type Failure, type Json } from '../support/cli.ts';
import { SERVED_CHAIN_ID, serveStage, type ServedStage } from '../support/served-chain.ts';

type CertificateFile = ReturnType<typeof formatCertificate>;

const CIRCUIT = 'portfolio-8';

describe('command line: certificates', () => {
  const session = new Session();
  const file = session.file.bind(session);
  const write = session.write.bind(session);
  const nowhere = { PLIMSOLL_BUILD: file('nowhere') };
  const market = marketAfter(SNAPSHOT);
  let served: ServedStage;
  let addressee: string[];

  const prove = (out: string, ...more: readonly string[]): string[] => {
    const files = ['--account', file('account.json'), '--market', file('market.json'), '--out', file(out)];
    return ['prove', ...files, '--threshold-bps', '10000', ...more];
  };
  const certificate = (): CertificateFile => session.read('certificate.json') as CertificateFile;

  before(async () => {
    served = await serveStage(SNAPSHOT_TIME, [CIRCUIT]);
    const { stage } = served;
    const account = openBook(market, BigInt(stage.trader));
    await stage.attest(account);
    await stage.post(market.market);
    write('market.json', marketFile(SNAPSHOT));
    write('account.json', formatAccount(account));
    addressee = ['--chain-id', String(SERVED_CHAIN_ID), '--registry', stage.registry];
    const { code, stderr } = await session.run(prove('certificate.json', ...addressee));
    expect(code, stderr).to.equal(0);
  });
  after(async () => {
    await served.close();
    session.close();
  });

  describe('prove', () => {
    it('refuses a false claim with 1, before any key is read, and writes nothing', async () => {
      const bad = (more: readonly string[], message: RegExp): Failure => ({
        args: prove('false.json', ...more),
        env: nowhere,
        code: 'INVALID',
        message,
      });
      await session.fails(
        bad(['--threshold-bps', '30000'], /^claim: expected equity at or above 300\.00% .* no proof$/),
        bad(['--insolvent'], /^claim: expected equity below 100\.00%/),
        bad(['--min-excess', '1000000'], /^claim: expected equity at or above 100\.00% .* plus 1000000/),
      );
      expect(session.files(/false/)).to.deep.equal([]);
    });

    it('names the missing artefact and what to run, with 3', () =>
      session.fails({
        args: prove('none.json'),
        env: nowhere,
        code: 'ENVIRONMENT',
        message: /expected a file, got none; run: PLIMSOLL_BUILD=\S+nowhere npm run setup -- --circuits portfolio-8$/,
      }));

    it('refuses bad numbers and half an addressee', () => {
      const bad = (more: readonly string[], message: RegExp): Failure => ({
        args: prove('none.json', ...more),
        code: 'USAGE',
        message,
      });
      return session.fails(
        bad(['--threshold-bps', '100%'], /--threshold-bps: expected a whole number, got 100%/),
        bad(['--threshold-bps', '16777216'], /--threshold-bps: expected an integer in \[0, 16777215\]/),
        bad(
          ['--min-excess', '-1'],
          /--min-excess: expected a number from 0 to 792281625142643375935\.43950335, got -1$/,
        ),
        bad(['--chain-id', '1'], /--chain-id and --registry: expected both, got no --registry/),
        bad(['--threshold-bps', '9999', ...addressee], /expected at least 10000 for a certificate on chain/),
        bad(
          ['--threshold-bps', '20000', '--insolvent', ...addressee],
          /expected 10000 bps and no excess for an insolvency/,
        ),
      );
    });

    it('leaves nothing behind when interrupted', async () => {
      const { code } = await session.run(prove('interrupted.json'), {
        onProgress: (text, kill) => {
          if (text.includes('opening the prover')) kill('SIGINT');
        },
      });
      expect(code).to.equal(130);
      expect(session.files(/interrupted|unfinished/)).to.deep.equal([]);
    });
  });

  describe('verify', () => {
    it('says in words what is proven and what not, and that the key is insecure', async () => {
      const { code, stdout, stderr } = await session.run(['verify', file('certificate.json')]);
      expect(code).to.equal(0);
      expect(stdout)
        .to.match(/^VALID\n/)
        .and.to.include('Proven:')
        .and.to.include('Not proven:')
        .and.to.include('INSECURE');
      expect(stderr).to.include('INSECURE development key');
    });

    it('needs nothing that is built: the key is part of the package', async () => {
      const { code, stderr } = await session.run(['verify', file('certificate.json')], { env: nowhere });
      expect(code, stderr).to.equal(0);
    });

    it('checks a market and an account at hand', async () => {
      const args = ['verify', file('certificate.json'), '--account', file('account.json'), '--market'];
      const right = await session.json([...args, file('market.json')]);
      expect(right.code).to.equal(0);
      expect(right.document).to.include({ valid: true, insecure: true, solvent: true, circuit: CIRCUIT });
      const wrong = await session.json([...args, write('other.json', marketFile({ ...SNAPSHOT, spot: 0.9 }))]);
      expect(wrong.code).to.equal(1);
      const failed = (wrong.document['checks'] as Json[]).filter(({ ok }) => ok === false);
      expect(failed.map(({ name }) => name)).to.deep.equal(['market']);
    });

    it('tampered certificate: +1 on each public signal exits with 1', async () => {
      const { statement, ...rest } = certificate();
      const next = (value: string | boolean): string | boolean => {
        if (typeof value === 'boolean') return !value;
        const added = BigInt(value) + 1n;
        return value.startsWith('0x') ? `0x${added.toString(16).padStart(value.length - 2, '0')}` : added.toString();
      };
      const names = Object.keys(statement) as (keyof typeof statement)[];
      expect(names).to.have.length(6);
      const runs = await Promise.all(
        names.map((name) =>
          session.json([
            'verify',
            write(`${name}.json`, { ...rest, statement: { ...statement, [name]: next(statement[name]) } }),
          ]),
        ),
      );
      expect(runs.map(({ code, document }) => [code, document['valid']])).to.deep.equal(names.map(() => [1, false]));
    });

    it('malformed certificates exit with 2', () => {
      const bad = (name: string, content: unknown, message: RegExp): Failure => ({
        args: ['verify', write(name, content)],
        code: 'USAGE',
        message,
      });
      return session.fails(
        bad('field.json', { ...certificate(), extra: 1 }, /expected known fields only, got extra/),
        bad('proof.json', { ...certificate(), proof: [] }, /proof\.json\.proof: /),
        bad('version.json', { ...certificate(), version: 9 }, /version\.json\.version: expected 1, got 9/),
        bad('null.json', null, /null\.json: expected/),
      );
    });

    it('poisoned verification key: another sha256 than the manifest is never used', async () => {
      const folder = join(file('poisoned'), 'circuits', CIRCUIT);
      mkdirSync(folder, { recursive: true });
      const key = join(folder, `${CIRCUIT}.vkey.json`);
      copyFileSync(join(ARTIFACT_DIRECTORY, CIRCUIT, `${CIRCUIT}.vkey.json`), key);
      const env = { PLIMSOLL_BUILD: file('poisoned') };
      expect((await session.run(['verify', file('certificate.json')], { env })).code).to.equal(0);
      const parsed = JSON.parse(readFileSync(key, 'utf8')) as { IC: unknown[] };
      writeFileSync(key, JSON.stringify({ ...parsed, IC: parsed.IC.toReversed() }));
      await session.fails({
        args: ['verify', file('certificate.json')],
        env,
        code: 'ENVIRONMENT',
        message: /portfolio-8\.vkey\.json: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}/,
      });
    });
  });

  describe('certify', () => {
    const KEY = `0x${'7e'.repeat(32)}`;
    const certify = (more: readonly string[], registry = served.stage.registry): string[] => [
      'certify',
      file('certificate.json'),
      '--rpc',
      served.rpc,
      '--registry',
      registry,
      ...more,
    ];

    it('refuses a certificate made for another caller, registry or chain before sending, and bad signers', async () => {
      const other = await (await served.provider.getSigner(9)).getAddress();
      const from = ['--from', served.stage.trader];
      await session.fails(
        { args: certify(['--from', other]), code: 'USAGE', message: /^certificate\.caller: expected one made for/ },
        { args: certify(from, other), code: 'USAGE', message: /^certificate\.registry: expected one made for/ },
        { args: certify([]), env: { PLIMSOLL_PRIVATE_KEY: KEY }, code: 'USAGE', message: /^certificate\.caller/ },
        {
          args: certify([]),
          env: { PLIMSOLL_PRIVATE_KEY: `${KEY}00` },
          code: 'USAGE',
          message: /^PLIMSOLL_PRIVATE_KEY: expected a private key .*, got something else/,
        },
        {
          args: certify([]),
          env: { PLIMSOLL_PRIVATE_KEY: '' },
          code: 'USAGE',
          message: /^PLIMSOLL_PRIVATE_KEY: expected a private key .*, got none/,
        },
        {
          args: certify(['--from', `0x${'12'.repeat(20)}`]),
          code: 'ENVIRONMENT',
          message: /^--from: expected an account that the node unlocks/,
        },
        {
          args: [...certify(from), '--rpc', 'http://127.0.0.1:9'],
          code: 'ENVIRONMENT',
          message: /^node 127\.0\.0\.1:\d+: expected an answer to eth_chainId \(--rpc\), got none/,
        },
        {
          args: [...certify(from), '--rpc', 'nowhere'],
          code: 'USAGE',
          message: /^--rpc: expected an http or https address/,
        },
      );
    });

    it('certifies once, and then says in words why not again', async () => {
      const from = ['--from', served.stage.trader];
      const { code, document } = await session.json(certify(from));
      expect(code).to.equal(0);
      expect(document['purpose']).to.equal('certify');
      expect(document['transaction']).to.match(/^0x[0-9a-f]{64}$/);
      expect(document['certificate']).to.include({ epoch: '1', ratioBps: '10000', excess: '0', sequence: '1' });
      await session.fails({
        args: certify(from),
        code: 'INVALID',
        message: /^certify: expected the contract to accept, got NotStronger: a certificate of epoch 1 is in force/,
      });
    });

    it('no private key is in anything that was printed', () => session.expectUnprinted(BigInt(KEY)));
  });
});
