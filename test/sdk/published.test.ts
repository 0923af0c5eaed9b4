import { expect } from 'chai';
import { frozenRow, type Row } from '../../prover/model/market.ts';
import { factor, ONE_FACTOR, signedPrice } from '../../prover/model/units.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import { checkPublished } from '../../sdk/risk/published.ts';
import type { BuiltMarket, Instrument } from '../../sdk/risk/table.ts';
import { formatTableFile, hashMarket, parseTableFile } from '../../sdk/table-file.ts';
import { built, MARKET, NEAR, refusal, TIERED } from '../support/risk-market.ts';

const market = built({ cross: loadPreset('cross', 'greeks').parameters, collateral: [...MARKET.collateral, TIERED] });
const slotOf = (name: string): number => market.instruments.find((each) => each.name === name)?.slot ?? 0;

/** The market as a file, read again: with another row, or another description of one. */
const read = (name: string, { told = {}, row = {} }: { told?: Partial<Instrument>; row?: Partial<Row> }) => {
  const slot = slotOf(name);
  const place = told.slot ?? slot;
  const rows = new Map(market.table.rows);
  const changed = { ...(rows.get(slot) as Row), ...row, slot: place };
  rows.delete(slot);
  const other: BuiltMarket = {
    ...market,
    table: { ...market.table, rows: rows.set(place, changed) },
    instruments: market.instruments.map((each) => (each.name === name ? { ...each, ...told } : each)),
  };
  return refusal(() => parseTableFile(structuredClone(formatTableFile(hashMarket(other)))));
};

describe('what is published', () => {
  it('refuses a table that calls a put a call, or a perpetual an option, or the reverse', () => {
    expect(read('P-9000', { told: { kind: 'call' } })).to.equal(
      'market[P-9000].slot: expected an even slot for a call, got 67',
    );
    expect(read('C-9000', { told: { kind: 'put' } })).to.include('expected an odd slot for a put, got 66');
    expect(read('PERP', { told: { kind: 'call', strike: 9000, expiry: NEAR } })).to.equal(
      'market[PERP].option: expected the values of a call, or a frozen row, got none',
    );
    expect(read('C-9000', { told: { kind: 'perp' } })).to.equal(
      'market[C-9000].kind: expected call or put for an option, got perp',
    );
    expect(read('PERP', { told: { strike: 9000 } })).to.equal(
      'market[PERP].strike: expected none for a perp, got 9000',
    );
  });

  it('refuses a call beside the put of another strike or date, since the two net', () => {
    expect(read('C-9000', { told: { strike: 9500 } })).to.equal(
      `market[C-9000]: expected strike 9000 and expiry ${NEAR} of underlying 1, as P-9000 beside it has, ` +
        `got strike 9500 and expiry ${NEAR} of underlying 1`,
    );
    const told = (change: (put: Instrument) => Instrument) => {
      const instruments = market.instruments.map((each) => (each.name === 'P-11000' ? change(each) : each));
      return refusal(() => checkPublished({ ...market, instruments }));
    };
    expect(told((put) => ({ ...put, expiry: NEAR + 1 }))).to.equal(
      `market[P-11000].expiry: expected that of the row ${NEAR}, got ${NEAR + 1}`,
    );
    expect(told(({ strike: _, ...bare }) => bare)).to.include('expected the expiry and strike of an option');
    const settled = frozenRow({ slot: 67, underlying: 1, settlementPrice: signedPrice(5n) });
    const half = { ...market, table: { ...market.table, rows: new Map(market.table.rows).set(67, settled) } };
    expect(() => checkPublished(half)).to.not.throw();
  });

  it('refuses collateral in the slots of derivatives, derivatives in its own, and tiers where none are charged', () => {
    expect(read('USDT', { told: { slot: 80 }, row: { underlying: 1 } })).to.equal(
      'market[USDT].slot: expected 1 to 63 for collateral, got 80',
    );
    expect(read('PERP', { told: { slot: 20 } })).to.include('slot: expected at least 64 for a perp, got 20');
    const { sizeTiers } = market.table.rows.get(slotOf('DAI')) as Required<Row>;
    expect(read('USDT', { row: { sizeTiers } })).to.equal('market[USDT]: expected one tier in slots from 16, got 2');
  });

  it('refuses frozen collateral, also one that is worth nothing, and a row in a retired slot', () => {
    const slot = slotOf('USDT');
    const worthless = frozenRow({ slot, underlying: 0, settlementPrice: signedPrice(0n) });
    expect(read('USDT', { row: worthless })).to.equal(
      `market.rows[${slot}]: expected collateral whose price still moves, got a frozen row`,
    );
    const rows = new Map(market.table.rows).set(slot, worthless);
    expect(refusal(() => checkPublished({ ...market, table: { ...market.table, rows } }))).to.equal(
      'market[USDT]: expected collateral with its haircut, reduce-only if need be, got a frozen row',
    );
    expect(refusal(() => checkPublished({ ...market, retiredSlots: [64] }))).to.equal(
      'market[PERP].slot: expected one that is not retired, got 64',
    );
  });

  it('refuses a loss factor that makes initial margin the looser one', () => {
    const lossFactor = { maintenance: factor(ONE_FACTOR), initial: factor(ONE_FACTOR - 1n) };
    const table = { ...market.table, parameters: { ...market.table.parameters, lossFactor } };
    const file = formatTableFile(hashMarket({ ...market, table }));
    expect(refusal(() => parseTableFile(structuredClone(file)))).to.equal(
      'market.parameters.lossFactor.initial: expected at least the maintenance one 1000000000, so that initial is not looser, got 999999999',
    );
  });
});
