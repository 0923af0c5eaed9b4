import { expect } from 'chai';
import { frozenRow, type Row } from '../../prover/model/market.ts';
import { signedPrice } from '../../prover/model/units.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import type { FrozenSpec, MarketSpec } from '../../sdk/risk/market-spec.ts';
import { buildSuccessor, checkSuccessor } from '../../sdk/risk/successor.ts';
import { slotsOf, type BuiltMarket, type Instrument } from '../../sdk/risk/table.ts';
import { formatTableFile, hashMarket, parseTableFile } from '../../sdk/table-file.ts';
import { built, MARKET, NEAR, option, refusal, TIERED, UNDERLYING } from '../support/risk-market.ts';

const LATER = { epoch: MARKET.epoch + 1, time: MARKET.time + 60 };
const CROSS = loadPreset('cross', 'greeks').parameters;
const previous = built({ cross: CROSS, collateral: [...MARKET.collateral, TIERED] });
const spec = (change: Partial<MarketSpec> = {}): MarketSpec => ({
  ...MARKET,
  ...LATER,
  cross: CROSS,
  collateral: [...MARKET.collateral, TIERED],
  ...change,
});
const options = (list: typeof UNDERLYING.options): Partial<MarketSpec> => ({
  underlyings: [{ ...UNDERLYING, options: list }],
});
const next = buildSuccessor(previous, spec());
const SETTLED: FrozenSpec = {
  name: 'P-11000',
  slot: slotsOf(previous).get('P-11000') ?? 0,
  kind: 'put',
  underlying: 'BTC',
  settlementPrice: 7,
  expiry: NEAR,
  strike: 11_000,
};
const withoutOne = UNDERLYING.options.filter(({ name }) => name !== SETTLED.name);

/** The next table with another description, or row, of one instrument. */
const changed = (name: string, told: Partial<Instrument>, row: Partial<Row> = {}): BuiltMarket => {
  const slot = slotsOf(next).get(name) ?? 0;
  const { cross: _, ...bare } = next.table.rows.get(slot) as Row;
  return {
    ...next,
    table: { ...next.table, rows: new Map(next.table.rows).set(slot, { ...bare, ...row }) },
    instruments: next.instruments.map((each) => (each.name === name ? { ...each, ...told } : each)),
  };
};

describe('one table after another', () => {
  it('slots stay where they were although the order of the file would give others', () => {
    const more = [option('P-8000', 'put', 8000), ...UNDERLYING.options, option('C-11000', 'call', 11_000)];
    const rebuilt = buildSuccessor(previous, spec(options(more)));
    const [before, after] = [slotsOf(previous), slotsOf(rebuilt)];
    for (const [name, slot] of before) expect(after.get(name), name).to.equal(slot);
    expect(after.get('C-11000')).to.equal((before.get('P-11000') ?? 0) - 1);
    expect([...before.values()]).to.not.include(after.get('P-8000'));
    // Without the table before it, the new strike comes first and moves all others.
    const anew = built(spec(options(more)));
    expect(refusal(() => checkSuccessor(previous, anew))).to.equal(
      'market.rows[66] (C-9000): expected its row, frozen if need be, or its slot among the retired ones, got it in slot 68',
    );
  });

  it('an option may settle in its slot, keeping name, date and strike, and its slot may be retired, not forgotten', () => {
    const frozen = buildSuccessor(previous, spec({ ...options(withoutOne), frozen: [SETTLED] }));
    expect(frozen.table.rows.get(SETTLED.slot)?.option).to.equal(undefined);
    expect(
      refusal(() => buildSuccessor(previous, spec({ ...options(withoutOne), frozen: [{ ...SETTLED, strike: 1 }] }))),
    ).to.equal(`market.rows[${SETTLED.slot}] (P-11000): expected the strike that the slot has, 11000, got 1`);
    expect(refusal(() => buildSuccessor(previous, spec(options(withoutOne))))).to.equal(
      `market.rows[${SETTLED.slot}] (P-11000): expected its row, frozen if need be, or its slot among the retired ones, got neither`,
    );
    const after = (change: Partial<MarketSpec>) => () =>
      buildSuccessor(frozen, spec({ ...options(withoutOne), frozen: [SETTLED], epoch: 9, time: NEAR, ...change }));
    expect(after({})).to.not.throw();
    expect(refusal(after({ ...options(UNDERLYING.options), frozen: [] }))).to.equal(
      `market.rows[${SETTLED.slot}] (P-11000): expected the state that the slot has, frozen, got live`,
    );
    expect(refusal(after({ frozen: [{ ...SETTLED, settlementPrice: 8 }] }))).to.equal(
      `market.rows[${SETTLED.slot}] (P-11000): expected the settlement price that the slot has, 700000000, got 800000000`,
    );
    const retiring = { ...options(withoutOne), retiredSlots: [SETTLED.slot] };
    expect(refusal(() => buildSuccessor(previous, spec(retiring)))).to.equal(
      `market.rows[${SETTLED.slot}] (P-11000): expected a row that is frozen before its slot is retired, got a live one`,
    );
    const retired = buildSuccessor(frozen, spec({ ...retiring, epoch: LATER.epoch + 1, time: LATER.time + 1 }));
    const read = parseTableFile(structuredClone(formatTableFile(hashMarket(retired))));
    expect(read.retiredSlots).to.deep.equal([SETTLED.slot]);

    const last = { epoch: LATER.epoch + 2, time: LATER.time + 2 };
    const reopened = buildSuccessor(read, spec({ ...options([...withoutOne, option('NEW', 'put', 12_000)]), ...last }));
    expect(reopened.retiredSlots).to.deep.equal([SETTLED.slot]);
    expect(slotsOf(reopened).get('NEW')).to.not.equal(SETTLED.slot);
    const forgotten = { ...reopened, retiredSlots: [] };
    expect(refusal(() => checkSuccessor(read, forgotten))).to.equal(
      `market.retiredSlots: expected slot ${SETTLED.slot}, retired before, among them, got it left out`,
    );
  });

  it('refuses another instrument under the same position: name, kind, underlying, date, strike', () => {
    const cross = next.table.rows.get(64)?.cross;
    const at = (name: string) => slotsOf(next).get(name);
    for (const [name, told, row, message] of [
      ['PERP', { name: 'OTHER' }, {}, 'the name that the slot has, PERP, got OTHER'],
      ['C-9000-FAR', { strike: 9001 }, {}, 'the strike that the slot has, 9000, got 9001'],
      [
        'PERP',
        {},
        { underlying: 2, ...(cross && { cross }) },
        'the underlying that the slot has, BTC, got underlying 2',
      ],
    ] as const) {
      expect(refusal(() => checkSuccessor(previous, changed(name, told, row)))).to.equal(
        `market.rows[${at(name)}] (${name}): expected ${message}`,
      );
    }
    const dated = { ...SETTLED, expiry: NEAR + 1 };
    expect(refusal(() => buildSuccessor(previous, spec({ ...options(withoutOne), frozen: [dated] })))).to.include(
      `expected the expiry that the slot has, ${NEAR}, got ${NEAR + 1}`,
    );
    const { underlyings } = spec();
    const renumbered = underlyings.map((underlying) => ({ ...underlying, id: 2 }));
    expect(refusal(() => buildSuccessor(previous, spec({ underlyings: renumbered })))).to.include(
      'expected the number of the underlying that the slot has, 1, got 2',
    );
    const future: FrozenSpec = { ...SETTLED, name: 'PERP', slot: 64, kind: 'perp' };
    const { strike: _s, ...delisted } = future;
    const live = underlyings.map((underlying) => ({ ...underlying, perps: [] }));
    expect(() => buildSuccessor(previous, spec({ underlyings: live, frozen: [delisted] }))).to.not.throw();
  });

  it('refuses a row that a method takes no more: nothing could be proven of accounts that hold it', () => {
    expect(refusal(() => checkSuccessor(previous, changed('PERP', {})))).to.equal(
      'market.rows[64] (PERP): expected a row that cross accounts take, as before, got one that they do not',
    );
    const [perp] = UNDERLYING.perps;
    if (perp === undefined) throw new Error('expected a perpetual');
    const isolated = { underlyings: [{ ...UNDERLYING, perps: [{ ...perp, isolated: TIERED.haircuts }] }] };
    expect(refusal(() => buildSuccessor(built({ ...isolated, cross: CROSS }), spec()))).to.include(
      'expected a row that isolated accounts take',
    );
  });

  it('refuses to freeze collateral: its haircut and its shocks would be gone', () => {
    const slot = slotsOf(next).get('USDT') ?? 0;
    const frozen = frozenRow({ slot, underlying: 0, settlementPrice: signedPrice(1n) });
    expect(refusal(() => checkSuccessor(previous, changed('USDT', {}, frozen)))).to.equal(
      'market[USDT]: expected collateral with its haircut, reduce-only if need be, got a frozen row',
    );
    const collateral = spec().collateral.map((item) => ({ ...item, reduceOnly: true }));
    expect(() => buildSuccessor(previous, spec({ collateral }))).to.not.throw();
  });

  it('refuses an epoch or a time that does not rise', () => {
    expect(refusal(() => buildSuccessor(previous, spec({ epoch: 3 })))).to.equal(
      'market.epoch: expected more than 3 of the table before, got 3',
    );
    expect(refusal(() => buildSuccessor(previous, spec({ time: MARKET.time })))).to.include(
      `market.time: expected more than ${MARKET.time}`,
    );
  });
});
