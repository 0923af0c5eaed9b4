import { expect } from 'chai';
import { encodeBytes32String, ZeroHash } from 'ethers';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { STATEMENTS } from '../../sdk/abi.ts';
import { as, CIRCUIT, deploy, deployRouter, deploySystem, EXIT_WINDOW, type System } from '../support/contracts.ts';

const SIGNALS = [11n, 12n, 10_000n, 0n, 1n, 13n];
const NAMES = ['commitment', 'marketRoot', 'thresholdBps', 'minExcess', 'solvent', 'context'];
const ANSWERS = ['reverts', 'returns nothing', 'returns 31 bytes', 'returns 2', 'returns 2^256 - 1', 'burns its gas'];

const { margin, deposit } = STATEMENTS;
const HOUR = 3600n;

describe('circuit router', () => {
  let system: System;
  let proof: bigint[];

  beforeEach(async () => {
    const whole = await deploySystem();
    system = { ...whole, router: await deployRouter(whole.connection, whole.verifier) };
    await system.verifier.setMargin(11n, 12n, 10_000n, 0n);
    proof = [...((await system.verifier.prove.staticCall(SIGNALS)) as bigint[])];
  });

  it('accepts what the verifier accepts', async () => {
    await system.router.verify(CIRCUIT, margin, proof, SIGNALS);
  });

  NAMES.forEach((name, index) => {
    const changed = (by: bigint): bigint[] => SIGNALS.map((signal, at) => (at === index ? signal + by : signal));

    it(`${name} + 1 is rejected`, async () => {
      await expect(system.router.verify(CIRCUIT, margin, proof, changed(1n)))
        .to.be.revertedWithCustomError(system.router, 'ProofRejected')
        .withArgs(CIRCUIT);
    });

    it(`${name} + r is rejected before the verifier sees it`, async () => {
      await expect(system.router.verify(CIRCUIT, margin, proof, changed(SCALAR_FIELD)))
        .to.be.revertedWithCustomError(system.router, 'SignalNotInField')
        .withArgs(index, (SIGNALS[index] as bigint) + SCALAR_FIELD);
    });
  });

  ANSWERS.forEach((answer, index) => {
    it(`verifier that ${answer} is not taken for success`, async () => {
      const hostile = await deploy(system.connection, 'HostileVerifier', [index]);
      const circuit = encodeBytes32String('hostile');
      await system.router.addCircuit(circuit, hostile, margin);
      await expect(system.router.verify(circuit, margin, proof, SIGNALS)).to.be.revert(system.ethers);
    });
  });

  it('out of gas at any point is not taken for success', async () => {
    const needed = Number(await system.router.verify.estimateGas(CIRCUIT, margin, proof, SIGNALS));
    for (let gasLimit = 30_000; gasLimit < needed - 2_000; gasLimit += 1_000) {
      const accepted = await system.router.verify.staticCall(CIRCUIT, margin, proof, SIGNALS, { gasLimit }).then(
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
      await expect(router.addCircuit(CIRCUIT, swapped, margin))
        .to.be.revertedWithCustomError(router, 'CircuitExists')
        .withArgs(CIRCUIT, verifier);
    };
    await exists();
    await router.retireCircuit(CIRCUIT);
    await exists();
    const retiredFrom = await system.now();
    for (const use of [() => router.verify(CIRCUIT, margin, proof, SIGNALS), () => router.retireCircuit(CIRCUIT)]) {
      await expect(use()).to.be.revertedWithCustomError(router, 'CircuitIsRetired').withArgs(CIRCUIT, retiredFrom);
    }
    const { verifier: kept, statement } = (await router.circuitOf.staticCall(CIRCUIT)) as {
      verifier: string;
      statement: bigint;
    };
    expect([kept, statement]).to.deep.equal([await verifier.getAddress(), margin]);
  });

  it('proof of one statement is not taken for one of another', async () => {
    const { router } = system;
    for (const statement of Object.values(STATEMENTS).filter((each) => each !== margin)) {
      await expect(router.verify(CIRCUIT, statement, proof, SIGNALS))
        .to.be.revertedWithCustomError(router, 'CircuitIsOf')
        .withArgs(CIRCUIT, margin);
    }
    await expect(router.verify(CIRCUIT, 0n, proof, SIGNALS)).to.be.revertedWithCustomError(router, 'CircuitIsOf');
  });

  it('circuit swapped under live accounts: there is no router without an exit window', async () => {
    const { connection, router, venue } = system;
    await expect(deploy(connection, 'CircuitRouter', [venue, 0n])).to.be.revertedWithCustomError(
      router,
      'NoExitWindow',
    );
  });

  it('circuit swapped under live accounts: after the start a new one waits for the exit window', async () => {
    const { router, verifier } = system;
    const circuit = encodeBytes32String('cross-8');
    await expect(router.start()).to.emit(router, 'Started');
    await expect(router.start()).to.be.revertedWithCustomError(router, 'AlreadyStarted');
    await router.addCircuit(circuit, verifier, margin);
    const activeFrom = (await system.now()) + EXIT_WINDOW;
    await expect(router.verify(circuit, margin, proof, SIGNALS))
      .to.be.revertedWithCustomError(router, 'CircuitNotActive')
      .withArgs(circuit, activeFrom);
    await system.at(activeFrom - 2n);
    await expect(router.verify(circuit, margin, proof, SIGNALS)).to.be.revertedWithCustomError(
      router,
      'CircuitNotActive',
    );
    await system.at(activeFrom);
    await router.verify(circuit, margin, proof, SIGNALS);
  });

  it('circuit retired under live accounts: after the start it proves until the exit window ends', async () => {
    const { router } = system;
    await router.start();
    await router.retireCircuit(CIRCUIT);
    const retiredFrom = (await system.now()) + EXIT_WINDOW;
    await expect(router.retireCircuit(CIRCUIT))
      .to.be.revertedWithCustomError(router, 'CircuitIsRetired')
      .withArgs(CIRCUIT, retiredFrom);
    await system.at(retiredFrom - HOUR);
    await router.verify(CIRCUIT, margin, proof, SIGNALS);
    await system.at(retiredFrom);
    await expect(router.verify(CIRCUIT, margin, proof, SIGNALS))
      .to.be.revertedWithCustomError(router, 'CircuitIsRetired')
      .withArgs(CIRCUIT, retiredFrom);
  });

  it('adds complete circuits only, by the owner only', async () => {
    const { router, verifier, stranger } = system;
    const circuit = encodeBytes32String('cross-8');
    const outsider = as(router, stranger);
    for (const change of [
      () => outsider.addCircuit(circuit, verifier, margin),
      () => outsider.retireCircuit(CIRCUIT),
      () => outsider.start(),
    ]) {
      await expect(change()).to.be.revertedWithCustomError(router, 'OwnableUnauthorizedAccount').withArgs(stranger);
    }
    await expect(router.addCircuit(ZeroHash, verifier, margin)).to.be.revertedWithCustomError(
      router,
      'IncompleteCircuit',
    );
    await expect(router.addCircuit(circuit, verifier, 0)).to.be.revertedWithCustomError(router, 'IncompleteCircuit');
    await expect(router.addCircuit(circuit, stranger, margin))
      .to.be.revertedWithCustomError(router, 'NotAVerifier')
      .withArgs(stranger);
    await expect(router.verify(circuit, margin, proof, SIGNALS))
      .to.be.revertedWithCustomError(router, 'UnknownCircuit')
      .withArgs(circuit);
    await expect(router.retireCircuit(circuit))
      .to.be.revertedWithCustomError(router, 'UnknownCircuit')
      .withArgs(circuit);
    const time = (await system.now()) + 1_000n;
    await system.ethers.provider.send('evm_setNextBlockTimestamp', [Number(time)]);
    await expect(router.addCircuit(circuit, verifier, deposit))
      .to.emit(router, 'CircuitAdded')
      .withArgs(circuit, verifier, deposit, time);
  });
});
