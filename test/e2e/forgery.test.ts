import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import type { Claim } from '../../prover/model/margin.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, SCALAR_FIELD } from '../../prover/model/units.ts';
import { toCalldata } from '../../prover/proof.ts';
import { publicSignals } from '../../prover/witness/statement.ts';
import { STATEMENTS } from '../../sdk/abi.ts';
import { wordOf, type Certificate } from '../../sdk/certificate.ts';
import { accountOnTheLine, FULL } from '../support/margin.ts';
import { startSystem, type WholeSystem } from '../support/system.ts';

const LINE: Claim = { thresholdBps: 10_000n, minExcess: 0n };
const BAND = { minRatioBps: 10_000n, minExcess: 0n, maxAge: 3600n };

describe('real proofs against forgery on chain', function () {
  this.timeout(300_000);
  let system: WholeSystem;
  let table: MarketTable;
  let market: Market;
  let account: Account;
  let certificate: Certificate;
  let held: Account;

  before(async () => {
    const fixture = accountOnTheLine(20220509n, FULL);
    table = { ...fixture.table, epoch: 1 };
    market = new Market(table);
    account = { ...fixture.account, sequence: 1n };
    system = await startSystem(table.time - 60);
    await system.post(market);
    held = { ...account, id: 100n, cash: cash(account.cash + 10n ** 12n) };
    await system.attest(held);
    certificate = await system.certificate({
      account: held,
      market,
      claim: LINE,
      side: 'solvent',
      caller: system.trader,
    });
  });

  after(() => system.close());

  const verifyOnRouter = (signals: bigint[]): Promise<unknown> =>
    system.stack.router
      .getFunction('verify')
      .staticCall(system.circuit, STATEMENTS.margin, toCalldata(certificate.proof), signals);

  it('accepts the six public signals of a real proof, and none of them +1, +r or 0 (3)', async () => {
    const signals = publicSignals(certificate.statement);
    await verifyOnRouter(signals);
    for (const index of signals.keys()) {
      for (const change of [1n, SCALAR_FIELD, -(signals[index] ?? 0n) || 2n]) {
        const changed = signals.with(index, (signals[index] ?? 0n) + change);
        const outcome = await verifyOnRouter(changed).then(
          () => 'accepted',
          () => 'rejected',
        );
        expect(outcome, `signal ${index} changed by ${change}`).to.equal('rejected');
      }
    }
  });

  it('rejects the claim of another band than proven', async () => {
    const client = system.client(system.trader);
    const stronger = { ...certificate, statement: { ...certificate.statement, thresholdBps: 10_001n } };
    await expectRejection(client.certify(stronger), 'ProofRejected');
    await expectRejection(
      client.certify({ ...certificate, statement: { ...certificate.statement, minExcess: 1n } }),
      'ProofRejected',
    );
  });

  it('rejects a solvency proof submitted as one of insolvency (wrong side)', async () => {
    const client = system.client(system.trader);
    const turned = { ...certificate, context: { ...certificate.context, purpose: 'insolvency' as const } };
    await expectRejection(client.proveInsolvent(turned), 'ProofRejected');
  });

  it('rejects a copied proof from another sender (13)', async () => {
    const copied = {
      ...certificate,
      context: { ...certificate.context, caller: (await system.liquidator.getAddress()).toLowerCase() },
    };
    await expectRejection(system.client(system.liquidator).certify(copied), 'NotAccountOwner');
  });

  it('two very different books cost the same calldata and gas within the noise of zero bytes (44: leak of size or sign)', async () => {
    const calls: { length: number; gas: number }[] = [];
    const books: Account[] = [
      { ...account, id: 301n, legs: [], cash: cash(10n ** 12n) },
      { ...account, id: 302n, cash: cash(account.cash + 10n ** 13n) },
    ];
    for (const held of books) {
      await system.attest(held);
      const made = await system.certificate({
        account: held,
        market,
        claim: LINE,
        side: 'solvent',
        caller: system.trader,
      });
      const { transaction, gas: spent } = await system.client(system.trader).certify(made);
      const sent = await system.chain.provider.getTransaction(transaction);
      calls.push({ length: sent?.data.length ?? 0, gas: Number(spent) });
    }
    const [few, many] = calls;
    expect(few?.length).to.be.greaterThan(0).and.equal(many?.length);
    // A zero byte of calldata is 12 gas cheaper; some of 320 random bytes are zero.
    expect(Math.abs((few?.gas ?? 0) - (many?.gas ?? 0))).to.be.at.most(240);
  });

  it('rejects a proof of an old healthy commitment after trading (14), and of another epoch (12)', async () => {
    await system.client(system.trader).certify(certificate);
    const traded = { ...held, sequence: 2n, blinding: held.blinding + 1n };
    await system.attest(traded);
    expect(await system.client(system.trader).isSolvent(wordOf(held.id), BAND)).to.equal(false);
    await expectRejection(system.client(system.trader).certify(certificate), 'ProofRejected');

    const renewed = await system.certificate({
      account: traded,
      market,
      claim: LINE,
      side: 'solvent',
      caller: system.trader,
    });
    const later = new Market({ ...table, epoch: 2, time: table.time + 120 });
    await system.post(later);
    await expectRejection(
      system.client(system.trader).certify({ ...renewed, market: { epoch: 2, time: later.table.time } }),
      'ProofRejected',
    );
    await system.client(system.trader).certify(renewed);
  });
});

/** @param name of the contract's error */
async function expectRejection(call: Promise<unknown>, name: string): Promise<void> {
  const outcome = await call.then(
    () => 'accepted',
    (error: unknown) => String(error),
  );
  expect(outcome).to.include(name);
}
