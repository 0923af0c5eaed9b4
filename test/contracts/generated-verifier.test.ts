import { expect } from 'chai';
import { encodeBytes32String } from 'ethers';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { circuitEntry } from '../../prover/artifacts/manifest.ts';
import { readArtifact } from '../../prover/artifacts/source.ts';
import { BASE_FIELD } from '../../prover/curve.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { parseVerificationKeyFile, type VerificationKeyFile } from '../../prover/groth16/verification-key.ts';
import { STATEMENTS } from '../../sdk/abi.ts';
import { renderVerifiers, staleVerifiers, writeVerifiers } from '../../scripts/generate-verifiers.ts';
import { renderVerifier } from '../../scripts/verifier-template.ts';
import { ACCOUNT, as, connect, type Deployed, deploySystem, EXIT_WINDOW, signalsOf } from '../support/contracts.ts';
import { deployGenerated, negated, rerandomised, type SixSignals, sixSignals } from '../support/six-signals.ts';

type Verifier = Deployed<'verifyProof' | 'NAME' | 'KEY_HASH'>;

const NAMES = ['commitment', 'marketRoot', 'thresholdBps', 'minExcess', 'solvent', 'context'];
const SECRET = 123_456_789n;
const SIGNALS = [SECRET * SECRET, 7n, 12_000n, 500n, 1n, SCALAR_FIELD - 1n];
const CIRCUIT = encodeBytes32String('six-signals');

describe('generated verifier', () => {
  let six: SixSignals;
  let key: VerificationKeyFile;
  let verifier: Verifier;
  let proof: bigint[];

  before(async () => {
    six = await sixSignals();
    key = parseVerificationKeyFile(await readArtifact({ ...six, circuit: 'six-signals', file: 'vkey' }));
    verifier = await deployGenerated(await connect(), six.verifier);
    proof = await six.prove(SIGNALS, SECRET);
  });

  const accepts = async (words: readonly bigint[], signals: readonly bigint[] = SIGNALS): Promise<boolean> =>
    (await verifier.verifyProof.staticCall(words, signals)) as boolean;

  it('accepts a proof, also where signals are 0 or 1', async () => {
    expect(await accepts(proof)).to.be.true;
    for (const signals of [
      [SECRET * SECRET, 0n, 1n, 0n, 0n, 0n],
      [1n, 1n, 1n, 1n, 1n, 1n],
      [0n, 0n, 0n, 0n, 0n, 0n],
    ]) {
      const secret = signals[0] === SECRET * SECRET ? SECRET : (signals[0] as bigint);
      const other = await six.prove(signals, secret);
      expect(await accepts(other, signals)).to.be.true;
      expect(await accepts(other)).to.be.false;
    }
  });

  NAMES.forEach((name, index) => {
    for (const [what, by] of [
      ['1', 1n],
      ['r', SCALAR_FIELD],
    ] as const) {
      it(`${name} + ${what} is rejected`, async () => {
        expect(
          await accepts(
            proof,
            SIGNALS.map((signal, at) => (at === index ? signal + by : signal)),
          ),
        ).to.be.false;
      });
    }
  });

  it('a signal of r or 2 r, other names of 0, is rejected', async () => {
    const zeros = new Array<bigint>(NAMES.length).fill(0n);
    const other = await six.prove(zeros, 0n);
    expect(await accepts(other, zeros)).to.be.true;
    for (let index = 0; index < zeros.length; index++) {
      for (const name of [SCALAR_FIELD, 2n * SCALAR_FIELD]) {
        expect(await accepts(other, zeros.with(index, name)), `signal ${index} = ${name}`).to.be.false;
      }
    }
  });

  it('another number of signals is rejected, also where the ones that differ are 0', async () => {
    const zeros = new Array<bigint>(NAMES.length).fill(0n);
    const other = await six.prove(zeros, 0n);
    for (let length = 0; length <= 2 * NAMES.length; length++) {
      expect(await accepts(other, new Array<bigint>(length).fill(0n)), `${length} signals`).to.equal(
        length === NAMES.length,
      );
    }
    expect(await accepts(proof, SIGNALS.slice(0, -1))).to.be.false;
    expect(await accepts(proof, [...SIGNALS, 0n])).to.be.false;
  });

  it('invalid points: every changed coordinate, off the curve or out of the field, is rejected', async () => {
    for (let index = 0; index < 8; index++) {
      for (const change of [1n, BASE_FIELD]) {
        const words = proof.map((word, at) => (at === index ? word + change : word));
        expect(await accepts(words), `word ${index} + ${change}`).to.be.false;
      }
      expect(await accepts(proof.map((word, at) => (at === index ? 0n : word))), `word ${index} = 0`).to.be.false;
    }
    expect(await accepts(Array<bigint>(8).fill(0n))).to.be.false;
    expect(await accepts(Array<bigint>(8).fill(2n ** 256n - 1n))).to.be.false;
  });

  it('truncated calldata reverts', async () => {
    const { ethers } = await connect();
    const data = verifier.interface.encodeFunctionData('verifyProof', [proof, SIGNALS]);
    const provider = verifier.runner?.provider;
    for (const length of [data.length - 2, data.length - 64, 2 + 8 + 64 * 9, 2 + 8 + 64 * 8, 2 + 8 + 64 * 3, 10]) {
      await expect(provider?.call({ to: await verifier.getAddress(), data: data.slice(0, length) })).to.be.revert(
        ethers,
      );
    }
  });

  it('out of gas in the middle is a revert or a rejection, never a success', async () => {
    for (let gasLimit = 40_000; gasLimit <= 235_000; gasLimit += 15_000) {
      const answer = await verifier.verifyProof.staticCall(proof, SIGNALS, { gasLimit }).catch(() => false);
      expect(answer, `gas ${gasLimit}`).to.be.false;
    }
    expect(await verifier.verifyProof.staticCall(proof, SIGNALS, { gasLimit: 300_000 })).to.be.true;
  });

  it('precompile that fails, or answers too long or too short, is not taken for success', async () => {
    const connection = await connect();
    const address = `0x${'00'.repeat(18)}4242`;
    const source = six.verifier.replace('callOrReject(8, m, 768, 0, 32)', 'callOrReject(0x4242, m, 768, 0, 32)');
    expect(source).to.not.equal(six.verifier);
    const { verifyProof } = await deployGenerated(connection, source);
    // In each, memory starts with the word 1 of a pairing that holds.
    for (const [what, code, accepted] of [
      ['32 bytes', '0x600160005260206000f3', true],
      ['64 bytes', '0x600160005260406000f3', false],
      ['31 bytes', '0x6001600052601f6001f3', false],
      ['a revert with 32 bytes', '0x600160005260206000fd', false],
      ['nothing', '0x00', false],
    ] as const) {
      await connection.ethers.provider.send('hardhat_setCode', [address, code]);
      expect(await verifyProof.staticCall(proof, SIGNALS), what).to.equal(accepted);
    }
  });

  it('development verifier says INSECURE and names its key', async () => {
    expect(six.verifier).to.include('@notice INSECURE');
    expect(await verifier.NAME()).to.equal('six-signals (INSECURE development key)');
    expect(await verifier.KEY_HASH()).to.equal(`0x${circuitEntry(six.manifest, 'six-signals').files.vkey.sha256}`);
  });

  it('development verifier reverts off local chain ids, at deployment and at every call', async () => {
    const local = await connect(1337);
    const { NAME } = await deployGenerated(local, six.verifier);
    expect(await NAME()).to.include('INSECURE');

    const live = await connect(1);
    await expect(deployGenerated(live, six.verifier))
      .to.be.revertedWithCustomError(verifier, 'NotALocalChain')
      .withArgs(1n);
    const address = `0x${'77'.repeat(20)}`;
    const code = await verifier.getDeployedCode();
    await live.ethers.provider.send('hardhat_setCode', [address, code]);
    const placed = verifier.attach(address).connect(live.ethers.provider) as Verifier;
    await expect(placed.verifyProof(proof, SIGNALS))
      .to.be.revertedWithCustomError(verifier, 'NotALocalChain')
      .withArgs(1n);
  });

  it('ceremony key makes a verifier that works on every chain', async () => {
    const entry = circuitEntry(six.manifest, 'six-signals');
    const ceremony = {
      kind: 'ceremony',
      insecure: false,
      contributions: 2,
      beacon: { hash: '00'.repeat(32), iterationsExponent: 10 },
      powersOfTau: '00'.repeat(32),
      transcript: '00'.repeat(32),
    } as const;
    const source = renderVerifier('six-signals', key, { ...entry, key: ceremony });
    expect(source).to.not.match(/INSECURE|LocalChain/);
    const live = await deployGenerated(await connect(1), source);
    expect(await live.verifyProof(proof, SIGNALS)).to.be.true;
  });

  it('verifying key swapped or circuit drifted: a generated file that is stale, missing or extra is found', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-verifiers-'));
    try {
      const sources = await renderVerifiers(six.manifest, six.source);
      expect(sources).to.deep.equal(new Map([['SixSignalsVerifier.sol', six.verifier]]));
      expect(staleVerifiers(folder, sources)).to.deep.equal(['SixSignalsVerifier.sol']);
      expect(writeVerifiers(folder, sources)).to.deep.equal(['SixSignalsVerifier.sol']);
      expect(staleVerifiers(folder, sources)).to.deep.equal([]);
      const [delta] = key.vk_delta_2[0];
      writeFileSync(join(folder, 'SixSignalsVerifier.sol'), six.verifier.replace(delta, '1'));
      writeFileSync(join(folder, 'OldVerifier.sol'), six.verifier);
      expect(staleVerifiers(folder, sources)).to.deep.equal(['OldVerifier.sol', 'SixSignalsVerifier.sol']);
      writeVerifiers(folder, sources);
      expect(staleVerifiers(folder, sources)).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('malleated proof resubmitted has no second effect, and a certificate fits its gas', async () => {
    const system = await deploySystem();
    const { registry, accounts, trader, liquidator } = system;
    await system.router.addCircuit(CIRCUIT, await deployGenerated(system.connection, six.verifier), STATEMENTS.margin);
    await system.wait(EXIT_WINDOW);
    await accounts.register(ACCOUNT, await trader.getAddress());
    await accounts.postCommitment(ACCOUNT, 1n, SECRET * SECRET);

    const signalsFor = async (purpose: 1 | 2, epoch: bigint, caller: string): Promise<bigint[]> =>
      signalsOf({
        commitment: SECRET * SECRET,
        marketRoot: system.rootOf(epoch),
        thresholdBps: purpose === 1 ? 12_000n : 10_000n,
        minExcess: purpose === 1 ? 500n : 0n,
        solvent: purpose === 1,
        context: (await registry.contextOf.staticCall(ACCOUNT, epoch, purpose, caller)) as bigint,
      });
    const gas: Record<string, bigint | undefined> = {};

    const epoch = await system.postEpoch({ ratioBps: 0n });
    const solvency = await six.prove(await signalsFor(1, epoch, await trader.getAddress()), SECRET);
    const certify = (words: bigint[]) => as(registry, trader).certify(ACCOUNT, CIRCUIT, epoch, 12_000n, 500n, words);
    gas['certify'] = (await (await certify(solvency)).wait())?.gasUsed;
    for (const words of [await negated(solvency), await rerandomised(solvency, key.vk_delta_2)]) {
      expect(words).to.not.deep.equal(solvency);
      await expect(certify(words)).to.be.revertedWithCustomError(registry, 'NotStronger');
    }

    const later = await system.postEpoch({ ratioBps: 0n });
    const insolvency = await six.prove(await signalsFor(2, later, await liquidator.getAddress()), SECRET);
    const open = (words: bigint[]) => as(registry, liquidator).proveInsolvent(ACCOUNT, CIRCUIT, later, words);
    // The malleated proof first: it states the same, so it is as good as the original, which then comes too late.
    gas['proveInsolvent'] = (await (await open(await rerandomised(insolvency, key.vk_delta_2))).wait())?.gasUsed;
    for (const words of [insolvency, await negated(insolvency)]) {
      await expect(open(words)).to.be.revertedWithCustomError(registry, 'NewerInsolvency');
    }
    gas['isSolvent'] = await registry.isSolvent.estimateGas(ACCOUNT, 10_000n, 0n, 3600n);
    console.log(
      `      gas: ${Object.entries(gas)
        .map(([name, used]) => `${name} ${used}`)
        .join(', ')}`,
    );
    expect(Number(gas['certify'])).to.be.within(250_000, 300_000);
    expect(Number(gas['proveInsolvent'])).to.be.within(250_000, 300_000);
  });
});
