import { expect } from 'chai';
import { buildPoseidonOpt } from 'circomlibjs';
import { commitmentOf } from '../../prover/model/account.ts';
import { NO_INSTRUMENT, type MarketTable, type OptionValues, type Row } from '../../prover/model/market.ts';
import { leafOf, packRow } from '../../prover/model/packing.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, factor, price, signedPrice, size } from '../../prover/model/units.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

describe(`model/packing and model/tree (PLIMSOLL_SEED=${SEED})`, () => {
  let table: MarketTable;
  let option: Row & { option: OptionValues; cross: NonNullable<Row['cross']> };
  let perpetual: Required<Omit<Row, 'option'>>;
  let expiry: string;

  beforeEach(() => {
    table = randomTable(new Random(SEED), { expiries: 1, strikes: 1 });
    option = [...table.rows.values()].find((row) => row.option !== undefined) as typeof option;
    perpetual = table.rows.get(64) as typeof perpetual;
    expiry = `${option.underlying}/${option.option.expiry}`;
  });

  const withRow = (row: Row): MarketTable => ({ ...table, rows: new Map(table.rows).set(row.slot, row) });
  const leaf = (row: Row): bigint => leafOf(packRow(row, table));
  const more = (value: bigint) => price(value + 1n);
  const above = (value: bigint) => signedPrice(value + 1n);

  it('changes the leaf with every field of a row, its limits among them', () => {
    const { option: values } = option;
    const rows: Row[] = [
      option,
      { ...option, settlementPrice: above(option.settlementPrice) },
      { ...option, charge: { ...option.charge, maintenance: more(option.charge.maintenance) } },
      { ...option, charge: { ...option.charge, initial: more(option.charge.initial) } },
      { ...option, shortCharge: { ...option.shortCharge, maintenance: more(option.shortCharge.maintenance) } },
      { ...option, shortCharge: { ...option.shortCharge, initial: more(option.shortCharge.initial) } },
      { ...option, maxSize: size(1n) },
      { ...option, reduceOnly: !option.reduceOnly },
      { ...option, frozen: !option.frozen },
      { ...option, fillBand: more(option.fillBand) },
      { ...option, option: { ...values, mark: more(values.mark) } },
      { ...option, option: { ...values, basisUp: above(values.basisUp) } },
      { ...option, option: { ...values, basisDown: above(values.basisDown) } },
      ...values.scenarios.map((_, at) => {
        const scenarios = values.scenarios.map((value, index) => (index === at ? more(value) : value));
        return { ...option, option: { ...values, scenarios } };
      }),
      perpetual,
      { ...perpetual, linearPrice: more(perpetual.linearPrice) },
      { ...perpetual, underlying: 8 },
    ];
    expect(new Set(rows.map(leaf)).size).to.equal(rows.length);
  });

  it('changes the leaf with every field that the methods isolated and cross read, at both levels', () => {
    const rows: Row[] = [option, perpetual];
    for (const level of ['maintenance', 'initial'] as const) {
      const { cross, sizeTiers } = perpetual;
      const cell = option.cross[level];
      for (const field of ['delta', 'gamma', 'vega', 'volUp', 'volDown'] as const) {
        rows.push({ ...option, cross: { ...option.cross, [level]: { ...cell, [field]: cell[field] + 1n } } });
      }
      for (const { floor, rate } of [
        { floor: 1n, rate: 3n },
        { floor: 2n, rate: 3n },
        { floor: 1n, rate: 4n },
      ]) {
        const tiers = { price: price(5n), tiers: [{ floor, rate: factor(rate) }] };
        rows.push({ ...perpetual, sizeTiers: { ...sizeTiers, [level]: tiers } });
        rows.push({ ...perpetual, cross: { ...cross, [level]: { ...cross[level], tiers } } });
        rows.push({ ...perpetual, sizeTiers: { ...sizeTiers, [level]: { ...tiers, price: price(6n) } } });
        const dearer = { ...tiers, price: price(6n) };
        rows.push({ ...perpetual, cross: { ...cross, [level]: { ...cross[level], tiers: dearer } } });
      }
    }
    for (const section of ['cross', 'sizeTiers'] as const) {
      const { [section]: _, ...rest } = perpetual;
      rows.push(rest);
    }
    expect(new Set(rows.map(leaf)).size).to.equal(rows.length);
  });

  it('changes the root with a row, an expiry, the parameters, the epoch and the time', () => {
    const { parameters, expiries } = table;
    const terms = expiries.get(expiry)!;
    const withTerms = (change: Partial<typeof terms>): MarketTable => ({
      ...table,
      expiries: new Map(expiries).set(expiry, { ...terms, ...change }),
    });
    const dampings = parameters.dampings.map((value, index) => (index === 32 ? factor(value + 1n) : value));
    const tables: MarketTable[] = [
      table,
      withRow({ ...perpetual, reduceOnly: !perpetual.reduceOnly }),
      withTerms({ discountLong: factor(0n) }),
      withTerms({ discountShort: factor(terms.discountShort + 1n) }),
      withTerms({ basisFactor: factor(terms.basisFactor + 1n) }),
      { ...table, epoch: table.epoch + 1 },
      { ...table, time: table.time + 1 },
      { ...table, parameters: { ...parameters, version: parameters.version + 1 } },
      { ...table, parameters: { ...parameters, skew: [!parameters.skew[0], parameters.skew[1]] } },
      { ...table, parameters: { ...parameters, lossFactor: { ...parameters.lossFactor, initial: factor(3n) } } },
      { ...table, parameters: { ...parameters, dampings } },
    ];
    expect(new Set(tables.map((each) => new Market(each).root)).size).to.equal(tables.length);
  });

  it('opens nothing for a method that does not take the instrument', () => {
    const { cross: _cross, sizeTiers: _sizeTiers, ...bare } = perpetual;
    const { cross, sizeTiers } = packRow(bare, table);
    for (const section of [cross, sizeTiers]) {
      expect(section).to.deep.equal({ hash: { maintenance: 0n, initial: 0n }, content: undefined });
    }
    const { content } = new Market(table).open(0)!.row.cross;
    expect(content!.maintenance.tiers).to.deep.equal([0n, 0n, 0n, 0n]);
  });

  describe('hashes by circomlibjs, written out (51: hashes drifting apart)', () => {
    let poseidon: Awaited<ReturnType<typeof buildPoseidonOpt>>;
    const known = new Map<string, bigint>();

    before(async () => {
      poseidon = await buildPoseidonOpt();
    });

    /** A tag, then up to fifteen elements a step; each tag has its number here. */
    function digest(tag: bigint, elements: readonly bigint[]): bigint {
      const key = [tag, ...elements].join();
      let state = known.get(key) ?? tag;
      for (let at = 0; at < elements.length && !known.has(key); at += 15) {
        const step = elements.slice(at, at + 15).map((value) => (value + FIELD) % FIELD);
        state = poseidon.F.toObject(poseidon([state, ...step]));
      }
      known.set(key, state);
      return state;
    }
    const pair = (low: bigint, high: bigint): bigint => (((low + 2n ** 116n * high) % FIELD) + FIELD) % FIELD;

    it('leaf of a row with everything in it, and that of slot 0', () => {
      const risk = price(3n);
      const tiers = { price: risk, tiers: [0n, 10n].map((floor) => ({ floor, rate: factor(5n + floor) })) };
      const [first, last] = [5n + 2n ** 66n * 10n, 15n + 2n ** 30n * 10n + 2n ** 102n * (10n * 10n)];
      const cell = {
        delta: signedPrice(-7n),
        gamma: signedPrice(-8n),
        vega: signedPrice(-9n),
        volUp: factor(11n),
        volDown: factor(12n),
        tiers,
      };
      const row: Row = {
        ...option,
        frozen: true,
        cross: { maintenance: cell, initial: { ...cell, volUp: factor(13n) } },
        sizeTiers: { maintenance: tiers, initial: { ...tiers, price: price(4n) } },
      };
      const { option: values, charge, shortCharge } = row as typeof option;
      const singles = [...values.scenarios, values.mark, values.basisUp, values.basisDown];
      const pairs = Array.from({ length: 18 }, (_, k) => pair(singles[2 * k]!, singles[2 * k + 1]!));
      const terms = table.expiries.get(expiry)!;
      const crossOf = (volUp: bigint) => digest(9n, [pair(-7n, -8n), -9n, volUp, 12n, 3n, first, last, last, last]);
      const tiersOf = (at: bigint) => digest(8n, [at, first, ...new Array<bigint>(11).fill(last)]);
      expect(leaf(row)).to.equal(
        digest(4n, [
          7n,
          terms.discountLong +
            2n ** 36n * terms.discountShort +
            2n ** 72n * terms.basisFactor +
            2n ** 108n * BigInt(values.expiry),
          row.settlementPrice,
          row.linearPrice,
          pair(charge.maintenance, charge.initial),
          pair(shortCharge.maintenance, shortCharge.initial),
          (row.reduceOnly ? 1n : 0n) + 2n + 4n * row.maxSize + 2n ** 57n * row.fillBand,
          ...pairs.slice(15),
          digest(3n, pairs.slice(0, 15)),
          crossOf(11n),
          crossOf(13n),
          tiersOf(3n),
          tiersOf(4n),
        ]),
      );
      const [none, nothing] = [new Array<bigint>(15).fill(0n), new Array<bigint>(13).fill(0n)];
      const [emptyCell, emptyTiers] = [digest(9n, nothing.slice(0, 9)), digest(8n, nothing)];
      expect(leaf(NO_INSTRUMENT)).to.equal(
        digest(4n, [...nothing.slice(0, 10), digest(3n, none), emptyCell, emptyCell, emptyTiers, emptyTiers]),
      );
    });

    it('root of a table', () => {
      const { parameters } = table;
      const { maintenance, initial } = parameters.lossFactor;
      const skew = parameters.skew.map((flag) => (flag ? 1n : 0n));
      const parametersHash = digest(6n, [
        BigInt(parameters.version),
        maintenance,
        initial,
        ...skew,
        ...parameters.shocks,
        ...parameters.dampings,
      ]);
      const rowAt = (slot: number): Row | undefined => (slot === 0 ? NO_INSTRUMENT : table.rows.get(slot));
      let nodes = Array.from({ length: 1024 }, (_, slot) => (rowAt(slot) === undefined ? 0n : leaf(rowAt(slot)!)));
      while (nodes.length > 16) {
        const below = nodes;
        nodes = Array.from({ length: below.length / 8 }, (_, at) => digest(5n, below.slice(8 * at, 8 * at + 8)));
      }
      expect(new Market(table).root).to.equal(
        digest(7n, [...nodes, parametersHash, BigInt(table.epoch), BigInt(table.time)]),
      );
    });

    it('commitment of an account whose legs take two steps', () => {
      const legs = [1, 2, 3, 16, 64, option.slot].map((instrument) => ({
        instrument,
        size: size(BigInt(instrument < 64 ? instrument : -instrument)),
        cost: cash(5n - BigInt(instrument)),
      }));
      const account = { ...randomAccount(new Random(SEED), table, { method: 'cross' }), cash: cash(-5n), legs };
      const packed = legs.map(
        ({ instrument, size: amount, cost }) => BigInt(instrument) + 2n ** 16n * amount + 2n ** 72n * cost,
      );
      const chain = digest(digest(1n, packed.slice(0, 4)), [...packed.slice(4), 0n, 0n]);
      const { id, owner, sequence, lossCheckpoint, blinding } = account;
      const header = [id, owner, 2n, sequence, lossCheckpoint, 6n];
      expect(commitmentOf(account)).to.equal(digest(2n, [...header, -5n, chain, blinding]));
    });
  });
});
