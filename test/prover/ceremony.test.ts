import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectorySource } from '../../prover/artifacts/directory-source.ts';
import { digestOf } from '../../prover/artifacts/source.ts';
import { readSections, section, writeSections } from '../../prover/binfile.ts';
import { toxicWasteFromSeed, writeKey } from '../../prover/dealer/dealer.ts';
import { Prover } from '../../prover/prover.ts';
import {
  applyBeacon,
  contribute,
  finishCeremony,
  initCeremony,
  verifyCeremony,
  type CeremonyPlace,
} from '../../prover/setup/ceremony.ts';
import { checkContributions, readContributions } from '../../prover/setup/contributions.ts';
import { downloadPowersOfTau } from '../../prover/setup/powers-of-tau.ts';
import { readManifest } from '../../prover/setup/setup.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import { sourceOf } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';
import { powersOfTau } from '../support/powers-of-tau.ts';

const BEACON = { hash: '0102030405060708091011121314151617181920212223242526272829303132', iterationsExponent: 10 };

describe('ceremony', () => {
  let folder: string;
  let place: CeremonyPlace & { directory: string; outDir: string };
  let pinned: { file: string; sha256: string };
  /** Ceremonies to start a test from: with no, one or two contributions, and whole. */
  const stages: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-'));
    const file = join(folder, 'powers.ptau');
    const bytes = await powersOfTau(6, toxicWasteFromSeed('powers of tau for a test'));
    await writeFile(file, bytes);
    pinned = { file, sha256: createHash('sha256').update(bytes).digest('hex') };
    const stage = async (work: Promise<unknown>): Promise<void> => {
      await work;
      const copy = join(folder, `stage-${stages.length}`);
      await cp(place.directory, copy, { recursive: true });
      stages.push(copy);
    };
    place = {
      circuit: 'in-range',
      source: sourceOf('in-range'),
      outDir: join(folder, 'out'),
      directory: join(folder, 'ceremony'),
    };
    await stage(initCeremony({ ...place, powersOfTau: pinned }));
    await stage(contribute({ ...place, name: 'first', entropy: 'some text' }));
    await stage(contribute({ ...place, name: 'second' }));
    await stage(applyBeacon({ ...place, ...BEACON }));
  });
  after(() => rm(folder, { recursive: true }));

  /** A copy of the ceremony at that stage. */
  const at = async (stage: number): Promise<typeof place> => {
    const directory = await mkdtemp(join(folder, 'copy-'));
    await cp(stages[stage] as string, directory, { recursive: true });
    return { ...place, directory };
  };
  const newest = async ({ directory }: typeof place): Promise<string> =>
    join(
      directory,
      (await readdir(directory))
        .filter((name) => name.endsWith('.zkey'))
        .sort()
        .at(-1) as string,
    );
  /** Replaces the newest key, and its hash in the transcript, as an attacker who holds the folder can. */
  const replace = async (ceremony: typeof place, bytes: Uint8Array): Promise<void> => {
    await writeFile(await newest(ceremony), bytes);
    const path = join(ceremony.directory, 'transcript.json');
    const transcript = JSON.parse(await readFile(path, 'utf8')) as { steps: { sha256: string }[] };
    (transcript.steps.at(-1) as { sha256: string }).sha256 = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path, JSON.stringify(transcript));
  };

  it('takes two contributions and a beacon to a key that proves, with its origin in the manifest', async () => {
    const manifestPath = join(folder, 'manifest.json');
    const ceremony = await at(3);
    const key = await finishCeremony({ ...ceremony, powersOfTau: pinned, manifestPath });
    expect(key).to.deep.include({
      kind: 'ceremony',
      insecure: false,
      contributions: 2,
      beacon: BEACON,
      powersOfTau: pinned.sha256,
    });
    const manifest = await readManifest(manifestPath);
    const opening = { circuit: 'in-range', manifest, source: new DirectorySource(place.outDir) };
    const prover = await Prover.open({ ...opening, singleThread: true });
    const result = await prover.prove({ value: 12n });
    expect(await verifyProof({ key: await openVerificationKey(opening), ...result })).to.deep.equal({
      valid: true,
      insecure: false,
    });
    const copied = await readFile(join(folder, 'keys/in-range.vkey.json'));
    expect(digestOf(copied)).to.deep.equal(manifest.circuits['in-range']?.files.vkey);
    const transcript = await readFile(join(place.outDir, 'in-range/in-range.ceremony.json'));
    expect(key).to.have.property('transcript', createHash('sha256').update(transcript).digest('hex'));
    expect(transcript.toString()).to.not.match(/some text/);
  });

  it('refuses a key with no phase-2 contribution (gamma = delta)', async () => {
    await rejection(verifyCeremony({ ...(await at(0)), powersOfTau: pinned }), 'INVALID', /delta to differ from gamma/);
  });

  it('refuses a key with a single contribution, and one without a beacon', async () => {
    await rejection(
      verifyCeremony({ ...(await at(1)), powersOfTau: pinned }),
      'INVALID',
      /at least 2 phase-2 contributions, got 1/,
    );
    await rejection(verifyCeremony({ ...(await at(2)), powersOfTau: pinned }), 'INVALID', /beacon/);
  });

  it('refuses powers of tau whose hash is not the pinned one, and powers of tau with no pinned hash', async () => {
    const begin = (powers: object) =>
      initCeremony({ ...place, directory: join(folder, 'fresh'), powersOfTau: { file: pinned.file, ...powers } });
    await rejection(begin({ sha256: '00'.repeat(32) }), 'ENVIRONMENT', /expected sha256 0000/);
    await rejection(begin({ blake2b: '11'.repeat(64) }), 'ENVIRONMENT', /expected blake2b 1111/);
    await rejection(begin({}), 'USAGE', /pinned sha256 or blake2b/);
    expect(await readdir(join(folder, 'fresh'))).to.deep.equal([]);
    await rejection(
      begin({ file: join(folder, 'absent'), sha256: pinned.sha256 }),
      'ENVIRONMENT',
      /absent: expected a file/,
    );
  });

  it('downloads powers of tau, and keeps nothing whose hash is not the pinned one', async () => {
    const server = createServer((_, response) => createReadStream(pinned.file).pipe(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const file = join(folder, 'downloaded.ptau');
      await rejection(
        downloadPowersOfTau({ url, file, sha256: '00'.repeat(32) }),
        'ENVIRONMENT',
        /expected sha256 0000/,
      );
      await rejection(downloadPowersOfTau({ url, file }), 'USAGE', /pinned/);
      expect((await readdir(folder)).filter((name) => name.startsWith('downloaded'))).to.deep.equal([]);
      expect(await downloadPowersOfTau({ url, file, sha256: pinned.sha256 })).to.equal(pinned.sha256);
      expect(Buffer.compare(await readFile(file), await readFile(pinned.file))).to.equal(0);
    } finally {
      server.close();
    }
  });

  it('refuses powers of tau other than those the key was made from', async () => {
    const file = join(folder, 'others.ptau');
    const bytes = await powersOfTau(6, toxicWasteFromSeed('others'));
    await writeFile(file, bytes);
    const powers = { file, sha256: createHash('sha256').update(bytes).digest('hex') };
    await rejection(verifyCeremony({ ...(await at(3)), powersOfTau: powers }), 'INVALID', /expected powers of tau/);
  });

  it('refuses a key that differs from the transcript, at every step', async () => {
    const ceremony = await at(2);
    const path = await newest(ceremony);
    const bytes = await readFile(path);
    bytes[bytes.length - 300] = (bytes[bytes.length - 300] as number) ^ 1;
    await writeFile(path, bytes);
    await rejection(contribute({ ...ceremony, name: 'third' }), 'ENVIRONMENT', /0002\.zkey: expected sha256/);
    await rejection(applyBeacon({ ...ceremony, ...BEACON }), 'ENVIRONMENT', /0002\.zkey: expected sha256/);
    await rejection(verifyCeremony({ ...ceremony, powersOfTau: pinned }), 'ENVIRONMENT', /0002\.zkey: expected sha256/);
  });

  it('refuses the contributions of a whole ceremony pasted into a key whose secrets are known', async () => {
    const ceremony = await at(3);
    const path = await newest(ceremony);
    const honest = readSections(new Uint8Array(await readFile(path)), 'zkey');
    const r1cs = new Uint8Array(await readFile(join(place.outDir, 'in-range/in-range.r1cs')));
    const known = readSections(await writeKey(r1cs, toxicWasteFromSeed('known to the attacker')), 'zkey');
    const forged = [...known.keys()].map(
      (number) => [number, section(number === 10 ? honest : known, number)] as const,
    );
    await replace(ceremony, writeSections('zkey', 1, forged));
    await rejection(verifyCeremony({ ...ceremony, powersOfTau: pinned }), 'INVALID', /follows from its contributions/);
  });

  it('refuses one point of the key changed together with the transcript', async () => {
    const ceremony = await at(3);
    const file = new Uint8Array(await readFile(await newest(ceremony)));
    const points = section(readSections(file, 'zkey'), 8);
    points.copyWithin(0, 64, 128);
    await replace(ceremony, file);
    await rejection(verifyCeremony({ ...ceremony, powersOfTau: pinned }), 'INVALID', /follows from its contributions/);
  });

  it('refuses a key for another version of the circuit', async () => {
    const changed = join(folder, 'changed.circom');
    await writeFile(changed, (await readFile(sourceOf('in-range'), 'utf8')).replaceAll('16', '17'));
    const elsewhere = { ...(await at(3)), source: changed, outDir: join(folder, 'elsewhere') };
    await rejection(verifyCeremony({ ...elsewhere, powersOfTau: pinned }), 'INVALID', /expected a key for the r1cs/);
  });

  it('refuses a second beacon, a contribution after the beacon, a short beacon, and a second start', async () => {
    const whole = await at(3);
    await rejection(applyBeacon({ ...whole, ...BEACON }), 'USAGE', /one beacon, got a second/);
    await rejection(contribute({ ...whole, name: 'late' }), 'USAGE', /before the beacon/);
    const open = await at(2);
    await rejection(applyBeacon({ ...open, ...BEACON, hash: 'abcd' }), 'USAGE', /32 bytes/);
    await rejection(applyBeacon({ ...open, ...BEACON, iterationsExponent: 5 }), 'USAGE', /\[10, 63\]/);
    await rejection(initCeremony({ ...open, powersOfTau: pinned }), 'ENVIRONMENT', /under way/);
  });

  it('reads the names and the beacon that a key records', async () => {
    const file = new Uint8Array(await readFile(await newest(await at(3))));
    const contributions = readContributions(file);
    expect(contributions.map(({ name }) => name)).to.deep.equal(['first', 'second', 'beacon']);
    expect(checkContributions(file)).to.deep.equal({ contributions: 2, beacon: BEACON });
    expect(new Set(contributions.map(({ delta }) => delta)).size).to.equal(3);
  });
});
