import { expect } from 'chai';
import { execFile, spawn } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { PlimsollError } from '../../prover/errors.ts';
import type { ProvingPool } from '../../prover/pool/pool.ts';
import type { ProofResult } from '../../prover/prover.ts';
import { ROOT } from '../../prover/root.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import { smallCircuits, type SmallCircuits } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';
import { Random } from '../support/generate.ts';
import { freeze, isAlive, openPool, pidsOf, provesSquareOf, until } from '../support/pool.ts';

const SEED = Number(process.env['PLIMSOLL_SEED'] ?? Date.now() % 1_000_000);
const TYPESCRIPT = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript'];

describe('processes of a proving pool', () => {
  let small: SmallCircuits;
  let pool: ProvingPool;
  before(async () => {
    small = await smallCircuits();
  });
  afterEach(() => pool.close());

  it('runs a job again, before others that wait, when its process is killed in the middle', async () => {
    pool = await openPool(small, { processes: 1 });
    const [pid] = freeze(pool);
    const order: bigint[] = [];
    const jobs = [1n, 2n].map((value) =>
      pool.prove('in-range', { value }).then((result) => {
        order.push(value);
        return result;
      }),
    );
    process.kill(pid!, 'SIGKILL');
    const [first, second] = await Promise.all(jobs);
    expect(await provesSquareOf(small, 1n, first!)).to.equal(true);
    expect(await provesSquareOf(small, 2n, second!)).to.equal(true);
    expect(order).to.deep.equal([1n, 2n]);
    expect(pool.statistics).to.include({ done: 2, failed: 0, restarts: 1 });
    expect(isAlive(pid!)).to.equal(false);
  });

  it('gives a job up, by name, when a second process ends under it', async () => {
    pool = await openPool(small, { processes: 1 });
    const [first] = freeze(pool);
    const job = pool.prove('in-range', { value: 1n });
    const failure = rejection(
      job,
      'ENVIRONMENT',
      /^in-range in pool: expected a proof, got the end of 2 processes, the last by SIGKILL$/,
    );
    process.kill(first!, 'SIGKILL');
    await until('another process', () => pidsOf(pool).some((pid) => pid !== first));
    process.kill(pidsOf(pool)[0]!, 'SIGKILL');
    await failure;
    expect(await provesSquareOf(small, 2n, await pool.prove('in-range', { value: 2n }))).to.equal(true);
    expect(pool.statistics).to.include({ done: 1, failed: 1, restarts: 2 });
  });

  it('replaces a process that is killed while it has nothing to do', async () => {
    pool = await openPool(small, { processes: 2 });
    const before = pidsOf(pool);
    process.kill(before[0]!, 'SIGKILL');
    await until('another process', () => pidsOf(pool).length === 2 && !pidsOf(pool).includes(before[0]!));
    await pool.prove('in-range', { value: 1n });
    expect(pool.statistics).to.include({ done: 1, failed: 0, restarts: 1 });
  });

  it('ends a proof that is being computed, as soon as it is cancelled', async () => {
    pool = await openPool(small, { processes: 1 });
    const [pid] = pidsOf(pool);
    const abort = new AbortController();
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === 'proving') abort.abort();
    };
    const job = pool.prove('in-range', { value: 1n }, { signal: abort.signal, onProgress });
    await rejection(job, 'ENVIRONMENT', /cancelled/);
    await until('the end of the process', () => !isAlive(pid!));
    await pool.prove('in-range', { value: 1n });
  });

  it(`settles each of 150 jobs once under random cancels and kills, seed ${SEED}`, async () => {
    pool = await openPool(small, { processes: 3, queueLimit: 10 });
    const random = new Random(SEED);
    const key = await openVerificationKey({ circuit: 'in-range', ...small });
    const settled = new Map<number, number>();
    const pids = new Set(pidsOf(pool));
    const outcome = { proven: 0, cancelled: 0, late: 0, killed: 0, refuted: 0 };
    const follow = async (index: number, work: Promise<ProofResult>, value: bigint): Promise<void> => {
      const result = await work.catch((error: unknown) => error);
      settled.set(index, (settled.get(index) ?? 0) + 1);
      if (result instanceof PlimsollError) {
        const kind = (
          [
            ['cancelled', /got cancelled$/],
            ['late', /within \d+ ms/],
            ['killed', /end of 2 processes/],
            ['refuted', /satisfy/],
          ] as const
        ).find(([, message]) => message.test(result.message));
        if (kind === undefined) throw result;
        outcome[kind[0]]++;
        if (kind[0] === 'refuted') expect(value).to.equal(70_000n);
        return;
      }
      const proven = result as ProofResult;
      expect(proven.publicSignals).to.deep.equal([value * value]);
      expect((await verifyProof({ key, ...proven })).valid).to.equal(true);
      outcome.proven++;
    };
    const work: Promise<void>[] = [];
    for (let index = 0; index < 150; index++) {
      await pool.whenRoom();
      const value = BigInt(random.chance(0.05) ? 70_000 : index + 1);
      const abort = new AbortController();
      const moment = ['waiting', 'witness', 'proving', 'done'][random.index(4)];
      const isCancelled = random.chance(0.15);
      const onProgress = ({ stage }: { stage: string }): void => {
        // Not before `prove` has returned, so that the job settles by its own promise alone.
        if (isCancelled && stage === moment) queueMicrotask(() => abort.abort());
      };
      const timeoutMs = random.chance(0.05) ? random.index(60) : 60_000;
      work.push(
        follow(index, pool.prove('in-range', { value }, { signal: abort.signal, timeoutMs, onProgress }), value),
      );
      if (random.chance(0.06)) {
        const current = pidsOf(pool);
        process.kill(current[random.index(current.length)]!, 'SIGKILL');
      }
      for (const pid of pidsOf(pool)) pids.add(pid);
    }
    await Promise.all(work);
    expect(settled.size).to.equal(150);
    expect([...settled.values()].every((times) => times === 1)).to.equal(true);
    const { waiting, running, done, failed } = pool.statistics;
    expect({ waiting, running, total: done + failed }).to.deep.equal({ waiting: 0, running: 0, total: 150 });
    expect(done).to.equal(outcome.proven);
    expect(outcome.proven).to.be.greaterThan(75);
    expect(outcome.cancelled).to.be.greaterThan(5);
    await pool.close();
    expect([...pids].filter(isAlive)).to.deep.equal([]);
  });

  it('leaves no process after close, and lets this one end without process.exit', async () => {
    pool = await openPool(small, { processes: 1 });
    const { stdout } = await promisify(execFile)(process.execPath, [...TYPESCRIPT, '-e', script('.ts', 'prover')], {
      cwd: ROOT,
      timeout: 20_000,
    });
    const { pids, signals } = JSON.parse(stdout) as { pids: number[]; signals: string[] };
    expect(signals).to.deep.equal(['9']);
    expect(pids).to.have.lengthOf(2);
    expect(pids.filter(isAlive)).to.deep.equal([]);
  });

  it('ends with its parent, also in the middle of a proof', async () => {
    pool = await openPool(small, { processes: 1 });
    const endless = script('.ts', 'prover', 'for (;;) await pool.prove("in-range", { value: 3n });');
    const parent = spawn(process.execPath, [...TYPESCRIPT, '-e', endless], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => parent.stdout.setEncoding('utf8').once('data', resolve));
    const { pids } = JSON.parse(line) as { pids: number[] };
    expect(pids.every(isAlive)).to.equal(true);
    parent.kill('SIGKILL');
    await until('the end of the processes', () => !pids.some(isAlive));
  });

  it('works from JavaScript, as in the built package', async () => {
    pool = await openPool(small, { processes: 1 });
    const folder = 'build/test-pool';
    for (const file of globSync('prover/**/*.ts', { cwd: ROOT, exclude: ['**/*.d.ts'] })) {
      const { outputText } = ts.transpileModule(readFileSync(join(ROOT, file), 'utf8'), {
        fileName: file,
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        },
      });
      const target = join(ROOT, folder, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, outputText);
    }
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '-e', script('.js', `${folder}/prover`)],
        { cwd: ROOT, timeout: 20_000 },
      );
      const { pids, signals } = JSON.parse(stdout) as { pids: number[]; signals: string[] };
      expect(signals).to.deep.equal(['9']);
      expect(pids.filter(isAlive)).to.deep.equal([]);
    } finally {
      rmSync(join(ROOT, folder), { recursive: true });
    }
  });

  /** A program that opens a pool, does some work, says which processes it had and closes. */
  function script(extension: '.ts' | '.js', folder: string, work = ''): string {
    return `
      import { readManifest } from './${folder}/setup/setup${extension}';
      import { ProvingPool } from './${folder}/pool/pool${extension}';
      const directory = ${JSON.stringify(small.directory)};
      const manifest = await readManifest(directory + '/manifest.json');
      const pool = await ProvingPool.open({ circuits: ['in-range'], directory, manifest, processes: 2 });
      const pids = pool.statistics.processes.map(({ pid }) => pid);
      const { publicSignals } = await pool.prove('in-range', { value: 3n });
      console.log(JSON.stringify({ pids, signals: publicSignals.map(String) }));
      ${work}
      await pool.close();
    `;
  }
});
