import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { expiryKey } from '../../prover/model/market.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { cash, ONE_CASH, ONE_SIZE, size } from '../../prover/model/units.ts';
import { portfolioBreakdown } from '../../sdk/risk/breakdown.ts';
import { shockedForward, shockedVolatility, termFactors } from '../../sdk/risk/shocks.ts';
import { FAR, NEAR, PRESET, built, expiryAt, withMargin } from '../support/risk-market.ts';
import { expectClose } from '../support/close.ts';

describe('risk engine', () => {
  it('rounds each field in its safe direction', () => {
    const { table } = built({ stablePrice: 0.997 });
    const collateral = table.rows.get(17);
    expect(collateral?.settlementPrice).to.equal(100_300_902n);
    expect(collateral?.linearPrice).to.equal(0n);
    expect(collateral?.underlying).to.equal(0);
    expect(Number(collateral?.charge.maintenance)).to.be.within(2_006_019, 2_006_022);
    expect(table.rows.get(64)?.settlementPrice).to.equal(999_825_000_000n);
    expect(table.rows.get(64)?.linearPrice).to.equal(1_001_050_000_000n);
    const exact = termFactors(expiryAt(FAR), PRESET);
    const terms = table.expiries.get(expiryKey(1, FAR));
    expect(terms?.discountLong).to.equal(BigInt(Math.floor(exact.discountLong * 1e9)));
    expect(terms?.discountShort).to.equal(BigInt(Math.ceil(exact.discountShort * 1e9)));
    expect(terms?.basisFactor).to.equal(BigInt(Math.ceil(exact.basisFactor * 1e9)));
    const damping = PRESET.scenarios.findIndex((scenario) => scenario.spotFactor === 0.34);
    expect(table.parameters.dampings[damping]).to.equal(54_545_455n);
  });

  it('charges rounding to the nearest tick per unit of size, more at initial than at maintenance margin', () => {
    const { table } = built();
    const row = table.rows.get(66);
    expect(row?.charge.maintenance ?? 0n).to.be.within(2n, 10_000n);
    expect((row?.charge.initial ?? 0n) >= (row?.charge.maintenance ?? 0n)).to.equal(true);
    expect(row?.shortCharge).to.deep.equal({ maintenance: 30n * ONE_CASH, initial: 50n * ONE_CASH });
  });

  it('fills 33 scenarios, skew last, unused ones repeating the first', () => {
    const { table, scenarios, scenarioNames } = built();
    expect(table.parameters.shocks).to.have.length(33);
    expect(table.parameters.skew).to.deep.equal([true, true]);
    expect(scenarios).to.have.length(31);
    expect(scenarios.slice(-2).map(({ index, name }) => [index, name])).to.deep.equal([
      [31, 'skew-linear'],
      [32, 'skew-abs'],
    ]);
    expect(scenarios[0]).to.deep.equal({ name: 'spot x1.18, vol up', index: 0 });
    for (const index of [29, 30]) {
      expect(table.parameters.shocks[index]).to.equal(180_000_000n);
      expect(scenarioNames[index]).to.equal(scenarioNames[0]);
      expect(table.rows.get(66)?.option?.scenarios[index]).to.equal(table.rows.get(66)?.option?.scenarios[0]);
    }
    const oneSkew = { ...PRESET, scenarios: PRESET.scenarios.filter(({ vol }) => vol !== 'skew-linear') };
    expect(built({ parameters: oneSkew }).table.parameters.skew).to.deep.equal([false, true]);
    const skewFirst = { ...PRESET, scenarios: [...PRESET.scenarios].reverse() };
    expect(
      built({ parameters: skewFirst })
        .scenarios.slice(0, 2)
        .map(({ index }) => index),
    ).to.deep.equal([31, 32]);
  });

  it('moves a loss factor beyond its range into dampings and basis factors, with the same requirement', () => {
    const account: Account = {
      id: 1n,
      owner: 0n,
      method: 'portfolio',
      sequence: 0n,
      lossCheckpoint: 0n,
      cash: cash(0n),
      legs: [{ instrument: 66, size: size(-ONE_SIZE), cost: cash(0n) }],
      blinding: 1n,
    };
    const normal = built({}, 'evaluate');
    const scaled = built(withMargin({ initialLossFactor: 128 }), 'evaluate');
    expect(scaled.lossScale).to.equal(2n);
    const loss = portfolioBreakdown(account, normal, 'initial');
    const same = portfolioBreakdown(account, scaled, 'initial');
    expect(same.worst).to.deep.equal(loss.worst);
    expect(same.scenarios).to.deep.equal(loss.scenarios);
    expectClose(Number(same.scenarioCharge) / Number(loss.scenarioCharge), 128, 1e-6);
    expect(same.lossFactor).to.equal('128.000000000');
  });

  it('tells people the worst scenario, the charges of each leg, and the sums they add to', () => {
    const market = built();
    const leg = (instrument: number, units: bigint) => ({ instrument, size: size(units * ONE_SIZE), cost: cash(0n) });
    const account: Account = {
      id: 1n,
      owner: 0n,
      method: 'portfolio',
      sequence: 0n,
      lossCheckpoint: 0n,
      cash: cash(5_000n * ONE_CASH),
      legs: [leg(17, 1_000n), leg(66, -1n)],
      blinding: 1n,
    };
    const shown = portfolioBreakdown(account, market, 'maintenance');
    expect(shown.worst.name).to.equal('spot x1.18, vol up');
    expect(shown.legs.map(({ name, kind, size: units }) => [name, kind, units])).to.deep.equal([
      ['USDT', 'collateral', '1000.00000000'],
      ['C-9000', 'call', '-1.00000000'],
    ]);
    expect(shown.legs[1]?.shortCharge).to.equal('30.00000000');
    const sum = Number(shown.scenarioCharge) + Number(shown.charges);
    expectClose(Number(shown.requirement), sum, 1e-7);
    expectClose(Number(shown.excess), Number(shown.equity) - Number(shown.requirement), 1e-7);
    expect(shown.scenarios).to.have.length(PRESET.scenarios.length);
    const margin = portfolioMargin(account, market.table, 'maintenance');
    expectClose(Number(shown.worst.loss), Number(margin.worstLoss) / 1e34, 1e-7);
    const empty = portfolioBreakdown({ ...account, legs: [] }, market, 'maintenance');
    expect(empty.worst.name).to.equal('no scenario loses');
    expect(empty).to.not.have.property('ratioBps');
  });

  it('shocks only the part of a forward that settlement has not fixed', () => {
    const quote = { ...expiryAt(NEAR), secondsToExpiry: 600 };
    expectClose(shockedForward(quote, 1.18), 10_000 * (1 + 0.18 / 3), 1e-9);
    expectClose(shockedForward({ ...quote, secondsToExpiry: 1800 }, 1.18), 11_800, 1e-9);
    expect(shockedForward({ ...quote, secondsToExpiry: 0 }, 4)).to.equal(10_000);
    expect(shockedForward({ ...quote, settledForwardPart: 4000 }, 1.5)).to.equal(13_000);
  });

  it('moves volatility within its floors and caps', () => {
    const move = (kind: 'up' | 'down' | 'skew-linear' | 'skew-abs', strike: number, parameters = PRESET): number =>
      shockedVolatility({ impliedVol: 0.6, strike }, expiryAt(NEAR), { move: kind, parameters });
    expectClose(move('up', 9000), 0.6 * (1 + 0.5 * (30 / 7) ** 0.3), 1e-12);
    expectClose(move('down', 9000), 0.6 * (1 - 0.275 * (30 / 7) ** 0.3), 1e-12);
    expect(move('down', 9000, { ...PRESET, volShock: { ...PRESET.volShock, rangeDown: 10 } })).to.equal(0);
    expect(move('up', 9000, { ...PRESET, volShock: { ...PRESET.volShock, minShockedVol: 9 } })).to.equal(9);
    const cap = 0.15 - 0.05 * Math.sqrt(7 / 365);
    expectClose(move('skew-linear', 1e6), 0.6 * (1 + cap), 1e-12);
    expectClose(move('skew-linear', 1), 0.6 * (1 - cap), 1e-12);
    expectClose(move('skew-abs', 1), 0.6 * (1 + cap), 1e-12);
  });
});
