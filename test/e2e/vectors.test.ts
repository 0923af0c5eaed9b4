import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import { circuitFor } from '../../prover/witness/circuits.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { verifyCertificate } from '../../sdk/verify.ts';
import { sharedPath } from '../support/shared.ts';
import { startSystem, type WholeSystem } from '../support/system.ts';
import { readWorkedPortfolios } from '../support/vectors.ts';

const LINE = { thresholdBps: 10_000n, minExcess: 0n };
const BAND = { minRatioBps: 10_000n, minExcess: 0n, maxAge: 3600n };
const START = 1_704_067_200;
const EPOCH_SECONDS = 600;
/** How many of the worked portfolios are proven by each circuit; `test/circuits/vectors.test.ts` holds all witnesses. */
const PROVEN = { 'portfolio-8': 9, 'portfolio-36': 4 } as const;
/** Its long discounts are above its short ones, so it can be no market. */
const NO_MARKET = '097';

interface Worked {
  readonly name: string;
  readonly account: Account;
  readonly table: MarketTable;
  /** The side that the published maintenance margin says. */
  readonly solvent: boolean;
}

describe('worked portfolios, proven and verified on chain', function () {
  this.timeout(600_000);
  let system: WholeSystem | undefined;
  let worked: readonly Worked[];

  before(async function () {
    worked = readWorkedPortfolios(sharedPath(this, 'vectors', 'scenario-margin'))
      .filter(({ name }) => !name.startsWith(NO_MARKET))
      .map(({ name, portfolio, model: { account, market } }) => ({
        name,
        account,
        table: market.table,
        solvent: (portfolio.expected?.maintenanceMargin ?? NaN) >= 0,
      }));
    system = await startSystem(START, ...Object.keys(PROVEN));
  });
  after(() => system?.close());

  let epoch = 0;
  for (const [circuit, count] of Object.entries(PROVEN)) {
    it(`${count} by ${circuit}, on the side that the published margin says`, async () => {
      const fitting = worked.filter((each) => circuitOf(each) === circuit);
      expect(fitting.length).to.be.at.least(count);
      // The list is in order of what the portfolios are about: take them from all over it.
      const chosen = Array.from({ length: count }, (_, index) => fitting[Math.floor((index * fitting.length) / count)]);
      for (const each of chosen) if (each !== undefined) await prove(each, ++epoch);
    });
  }

  /** A portfolio that fits no circuit is none of those to prove. */
  function circuitOf({ account, table }: Worked): string | undefined {
    try {
      return circuitFor(account, new Market(table));
    } catch {
      return undefined;
    }
  }

  async function prove({ name, account: held, table, solvent }: Worked, at: number): Promise<void> {
    if (system === undefined) throw new Error('expected a chain');
    const account = { ...held, id: BigInt(at), sequence: 1n };
    const market = new Market({ ...table, epoch: at, time: START + at * EPOCH_SECONDS });
    await system.post(market);
    await system.attest(account);
    const caller = solvent ? system.trader : system.liquidator;
    const side = solvent ? 'solvent' : 'insolvent';
    const certificate = await system.certificate({ account, market, claim: LINE, side, caller });
    const verified = await verifyCertificate(certificate, { account, market });
    expect(verified.valid, `${name}: ${JSON.stringify(verified.checks)}`).to.equal(true);
    const client = system.client(caller);
    await client.submit(certificate);
    expect(await client.isSolvent(wordOf(account.id), BAND), name).to.equal(solvent);
    expect(await client.isLiquidatable(wordOf(account.id), BAND.maxAge), name).to.equal(!solvent);
  }
});
