import { expect } from 'chai';
import { loadPreset, parsePreset } from '../../sdk/files/parameters.ts';
import type { OptionSpec } from '../../sdk/risk/market-spec.ts';
import type { RiskParameters } from '../../sdk/risk/parameters.ts';
import { assignSlots } from '../../sdk/risk/slots.ts';
import { MARKET, NEAR, PRESET, TIME, built, expiryAt, option, refusal, withMargin } from '../support/risk-market.ts';

describe('market and parameters', () => {
  it('places calls on even slots, puts of the same strike beside them, and nothing else into their pairs', () => {
    expect([...assignSlots(MARKET)]).to.deep.equal([
      ['PERP', 1],
      ['BTC', 2],
      ['USDT', 3],
      ['C-9000', 4],
      ['P-9000', 5],
      ['P-11000', 7],
      ['C-9000-FAR', 8],
    ]);
  });

  it('keeps given slots, never uses a retired one, and refuses a collision or the wrong half by name', () => {
    const given = MARKET.options.map((item) => (item.name === 'C-9000' ? { ...item, slot: 20 } : item));
    const slots = assignSlots({ ...MARKET, options: given, retiredSlots: [1, 4] });
    expect(slots.get('PERP')).to.equal(2);
    expect(slots.get('C-9000')).to.equal(20);
    expect(slots.get('P-9000')).to.equal(21);
    expect([...slots.values()]).to.not.include.members([1]);
    expect([...slots.values()]).to.not.include.members([4]);
    const [perp] = MARKET.perps;
    const withSlots = (options: readonly OptionSpec[], perpSlot?: number) => () =>
      assignSlots({ ...MARKET, options, perps: perp === undefined ? [] : [{ ...perp, slot: perpSlot }] });
    expect(refusal(withSlots(given, 20))).to.equal('market[C-9000].slot: expected a free slot, got 20 of PERP');
    expect(refusal(withSlots(given, 21))).to.include('beside another');
    expect(refusal(withSlots(given, 1024))).to.include('expected 1 to 1023, got 1024');
    expect(refusal(withSlots([{ ...option('C', 'call', 9000), slot: 9 }]))).to.equal(
      'market[C].slot: expected an even slot for a call, got 9',
    );
  });

  it('refuses by name a parameter set that must not margin anybody', () => {
    expect(refusal(() => built(withMargin({ initialLossFactor: 0.5 })))).to.equal(
      'parameters.margin.initialLossFactor: expected at least maintenanceLossFactor 0.8, so that initial is not looser, got 0.5',
    );
    expect(refusal(() => built(withMargin({ discountLong: 1.05 })))).to.equal(
      'parameters.margin.discountLong: expected from 0 to 1, got 1.05',
    );
    expect(refusal(() => built(withMargin({ discountShort: 0.95 })))).to.equal(
      'parameters.margin.discountShort: expected at least 1, got 0.95',
    );
    const without = (kept: (vol: string) => boolean): RiskParameters => ({
      ...PRESET,
      scenarios: PRESET.scenarios.filter(({ vol }) => kept(vol)),
    });
    expect(refusal(() => built({ parameters: without((vol) => vol !== 'skew-abs') }))).to.equal(
      'parameters.scenarios: expected a scenario with vol skew-abs, got none',
    );
    expect(refusal(() => built({ parameters: without((vol) => vol !== 'down') }))).to.include('spot up, vol down');
    const many = [...PRESET.scenarios, ...PRESET.scenarios.slice(0, 3)];
    expect(refusal(() => built({ parameters: { ...PRESET, scenarios: many } }))).to.include(
      'expected 1 to 31 regular and at most 2 skew ones, got 32 and 2',
    );
    const basis = { ...PRESET.basisContingency, spotUp: 0.99 };
    expect(refusal(() => built({ parameters: { ...PRESET, basisContingency: basis } }))).to.include('spotUp');
  });

  it('evaluates such a set when asked to', () => {
    expect(() => built(withMargin({ initialLossFactor: 0.5 }), 'evaluate')).to.not.throw();
    expect(() => built(withMargin({ discountLong: 1.1 }), 'evaluate')).to.not.throw();
  });

  it('refuses a preset that is looser at initial than at maintenance margin, or has a field too many', () => {
    const preset = { name: 'x', source: 'x', version: 1, parameters: PRESET };
    expect(() => parsePreset(preset)).to.not.throw();
    expect(refusal(() => parsePreset({ ...preset, extra: 1 }))).to.equal(
      'preset: expected known fields only, got extra',
    );
    const looser = { ...PRESET, margin: { ...PRESET.margin, maintenanceLossFactor: 1.5 } };
    expect(refusal(() => parsePreset({ ...preset, parameters: looser }))).to.include('initialLossFactor');
    const negative = { ...PRESET, otherContingency: { ...PRESET.otherContingency, optionInitial: -0.001 } };
    expect(refusal(() => parsePreset({ ...preset, parameters: negative }))).to.equal(
      'preset.parameters.otherContingency.optionInitial: expected at least 0, got -0.001',
    );
    expect(refusal(() => loadPreset('span'))).to.equal('preset: expected derive-pm2, got span');
  });

  it('refuses a market with a value out of range, a name or option twice, or an unknown expiry', () => {
    expect(refusal(() => built({ perps: [{ name: 'PERP', price: 5e7, funding: 0, confidence: 1 }] }))).to.include(
      'market.perps[PERP].price: expected an integer in',
    );
    expect(refusal(() => built({ options: [option('C', 'call', 1), option('C', 'call', 2)] }))).to.equal(
      'market: instrument names: expected each once, got C twice',
    );
    expect(refusal(() => built({ options: [option('A', 'call', 1), option('B', 'call', 1)] }))).to.include('twice');
    expect(refusal(() => built({ options: [option('C', 'call', 1, TIME)] }))).to.equal(
      `market.options[C].expiry: expected one of market.expiries, got ${TIME}`,
    );
    expect(refusal(() => built({ expiries: [expiryAt(NEAR), expiryAt(NEAR)], options: [] }))).to.include('twice');
  });
});
