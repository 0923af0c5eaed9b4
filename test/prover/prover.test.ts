import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { groth16 } from 'snarkjs';
import { toxicWasteFromSeed, writeKey } from '../../prover/dealer/dealer.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { toSnarkjs } from '../../prover/proof.ts';
import { Prover, type Progress } from '../../prover/prover.ts';
import { ROOT } from '../../prover/root.ts';
import { openVerificationKey, verifyProof } from '../../prover/verify.ts';
import { smallCircuits, withFile, type SmallCircuits } from '../support/artifacts.ts';
import { rejection } from '../support/errors.ts';

describe('prover', () => {
  let small: SmallCircuits;
  let prover: Prover;
  before(async () => {
    small = await smallCircuits();
    prover = await Prover.open({ circuit: 'in-range', ...small });
  });
  after(() => prover.close());

  const isValid = async (made: Prover, result: Awaited<ReturnType<Prover['prove']>>): Promise<boolean> => {
    const key = await openVerificationKey({ circuit: made.circuit, ...small });
    return (await verifyProof({ key, ...result })).valid;
  };

  it('proves what this verifier and snarkjs accept', async () => {
    const result = await prover.prove({ value: 321n });
    expect(result.publicSignals).to.deep.equal([103041n]);
    expect(await isValid(prover, result)).to.equal(true);
    const key = JSON.parse(new TextDecoder().decode(await small.file('in-range', 'vkey'))) as Record<string, unknown>;
    expect(await groth16.verify(key, result.publicSignals.map(String), toSnarkjs(result.proof))).to.equal(true);
    expect(prover.insecure).to.equal(true);
  });

  it('proves on a single thread and with several public signals', async () => {
    const single = await Prover.open({ circuit: 'multiply', singleThread: true, ...small });
    const result = await single.prove({ left: -2n, right: 5n, tag: 7n });
    expect(result.publicSignals).to.deep.equal([SCALAR_FIELD - 10n, 7n]);
    expect(await isValid(single, result)).to.equal(true);
    await single.close();
  });

  it('blinds: two proofs of one statement differ and both verify', async () => {
    const [first, second] = await Promise.all([prover.prove({ value: 5n }), prover.prove({ value: 5n })]);
    expect(first.proof).to.not.deep.equal(second.proof);
    expect(await isValid(prover, first)).to.equal(true);
    expect(await isValid(prover, second)).to.equal(true);
  });

  it('makes proofs that are asked for at once one after the other', async () => {
    const order: string[] = [];
    const run = (name: string, value: bigint): Promise<unknown> =>
      prover.prove({ value }, { onProgress: ({ stage }) => order.push(`${name} ${stage}`) });
    await Promise.all([run('first', 1n), run('second', 2n)]);
    expect(order.indexOf('first done')).to.be.lessThan(order.indexOf('second witness'));
    expect(order.slice(0, 2)).to.deep.equal(['first waiting', 'second waiting']);
  });

  it('reports stages in order and a growing number of steps', async () => {
    const seen: Progress[] = [];
    await prover.prove({ value: 1n }, { onProgress: (progress) => seen.push(progress) });
    expect([...new Set(seen.map(({ stage }) => stage))]).to.deep.equal(['waiting', 'witness', 'proving', 'done']);
    const steps = seen.filter(({ stage }) => stage === 'proving').map((progress) => progress.steps);
    expect(steps).to.deep.equal([...steps.keys()]);
  });

  it('names the template and line of a failed constraint, never an input value, and stays usable', async () => {
    const printed: unknown[] = [];
    const { log, error } = console;
    console.log = console.error = (...parts: unknown[]) => printed.push(parts);
    try {
      const failure = await rejection(
        prover.prove({ value: 87654321n }),
        'INVALID',
        /Num2Bits_\d+ line \d+ < InRange_\d+ line \d+/,
      );
      expect(JSON.stringify([failure.message, failure.details, String(failure.cause)])).to.not.match(
        /87654321|5397fb1/i,
      );
    } finally {
      Object.assign(console, { log, error });
    }
    expect(printed).to.deep.equal([]);
    expect((await prover.prove({ value: 2n })).publicSignals).to.deep.equal([4n]);
  });

  it('takes a misspelt, missing, surplus or oversized input for bad usage, not for a refuted statement', async () => {
    await rejection(prover.prove({ valeu: 1n }), 'USAGE', /input valeu: expected a signal of the circuit/);
    await rejection(prover.prove({}), 'USAGE', /expected 1 values, got 0/);
    await rejection(prover.prove({ value: [1n, 2n] }), 'USAGE', /input value: expected 1 values, got 2/);
    await rejection(prover.prove({ value: SCALAR_FIELD + 1n }), 'USAGE', /expected an integer in \(-r, r\)/);
  });

  it('cancels a proof under way and one that waits, and proves again', async () => {
    const abort = new AbortController();
    const running = prover.prove(
      { value: 3n },
      {
        signal: abort.signal,
        onProgress: ({ stage }) => {
          if (stage === 'proving') abort.abort(new Error('changed my mind'));
        },
      },
    );
    const waiting = prover.prove({ value: 3n }, { signal: abort.signal });
    await rejection(running, 'ENVIRONMENT', /cancelled/);
    await rejection(waiting, 'ENVIRONMENT', /cancelled/);
    await rejection(prover.prove({ value: 3n }, { signal: abort.signal }), 'ENVIRONMENT', /cancelled/);
    expect(await isValid(prover, await prover.prove({ value: 3n }))).to.equal(true);
  });

  it('survives a progress callback that throws', async () => {
    const onProgress = ({ stage }: Progress): void => {
      if (stage === 'proving') throw new Error('of the caller');
    };
    await rejection(prover.prove({ value: 3n }, { onProgress }), 'ENVIRONMENT', /error from it/);
    expect(await isValid(prover, await prover.prove({ value: 3n }))).to.equal(true);
  });

  it('gives up after a timeout and proves again', async () => {
    await rejection(prover.prove({ value: 3n }, { timeoutMs: 0 }), 'ENVIRONMENT', /within 0 ms/);
    expect(await isValid(prover, await prover.prove({ value: 3n }, { timeoutMs: 60_000 }))).to.equal(true);
  });

  it('rejects what is under way when closed, and any later proof', async () => {
    const other = await Prover.open({ circuit: 'in-range', ...small });
    const running = other.prove({ value: 3n });
    const closing = other.close();
    await rejection(running, 'ENVIRONMENT', /closed/);
    await closing;
    await rejection(other.prove({ value: 3n }), 'ENVIRONMENT', /closed/);
    await other.close();
  });

  it('refuses a proving key with no phase-2 contribution (gamma = delta)', async () => {
    const bytes = await writeKey(await small.file('in-range', 'r1cs'), { ...toxicWasteFromSeed('x'), delta: 1n });
    const poisoned = withFile(small, { circuit: 'in-range', file: 'zkey', bytes });
    await rejection(Prover.open({ circuit: 'in-range', ...poisoned }), 'ENVIRONMENT', /delta to differ from gamma/);
  });

  it('refuses the proving key of another circuit', async () => {
    const poisoned = withFile(small, {
      circuit: 'in-range',
      file: 'zkey',
      bytes: await small.file('multiply', 'zkey'),
    });
    await rejection(
      Prover.open({ circuit: 'in-range', ...poisoned }),
      'ENVIRONMENT',
      /expected 18 wires and 1 public signals, got 5 and 2/,
    );
  });

  it('lets the process end after close, without process.exit', async () => {
    const script = `
      import { DirectorySource } from './prover/artifacts/directory-source.ts';
      import { readManifest } from './prover/setup/setup.ts';
      import { Prover } from './prover/prover.ts';
      const directory = ${JSON.stringify(small.directory)};
      const prover = await Prover.open({ circuit: 'multiply', source: new DirectorySource(directory), manifest: await readManifest(directory + '/manifest.json') });
      const { publicSignals } = await prover.prove({ left: 2n, right: 3n, tag: 1n });
      await prover.close();
      console.log(publicSignals.join());
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', script],
      {
        cwd: join(ROOT),
        timeout: 20_000,
      },
    );
    expect(stdout.trim()).to.equal('6,1');
  });
});
