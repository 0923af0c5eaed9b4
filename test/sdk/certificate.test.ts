import { expect } from 'chai';

import { committedManifest } from '../../prover/artifacts/committed.ts';
import { PlimsollError } from '../../prover/errors.ts';
import { accountMargin, isSolvent } from '../../prover/model/margin.ts';
import { Market } from '../../prover/model/tree.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import type { Account } from '../../prover/model/account.ts';
import { formatCertificate, parseCertificate, type Certificate } from '../../sdk/certificate.ts';
import { contextOf } from '../../sdk/context.ts';
import { claimInWords, MarginProver, statementInWords, type CertificateRequest } from '../../sdk/prove.ts';
import { verifyCertificate, type Check } from '../../sdk/verify.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';

const LINE = { thresholdBps: 10_000n, minExcess: 0n };
const ADDRESSEE = { chainId: 31337n, registry: `0x${'5a'.repeat(20)}`, caller: `0x${'c4'.repeat(20)}` };

/** A random account that is solvent in its random market, with something at stake. */
function solventAccount(random: Random): { account: Account; market: Market } {
  for (;;) {
    const market = new Market(randomTable(random));
    const account = randomAccount(random, market.table);
    const margin = accountMargin(account, market.table, 'maintenance');
    if (margin.requirement > 0n && isSolvent(margin, LINE)) return { account, market };
  }
}

async function failure(action: () => unknown): Promise<PlimsollError> {
  try {
    await action();
  } catch (error) {
    expect(error).to.be.instanceOf(PlimsollError);
    return error as PlimsollError;
  }
  throw new Error('expected a failure, got none');
}

describe('certificate', () => {
  const { account, market } = solventAccount(new Random(11n));
  const request: CertificateRequest = { account, market, claim: LINE, side: 'solvent', addressee: ADDRESSEE };
  let prover: MarginProver;
  let certificate: Certificate;

  before(async function () {
    this.timeout(60_000);
    prover = await MarginProver.openFor(account, market);
    certificate = await prover.prove(request);
  });
  after(() => prover.close());

  const failed = async (changed: Certificate): Promise<Check['name'][]> => {
    const { valid, checks } = await verifyCertificate(changed, { market, account });
    const names = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    expect(valid).to.equal(names.length === 0);
    return names;
  };

  it('is valid as it was made, and as it is read back from its file', async () => {
    expect(await failed(certificate)).to.deep.equal([]);
    const file: unknown = JSON.parse(JSON.stringify(formatCertificate(certificate)));
    expect(parseCertificate(file)).to.deep.equal(certificate);
  });

  it('says that a development key is insecure', async () => {
    expect((await verifyCertificate(certificate)).insecure).to.equal(true);
    expect(certificate.key.insecure).to.equal(true);
  });

  for (const name of ['commitment', 'marketRoot', 'thresholdBps', 'minExcess', 'context'] as const) {
    it(`+1 on the public signal ${name} is invalid`, async () => {
      const statement = { ...certificate.statement, [name]: certificate.statement[name] + 1n };
      expect(await failed({ ...certificate, statement })).to.include('proof');
    });

    it(`+r on the public signal ${name} is invalid`, async () => {
      const statement = { ...certificate.statement, [name]: certificate.statement[name] + SCALAR_FIELD };
      expect(await failed({ ...certificate, statement })).to.include.members(['ranges', 'proof']);
    });
  }

  it('the other side of the line is invalid', async () => {
    expect(
      await failed({ ...certificate, statement: { ...certificate.statement, solvent: false } }),
    ).to.include.members(['context', 'proof']);
  });

  it('every part of the context is bound', async () => {
    const { context } = certificate;
    const changes: Partial<Certificate['context']>[] = [
      { chainId: 1n },
      { registry: `0x${'5b'.repeat(20)}` },
      { account: `0x${'01'.repeat(32)}` },
      { sequence: context.sequence + 1n },
      { caller: `0x${'c5'.repeat(20)}` },
      { parameterVersion: context.parameterVersion + 1n },
    ];
    for (const change of changes) {
      expect(
        await failed({ ...certificate, context: { ...context, ...change } }),
        JSON.stringify(Object.keys(change)),
      ).to.include('context');
    }
  });

  it('a context rewritten together with its signal fails as a proof', async () => {
    const context = { ...certificate.context, caller: `0x${'c5'.repeat(20)}` };
    const statement = { ...certificate.statement, context: contextOf(context) };
    expect(await failed({ ...certificate, context, statement })).to.deep.equal(['proof']);
  });

  it('a proof point off the curve or out of its field is invalid, not an error', async () => {
    const [x, y] = certificate.proof.a;
    expect(await failed({ ...certificate, proof: { ...certificate.proof, a: [x, y + 1n] } })).to.deep.equal(['proof']);
    expect(await failed({ ...certificate, proof: { ...certificate.proof, a: [x + (1n << 255n), y] } })).to.deep.equal([
      'proof',
    ]);
  });

  it('another key than the committed one is named', async () => {
    expect(await failed({ ...certificate, key: { ...certificate.key, sha256: 'ab'.repeat(32) } })).to.deep.equal([
      'key',
    ]);
    expect(await failed({ ...certificate, key: { ...certificate.key, insecure: false } })).to.deep.equal(['key']);
  });

  it('a circuit that is no margin statement is not asked', async () => {
    expect(await failed({ ...certificate, circuit: 'another-statement' })).to.deep.equal(['key']);
  });

  it('another market or account than the certified one is named', async () => {
    const other = solventAccount(new Random(12n));
    const { checks } = await verifyCertificate(certificate, other);
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).to.deep.equal(['market', 'account']);
  });

  it("an account of another method than the circuit's is named", async () => {
    const { checks } = await verifyCertificate(certificate, { account: { ...account, method: 'cross' } });
    const [failing] = checks.filter(({ ok }) => !ok);
    expect(failing?.name).to.equal('account');
    expect(failing?.reason).to.match(/^method: expected portfolio, got cross; commitment: /);
  });

  it('the whole claim is in its words, on both sides of the line', () => {
    const claim = { thresholdBps: 10_050n, minExcess: 40_000n * 10n ** 8n };
    const line = '100.50% of the maintenance requirement plus 40000';
    expect(claimInWords({ claim, side: 'solvent' })).to.equal(`equity at or above ${line}`);
    expect(claimInWords({ claim, side: 'insolvent' })).to.equal(`equity below ${line}`);
    expect(claimInWords({ claim: { ...claim, minExcess: 1n }, side: 'insolvent' })).to.match(/ plus 0\.00000001$/);
    expect(statementInWords(certificate.statement)).to.equal(
      'equity at or above 100.00% of the maintenance requirement',
    );
  });

  it('the false side is refused before proving, and says how far off', async () => {
    const error = await failure(() => prover.prove({ ...request, side: 'insolvent' }));
    expect(error.code).to.equal('INVALID');
    expect(error.details).to.have.property('ratioBps');
    expect(error.message).to.include('the claim is false and has no proof');
  });

  it('a claim that no chain accepts is refused for a chain', async () => {
    expect(
      (await failure(() => prover.prove({ ...request, claim: { thresholdBps: 9_999n, minExcess: 0n } }))).code,
    ).to.equal('USAGE');
    const insolvency = { ...request, side: 'insolvent' as const, claim: { thresholdBps: 10_001n, minExcess: 0n } };
    expect((await failure(() => prover.prove(insolvency))).code).to.equal('USAGE');
  });

  it('a manifest with another hash of the key stops verification', async () => {
    const manifest = structuredClone(committedManifest());
    const entry = manifest.circuits[certificate.circuit];
    if (entry === undefined) throw new Error('expected the circuit in the manifest');
    entry.files.vkey.sha256 = '00'.repeat(32);
    const error = await failure(() => verifyCertificate(certificate, { manifest }));
    expect(error.code).to.equal('ENVIRONMENT');
    expect(error.message).to.include('vkey.json');
  });

  it('a malformed file is named by place', async () => {
    const file = formatCertificate(certificate);
    const wrong: [unknown, string][] = [
      [{ ...file, version: 2 }, 'certificate.version'],
      [{ ...file, note: 'hello' }, 'certificate'],
      [{ ...file, proof: file.proof.slice(1) }, 'certificate.proof'],
      [{ ...file, statement: { ...file.statement, thresholdBps: '1e4' } }, 'certificate.statement.thresholdBps'],
      [{ ...file, statement: { ...file.statement, commitment: '0x12' } }, 'certificate.statement.commitment'],
      [null, 'certificate'],
    ];
    for (const [json, place] of wrong) {
      const error = await failure(() => parseCertificate(json));
      expect(error.code).to.equal('USAGE');
      expect(error.message).to.match(new RegExp(`^${place.replaceAll('.', '\\.')}: `));
    }
  });
});
