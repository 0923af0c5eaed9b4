import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileCircuit } from '../../prover/setup/compile.ts';
import { ROOT } from '../../prover/root.ts';
import { readManifest, setup } from '../../prover/setup/setup.ts';
import { smallCircuits, sourceOf } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';

/** Runs a script of the repository; exit code and output. */
async function script(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ...parameters],
      { cwd: ROOT },
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('setup', () => {
  let folder: string;
  beforeEach(async () => {
    await mkdir(join(ROOT, 'build'), { recursive: true });
    folder = await mkdtemp(join(ROOT, 'build/test-setup-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('compiles, names the public signals in order, and does nothing the second time', async () => {
    const options = { circuit: 'multiply', source: sourceOf('multiply'), outDir: folder };
    const first = await compileCircuit(options);
    expect(first).to.include({ constraints: 1, wires: 5, cached: false });
    expect(first.publicSignals).to.deep.equal(['product', 'tag']);
    const { mtimeMs } = await stat(first.r1cs);
    expect(await compileCircuit(options)).to.deep.equal({ ...first, cached: true });
    expect((await stat(first.r1cs)).mtimeMs).to.equal(mtimeMs);
  });

  it('compiles again when an included source, the optimisation or an output file changes', async () => {
    await writeFile(join(folder, 'part.circom'), 'template Part() { signal input a; signal output b; b <== a * a; }');
    await writeFile(
      join(folder, 'whole.circom'),
      'include "part.circom"; // include "absent.circom";\ncomponent main = Part();',
    );
    const options = { circuit: 'whole', source: join(folder, 'whole.circom'), outDir: folder };
    const { r1cs } = await compileCircuit(options);
    const cached = async (changes: object = {}): Promise<boolean> =>
      (await compileCircuit({ ...options, ...changes })).cached;
    expect(await cached()).to.equal(true);
    await writeFile(
      join(folder, 'part.circom'),
      'template Part() { signal input a; signal output b; b <== a * a + 1; }',
    );
    expect(await cached()).to.equal(false);
    expect(await cached({ optimisation: 'O1' })).to.equal(false);
    expect(await cached()).to.equal(false);
    await writeFile(r1cs, 'poison');
    expect(await cached()).to.equal(false);
  });

  it('shows what the compiler said about a wrong circuit, and leaves nothing half-written', async () => {
    await writeFile(
      join(folder, 'wrong.circom'),
      'template Wrong() { signal input a; b <== a; }\ncomponent main = Wrong();',
    );
    const compile = (source: string) => compileCircuit({ circuit: 'wrong', source, outDir: folder });
    await rejection(compile(join(folder, 'wrong.circom')), 'USAGE', /wrong\.circom to compile[\s\S]*b/);
    expect(await readdir(join(folder, 'wrong'))).to.deep.equal([]);
    await rejection(
      compile(join(folder, 'absent.circom')),
      'USAGE',
      /expected a circuit at .*absent\.circom, got no file/,
    );
  });

  it('leaves nothing half-written when cancelled', async () => {
    const signal = AbortSignal.timeout(50);
    await rejection(
      compileCircuit({ circuit: 'in-range', source: sourceOf('in-range'), outDir: folder, signal }),
      'ENVIRONMENT',
      /cancelled/,
    );
    expect(await readdir(join(folder, 'in-range'))).to.deep.equal([]);
  });

  it('compiles the next circuit while it deals a key; when dealing is cancelled, neither leaves anything half-written', async () => {
    const cancelled = new AbortController();
    const messages: string[] = [];
    const onMessage = (message: string): void => {
      messages.push(message.split(' ')[0] ?? '');
      if (message.startsWith('dealing')) setImmediate(() => cancelled.abort());
    };
    const manifestPath = join(folder, 'manifest.json');
    const { signal } = cancelled;
    await rejection(
      setup({ circuits: ['multiply', 'in-range'], sourceOf, outDir: folder, manifestPath, signal, onMessage }),
      'ENVIRONMENT',
      /cancelled/,
    );
    expect(messages).to.have.members(['compiling', 'compiled', 'compiling', 'dealing']);
    expect((await readdir(join(folder, 'multiply'))).sort()).to.deep.equal([
      'multiply.compilation.json',
      'multiply.r1cs',
      'multiply.wasm',
    ]);
    expect(await readdir(join(folder, 'in-range'))).to.deep.equal([]);
  });

  it('builds the same bytes elsewhere, rewrites the manifest only for a difference, and mends a poisoned file', async () => {
    const small = await smallCircuits();
    const manifestPath = join(folder, 'manifest.json');
    const run = (check = false) =>
      setup({ circuits: ['in-range', 'multiply'], sourceOf, outDir: folder, manifestPath, check });
    await cp(join(small.directory, 'manifest.json'), manifestPath);
    const first = await run();
    // The committed copies of the keys are made beside the manifest.
    expect(first).to.deep.include({ differences: ['keys.in-range', 'keys.multiply'], manifestWritten: false });
    expect(first.circuits.map(({ built }) => built)).to.deep.equal([true, true]);
    expect((await run()).circuits.map(({ built }) => built)).to.deep.equal([false, false]);

    await writeFile(join(folder, 'multiply/multiply.zkey'), 'poison');
    const mended = await run();
    expect(mended.circuits.map(({ built }) => built)).to.deep.equal([false, true]);
    expect(mended.differences).to.deep.equal([]);

    await writeFile(join(folder, 'keys/in-range.vkey.json'), 'poison');
    expect((await run(true)).differences).to.deep.equal(['keys.in-range']);
    expect((await run()).differences).to.deep.equal(['keys.in-range']);
    for (const circuit of ['in-range', 'multiply'])
      expect(await readFile(join(folder, `keys/${circuit}.vkey.json`))).to.deep.equal(
        await readFile(join(folder, `${circuit}/${circuit}.vkey.json`)),
      );
  });

  it('--check names what differs from the committed manifest and does not write it', async () => {
    const small = await smallCircuits();
    const manifestPath = join(folder, 'manifest.json');
    const manifest = structuredClone(small.manifest);
    const entry = manifest.circuits['multiply'];
    if (entry === undefined) throw new Error('expected multiply in the manifest');
    entry.files.zkey.sha256 = '00'.repeat(32);
    await writeFile(manifestPath, JSON.stringify(manifest));
    const result = await setup({ circuits: ['multiply'], sourceOf, outDir: folder, manifestPath, check: true });
    expect(result).to.deep.include({
      differences: ['circuits.multiply.files.zkey.sha256', 'keys.multiply'],
      manifestWritten: false,
    });
    expect(await readFile(manifestPath, 'utf8')).to.equal(JSON.stringify(manifest));
    expect(await readdir(folder)).not.to.include('keys');
  });

  it('never replaces a ceremony key by a development key', async () => {
    const { manifest } = await smallCircuits();
    const entry = manifest.circuits['multiply'];
    if (entry === undefined) throw new Error('expected multiply in the manifest');
    const hash = 'ab'.repeat(32);
    const beacon = { hash, iterationsExponent: 10 };
    entry.key = { kind: 'ceremony', insecure: false, contributions: 2, beacon, powersOfTau: hash, transcript: hash };
    const manifestPath = join(folder, 'manifest.json');
    await writeFile(manifestPath, JSON.stringify(manifest));
    await rejection(
      setup({ circuits: ['multiply'], sourceOf, outDir: folder, manifestPath }),
      'ENVIRONMENT',
      /ceremony key/,
    );
    expect(await readManifest(manifestPath)).to.deep.equal(manifest);
  });

  it('exits with 0 for --help and 2 for a wrong option or an unknown circuit', async () => {
    const setupScript = ['sdk/cli/main.ts', 'setup'];
    const help = await script(...setupScript, '--help');
    expect(help.code).to.equal(0);
    expect(help.stdout).to.match(/Examples:/);
    expect((await script(...setupScript, '--colour')).code).to.equal(2);
    const unknown = await script(...setupScript, '--circuits', 'nowhere', '--json');
    expect(unknown.code).to.equal(2);
    expect(JSON.parse(unknown.stdout)).to.have.nested.property('error.code', 'USAGE');
    expect((await script('scripts/compile.ts', 'multiply', '--optimisation', 'O9')).code).to.equal(2);
    expect(
      (
        await script(
          'scripts/ceremony.ts',
          'contribute',
          '--circuit',
          'portfolio-8',
          '--directory',
          folder,
          '--name',
          'x',
        )
      ).code,
    ).to.equal(3);
  });
});
