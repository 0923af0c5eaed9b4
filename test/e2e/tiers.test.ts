import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { isSolvent, portfolioMargin, ratioBps, type Claim } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, size, SIZE_RANGE } from '../../prover/model/units.ts';
import { stateMargin } from '../../prover/witness/portfolio.ts';
import { wordOf } from '../../sdk/certificate.ts';
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
