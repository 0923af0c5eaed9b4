import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { deductions, tierCharge } from '../../prover/model/tiers.ts';
import { size } from '../../prover/model/units.ts';
import { loadPreset, parsePreset, PRESETS, tableOf } from '../../sdk/files/presets.ts';
import { toTicks } from '../../sdk/risk/rounding.ts';
import { sizeTiersOf, type LevelTier } from '../../sdk/risk/tiers.ts';
import binance from '../../sdk/presets/binance-usdtm.json' with { type: 'json' };
import greeks from '../../sdk/presets/greeks.json' with { type: 'json' };
import { readCsv } from '../support/csv.ts';
import { built, PRESET, refusal } from '../support/risk-market.ts';
import { sharedPath } from '../support/shared.ts';

/** A bracket table as its file holds it. */
interface Bracket {
  floor: number;
  maintenance: number;
  leverage: number;
  deduction: number;
}

const bracketsOf = (text: string): Map<string, Bracket[]> => {
  const tables = new Map<string, Bracket[]>();
  for (const field of readCsv(text)) {
    const bracket = {
      floor: Number(field('notional_floor')),
      maintenance: Number(field('maint_margin_ratio')),
      leverage: Number(field('initial_leverage')),
      deduction: Number(field('cum')),
    };
    tables.set(field('symbol'), [...(tables.get(field('symbol')) ?? []), bracket]);
  }
  return tables;
};

const isolatedPreset = (tiers: readonly object[]) => ({
  name: 'x',
  method: 'isolated',
  source: 'this test',
  version: 1,
  parameters: { tables: { X: tiers } },
});

describe('presets', () => {
  it('of every method load, name their source, and are found by their method only', () => {
    for (const method of ['isolated', 'cross', 'portfolio'] as const) {
      for (const name of PRESETS[method]) {
        const preset = loadPreset(method, name);
        expect(preset).to.include({ name, method });
        expect(preset.source.length, name).to.be.above(20);
      }
    }
    expect(refusal(() => loadPreset('cross', 'span-16'))).to.equal('preset: expected greeks, got span-16');
    expect(refusal(() => loadPreset('isolated', 'constructor'))).to.include('expected binance-usdtm or dydx-v4');
  });

  it('of the portfolio method fill the 33 places of a table, those without skew with no skew', () => {
    for (const name of PRESETS.portfolio) {
      const { parameters } = loadPreset('portfolio', name);
      const { table, scenarios } = built({ parameters });
      expect(scenarios, name).to.have.length(parameters.scenarios.length);
      const skewed = parameters.scenarios.some(({ vol }) => vol.startsWith('skew'));
      expect(table.parameters.skew, name).to.deep.equal([skewed, skewed]);
      expect(table.parameters.shocks, name).to.have.length(33);
    }
    const { scenarios } = loadPreset('portfolio', 'span-16').parameters;
    expect(scenarios).to.have.length(16);
    expect(scenarios.slice(0, 14).map(({ spotFactor }) => spotFactor)).to.deep.equal([
      1, 1, 1.05, 1.05, 0.95, 0.95, 1.1, 1.1, 0.9, 0.9, 1.15, 1.15, 0.85, 0.85,
    ]);
    expect(scenarios.slice(14)).to.deep.equal([
      { spotFactor: 1.45, vol: 'none', damping: 0.33 },
      { spotFactor: 0.55, vol: 'none', damping: 0.33 },
    ]);
    expect(loadPreset('portfolio', 'paradex').parameters.scenarios).to.have.length(24);
    expect(loadPreset('portfolio', 'deribit').parameters.scenarios).to.have.length(33);
  });

  it('bracket tables are those of the venue, and its deductions follow from floors and rates for all 349 symbols', function () {
    const published = bracketsOf(
      readFileSync(sharedPath(this, 'data', 'params', 'binance_usdtm_brackets_2024-10.csv'), 'utf8'),
    );
    expect(published.size).to.equal(349);
    const shipped = binance.parameters.tables;
    for (const [symbol, table] of Object.entries(shipped))
      expect(table, symbol).to.deep.equal(published.get(`${symbol.replace('USDT', '')}/USDT:USDT`));
    for (const [symbol, brackets] of published) {
      const { tables } = parsePreset('isolated', isolatedPreset(brackets), symbol).parameters;
      const levels = tables['X'] ?? [];
      const base = { price: 1, direction: 'up', hidden: 0 } as const;
      const { maintenance, initial } = sizeTiersOf(levels, base, symbol);
      const expected = brackets.map(({ deduction }) => toTicks(deduction, 9, 'nearest', symbol));
      expect(deductions(maintenance.tiers), symbol).to.deep.equal(expected);
      expect(initial.tiers, symbol).to.have.length(brackets.length);
    }
  });

  it('charges what the brackets of BTCUSDT say, to the last digit: rate * notional - deduction', () => {
    const { maintenance } = sizeTiersOf(
      tableOf({ preset: 'binance-usdtm', table: 'BTCUSDT' }),
      { price: 60_000, direction: 'up', hidden: 0 },
      'BTCUSDT',
    );
    for (const [units, rate, deduction] of [
      [0.5, 0.004, 0],
      [1, 0.005, 50],
      [100, 0.01, 11_450],
      [1000, 0.02, 131_450],
      [30_000, 0.5, 421_481_450],
    ] as const) {
      const held = size(toTicks(units, 8, 'nearest', 'size'));
      const expected = toTicks(units * 60_000 * rate - deduction, 8, 'nearest', 'charge');
      expect(tierCharge(maintenance, held), String(units)).to.equal(expected * 10n ** 17n);
      expect(tierCharge(maintenance, size(held * -1n)), 'short').to.equal(expected * 10n ** 17n);
    }
  });

  it('of dYdX take maintenance as a fraction of initial', () => {
    const of = (table: string): LevelTier[] => [...tableOf({ preset: 'dydx-v4', table })];
    expect(of('large-cap')).to.deep.equal([{ floor: 0, maintenance: 0.03, initial: 0.05 }]);
    expect(of('safety')).to.deep.equal([{ floor: 0, maintenance: 0.2, initial: 1 }]);
    expect(refusal(() => tableOf({ preset: 'dydx-v4', table: 'huge' }, 'market[X].isolated'))).to.equal(
      'market[X].isolated.table: expected large-cap or mid-cap or long-tail or safety, got huge',
    );
  });

  it('refuses a table by name: a top tier under the one before, initial looser, overlapping floors, a key too many', () => {
    const tier = (floor: number, maintenance: number, initial: number) => ({ floor, maintenance, initial });
    const tables = (...tiers: object[]) => refusal(() => parsePreset('isolated', isolatedPreset(tiers)));
    const at = 'preset.parameters.tables.X';
    expect(tables(tier(0, 0.01, 0.02), tier(1000, 0.05, 0.1), tier(5000, 0.04, 0.2))).to.equal(
      `${at}[2].maintenance: expected from 0.05, the rate of the tier before, to 1, got 0.04`,
    );
    expect(tables(tier(0, 0.01, 0.02), tier(1000, 0.05, 0.1), tier(5000, 0.06, 0.09))).to.include(
      `${at}[2].initial: expected from 0.1`,
    );
    expect(tables(tier(0, 0.03, 0.02))).to.equal(
      `${at}[0].initial: expected at least the maintenance rate 0.03, so that initial is not looser, got 0.02`,
    );
    expect(tables(tier(0, 0.01, 0.02), tier(1000, 0.05, 0.1), tier(1000, 0.06, 0.2))).to.equal(
      `${at}[2].floor: expected a whole number above 1000, got 1000`,
    );
    expect(tables(tier(10, 0.01, 0.02))).to.equal(`${at}[0].floor: expected 0 for the first tier, got 10`);
    expect(tables({ ...tier(0, 0.01, 0.02), cap: 5 })).to.equal(`${at}[0]: expected known fields only, got cap`);
    expect(tables({ ...tier(0, 0.01, 0.02), leverage: 50 })).to.include('expected either initial or leverage');
    expect(tables(tier(0, 0.01, 0.02), { ...tier(1000, 0.05, 0.1), deduction: 41 })).to.equal(
      `${at}[1].deduction: expected 40, what the rates and floors before it make, got 41`,
    );
    const thirteen = Array.from({ length: 13 }, (_, index) => tier(index * 10, 0.01, 0.02));
    expect(tables(...thirteen)).to.equal(`${at}: expected 1 to 12 tiers, got 13`);
  });

  it('refuses a cross set that is looser at initial margin, moves spot to nothing, or covers less than three deviations', () => {
    const { maintenance, initial } = greeks.parameters;
    const cross = (change: object) =>
      refusal(() => parsePreset('cross', { ...greeks, parameters: { ...greeks.parameters, ...change } }));
    expect(cross({ initial: { ...initial, volUp: 0.4 } })).to.equal(
      'preset.parameters.initial.volUp: expected at least that of maintenance 0.5, so that initial is not looser, got 0.4',
    );
    expect(cross({ initial: { ...initial, cap: 1 } })).to.equal(
      'preset.parameters.initial.cap: expected less than 1, got 1',
    );
    expect(cross({ maintenance: { ...maintenance, floor: 0.55 } })).to.include('floor: expected at most cap 0.5');
    expect(cross({ maintenance: { ...maintenance, z: 1 } })).to.equal(
      'preset.parameters.maintenance.z: expected at least 3 in a preset, got 1',
    );
    const five = Array.from({ length: 5 }, (_, index) => ({ floor: index * 10, maintenance: 0.01, initial: 0.02 }));
    expect(cross({ addOn: five })).to.equal('preset.parameters.addOn: expected 1 to 4 tiers, got 5');
    expect(cross({ extra: 1 })).to.equal('preset.parameters: expected known fields only, got extra');
  });

  it('refuses a portfolio set that is looser at initial than at maintenance margin, or has a field too many', () => {
    const preset = { name: 'x', method: 'portfolio', source: 'x', version: 1, parameters: PRESET };
    const read = (file: unknown) => parsePreset('portfolio', file);
    expect(() => read(preset)).to.not.throw();
    expect(refusal(() => read({ ...preset, extra: 1 }))).to.equal('preset: expected known fields only, got extra');
    expect(refusal(() => read({ ...preset, method: 'cross' }))).to.equal(
      'preset.method: expected portfolio, got "cross"',
    );
    const looser = { ...PRESET, margin: { ...PRESET.margin, maintenanceLossFactor: 1.5 } };
    expect(refusal(() => read({ ...preset, parameters: looser }))).to.include('initialLossFactor');
    const negative = { ...PRESET, otherContingency: { ...PRESET.otherContingency, optionInitial: -0.001 } };
    expect(refusal(() => read({ ...preset, parameters: negative }))).to.equal(
      'preset.parameters.otherContingency.optionInitial: expected at least 0, got -0.001',
    );
  });
});
