import { expect } from 'chai';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvingPool } from '../../prover/pool/pool.ts';
import { smallCircuits, type SmallCircuits } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';
import { freeze, openPool, pidsOf, provesSquareOf, thaw, until } from '../support/pool.ts';

describe('proving pool', () => {
  let small: SmallCircuits;
  let pool: ProvingPool;
  before(async () => {
    small = await smallCircuits();
  });
  afterEach(() => pool.close());

  const square = (value: bigint): ReturnType<ProvingPool['prove']> => pool.prove('in-range', { value });

  it('proves several circuits, and each proof verifies', async () => {
    pool = await openPool(small, { circuits: ['in-range', 'multiply'], processes: 2 });
    const [first, second, product] = await Promise.all([
      square(3n),
      square(321n),
      pool.prove('multiply', { left: 2n, right: 5n, tag: 7n }),
    ]);
    expect(await provesSquareOf(small, 3n, first)).to.equal(true);
    expect(await provesSquareOf(small, 321n, second)).to.equal(true);
    expect(product.publicSignals).to.deep.equal([10n, 7n]);
    const { waiting, running, done, failed, restarts, processes } = pool.statistics;
    expect({ waiting, running, done, failed, restarts }).to.deep.equal({
      waiting: 0,
      running: 0,
      done: 3,
      failed: 0,
      restarts: 0,
    });
    expect(processes.map(({ proofs }) => proofs).reduce((sum, proofs) => sum + proofs)).to.equal(3);
  });

  it('starts jobs in the order of the calls, and says where each is', async () => {
    pool = await openPool(small, { processes: 1 });
    const [pid] = pidsOf(pool);
    const stages: string[] = [];
    await Promise.all(
      [1n, 2n, 3n].map((value) =>
        pool.prove(
          'in-range',
          { value },
          {
            onProgress: ({ stage, pid: at }) => {
              if (stage !== 'proving') stages.push(`${value} ${stage}`);
              expect(at).to.equal(stage === 'waiting' ? undefined : pid);
            },
          },
        ),
      ),
    );
    const inTurn = [1, 2, 3].flatMap((value) => [`${value} witness`, `${value} done`]);
    expect(stages).to.deep.equal(['1 waiting', '2 waiting', '3 waiting', ...inTurn]);
  });

  it('refuses a job beyond the limit of the queue, and tells when there is room', async () => {
    pool = await openPool(small, { processes: 1, queueLimit: 2 });
    const pids = freeze(pool);
    const jobs = [1n, 2n, 3n].map(square);
    await rejection(square(4n), 'ENVIRONMENT', /^pool: expected at most 2 waiting jobs, got 3$/);
    let hasRoom = false;
    const room = pool.whenRoom().then(() => (hasRoom = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hasRoom).to.equal(false);
    thaw(pids);
    await room;
    jobs.push(square(4n));
    expect((await Promise.all(jobs)).map(({ publicSignals }) => publicSignals[0])).to.deep.equal([1n, 4n, 9n, 16n]);
    await pool.whenRoom();
  });

  it('has no queue at all with a limit of 0', async () => {
    pool = await openPool(small, { processes: 1, queueLimit: 0 });
    const first = square(1n);
    await rejection(square(2n), 'ENVIRONMENT', /expected at most 0 waiting jobs, got 1/);
    await first;
    await square(2n);
  });

  it('takes a cancelled job out of the queue, without a process started anew', async () => {
    pool = await openPool(small, { processes: 1 });
    const pids = freeze(pool);
    const abort = new AbortController();
    const running = square(1n);
    const waiting = pool.prove('in-range', { value: 2n }, { signal: abort.signal });
    const last = square(3n);
    abort.abort(new Error('changed my mind'));
    const error = await rejection(waiting, 'ENVIRONMENT', /^in-range in pool: expected a proof, got cancelled$/);
    expect(error.cause).to.equal(abort.signal.reason);
    thaw(pids);
    await Promise.all([running, last]);
    expect(pool.statistics).to.include({ done: 2, failed: 1, restarts: 0 });
    await rejection(pool.prove('in-range', { value: 2n }, { signal: abort.signal }), 'ENVIRONMENT', /cancelled/);
  });

  it('ends the process of a cancelled job under way, and leaves other jobs alone', async () => {
    pool = await openPool(small, { processes: 2 });
    const pids = freeze(pool);
    const abort = new AbortController();
    const cancelled = pool.prove('in-range', { value: 1n }, { signal: abort.signal });
    const other = square(2n);
    abort.abort();
    await rejection(cancelled, 'ENVIRONMENT', /cancelled/);
    const left = pidsOf(pool).filter((pid) => pids.includes(pid));
    expect(left).to.have.lengthOf(1);
    thaw(left);
    expect(await provesSquareOf(small, 2n, await other)).to.equal(true);
    expect(await provesSquareOf(small, 3n, await square(3n))).to.equal(true);
    expect(pool.statistics).to.include({ running: 0, done: 2, failed: 1, restarts: 1 });
  });

  it('counts a timeout from the call, in the queue as well as under way', async () => {
    pool = await openPool(small, { processes: 1 });
    freeze(pool);
    const jobs = [60, 30].map((timeoutMs) => pool.prove('in-range', { value: 1n }, { timeoutMs }));
    const late = jobs.map((job) => rejection(job, 'ENVIRONMENT', /expected a proof within [36]0 ms, got none/));
    await Promise.all(late);
    expect(pool.statistics).to.include({ waiting: 0, running: 0, failed: 2, restarts: 1 });
    await pool.prove('in-range', { value: 3n }, { timeoutMs: 2 ** 40 });
  });

  it('gives up a job whose progress callback throws', async () => {
    pool = await openPool(small, { processes: 1 });
    for (const at of ['waiting', 'witness']) {
      const onProgress = ({ stage }: { stage: string }): void => {
        if (stage === at) throw new Error('of the caller');
      };
      await rejection(pool.prove('in-range', { value: 3n }, { onProgress }), 'ENVIRONMENT', /error from it/);
    }
    await square(3n);
  });

  it('keeps code and message of an error, and shows no input', async () => {
    pool = await openPool(small, { processes: 1 });
    const failure = await rejection(square(87654321n), 'INVALID', /Num2Bits_\d+ line \d+ < InRange_\d+ line \d+/);
    expect(failure.details).to.have.property('at');
    expect(JSON.stringify([failure.message, failure.details, String(failure.cause)])).to.not.match(/87654321|5397fb1/i);
    await rejection(pool.prove('in-range', { valeu: 1n }), 'USAGE', /input valeu: expected a signal of the circuit/);
    await rejection(pool.prove('in-range', { value: [1n, 2n] }), 'USAGE', /expected 1 values, got 2/);
    await rejection(pool.prove('multiply', {}), 'USAGE', /^pool: expected a circuit of in-range, got multiply$/);
    const notData = { value: (() => 87654321n) as never };
    const refused = await rejection(pool.prove('in-range', notData), 'USAGE', /expected bigints, got what is not data/);
    expect(refused.cause).to.equal(undefined);
    expect(pool.statistics).to.include({ failed: 4, restarts: 0 });
    await square(2n);
  });

  it('rejects what waits and runs when closed, and any later job', async () => {
    pool = await openPool(small, { processes: 1, queueLimit: 1 });
    freeze(pool);
    const jobs = [square(1n), square(2n), pool.whenRoom()];
    const rejected = jobs.map((job) => rejection(job, 'ENVIRONMENT', /expected an open pool, got a closed one/));
    await pool.close();
    await Promise.all(rejected);
    await rejection(square(3n), 'ENVIRONMENT', /closed/);
    await rejection(pool.whenRoom(), 'ENVIRONMENT', /closed/);
    expect(pool.statistics).to.deep.include({ waiting: 0, running: 0, failed: 2, processes: [] });
  });

  it('finishes what waits and runs when drained', async () => {
    pool = await openPool(small, { processes: 1 });
    const jobs = [1n, 2n, 3n].map(square);
    const draining = pool.close({ drain: true });
    await rejection(square(4n), 'ENVIRONMENT', /closed/);
    await draining;
    expect(pool.statistics).to.deep.include({ done: 3, failed: 0, processes: [] });
    await Promise.all(jobs);
  });

  it('can be closed at once while it drains', async () => {
    pool = await openPool(small, { processes: 1 });
    freeze(pool);
    const rejected = rejection(square(1n), 'ENVIRONMENT', /closed/);
    const draining = pool.close({ drain: true });
    await pool.close();
    await Promise.all([rejected, draining]);
  });

  describe('artefacts', () => {
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'plimsoll-pool-'));
      await cp(small.directory, directory, { recursive: true });
    });
    afterEach(() => rm(directory, { recursive: true }));

    it('names one that differs from the manifest, and leaves no process', async () => {
      await writeFile(join(directory, 'in-range/in-range.zkey'), 'another key');
      await rejection(
        openPool(small, { directory, processes: 2 }),
        'ENVIRONMENT',
        /^artefact in-range\/in-range\.zkey: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}$/,
      );
      await rejection(openPool(small, { circuits: ['in-range', 'unknown'] }), 'ENVIRONMENT', /circuit unknown/);
      pool = await openPool(small, { processes: 1 });
    });

    it('refuses one that was replaced while the pool is open, until it is put right', async () => {
      pool = await openPool(small, { directory, processes: 1 });
      const zkey = join(directory, 'in-range/in-range.zkey');
      await writeFile(zkey, 'another key');
      const [pid] = pidsOf(pool);
      process.kill(pid!, 'SIGKILL');
      await until('another process', () => pidsOf(pool).some((other) => other !== pid));
      await rejection(square(1n), 'ENVIRONMENT', /in-range\.zkey: expected sha256/);
      await writeFile(zkey, await small.file('in-range', 'zkey'));
      await square(1n);
    });
  });

  it('refuses numbers of processes and jobs that are none', async () => {
    await rejection(openPool(small, { processes: 0 }), 'USAGE', /pool\.processes: expected an integer of at least 1/);
    await rejection(
      openPool(small, { queueLimit: -1 }),
      'USAGE',
      /pool\.queueLimit: expected an integer of at least 0/,
    );
  });
});
