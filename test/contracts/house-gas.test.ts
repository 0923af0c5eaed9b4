import { expect } from 'chai';
import type { ContractTransactionResponse } from 'ethers';
import { expectClose } from '../support/close.ts';
import { checkGas } from '../support/gas.ts';
import { ALICE, BOB, onStage } from '../support/house-stage.ts';
import { MARKET, ONE, QUOTE } from '../support/clearing-house.ts';

/** Returns true, whatever it is called with. */
const ACCEPTS = '0x600160005260206000f3';
/** What a Groth16 verification costs, by the number of signals. */
const proofGas = (signals: bigint): bigint => 185_000n + 6_200n * signals;
const SIGNALS = { deposit: 7n, transition: 11n } as const;

describe('gas of the clearing house', () => {
  const stage = onStage();

  /** Gas and length of a prepared call with a verifier that costs nothing. */
  const measured = async (
    call: () => Promise<ContractTransactionResponse>,
  ): Promise<{ gas: bigint; bytes: number }> => {
    const { model } = stage.system;
    const address = await model.getAddress();
    const code = await model.getDeployedCode();
    await stage.send('hardhat_setCode', [address, ACCEPTS]);
    const sent = await call();
    const receipt = await sent.wait();
    await stage.send('hardhat_setCode', [address, code]);
    return { gas: receipt?.gasUsed ?? 0n, bytes: sent.data.length / 2 - 1 };
  };
  const gasOf = async (call: () => Promise<ContractTransactionResponse>): Promise<bigint> => (await measured(call)).gas;

  it('house fits its gas (test/snapshots/gas.json): a deposit, a withdrawal and a trade with their proofs', async () => {
    const { system, changes } = stage;
    const { alice, bob } = system;
    const fill = await changes.fill(ONE, MARKET.price);
    const [buyer, seller] = await changes.sides([ALICE, BOB], fill);
    const trade = await gasOf(() => changes.as(system.relay).trade(buyer, seller, fill));
    const receipt = await changes.receipt(ALICE, QUOTE, 100n * ONE);
    const deposit = await gasOf(() => changes.as(alice).deposit(receipt, QUOTE, 100n * ONE));
    const payment = await changes.payment(ALICE, QUOTE, 100n * ONE);
    const withdrawal = await gasOf(() => changes.as(alice).withdraw(payment, QUOTE, 100n * ONE, alice));
    await changes.deposit(BOB, 2_000n * ONE);
    const large = await changes.payment(BOB, QUOTE, 1_500n * ONE);
    const queued = await gasOf(() => changes.as(bob).withdraw(large, QUOTE, 1_500n * ONE, bob));
    await system.wait(3600n);
    const fromQueue = await gasOf(() => changes.as(system.relay).payQueue(QUOTE, 1n));

    expect(Number(trade + 2n * proofGas(SIGNALS.transition))).to.be.lessThan(900_000);
    expect(Number(deposit + proofGas(SIGNALS.deposit))).to.be.lessThan(420_000);
    for (const gas of [withdrawal, queued]) {
      expect(Number(gas + proofGas(SIGNALS.transition))).to.be.lessThan(450_000);
    }
    checkGas('house without proofs', { trade, deposit, withdrawal, queued, fromQueue });
  });

  it('two very different trades cost the same calldata, and gas within the noise of zero bytes (44: leak of size or sign)', async () => {
    const { system, changes } = stage;
    const costs: { gas: bigint; bytes: number }[] = [];
    for (const [pair, size] of [
      [[ALICE, BOB], 1n],
      [[ALICE, BOB], 59n * ONE],
      [[BOB, ALICE], 59n * ONE + 1n],
    ] as const) {
      const start = await stage.send('evm_snapshot');
      const fill = await changes.fill(size, (size * MARKET.price) / ONE);
      const [buyer, seller] = await changes.sides(pair, fill);
      costs.push(await measured(() => changes.as(system.relay).trade(buyer, seller, fill)));
      await stage.send('evm_revert', [start]);
    }
    const [first] = costs;
    for (const { gas, bytes } of costs) {
      expect(bytes).to.equal(first?.bytes);
      expectClose(Number(gas), Number(first?.gas), 400);
    }
  });
});
