import { expect } from 'chai';
import { checkTable } from '../../prover/model/check-table.ts';
import { frozenRow, type OptionValues, type Row } from '../../prover/model/market.ts';
import { factor, price, PRICE_LIMIT, signedPrice, size, type Price } from '../../prover/model/units.ts';
import { Random, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const ONE = price(1n);

describe(`rows that would count for what they are not (PLIMSOLL_SEED=${SEED})`, () => {
  const table = randomTable(new Random(SEED), { optioned: 2 });
  const rowAt = (slot: number) => table.rows.get(slot) as Required<Omit<Row, 'option'>>;
  const check = (row: Row) => () => checkTable({ ...table, rows: new Map(table.rows).set(row.slot, row) });

  it('refuses what moves without an underlying: one such row would offset the risk of any', () => {
    const perpetual = rowAt(64);
    for (const row of [perpetual, frozenRow({ slot: 65, underlying: 8, settlementPrice: ONE })]) {
      expect(check({ ...row, underlying: 0 })).to.throw(
        `market.rows[${row.slot}].underlying: expected an integer from 1 to 4294967295, got 0`,
      );
    }
    const stable = rowAt(16);
    expect(stable.underlying).to.equal(0);
    expect(check({ ...stable, linearPrice: ONE })).to.throw(
      'market.rows[16].linearPrice: expected 0 without an underlying, got 1',
    );
    for (const level of ['maintenance', 'initial'] as const) {
      const cross = { ...stable.cross, [level]: { ...stable.cross[level], delta: signedPrice(-1n) } };
      expect(check({ ...stable, cross })).to.throw(
        `market.rows[16].cross.${level}.delta: expected 0 without an underlying, got -1`,
      );
    }
  });

  it('refuses an option that equity counts at another value than its scenarios start from', () => {
    const option = [...table.rows.values()].find((row) => row.option !== undefined) as Row & { option: OptionValues };
    const { mark } = option.option;
    const settlementPrice = signedPrice(mark + 1n);
    expect(check({ ...option, settlementPrice })).to.throw(
      `market.rows[${option.slot}].settlementPrice: expected the mark of the option ${mark}, got ${mark + 1n}`,
    );
  });

  it('refuses a frozen row with a risk, with room for a trade, or that a method does not take', () => {
    const frozen = frozenRow({ slot: 65, underlying: 8, settlementPrice: signedPrice(-5n) });
    expect(check(frozen)).to.not.throw();
    const { cross, sizeTiers, ...bare } = frozen as Required<Row>;
    const tiers = { price: ONE, tiers: [{ floor: 0n, rate: factor(0n) }] };
    const refused: [change: Partial<Row>, message: string][] = [
      [{ maxSize: size(1n) }, 'maxSize: expected 0 in a frozen row, got 1'],
      [{ fillBand: ONE }, 'fillBand: expected 0 in a frozen row, got 1'],
      [{ linearPrice: ONE }, 'linearPrice: expected 0 in a frozen row, got 1'],
      [{ charge: { maintenance: price(0n), initial: ONE } }, 'charge.initial: expected 0 in a frozen row, got 1'],
      [{ reduceOnly: false }, 'reduceOnly: expected true in a frozen row, got false'],
      [{ sizeTiers: { ...sizeTiers, initial: tiers } }, 'sizeTiers.initial.price: expected 0 in a frozen row, got 1'],
      [
        { cross: { ...cross, initial: { ...cross.initial, delta: ONE } } },
        'cross.initial.delta: expected 0 in a frozen row, got 1',
      ],
      [
        { cross: { ...cross, initial: { ...cross.initial, tiers } } },
        'cross.initial.tiers.price: expected 0 in a frozen row, got 1',
      ],
    ];
    for (const [change, message] of refused)
      expect(check({ ...frozen, ...change })).to.throw(`market.rows[65].${message}`);
    expect(check({ ...bare, sizeTiers })).to.throw('cross.initial.delta: expected 0 in a frozen row, got none');
    expect(check({ ...bare, cross })).to.throw('sizeTiers.initial.price: expected 0 in a frozen row, got none');
    const option = [...table.rows.values()].find((row) => row.option !== undefined)!;
    expect(check({ ...option, frozen: true, reduceOnly: true })).to.throw(
      'expected no option in a frozen row, got one',
    );
    const collateral = frozenRow({ slot: 20, underlying: 0, settlementPrice: signedPrice(0n) });
    expect(check(collateral)).to.throw('rows[20]: expected collateral whose price still moves, got a frozen row');
  });

  it('refuses a fill band out of range', () => {
    expect(check({ ...rowAt(64), fillBand: price(PRICE_LIMIT) })).to.not.throw();
    for (const fillBand of [-1n, PRICE_LIMIT + 1n]) {
      expect(check({ ...rowAt(64), fillBand: fillBand as Price })).to.throw(
        `market.rows[64].fillBand: expected an integer in [0, ${PRICE_LIMIT}], got ${fillBand}`,
      );
    }
  });

  it('refuses a haircut on less than the value of collateral, that of a frozen row among them', () => {
    const [settlementPrice, low] = [signedPrice(100n), price(99n)];
    for (const slot of [1, 16]) {
      const row = { ...rowAt(slot), settlementPrice };
      const at = (risk: typeof low) => ({ price: risk, tiers: [{ floor: 0n, rate: factor(5n) }] });
      const levels = (risk: typeof low) => ({ maintenance: at(risk), initial: at(price(200n)) });
      const cells = (risk: typeof low) => ({
        maintenance: { ...row.cross.maintenance, tiers: at(risk) },
        initial: { ...row.cross.initial, tiers: at(price(200n)) },
      });
      const enough = { ...row, sizeTiers: levels(price(100n)), cross: cells(price(100n)) };
      expect(check(enough)).to.not.throw();
      const refusal = 'price: expected at least the settlement price of collateral 100, got 99';
      expect(check({ ...enough, sizeTiers: levels(low) })).to.throw(`rows[${slot}].sizeTiers.maintenance.${refusal}`);
      expect(check({ ...enough, cross: cells(low) })).to.throw(`rows[${slot}].cross.maintenance.tiers.${refusal}`);
      expect(check(frozenRow({ slot, underlying: 0, settlementPrice }))).to.throw('the settlement price of collateral');
    }
  });
});
