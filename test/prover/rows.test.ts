import { expect } from 'chai';
import { checkTable } from '../../prover/model/check-table.ts';
import { frozenRow, type OptionValues, type Row } from '../../prover/model/market.ts';
import { factor, price, signedPrice } from '../../prover/model/units.ts';
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
