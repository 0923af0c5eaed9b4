import { expect } from 'chai';
import fc from 'fast-check';
import type { Account, Leg } from '../../prover/model/account.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import { cash, ONE_FACTOR, ONE_SIZE, size } from '../../prover/model/units.ts';
import { marketFromFile, type MarketFile } from '../../sdk/files/market-file.ts';
import { tieredCharge } from '../reference/float-cross.ts';
import { built, MARKET, refusal, TIERED, UNDERLYING, withBtc } from '../support/risk-market.ts';
import { marginOf } from '../support/vectors.ts';

const BRACKETS = [
  { floor: 0, maintenance: 0.004, initial: 0.008 },
  { floor: 50_000, maintenance: 0.01, initial: 0.02 },
  { floor: 600_000, maintenance: 0.5, initial: 1 },
];
const HAIRCUTS = [
  { floor: 0, maintenance: 0, initial: 0.05 },
  { floor: 10_000, maintenance: 0.2, initial: 0.3 },
  { floor: 40_000, maintenance: 1, initial: 1 },
];
const FILE: MarketFile = {
  time: 1_700_000_000,
  preset: 'span-16',
  underlyings: [
    {
      name: 'BTC',
      id: 1,
      spot: 60_000,
      perps: [
        { name: 'PERP', price: 60_001.53, funding: 3.27, isolated: { preset: 'binance-usdtm', table: 'BTCUSDT' } },
      ],
      expiries: [{ expiry: 1_700_086_400, forward: 60_010, rate: 0 }],
      options: [{ name: 'CALL', expiry: 1_700_086_400, strike: 60_000, type: 'call', impliedVol: 0.5 }],
    },
  ],
  collateral: [
    { name: 'USDT', price: 1, maintenanceHaircut: 0.02, initialHaircut: 0.01 },
    { name: 'ETH', price: 3000, haircuts: HAIRCUTS },
  ],
};

const isolated = (legs: readonly Leg[], held = 0n): Account => ({
  id: 1n,
  owner: 0n,
  method: 'isolated',
  sequence: 0n,
  lossCheckpoint: 0n,
  cash: cash(held),
  legs: [...legs].sort((a, b) => a.instrument - b.instrument),
  blinding: 1n,
});
const leg = (instrument: number, units: bigint, cost = 0n): Leg => ({
  instrument,
  size: size(units),
  cost: cash(cost),
});

describe('isolated margin', () => {
  it('a published bracket table stays exact at a price of eight decimals, with funding of eight decimals', () => {
    const { table } = marketFromFile(FILE);
    const row = table.rows.get(64);
    expect(row?.settlementPrice).to.equal(5_999_826_000_000n);
    expect(row?.sizeTiers?.maintenance.price).to.equal(6_000_153_000_000n);
    expect(row?.sizeTiers?.maintenance.tiers.map(({ rate }) => Number(rate))).to.deep.equal([
      4e6, 5e6, 6.5e6, 10e6, 20e6, 25e6, 50e6, 100e6, 125e6, 150e6, 250e6, 500e6,
    ]);
    expect(row?.sizeTiers?.initial.tiers[9]?.rate).to.equal(333_333_334n);
    expect(row?.cross).to.equal(undefined);
  });

  it('a price of more decimals goes up, and what rounding hides is charged through the rates, or the price at a rate of 1', () => {
    const [perp] = UNDERLYING.perps;
    if (perp === undefined) throw new Error('expected a perpetual');
    const with9 = built(withBtc({ perps: [{ ...perp, price: 0.123456789, funding: 0, isolated: BRACKETS }] }));
    const row = with9.table.rows.get(64);
    // Half a tick of 12345679, up to the next rate.
    const hidden = 41n;
    expect(row?.settlementPrice).to.equal(12_345_679n);
    expect(row?.sizeTiers?.maintenance.tiers.map(({ rate }) => rate)).to.deep.equal([
      4_000_000n + hidden,
      10_000_000n + hidden,
      500_000_000n + hidden,
    ]);
    expect(row?.sizeTiers?.initial.tiers.at(-1)?.rate).to.equal(ONE_FACTOR);
    expect(row?.sizeTiers?.initial.price).to.equal(12_345_680n);
  });

  it('collateral has its haircuts at its value price: flat as one tier, tiered as given, and neither without need', () => {
    const { table } = marketFromFile(FILE);
    expect(table.rows.get(16)?.sizeTiers?.initial.tiers).to.deep.equal([{ floor: 0n, rate: 30_000_000n }]);
    const tiered = table.rows.get(1);
    expect(tiered?.sizeTiers?.maintenance.price).to.equal(tiered?.settlementPrice);
    expect(tiered?.sizeTiers?.maintenance.tiers.map(({ floor, rate }) => [floor, rate])).to.deep.equal([
      [0n, 0n],
      [10_000n, 200_000_000n],
      [40_000n, ONE_FACTOR],
    ]);
    expect(Number(tiered?.charge.initial)).to.be.below(5);
    expect(built().table.rows.get(16)).to.not.have.property('sizeTiers');
    expect(built({ collateral: [TIERED] }).table.rows.get(1)?.sizeTiers).to.not.equal(undefined);
  });

  it('collateral that shocks cover elsewhere has a haircut of its own for isolated accounts, which have no shocks', () => {
    const coin = { name: 'ETH', price: 3000, maintenanceHaircut: 0.01, initialHaircut: 0.01 };
    const own = { ...coin, isolatedHaircut: { maintenance: 0.3, initial: 0.4 } };
    const volatile = FILE.underlyings.map((underlying) => ({ ...underlying, volatility: 0.8 }));
    const of = (item: NonNullable<MarketFile['collateral']>[number]) =>
      marketFromFile({ ...FILE, underlyings: volatile, cross: 'greeks', collateral: [item] }).table.rows.get(16);
    const rates = ['maintenance', 'initial'].map((level) => of(own)?.sizeTiers?.[level as 'initial'].tiers[0]?.rate);
    expect(rates).to.deep.equal([300_000_000n, 400_000_000n]);
    expect({ ...of(own), sizeTiers: undefined }).to.deep.equal({ ...of(coin), sizeTiers: undefined });
    expect(
      refusal(() => of({ name: 'ETH', price: 3000, haircuts: HAIRCUTS, isolatedHaircut: own.isolatedHaircut })),
    ).to.equal(
      'market.collateral[ETH].isolatedHaircut: expected none beside haircuts by size, which isolated accounts have too, got one',
    );
    expect(refusal(() => of({ ...own, isolatedHaircut: { maintenance: 0.3, initial: 0.2 } }))).to.include(
      'isolatedHaircut[0].initial: expected at least the maintenance rate 0.3',
    );
  });

  it('refuses haircuts of more than four tiers beside cross margin, of two kinds, and flat ones above the value', () => {
    const five = Array.from({ length: 5 }, (_, index) => ({ floor: index * 100, maintenance: 0.1, initial: 0.2 }));
    const coin = { name: 'ETH', price: 3000 };
    const file = (change: Partial<MarketFile>) => refusal(() => marketFromFile({ ...FILE, ...change }));
    const volatile = FILE.underlyings.map((underlying) => ({ ...underlying, volatility: 0.8 }));
    expect(file({ underlyings: volatile, cross: 'greeks', collateral: [{ ...coin, haircuts: five }] })).to.equal(
      'market.collateral[ETH].haircuts: expected at most 4 tiers in a market with cross margin, got 5',
    );
    expect(() => marketFromFile({ ...FILE, collateral: [{ ...coin, haircuts: five }] })).to.not.throw();
    expect(file({ cross: 'greeks' })).to.equal(
      'market.underlyings[BTC].volatility: expected the volatility that the cross method moves spot by, got none',
    );
    expect(file({ collateral: [coin] })).to.include('expected either haircuts by size or both flat ones, got a part');
    expect(file({ collateral: [{ ...coin, haircuts: HAIRCUTS, maintenanceHaircut: 0.1 }] })).to.include('got both');
    expect(file({ collateral: [{ ...coin, maintenanceHaircut: 0.6, initialHaircut: 0.5 }] })).to.equal(
      'market.collateral[ETH].initialHaircut: expected at most 1 together with maintenanceHaircut, got 1.1',
    );
    const [btc] = FILE.underlyings;
    const perps = (given: unknown) =>
      refusal(() =>
        marketFromFile({ ...FILE, underlyings: [{ ...btc, perps: [{ name: 'P', price: 1, isolated: given }] }] }),
      );
    expect(perps({ preset: 'binance-usdtm', table: 'LUNAUSDT' })).to.include(
      'market[P].isolated.table: expected BTCUSDT or',
    );
    expect(perps({ preset: 'binance', table: 'BTCUSDT' })).to.equal(
      'market.underlyings[0].perps[0].isolated.preset: expected binance-usdtm or dydx-v4, got "binance"',
    );
    expect(perps([{ floor: 0, maintenance: -1, initial: 0.1 }])).to.include(
      'isolated[0].maintenance: expected at least 0',
    );
    expect(perps([{ floor: 0, maintenance: 0.2, initial: 0.1 }])).to.include('so that initial is not looser, got 0.1');
  });

  it('takes a perpetual with collateral, not an option, and not a perpetual without tiers', () => {
    const { table } = marketFromFile(FILE);
    expect(() => accountMargin(isolated([leg(64, 1n), leg(1, 1n)]), table, 'initial')).to.not.throw();
    expect(refusal(() => accountMargin(isolated([leg(66, 1n)]), table, 'initial'))).to.include('isolated method takes');
    expect(refusal(() => accountMargin(isolated([leg(64, 1n)]), built().table, 'initial'))).to.include('slot 64');
    expect(MARKET.cross).to.equal(undefined);
  });

  it('rounding never makes an account look safer: random prices, sizes and haircuts against plain numbers', () => {
    const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const outcome = fc.check(
      fc.property(
        fc.record({
          perp: fc.oneof(double(1e-4, 1), double(1, 90_000)),
          funding: double(-0.01, 0.01),
          coin: double(1e-4, 5000),
          stablePrice: double(0.9, 1.1),
          size: fc.integer({ min: -1_000_000, max: 1_000_000 }),
          held: fc.integer({ min: 0, max: 1_000_000 }),
        }),
        ({ perp, funding, coin, stablePrice, size: units, held }) => {
          const { table } = marketFromFile({
            ...FILE,
            stablePrice,
            underlyings: [
              { name: 'BTC', id: 1, spot: perp, perps: [{ name: 'PERP', price: perp, funding, isolated: BRACKETS }] },
            ],
            collateral: [{ name: 'ETH', price: coin, haircuts: HAIRCUTS }],
          });
          const account = isolated([leg(64, BigInt(units) * ONE_SIZE), leg(1, BigInt(held) * ONE_SIZE)]);
          for (const level of ['maintenance', 'initial'] as const) {
            const rates = (tiers: typeof BRACKETS) => tiers.map((tier) => ({ floor: tier.floor, rate: tier[level] }));
            const value = (held * coin) / stablePrice;
            const gross = Math.abs(units) * (perp + 1) + value + 1;
            const expected =
              units * (perp - funding) +
              value -
              tieredCharge(value, rates(HAIRCUTS)) -
              tieredCharge(Math.abs(units) * perp, rates(BRACKETS));
            const margin = marginOf(accountMargin(account, table, level));
            expect(margin - expected, level).to.be.at.most(4e-15 * gross);
            expect(expected - margin, level).to.be.below(3e-8 * (Math.abs(units) + held) * 4 + 2e-9 * gross);
          }
        },
      ),
      { numRuns: 500 },
    );
    console.log(`      seed ${outcome.seed}`);
    if (outcome.failed) throw new Error(fc.defaultReportMessage(outcome) ?? 'expected agreement');
  });
});
