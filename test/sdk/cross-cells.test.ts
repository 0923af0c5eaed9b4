import { expect } from 'chai';
import type { Account, Leg } from '../../prover/model/account.ts';
import { crossMargin } from '../../prover/model/cross.ts';
import { cash, ONE_PRICE, ONE_SIZE, size } from '../../prover/model/units.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import type { MarketSpec } from '../../sdk/risk/market-spec.ts';
import { formatTableFile, hashMarket, parseTableFile } from '../../sdk/table-file.ts';
import { built, expiryAt, FAR, NEAR, option, refusal, TIERED, TIME, UNDERLYING } from '../support/risk-market.ts';
import { expectClose } from '../support/close.ts';

const PARAMETERS = loadPreset('cross', 'greeks').parameters;
const ETH = {
  ...UNDERLYING,
  name: 'ETH',
  id: 2,
  spot: 500,
  volatility: 0.2,
  perps: [{ name: 'ETH-PERP', price: 500.123456789, funding: 0, confidence: 1 }],
  expiries: [expiryAt(NEAR)],
  options: [],
};
const CROSS: Partial<MarketSpec> = { underlyings: [UNDERLYING, ETH], cross: PARAMETERS };
/** Of three deviations in a day at a volatility of 0.8; 0.2 would move ETH by less than the floor. */
const BTC_MOVE = (3 * 0.8) / Math.sqrt(365);
const ETH_MOVE = 0.08;

const account = (legs: readonly (readonly [slot: number, units: bigint])[]): Account => ({
  id: 1n,
  owner: 0n,
  method: 'cross',
  sequence: 0n,
  lossCheckpoint: 0n,
  cash: cash(0n),
  legs: legs.map(([instrument, units]): Leg => ({ instrument, size: size(units * ONE_SIZE), cost: cash(0n) })),
  blinding: 1n,
});
const cellAt = (market: ReturnType<typeof built>, slot: number) => {
  const cross = market.table.rows.get(slot)?.cross;
  if (cross === undefined) throw new Error(`expected a cell in slot ${slot}`);
  return cross;
};
const decimalOf = (ticks: bigint): number => Number(ticks) / Number(ONE_PRICE);

describe('cross cells', () => {
  const market = built(CROSS);
  const slotOf = (name: string): number => market.instruments.find((each) => each.name === name)?.slot ?? 0;

  it('a perpetual moves by its price, within the floor and the cap of the move, more at initial margin', () => {
    const perp = cellAt(market, slotOf('PERP'));
    // To three ticks, so that four thirds of it are whole.
    expectClose(decimalOf(perp.maintenance.delta), 10_010.5 * BTC_MOVE, 2e-8);
    expect(perp.initial.delta).to.equal((perp.maintenance.delta * 4n) / 3n);
    expect(perp.maintenance).to.include({ gamma: 0n, vega: 0n, volUp: 0n, volDown: 0n });
    expectClose(decimalOf(cellAt(market, slotOf('ETH-PERP')).maintenance.delta), 500.123456789 * ETH_MOVE, 2e-8);
    const wild = built({ ...CROSS, underlyings: [{ ...UNDERLYING, volatility: 9 }] });
    expectClose(decimalOf(cellAt(wild, 64).maintenance.delta), 10_010.5 * 0.5, 3e-8);
    expectClose(decimalOf(cellAt(wild, 64).initial.delta), 10_010.5 * 0.6, 3e-8);
  });

  it('collateral has its haircut as tiers, and a delta only when it moves with an underlying', () => {
    const [coin, stable] = [cellAt(market, slotOf('BTC-COIN')), cellAt(market, slotOf('USDT'))];
    expectClose(decimalOf(coin.maintenance.delta), 10_000 * BTC_MOVE, 1e-8);
    // Half a tick of delta on a price of 1e12 ticks.
    expect(coin.maintenance.tiers.tiers).to.deep.equal([{ floor: 0n, rate: 20_000_001n }]);
    expect(stable.maintenance.delta).to.equal(0n);
    expect(stable.initial.tiers).to.deep.equal({ price: ONE_PRICE, tiers: [{ floor: 0n, rate: 50_000_000n }] });
    const tiered = built({ ...CROSS, collateral: [TIERED] });
    expect(cellAt(tiered, 1).initial.tiers.tiers).to.deep.equal([
      { floor: 0n, rate: 20_000_000n },
      { floor: 10_000n, rate: 100_000_000n },
    ]);
  });

  it('the add-on is over the size times spot, with what rounding hides in its rates', () => {
    const { tiers } = cellAt(market, slotOf('C-9000')).maintenance;
    expect(tiers.price).to.equal(1_000_000_000_000n);
    expect(tiers.tiers.map(({ floor }) => Number(floor))).to.deep.equal(PARAMETERS.addOn.map(({ floor }) => floor));
    expect(tiers.tiers[0]?.rate).to.equal(5_000_001n);
    const fine = cellAt(market, slotOf('ETH-PERP')).maintenance.tiers;
    expect(Number(fine.tiers[0]?.rate)).to.be.within(5_000_001, 5_000_100);
  });

  it('options of one expiry share their moves of volatility, and the near ones move more', () => {
    const [call, put, far] = ['C-9000', 'P-9000', 'C-9000-FAR'].map((name) => cellAt(market, slotOf(name)));
    expect(call?.maintenance.volUp).to.equal(put?.maintenance.volUp);
    expectClose(Number(call?.maintenance.volUp) / 1e9, 0.8 * 0.5 * (30 / 7) ** 0.3, 1.01e-9);
    expectClose(Number(far?.initial.volDown) / 1e9, 0.8 * 0.33 * (30 / 90) ** 0.13, 1.01e-9);
    expect(Number(call?.maintenance.vega)).to.be.above(0);
  });

  it('an option at its expiry has no vega, and only what settlement left open moves', () => {
    const settled = built({
      ...CROSS,
      underlyings: [
        {
          ...UNDERLYING,
          expiries: [{ ...expiryAt(TIME), secondsToExpiry: 0 }],
          options: [option('C', 'call', 9000, TIME)],
        },
      ],
    });
    expect(cellAt(settled, 66).maintenance).to.include({ delta: 0n, gamma: 0n, vega: 0n });
  });

  it('an account nets within an underlying, never across two', () => {
    const margin = (legs: readonly (readonly [string, bigint])[]) =>
      crossMargin(
        account(legs.map(([name, units]) => [slotOf(name), units] as const).sort((a, b) => a[0] - b[0])),
        market.table,
        'maintenance',
      );
    const hedged = margin([
      ['BTC-COIN', 10n],
      ['PERP', -10n],
    ]);
    const [net] = hedged.underlyings;
    expectClose(Number(net?.charge) / 1e25, 10 * 10.5 * BTC_MOVE, 1e-6);
    const apart = margin([
      ['PERP', 10n],
      ['ETH-PERP', -200n],
    ]);
    expect(apart.underlyings.map(({ underlying }) => underlying)).to.deep.equal([1, 2]);
    expectClose(
      Number(apart.underlyings.reduce((sum, { charge }) => sum + charge, 0n)) / 1e25,
      100_105 * BTC_MOVE + 200 * 500.123456789 * ETH_MOVE,
      1e-5,
    );
    expect(refusal(() => crossMargin(account([[64, 1n]]), built().table, 'initial'))).to.include('cross method takes');
  });

  it('a table with every part of a row survives its file, and a changed tick does not', () => {
    const frozen = {
      name: 'OLD',
      slot: 301,
      kind: 'put',
      underlying: 'BTC',
      settlementPrice: 3,
      expiry: TIME - 5,
      strike: 8000,
    } as const;
    const whole = hashMarket(
      built({
        ...CROSS,
        collateral: [TIERED],
        frozen: [frozen],
        underlyings: [
          { ...UNDERLYING, perps: UNDERLYING.perps.map((perp) => ({ ...perp, isolated: TIERED.haircuts })) },
          { ...ETH, options: [option('ETH-C', 'call', 500)] },
        ],
      }),
    );
    const text = JSON.stringify(formatTableFile(whole));
    const read = parseTableFile(JSON.parse(text));
    expect(read.market.table).to.deep.equal(whole.market.table);
    expect(read.instruments).to.deep.equal(whole.instruments);
    expect(read.underlyings).to.deep.equal(whole.underlyings);
    expect(read.market.root).to.equal(whole.market.root);
    const { delta } = cellAt(whole, 64).initial;
    expect(refusal(() => parseTableFile(JSON.parse(text.replace(`"${delta}"`, `"${delta + 1n}"`))))).to.include(
      'market.root: expected',
    );
    expect(refusal(() => parseTableFile({ ...JSON.parse(text), version: 1 } as unknown))).to.equal(
      'market.version: expected 3, got 1',
    );
    expect(whole.market.table.expiries.has(`2/${NEAR}`)).to.equal(true);
    expect(whole.market.table.expiries.has(`2/${FAR}`)).to.equal(false);
  });
});
