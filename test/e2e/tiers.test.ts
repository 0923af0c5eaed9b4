import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { isSolvent, portfolioMargin, ratioBps, type Claim } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, SCALAR_FIELD, size, SIZE_RANGE } from '../../prover/model/units.ts';
import { toCalldata } from '../../prover/proof.ts';
import { publicSignals, stateMargin } from '../../prover/witness/portfolio.ts';
import { wordOf, type Certificate } from '../../sdk/certificate.ts';
import { verifyCertificate } from '../../sdk/verify.ts';
import { integerMargin } from '../reference/integer.ts';
import { rejects, type Circuit } from '../support/circuit.ts';
import { checkGas } from '../support/gas.ts';
import {
  accountOnTheLine,
  FULL,
  marginCircuit,
  marginInputs,
  statementCircuit,
  witnessMargin,
} from '../support/margin.ts';
import { startSystem, type WholeSystem } from '../support/system.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20220509);
const LINE: Claim = { thresholdBps: 10_000n, minExcess: 0n };
const BAND = { minRatioBps: 10_000n, minExcess: 0n, maxAge: 3600n };

/** One case through every tier: both references, model, circuit, proof, certificate file, contract. */
interface Case {
  readonly name: string;
  readonly claim?: Claim;
  readonly solvent: boolean;
  readonly change: (account: Account) => Account;
}

const CASES: readonly Case[] = [
  {
    name: 'far above the line, with an excess asked for',
    claim: { thresholdBps: 12_000n, minExcess: 10n ** 12n },
    solvent: true,
    change: (account) => ({ ...account, cash: cash(account.cash + 10n ** 13n) }),
  },
  { name: 'exactly at the line', solvent: true, change: (account) => account },
  {
    name: 'one tick below the line',
    solvent: false,
    change: (account) => ({ ...account, cash: cash(account.cash - 1n) }),
  },
  {
    name: 'empty, with no excess asked for',
    solvent: true,
    change: (account) => ({ ...account, legs: [], cash: cash(0n) }),
  },
];

describe(`one account through every tier (PLIMSOLL_SEED=${SEED})`, function () {
  this.timeout(300_000);
  let system: WholeSystem;
  let table: MarketTable;
  let market: Market;
  let account: Account;
  let statement: Circuit;
  let margin: Circuit;
  const gas: Record<string, bigint> = {};

  before(async () => {
    ({ table } = accountOnTheLine(SEED, FULL));
    ({ account } = accountOnTheLine(SEED, FULL));
    table = { ...table, epoch: 1 };
    market = new Market(table);
    account = { ...account, sequence: 1n };
    statement = await statementCircuit(FULL);
    margin = await marginCircuit(FULL, 'maintenance');
    system = await startSystem(table.time - 60);
    await system.post(market);
  });

  after(() => system.close());

  CASES.forEach(({ name, solvent, change, claim = LINE }, index) => {
    it(`${name}: ${solvent ? 'solvent' : 'insolvent'} in every tier, and the opposite in none`, async () => {
      const held = { ...change(account), id: BigInt(index + 1) };
      const { equity, requirement } = portfolioMargin(held, table, 'maintenance');
      const { shocks, dampings, skew, lossFactor } = table.parameters;
      const reference = integerMargin(held, { ...table, shocks, dampings, skew, lossFactor }, 'maintenance');
      expect({ equity, requirement }).to.deep.equal({ equity: reference.equity, requirement: reference.requirement });
      expect(isSolvent({ equity, requirement }, claim)).to.equal(solvent);

      expect(await witnessMargin(margin, marginInputs(held, market, FULL, 'maintenance'))).to.deep.equal({
        equity,
        requirement,
      });
      const { inputs } = stateMargin({ account: held, market, claim, context: 1n, capacity: FULL });
      await rejects(statement, { ...inputs, solvent: BigInt(!solvent) }, 'PortfolioStatement');

      await system.attest(held);
      const [side, caller] = solvent
        ? (['solvent', system.trader] as const)
        : (['insolvent', system.liquidator] as const);
      const certificate = await system.certificate({ account: held, market, claim, side, caller });
      expect((await verifyCertificate(certificate)).valid).to.equal(true);
      const opposite = solvent ? 'insolvent' : 'solvent';
      const refusal = await system
        .certificate({ account: held, market, claim, side: opposite, caller })
        .catch((error: unknown) => String(error));
      expect(refusal).to.match(/claim: expected/);

      const client = system.client(caller);
      const submission = await client.submit(certificate);
      gas[solvent ? 'certify' : 'proveInsolvent'] ??= submission.gas;
      const id = wordOf(held.id);
      expect(await client.isSolvent(id, BAND)).to.equal(solvent);
      expect(await client.isLiquidatable(id, 3600n)).to.equal(!solvent);
    });
  });

  describe('against forgery on chain', () => {
    let certificate: Certificate;
    let held: Account;

    before(async () => {
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

    const verifyOnRouter = (signals: bigint[]): Promise<unknown> =>
      system.stack.router.getFunction('verify').staticCall(system.circuit, toCalldata(certificate.proof), signals);

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
      await expectRejection(system.client(system.liquidator).certify(copied), 'ProofRejected');
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

  it('certifies the highest band an account reaches and no higher', async () => {
    const { requirement } = portfolioMargin(account, table, 'maintenance');
    const held = { ...account, id: 200n, cash: cash(account.cash + requirement / 10n ** 35n) };
    const band = ratioBps(portfolioMargin(held, table, 'maintenance')) ?? 0n;
    await system.attest(held);
    const request = { account: held, market, side: 'solvent', caller: system.trader } as const;
    const certificate = await system.certificate({ ...request, claim: { thresholdBps: band, minExcess: 0n } });
    await system.client(system.trader).certify(certificate);
    const client = system.client(system.trader);
    expect(await client.isSolvent(wordOf(200n), { ...BAND, minRatioBps: band })).to.equal(true);
    expect(await client.isSolvent(wordOf(200n), { ...BAND, minRatioBps: band + 1n })).to.equal(false);
    const refusal = await system
      .certificate({ ...request, claim: { thresholdBps: band + 1n, minExcess: 0n } })
      .catch((error: unknown) => String(error));
    expect(refusal).to.include('the claim is false');
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

  it('refuses before proving: a repeated leg, a size out of range, an account too large for the circuit', async () => {
    const request = { market, claim: LINE, side: 'solvent', caller: system.trader } as const;
    const [leg] = account.legs;
    if (leg === undefined) throw new Error('expected a leg');
    const attempt = (legs: Account['legs']): Promise<string> =>
      system.certificate({ ...request, account: { ...account, legs } }).then(() => 'accepted', String);
    expect(await attempt([leg, leg])).to.include('none appears twice');
    expect(await attempt([{ ...leg, size: (SIZE_RANGE[1] + 1n) as typeof leg.size }])).to.include(
      'size: expected an integer in',
    );
    const slots = [...table.rows.keys()].sort((a, b) => a - b).slice(0, 9);
    expect(await attempt(slots.map((instrument) => ({ instrument, size: size(1n), cost: cash(0n) })))).to.include(
      'expected at most 8 legs',
    );
  });

  it('stays within its gas (test/snapshots/gas.json): certify below 300,000 all in', () => {
    expect(Number(gas['certify'])).to.be.lessThan(300_000);
    checkGas(gas);
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
