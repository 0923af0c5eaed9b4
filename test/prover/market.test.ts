import { expect } from 'chai';
import { checkTable } from '../../prover/model/check-table.ts';
import { frozenRow, type CrossCell, type MarketTable, type OptionValues, type Row } from '../../prover/model/market.ts';
import { factor, price, signedPrice } from '../../prover/model/units.ts';
import { Random, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const ONE = price(1n);

describe(`model/market (PLIMSOLL_SEED=${SEED})`, () => {
  let table: MarketTable;
  let option: Row & { option: OptionValues; cross: NonNullable<Row['cross']> };
  let perpetual: Required<Omit<Row, 'option'>>;
  let expiry: string;

  beforeEach(() => {
    table = randomTable(new Random(SEED), { optioned: 2 });
    option = [...table.rows.values()].find((row) => row.option !== undefined) as typeof option;
    perpetual = table.rows.get(64) as typeof perpetual;
    expiry = `${option.underlying}/${option.option.expiry}`;
  });

  const withRows = (...rows: Row[]): MarketTable => ({
    ...table,
    rows: new Map([...table.rows, ...rows.map((row) => [row.slot, row] as const)]),
  });
  const check =
    (...rows: Row[]) =>
    () =>
      checkTable(withRows(...rows));

  it('refuses what is out of range, by name: discounts, prices, charges, scenarios, epoch', () => {
    const bad = (change: Partial<MarketTable>) => () => checkTable({ ...table, ...change });
    const terms = { discountLong: factor(2n), discountShort: factor(1n), basisFactor: factor(0n) };
    expect(bad({ expiries: new Map(table.expiries).set(expiry, terms) })).to.throw(
      `market.expiries[${expiry}].discountLong: expected at most discountShort 1, got 2`,
    );
    expect(check({ ...option, settlementPrice: (1n << 52n) as Row['settlementPrice'] })).to.throw(
      '.settlementPrice: expected an integer in',
    );
    expect(check({ ...option, charge: { maintenance: price(2n), initial: ONE } })).to.throw(
      '.charge.initial: expected at least the maintenance charge 2, got 1',
    );
    expect(check({ ...option, option: { ...option.option, scenarios: [] } })).to.throw('expected 33 values, got 0');
    expect(check({ ...perpetual, underlying: -1 })).to.throw('.underlying: expected an integer from 1');
    expect(bad({ epoch: -1 })).to.throw('market.epoch');
    const { parameters } = table;
    expect(bad({ parameters: { ...parameters, shocks: parameters.shocks.slice(1) } })).to.throw(
      'expected an odd number of scenarios',
    );
    expect(bad({ parameters: { ...parameters, dampings: [] } })).to.throw('.dampings: expected 33 factors, got 0');
  });

  it('refuses an option whose expiry has no terms for its underlying, and terms under another key', () => {
    expect(check({ ...option, option: { ...option.option, expiry: 5 } })).to.throw(
      `market.rows[${option.slot}].expiry: expected an expiry of the table for underlying 7, got 5`,
    );
    expect(check({ ...option, underlying: 9 })).to.throw('expected an expiry of the table for underlying 9');
    const terms = table.expiries.get(expiry)!;
    for (const key of ['', '7', '7/', '0/5', '7/5/1', '7/-1', 'x/5', '4294967296/5']) {
      expect(() => checkTable({ ...table, expiries: new Map(table.expiries).set(key, terms) }), key).to.throw(
        `market.expiries[${key}]: expected`,
      );
    }
    for (const key of ['07/5', '7/05', ' 7/5', '7/5/']) {
      expect(() => checkTable({ ...table, expiries: new Map(table.expiries).set(key, terms) }), key).to.throw(
        `market.expiries[${key}]: expected the key 7/5, got ${key}`,
      );
    }
  });

  it('refuses in a row what belongs to rows of another kind', () => {
    for (const maintenance of [0n, 1n]) {
      expect(check({ ...perpetual, shortCharge: { maintenance: price(maintenance), initial: ONE } })).to.throw(
        'market.rows[64].shortCharge.initial: expected 0 without an option, got 1',
      );
    }
    expect(check({ ...option, linearPrice: ONE })).to.throw(
      `market.rows[${option.slot}].linearPrice: expected 0 for an option, got 1`,
    );
    expect(check({ ...option, underlying: 0 })).to.throw(
      `market.rows[${option.slot}].underlying: expected an integer from 1 to 4294967295, got 0`,
    );
    expect(check({ ...option, sizeTiers: perpetual.sizeTiers })).to.throw(
      `market.rows[${option.slot}].sizeTiers: expected none for an option, got some`,
    );
    const { cross } = perpetual;
    for (const field of ['gamma', 'vega', 'volUp', 'volDown'] as const) {
      const initial = { ...cross.initial, [field]: ONE };
      expect(check({ ...perpetual, cross: { ...cross, initial } })).to.throw(
        `market.rows[64].cross.initial.${field}: expected 0 without an option, got 1`,
      );
    }
  });

  it('refuses a call without its put beside it, and two rates for one strike', () => {
    expect(check({ ...option, slot: 65 })).to.throw('expected the call and put of one strike');
    const foreign = [...table.rows.values()].find((row) => row.underlying === 8 && row.option !== undefined)!;
    expect(check({ ...foreign, slot: option.slot })).to.throw('expected the call and put of one strike');
    expect(check({ ...option, shortCharge: { maintenance: ONE, initial: ONE } })).to.throw(
      '.shortCharge: expected that of slot',
    );
  });

  it('refuses a derivative in a slot of collateral, and a tiered haircut without tiers', () => {
    for (const slot of [1, 15, 16, 63]) {
      expect(check({ ...option, slot })).to.throw(
        `market.rows[${slot}]: expected collateral in this slot, got an option`,
      );
    }
    const { sizeTiers: _, ...bare } = perpetual;
    for (const slot of [1, 15]) {
      expect(check({ ...bare, slot })).to.throw(
        `market.rows[${slot}].sizeTiers: expected those of a haircut in slot ${slot}, got none`,
      );
    }
    const worthless = { ...bare, settlementPrice: signedPrice(0n) };
    for (const slot of [16, 63]) expect(check({ ...worthless, slot })).to.not.throw();
  });

  it('refuses size tiers that fall, overlap, do not start at 0 or are too many, in either section and level', () => {
    const tiers = (...pairs: [number, number][]) => ({
      price: ONE,
      tiers: pairs.map(([floor, rate]) => ({ floor: BigInt(floor), rate: factor(BigInt(rate)) })),
    });
    const many = (count: number) => tiers(...Array.from({ length: count }, (_, k): [number, number] => [k, k]));
    const cases = [
      [tiers([0, 2], [5, 1]), '.tiers[1].rate: expected an integer in [2, 1000000000], got 1'],
      [tiers([0, 1], [5, 2], [5, 3]), '.tiers[2].floor: expected an integer in [6, 68719476735], got 5'],
      [tiers([0, 1], [5, 2], [4, 3]), '.tiers[2].floor: expected an integer in [6, 68719476735], got 4'],
      [tiers([1, 1]), '.tiers[0].floor: expected an integer in [0, 0], got 1'],
    ] as const;
    const { cross, sizeTiers } = perpetual;
    for (const level of ['maintenance', 'initial'] as const) {
      const inTiers = (part: ReturnType<typeof tiers>) =>
        check({ ...perpetual, sizeTiers: { ...sizeTiers, [level]: part } });
      const inCell = (part: ReturnType<typeof tiers>) =>
        check({ ...perpetual, cross: { ...cross, [level]: { ...cross[level], tiers: part } } });
      for (const [part, message] of cases) {
        expect(inTiers(part)).to.throw(`market.rows[64].sizeTiers.${level}${message}`);
        expect(inCell(part)).to.throw(`market.rows[64].cross.${level}.tiers${message}`);
      }
      expect(inTiers(many(13))).to.throw(`sizeTiers.${level}.tiers: expected 1 to 12 tiers, got 13`);
      expect(inCell(many(5))).to.throw(`cross.${level}.tiers.tiers: expected 1 to 4 tiers, got 5`);
    }
  });

  it('refuses an initial level that is the looser one: tiers, risk price, linear delta, moves of volatility', () => {
    const line = (rate: bigint, risk = 2n) => ({ price: price(risk), tiers: [{ floor: 0n, rate: factor(rate) }] });
    const { cross } = perpetual;
    for (const [maintenance, initial] of [
      [line(5n), line(4n)],
      [line(5n), line(6n, 1n)],
    ] as const) {
      const refusal = 'expected no charge below the maintenance one at any notional, got a lower one';
      expect(check({ ...perpetual, sizeTiers: { maintenance, initial } })).to.throw(
        `market.rows[64].sizeTiers.initial: ${refusal}`,
      );
      const cells = {
        maintenance: { ...cross.maintenance, tiers: maintenance },
        initial: { ...cross.initial, tiers: initial },
      };
      expect(check({ ...perpetual, cross: cells })).to.throw(`market.rows[64].cross.initial.tiers: ${refusal}`);
    }
    for (const [maintenance, initial] of [
      [7n, -6n],
      [-7n, 6n],
    ] as const) {
      const delta = (at: keyof typeof cross, value: bigint) => ({ ...cross[at], delta: signedPrice(value) });
      const cells = { maintenance: delta('maintenance', maintenance), initial: delta('initial', initial) };
      expect(check({ ...perpetual, cross: cells })).to.throw(
        `market.rows[64].cross.initial.delta: expected at least the maintenance magnitude of ${maintenance}, got ${initial}`,
      );
    }
    for (const move of ['volUp', 'volDown'] as const) {
      const cells = {
        maintenance: { ...option.cross.maintenance, [move]: factor(7n) },
        initial: { ...option.cross.initial, [move]: factor(6n) },
      };
      expect(check({ ...option, cross: cells })).to.throw(
        `market.rows[${option.slot}].cross.initial.${move}: expected at least the maintenance move 7, got 6`,
      );
    }
  });

  it('refuses moves of volatility that differ within an expiry, since a sum of vega meets those of any one row', () => {
    const later = [...table.rows.values()].filter(
      (row) => row.underlying === option.underlying && row.option?.expiry === option.option.expiry,
    )[3]!;
    for (const move of ['volUp', 'volDown'] as const) {
      const { initial } = later.cross!;
      const cross = { ...later.cross!, initial: { ...initial, [move]: factor(initial[move] + 1n) } };
      expect(check({ ...later, cross })).to.throw(
        `market.rows[${later.slot}].cross.initial.${move}: expected that of slot ${option.slot} in the same expiry, ` +
          `${initial[move]}, got ${initial[move] + 1n}`,
      );
    }
  });

  it('refuses a cross cell out of range, by name', () => {
    const { cross } = option;
    const limit = 1n << 52n;
    const cases = [
      [{ delta: limit }, 'delta'],
      [{ gamma: -limit }, 'gamma'],
      [{ vega: limit }, 'vega'],
      [{ volUp: 1n << 36n }, 'volUp'],
      [{ volDown: -1n }, 'volDown'],
    ] as const;
    for (const [change, field] of cases) {
      const maintenance = { ...cross.maintenance, ...change } as CrossCell;
      expect(check({ ...option, cross: { ...cross, maintenance } })).to.throw(
        `market.rows[${option.slot}].cross.maintenance.${field}: expected an integer in`,
      );
    }
  });

  it('takes a frozen row in any slot above collateral, also where a strike expired', () => {
    const frozen = (slot: number) => frozenRow({ slot, underlying: 7, settlementPrice: signedPrice(3n) });
    expect(check(...[64, 66, 1023].map(frozen))).to.not.throw();
    expect(check(frozen(option.slot & ~1), frozen(option.slot | 1))).to.not.throw();
  });

  it('refuses skew that is not exactly two booleans', () => {
    for (const skew of [[], [true], [true, false, true], [1, 0], ['true', true], [undefined, true]]) {
      const parameters = { ...table.parameters, skew: skew as unknown as MarketTable['parameters']['skew'] };
      expect(() => checkTable({ ...table, parameters })).to.throw(
        `market.parameters.skew: expected two booleans, got [${skew.join()}]`,
      );
    }
  });
});
