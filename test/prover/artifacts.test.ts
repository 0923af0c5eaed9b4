import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { setupCommand } from '../../prover/artifacts/build-folder.ts';
import { committedManifest } from '../../prover/artifacts/committed.ts';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { FetchSource } from '../../prover/artifacts/fetch-source.ts';
import { ARTIFACT_FILES, parseManifest } from '../../prover/artifacts/manifest.ts';
import { readArtifact } from '../../prover/artifacts/source.ts';
import { PlimsollError } from '../../prover/errors.ts';
import { ROOT } from '../../prover/root.ts';
import { mainCircuits } from '../../prover/setup/compile.ts';
import { openVerificationKey } from '../../prover/verify.ts';
import { smallCircuits, type SmallCircuits } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';

describe('artefacts', () => {
  let small: SmallCircuits;
  before(async () => {
    small = await smallCircuits();
  });

  it('refuses an artefact whose sha256 differs from the manifest', async () => {
    for (const file of ARTIFACT_FILES) {
      const genuine = await small.file('multiply', file);
      for (const flipped of [0, genuine.length >> 1, genuine.length - 1]) {
        const source = {
          read: () => {
            const bytes = genuine.slice();
            bytes[flipped] = (bytes[flipped] ?? 0) ^ 1;
            return Promise.resolve(bytes);
          },
        };
        const error = await rejection(
          readArtifact({ source, manifest: small.manifest, circuit: 'multiply', file }),
          'ENVIRONMENT',
          /artefact multiply\/multiply\.\S+: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}/,
        );
        expect(error.details).to.include({
          circuit: 'multiply',
          file,
          expected: small.manifest.circuits['multiply']?.files[file].sha256,
        });
      }
    }
  });

  it('refuses a truncated artefact', async () => {
    const genuine = await small.file('multiply', 'zkey');
    const source = { read: () => Promise.resolve(genuine.slice(0, -1)) };
    await rejection(
      readArtifact({ source, manifest: small.manifest, circuit: 'multiply', file: 'zkey' }),
      'ENVIRONMENT',
      /expected sha256/,
    );
  });

  it('says what is missing, and how to make it only where that would put it there', async () => {
    const read = (source: DirectorySource) =>
      readArtifact({ source, manifest: small.manifest, circuit: 'multiply', file: 'zkey' });
    const missing = /^artefact multiply\/multiply\.zkey: expected a file, got none/.source;
    await rejection(read(new DirectorySource('/nowhere')), 'ENVIRONMENT', new RegExp(`${missing}$`));
    await rejection(read(new DirectorySource()), 'ENVIRONMENT', new RegExp(`${missing}; run: .* multiply$`));
    const source = new DirectorySource('/nowhere');
    await rejection(
      readArtifact({ source, manifest: small.manifest, circuit: 'constructor', file: 'zkey' }),
      'ENVIRONMENT',
      /expected circuit constructor, got in-range, multiply/,
    );
  });

  it('one setup command: of a checkout or an installed package, into the folder in use', () => {
    const [checkout, installed] = ['/home/trader/plimsoll', '/home/trader/desk/node_modules/plimsoll'];
    expect(setupCommand('cross-8', { root: checkout, folder: '' })).to.equal('npm run setup -- --circuits cross-8');
    expect(setupCommand(undefined, { root: checkout, folder: '' })).to.equal('npm run setup');
    expect(setupCommand('cross-8', { root: installed, folder: '/tmp/a b' })).to.equal(
      "PLIMSOLL_BUILD='/tmp/a b' npx plimsoll setup --circuits cross-8",
    );
    expect(setupCommand(undefined, { root: installed, folder: '/tmp/keys' })).to.equal(
      'PLIMSOLL_BUILD=/tmp/keys npx plimsoll setup',
    );
  });

  it('fetches over HTTP, and names what is not there', async () => {
    const bytes = await small.file('multiply', 'vkey');
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/keys/multiply/multiply.vkey.json' ? 200 : 404;
      response.end(response.statusCode === 200 ? bytes : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const source = new FetchSource(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys/`));
      const read = (file: 'vkey' | 'zkey') =>
        readArtifact({ source, manifest: small.manifest, circuit: 'multiply', file });
      expect(Buffer.compare(await read('vkey'), bytes)).to.equal(0);
      await rejection(read('zkey'), 'ENVIRONMENT', /multiply\.zkey: expected a file, got none/);
    } finally {
      server.close();
    }
  });

  it('has a committed manifest that lists every main circuit', async () => {
    expect(Object.keys(committedManifest().circuits).sort()).to.deep.equal(await mainCircuits());
  });

  it('commits the verification key of every circuit, as the manifest has it, and packs it', async () => {
    const manifest = committedManifest();
    const circuits = Object.keys(manifest.circuits);
    const files = circuits.map((circuit) => `prover/artifacts/keys/${circuit}.vkey.json`);
    expect(globSync('prover/artifacts/keys/*', { cwd: ROOT }).sort()).to.deep.equal(files);
    // From a folder that holds nothing the committed one is read, and checked like any other.
    const source = new DirectorySource('/nowhere');
    for (const circuit of circuits) await openVerificationKey({ circuit, source, manifest });
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
    });
    const [{ files: packed = [] } = {}] = JSON.parse(stdout) as { files?: { path: string }[] }[];
    expect(packed.map(({ path }) => path)).to.include.members([...files, 'prover/artifacts/manifest.json']);
  });

  it('poisoned committed key: another sha256 than the manifest is never used', async () => {
    const manifest = structuredClone(committedManifest());
    for (const { files } of Object.values(manifest.circuits)) files.vkey.sha256 = '00'.repeat(32);
    await rejection(
      openVerificationKey({ circuit: 'cross-8', source: new DirectorySource('/nowhere'), manifest }),
      'ENVIRONMENT',
      /cross-8\.vkey\.json: expected sha256 0{64}, got [0-9a-f]{64}/,
    );
  });

  it('refuses a manifest with a short hash, an unknown field, or a development key called secure', () => {
    const entry = small.manifest.circuits['multiply'];
    const withEntry = (changes: object): unknown => ({
      ...small.manifest,
      circuits: { multiply: { ...entry, ...changes } },
    });
    const refused = (json: unknown, message: RegExp): void => {
      expect(() => parseManifest(json)).to.throw(PlimsollError, message);
    };
    refused(
      withEntry({ files: { ...entry?.files, zkey: { sha256: 'ab', bytes: 1 } } }),
      /circuits\.multiply\.files\.zkey\.sha256/,
    );
    refused(withEntry({ surprise: 1 }), /circuits\.multiply/);
    refused(withEntry({ key: { kind: 'development', insecure: false, seed: 'x' } }), /key\.insecure/);
    refused(withEntry({ key: { ...entry?.key, kind: 'ceremony' } }), /key/);
  });
});
