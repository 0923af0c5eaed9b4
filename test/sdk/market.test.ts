import { expect } from 'chai';
import { hasTieredHaircut } from '../../prover/model/market.ts';
import type { FrozenSpec, MarketSpec, OptionSpec } from '../../sdk/risk/market-spec.ts';
import type { RiskParameters } from '../../sdk/risk/parameters.ts';
import { assignSlots } from '../../sdk/risk/slots.ts';
import {
  MARKET,
  NEAR,
  PRESET,
  TIERED,
  TIME,
  UNDERLYING,
  built,
  expiryAt,
  option,
  refusal,
  withBtc,
  withMargin,
} from '../support/risk-market.ts';

const ETH = { ...UNDERLYING, name: 'ETH', id: 2, perps: [], options: [option('ETH-C-9000', 'call', 9000)] };
const EXPIRED: FrozenSpec = {
  name: 'OLD-P-8000',
  slot: 201,
  kind: 'put',
  underlying: 'BTC',
  settlementPrice: 12.5,
  expiry: TIME - 86_400,
  strike: 8000,
};

describe('market and parameters', () => {
  it('places collateral by the kind of its haircut, then perpetuals, calls on even slots and their puts beside them', () => {
    const market = { ...MARKET, collateral: [...MARKET.collateral, TIERED], underlyings: [UNDERLYING, ETH] };
    expect([...assignSlots(market)]).to.deep.equal([
      ['PERP', 64],
      ['BTC-COIN', 16],
      ['USDT', 17],
      ['DAI', 1],
      ['C-9000', 66],
      ['P-9000', 67],
      ['P-11000', 69],
      ['C-9000-FAR', 70],
      ['ETH-C-9000', 72],
    ]);
    expect(hasTieredHaircut(assignSlots(market).get('DAI') ?? 0)).to.equal(true);
  });

  it('refuses collateral in a slot of another kind, and a table with no room left for one', () => {
    const [coin, stable] = MARKET.collateral;
    if (coin === undefined || stable === undefined) throw new Error('expected two kinds of collateral');
    const at =
      (slot: number, item = stable) =>
      () =>
        assignSlots({ ...MARKET, collateral: [coin, { ...item, slot }] });
    expect(refusal(at(64))).to.equal('market[USDT].slot: expected 16 to 63, got 64');
    expect(refusal(at(15))).to.equal('market[USDT].slot: expected 16 to 63, got 15');
    expect(refusal(at(16, TIERED))).to.equal('market[DAI].slot: expected 1 to 15, got 16');
    expect(
      refusal(() => assignSlots({ ...MARKET, ...withBtc({ perps: [{ ...UNDERLYING.perps[0]!, slot: 63 }] }) })),
    ).to.equal('market[PERP].slot: expected 64 to 1023, got 63');
    const many = Array.from({ length: 16 }, (_, index) => ({ ...TIERED, name: `T${index}` }));
    expect(refusal(() => assignSlots({ ...MARKET, collateral: many }))).to.equal(
      'market[T15].slot: expected room in slots 1 to 15, got a full table',
    );
  });

  it('keeps given slots, never uses a retired one, and refuses a collision or the wrong half by name', () => {
    const given = UNDERLYING.options.map((item) => (item.name === 'C-9000' ? { ...item, slot: 90 } : item));
    const slots = assignSlots({ ...MARKET, ...withBtc({ options: given }), retiredSlots: [64, 66] });
    expect(slots.get('PERP')).to.equal(65);
    expect(slots.get('C-9000')).to.equal(90);
    expect(slots.get('P-9000')).to.equal(91);
    expect([...slots.values()]).to.not.include.members([64]);
    expect([...slots.values()]).to.not.include.members([66]);
    const [perp] = UNDERLYING.perps;
    const withSlots = (options: readonly OptionSpec[], perpSlot?: number) => () =>
      assignSlots({
        ...MARKET,
        ...withBtc({ options, perps: perp === undefined ? [] : [{ ...perp, slot: perpSlot }] }),
      });
    expect(refusal(withSlots(given, 90))).to.equal('market[C-9000].slot: expected a free slot, got 90 of PERP');
    expect(refusal(withSlots(given, 91))).to.include('beside another');
    expect(refusal(withSlots(given, 1024))).to.include('expected 64 to 1023, got 1024');
    expect(refusal(withSlots([{ ...option('C', 'call', 9000), slot: 99 }]))).to.equal(
      'market[C].slot: expected an even slot for a call, got 99',
    );
  });

  it('freezes an expired option in its slot: worth its settlement price, no risk, to be closed only', () => {
    const { table, instruments } = built({ frozen: [EXPIRED] });
    expect(instruments.at(-1)).to.deep.equal({
      name: 'OLD-P-8000',
      slot: 201,
      kind: 'put',
      expiry: TIME - 86_400,
      strike: 8000,
    });
    const row = table.rows.get(201);
    expect(row).to.include({
      underlying: 1,
      settlementPrice: 1_250_000_000n,
      maxSize: 0n,
      reduceOnly: true,
      frozen: true,
    });
    expect(row).to.include({ fillBand: 0n });
    expect(row).to.not.have.property('option');
    expect(row?.linearPrice).to.equal(0n);
    const frozen = (change: Partial<FrozenSpec>) => refusal(() => built({ frozen: [{ ...EXPIRED, ...change }] }));
    expect(frozen({ settlementPrice: 1e-9 })).to.equal(
      'market.frozen[OLD-P-8000].settlementPrice: expected at most 8 decimals, got 1e-9',
    );
    expect(frozen({ slot: 200 })).to.include('expected an odd slot for a put, got 200');
    expect(frozen({ slot: 12 })).to.include('expected 64 to 1023, got 12');
    expect(frozen({ strike: undefined })).to.include('expected the expiry and strike of an option');
    expect(frozen({ underlying: 'ETH' })).to.include('underlying: expected one of market.underlyings, got ETH');
    expect(frozen({ name: 'PERP' })).to.include('got PERP twice');
  });

  it('lets fills be away from the settlement price by a share of the price, and of spot for options, rounded up', () => {
    const bands = (fillBand?: MarketSpec['fillBand']) => {
      const { table } = built({ fillBand });
      return [64, 16, 17, 69].map((slot) => table.rows.get(slot)?.fillBand ?? 0n);
    };
    const mark = built().table.rows.get(69)?.settlementPrice ?? 0n;
    const [perp, coin, stable, option] = bands();
    // Funding is no part of a price.
    expect([perp, coin, stable]).to.deep.equal([50_052_500_001n, 50_000_000_000n, 5_000_000n]);
    expect((option ?? 0n) - mark / 10n - 50n * 10n ** 8n).to.be.oneOf([0n, 1n]);
    const own = { perp: { ofPrice: 0.01 }, option: { ofPrice: 0, ofSpot: 0.002 } };
    expect(bands(own)).to.deep.equal([10_010_500_000n, coin, stable, 20n * 10n ** 8n]);
  });

  it('keeps expiries of two underlyings on one date apart', () => {
    const near = { ...expiryAt(NEAR), rate: 0.2 };
    const { table, underlyings } = built({ underlyings: [UNDERLYING, { ...ETH, expiries: [near] }] });
    expect([...table.expiries.keys()]).to.deep.equal([`1/${NEAR}`, `1/${NEAR + 83 * 86_400}`, `2/${NEAR}`]);
    expect(table.expiries.get(`2/${NEAR}`)).to.not.deep.equal(table.expiries.get(`1/${NEAR}`));
    expect(underlyings).to.deep.equal([
      { name: 'BTC', id: 1 },
      { name: 'ETH', id: 2 },
    ]);
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
    expect(() => built({ parameters: without((vol) => !vol.startsWith('skew')) })).to.not.throw();
    expect(refusal(() => built({ parameters: { ...PRESET, skewShock: undefined } }))).to.equal(
      'parameters.skewShock: expected the moves of the skew scenarios, got none',
    );
    expect(refusal(() => built({ parameters: without((vol) => vol !== 'down') }))).to.include('spot up, vol down');
    const many = [...PRESET.scenarios, ...PRESET.scenarios.slice(0, 3)];
    expect(refusal(() => built({ parameters: { ...PRESET, scenarios: many } }))).to.include(
      'expected 1 to 33 in all, at least one of them regular and at most 2 of skew, got 32 and 2',
    );
    const basis = { ...PRESET.basisContingency, spotUp: 0.99 };
    expect(refusal(() => built({ parameters: { ...PRESET, basisContingency: basis } }))).to.include('spotUp');
  });

  it('evaluates such a set when asked to', () => {
    expect(() => built(withMargin({ initialLossFactor: 0.5 }), 'evaluate')).to.not.throw();
    expect(() => built(withMargin({ discountLong: 1.1 }), 'evaluate')).to.not.throw();
  });

  it('refuses a market with a value out of range, a name or option twice, or an unknown reference', () => {
    const btc = (change: Parameters<typeof withBtc>[0]) => refusal(() => built(withBtc(change)));
    expect(btc({ perps: [{ name: 'PERP', price: 5e7, funding: 0, confidence: 1 }] })).to.include(
      'market.underlyings[BTC].perps[PERP].price: expected a number from 0 to 45035996.27370495, got 50000000',
    );
    expect(btc({ options: [option('C', 'call', 1), option('C', 'call', 2)] })).to.equal(
      'market: instrument names: expected each once, got C twice',
    );
    expect(btc({ options: [option('A', 'call', 1), option('B', 'call', 1)] })).to.include('twice');
    expect(btc({ options: [option('C', 'call', 1, TIME)] })).to.equal(
      `market.underlyings[BTC].options[C].expiry: expected one of market.underlyings[BTC].expiries, got ${TIME}`,
    );
    expect(btc({ expiries: [expiryAt(NEAR), expiryAt(NEAR)], options: [] })).to.include('twice');
    expect(btc({ expiries: [{ ...expiryAt(NEAR), settledForwardPart: 10_001 }], options: [] })).to.include(
      'settledForwardPart: expected at most the forward 10000, got 10001',
    );
    const market = (change: Partial<MarketSpec>) => refusal(() => built(change));
    expect(market({ underlyings: [UNDERLYING, { ...ETH, id: 1 }] })).to.include(
      'numbers: expected each once, got 1 twice',
    );
    expect(market({ underlyings: [UNDERLYING, { ...ETH, name: 'BTC' }] })).to.include(
      'names: expected each once, got BTC',
    );
    expect(market({ collateral: [{ ...TIERED, underlying: 'SOL' }] })).to.equal(
      'market.collateral[DAI].underlying: expected one of market.underlyings, got SOL',
    );
  });
});
