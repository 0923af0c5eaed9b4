import { expect } from 'chai';
import { encodeBytes32String, ZeroHash } from 'ethers';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { as, CIRCUIT, deploy, deploySystem, PORTFOLIO, type System } from '../support/contracts.ts';

const SIGNALS = [11n, 12n, 10_000n, 0n, 1n, 13n];
const NAMES = ['commitment', 'marketRoot', 'thresholdBps', 'minExcess', 'solvent', 'context'];
const ANSWERS = ['reverts', 'returns nothing', 'returns 31 bytes', 'returns 2', 'returns 2^256 - 1', 'burns its gas'];

describe('margin router', () => {
  let system: System;
  let proof: bigint[];

  beforeEach(async () => {
    system = await deploySystem();
    await system.verifier.setMargin(11n, 12n, 10_000n, 0n);
    proof = [...((await system.verifier.prove.staticCall(SIGNALS)) as bigint[])];
  });

  it('accepts what the verifier accepts', async () => {
    await system.router.verify(CIRCUIT, proof, SIGNALS);
  });

  NAMES.forEach((name, index) => {
    const changed = (by: bigint): bigint[] => SIGNALS.map((signal, at) => (at === index ? signal + by : signal));

    it(`${name} + 1 is rejected`, async () => {
      await expect(system.router.verify(CIRCUIT, proof, changed(1n)))
        .to.be.revertedWithCustomError(system.router, 'ProofRejected')
        .withArgs(CIRCUIT);
    });

    it(`${name} + r is rejected before the verifier sees it`, async () => {
      await expect(system.router.verify(CIRCUIT, proof, changed(SCALAR_FIELD)))
        .to.be.revertedWithCustomError(system.router, 'SignalNotInField')
        .withArgs(index, (SIGNALS[index] as bigint) + SCALAR_FIELD);
    });
  });

  ANSWERS.forEach((answer, index) => {
    it(`verifier that ${answer} is not taken for success`, async () => {
      const hostile = await deploy(system.connection, 'HostileVerifier', [index]);
      const circuit = encodeBytes32String('hostile');
      await system.router.addCircuit(circuit, hostile, PORTFOLIO);
      await expect(system.router.verify(circuit, proof, SIGNALS)).to.be.revert(system.ethers);
    });
  });

  it('out of gas at any point is not taken for success', async () => {
    const needed = Number(await system.router.verify.estimateGas(CIRCUIT, proof, SIGNALS));
    for (let gasLimit = 30_000; gasLimit < needed - 2_000; gasLimit += 1_000) {
      const accepted = await system.router.verify.staticCall(CIRCUIT, proof, SIGNALS, { gasLimit }).then(
        () => true,
        () => false,
      );
      expect(accepted, `gas ${gasLimit} of ${needed}`).to.be.false;
    }
  });

  it('verifier swapped in flight: a circuit keeps its verifier, also after it is retired', async () => {
    const { router, verifier, connection } = system;
    const swapped = await deploy(connection, 'RuleVerifier');
    const exists = async (): Promise<void> => {
      await expect(router.addCircuit(CIRCUIT, swapped, PORTFOLIO))
        .to.be.revertedWithCustomError(router, 'CircuitExists')
        .withArgs(CIRCUIT, verifier);
    };
    await exists();
    await expect(router.retireCircuit(CIRCUIT)).to.emit(router, 'CircuitRetired').withArgs(CIRCUIT);
    await exists();
    for (const use of [() => router.verify(CIRCUIT, proof, SIGNALS), () => router.retireCircuit(CIRCUIT)]) {
      await expect(use()).to.be.revertedWithCustomError(router, 'CircuitIsRetired').withArgs(CIRCUIT);
    }
    expect(await router.circuitOf(CIRCUIT)).to.deep.equal([await verifier.getAddress(), BigInt(PORTFOLIO), true]);
  });

  it('adds complete circuits only, by the owner only', async () => {
    const { router, verifier, stranger } = system;
    const circuit = encodeBytes32String('cross-8');
    const outsider = as(router, stranger);
    for (const change of [
      () => outsider.addCircuit(circuit, verifier, PORTFOLIO),
      () => outsider.retireCircuit(CIRCUIT),
    ]) {
      await expect(change()).to.be.revertedWithCustomError(router, 'OwnableUnauthorizedAccount').withArgs(stranger);
    }
    await expect(router.addCircuit(ZeroHash, verifier, PORTFOLIO)).to.be.revertedWithCustomError(
      router,
      'IncompleteCircuit',
    );
    await expect(router.addCircuit(circuit, verifier, 0)).to.be.revertedWithCustomError(router, 'IncompleteCircuit');
    await expect(router.addCircuit(circuit, stranger, PORTFOLIO))
      .to.be.revertedWithCustomError(router, 'NotAVerifier')
      .withArgs(stranger);
    await expect(router.verify(circuit, proof, SIGNALS))
      .to.be.revertedWithCustomError(router, 'UnknownCircuit')
      .withArgs(circuit);
    await expect(router.addCircuit(circuit, verifier, 2))
      .to.emit(router, 'CircuitAdded')
      .withArgs(circuit, verifier, 2);
  });
});
