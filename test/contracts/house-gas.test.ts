import { expect } from 'chai';
import type { ContractTransactionResponse } from 'ethers';
import { checkGas } from '../support/gas.ts';
import { Changes } from '../support/house-changes.ts';
import { accountId } from '../support/house-statements.ts';
import { deployHouse, GEM, MARKET, ONE, QUOTE } from '../support/clearing-house.ts';

const [ALICE, BOB] = [accountId(1), accountId(2)];
/** Returns true, whatever it is called with. */
const ACCEPTS = '0x600160005260206000f3';
/** What a Groth16 verification costs, by the number of signals. */
const proofGas = (signals: bigint): bigint => 185_000n + 6_200n * signals;
const SIGNALS = { deposit: 7n, transition: 11n } as const;

describe('gas of the clearing house', () => {
  it('stays within its gas (test/snapshots/gas.json): a deposit, a withdrawal and a trade with their proofs', async () => {
    const system = await deployHouse();
    const { alice, bob, model, ethers } = system;
    const changes = new Changes(system);
    await system.postEpoch();
    const modelCode = await model.getDeployedCode();
    /** Gas of a prepared call with a verifier that costs nothing. */
    const gasOf = async (call: () => Promise<ContractTransactionResponse>): Promise<bigint> => {
      await ethers.provider.send('hardhat_setCode', [await model.getAddress(), ACCEPTS]);
      const receipt = await (await call()).wait();
      await ethers.provider.send('hardhat_setCode', [await model.getAddress(), modelCode]);
      return receipt?.gasUsed ?? 0n;
    };

    for (const account of [ALICE, BOB]) {
      await changes.open(account === ALICE ? alice : bob, account);
      await changes.deposit(account, 500n * ONE);
      await changes.deposit(account, 5n * ONE, { asset: GEM });
    }
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
});
