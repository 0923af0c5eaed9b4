import { expect } from 'chai';
import { marketFromFile } from '../../sdk/files/market-file.ts';
import type { ExpirySpec, MarketSpec } from '../../sdk/risk/market-spec.ts';
import { buildSuccessor } from '../../sdk/risk/successor.ts';
import { slotsOf, type BuiltMarket } from '../../sdk/risk/table.ts';
import { formatTableFile, hashMarket, parseTableFile } from '../../sdk/table-file.ts';
import { built, expiryAt, FAR, MARKET, NEAR, option, refusal, UNDERLYING } from '../support/risk-market.ts';

const before = built();
const slots = slotsOf(before);

/** The market an epoch later, so many seconds after the near expiry, which was delivered at a forward. */
const at = (epoch: number, after: number, delivered: number, change: Partial<MarketSpec> = {}): MarketSpec => {
  const time = NEAR + after;
  const quoted = (quote: ExpirySpec): ExpirySpec => ({
    ...quote,
    secondsToExpiry: Math.max(0, quote.expiry - time),
    forward: quote.expiry === NEAR ? delivered : quote.forward,
  });
  const underlyings = [{ ...UNDERLYING, expiries: UNDERLYING.expiries.map(quoted) }];
  return { ...MARKET, epoch: MARKET.epoch + epoch, time, underlyings, ...change };
};
const priceOf = (market: BuiltMarket, name: string) => market.table.rows.get(slots.get(name) ?? 0)?.settlementPrice;
const frozenIn = ({ instruments, table }: BuiltMarket): string[] =>
  instruments.filter(({ slot }) => table.rows.get(slot)?.frozen).map(({ name }) => name);

describe('settlement of expired options', () => {
  it('freezes calls and puts at what they pay at the delivery price, to the tick, and leaves the rest live', () => {
    const settled = buildSuccessor(before, at(1, 0, 10_000.12345678));
    expect(frozenIn(settled)).to.have.members(['P-9000', 'C-9000', 'P-11000']);
    expect(priceOf(settled, 'C-9000')).to.equal(100_012_345_678n);
    expect(priceOf(settled, 'P-9000')).to.equal(0n);
    expect(priceOf(settled, 'P-11000')).to.equal(99_987_654_322n);
    expect([...settled.table.expiries.keys()]).to.deep.equal([`1/${FAR}`]);
    expect(settled.table.rows.get(slots.get('C-9000-FAR') ?? 0)?.option?.expiry).to.equal(FAR);
  });

  it('keeps what has settled at its first price through a table file, quoted on at another or not at all', () => {
    const settled = buildSuccessor(before, at(1, 60, 9500));
    const read = parseTableFile(structuredClone(formatTableFile(hashMarket(settled))));
    const quotedOn = buildSuccessor(read, at(2, 120, 8000));
    const { expiries, options } = UNDERLYING;
    const live = { expiries: [{ ...expiries[1], secondsToExpiry: 1 } as ExpirySpec], options: options.slice(2, 3) };
    const unquoted = buildSuccessor(quotedOn, at(3, 180, 1, { underlyings: [{ ...UNDERLYING, ...live }] }));
    for (const market of [quotedOn, unquoted]) {
      expect(frozenIn(market)).to.have.members(['P-9000', 'C-9000', 'P-11000']);
      expect(priceOf(market, 'C-9000')).to.equal(50_000_000_000n);
      expect(market.instruments.find(({ name }) => name === 'C-9000')).to.deep.include({ expiry: NEAR, strike: 9000 });
    }
  });

  it('lets a publisher settle by hand, and retire a slot that has settled', () => {
    const frozen = {
      name: 'C-9000',
      slot: slots.get('C-9000') ?? 0,
      kind: 'call',
      underlying: 'BTC',
      settlementPrice: 7,
      expiry: NEAR,
      strike: 9000,
    } as const;
    const options = UNDERLYING.options.filter(({ name }) => name !== frozen.name);
    const { underlyings } = at(1, 0, 9500);
    const byHand = buildSuccessor(
      before,
      at(1, 0, 9500, { underlyings: underlyings.map((each) => ({ ...each, options })), frozen: [frozen] }),
    );
    expect(priceOf(byHand, 'C-9000')).to.equal(700_000_000n);
    expect(priceOf(byHand, 'P-11000')).to.equal(150_000_000_000n);

    const without = underlyings.map((each) => ({ ...each, options: options.slice(1, 2) }));
    const retired = buildSuccessor(
      byHand,
      at(2, 60, 9500, { underlyings: without, retiredSlots: [frozen.slot, slots.get('P-9000') ?? 0] }),
    );
    expect(frozenIn(retired)).to.deep.equal(['P-11000']);
  });

  it('refuses an option that is listed after it has expired, and a delivery price finer than a tick', () => {
    const late = [...UNDERLYING.options, option('C-12000', 'call', 12_000)];
    const { underlyings } = at(1, 0, 9500);
    const listed = underlyings.map((each) => ({ ...each, options: late }));
    expect(refusal(() => buildSuccessor(before, at(1, 0, 9500, { underlyings: listed })))).to.equal(
      `market.underlyings[BTC].options[C-12000].expiry: expected one after the time of the market for a new option, got ${NEAR}`,
    );
    expect(refusal(() => buildSuccessor(before, at(1, 0, 9500.123456789)))).to.equal(
      `market.underlyings[BTC].expiries[${NEAR}].forward: expected at most 8 decimals, got 9500.123456789`,
    );
  });

  it('refuses to list again, live, what was frozen before its time', () => {
    const { name, strike } = UNDERLYING.options[2] ?? expect.fail();
    const slot = slots.get(name) ?? 0;
    const frozen = [{ name, slot, kind: 'call', underlying: 'BTC', settlementPrice: 1, expiry: FAR, strike } as const];
    const options = UNDERLYING.options.filter((each) => each.name !== name);
    const delisted = buildSuccessor(before, {
      ...MARKET,
      epoch: MARKET.epoch + 1,
      time: MARKET.time + 1,
      underlyings: [{ ...UNDERLYING, expiries: [expiryAt(NEAR), expiryAt(FAR)], options }],
      frozen,
    });
    expect(refusal(() => buildSuccessor(delisted, at(2, 0, 9500)))).to.equal(
      `market.rows[${slot}] (${name}): expected the state that the slot has, frozen, got live`,
    );
  });

  it('goes by the file of a publisher that lists the same options week after week', () => {
    const file = (epoch: number, time: number) => ({
      epoch,
      time,
      underlyings: [
        {
          name: 'BTC',
          id: 1,
          spot: 9500,
          expiries: [{ expiry: NEAR, forward: 9500, rate: 0 }],
          options: [{ name: 'C-9000', expiry: NEAR, strike: 9000, type: 'call' as const, impliedVol: 0.8 }],
        },
      ],
      preset: 'derive-pm2' as const,
    });
    const live = marketFromFile(file(1, NEAR - 3600));
    expect(frozenIn(live)).to.deep.equal([]);
    const settled = marketFromFile(file(2, NEAR), 'market', live);
    expect([...settled.table.rows.values()].map(({ settlementPrice }) => settlementPrice)).to.deep.equal([
      50_000_000_000n,
    ]);
  });
});
