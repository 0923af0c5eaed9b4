import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import { cash, ONE_PRICE, ONE_SIZE, size } from '../../prover/model/units.ts';
import { CROSS, ISOLATED, marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { parseMarket } from '../../sdk/files/market-file.ts';
import type { Crossing } from '../../sdk/risk/crossing.ts';
import { liquidationPrice } from '../../sdk/risk/liquidation.ts';
import type { MarketSpec } from '../../sdk/risk/market-spec.ts';
import { moveMarket } from '../../sdk/risk/moves.ts';
import { buildMarket, slotsOf } from '../../sdk/risk/table.ts';
import { WhatIf } from '../../sdk/risk/whatif.ts';

const spec = parseMarket(marketFile(SNAPSHOT));
const market = marketAfter(SNAPSHOT);
const SPOT = spec.underlyings[0]!.spot;
const slot = (name: string): number => slotsOf(market).get(name)!;
const BOOKS = { portfolio: undefined, isolated: ISOLATED, cross: CROSS } as const;

const spotAt = (ticks: number) => new Map([['BTC', ticks / Number(ONE_PRICE)]]);

/** Excess at a price by the whole market, as a publisher would build it: nothing of the warm model. */
function exactMargin(account: Account, ticks: number, of: MarketSpec = spec): bigint {
  const { table } = buildMarket(moveMarket(of, { spot: spotAt(ticks) }), { purpose: 'publish' });
  const { equity, requirement } = accountMargin(account, table, 'maintenance');
  return equity - requirement;
}

function expectExact(account: Account, { solvent, insolvent }: Crossing, of?: MarketSpec): void {
  expect(Math.abs(solvent - insolvent)).to.equal(1);
  expect(exactMargin(account, solvent, of) >= 0n, `solvent at ${solvent}`).to.equal(true);
  expect(exactMargin(account, insolvent, of) < 0n, `insolvent at ${insolvent}`).to.equal(true);
}

describe('what if', () => {
  describe('liquidation prices', () => {
    for (const [method, book] of Object.entries(BOOKS)) {
      it(`${method}: exact to one tick by the table of the whole market, on both sides`, () => {
        const account = openBook(market, 1n, book);
        const { before } = new WhatIf(spec, account);
        const [liquidation] = before.liquidations;
        const found = [liquidation?.down, liquidation?.up].filter((crossing) => crossing !== undefined);
        expect(found).to.have.length.above(0);
        for (const crossing of found) {
          expectExact(account, crossing);
          // The nearest one: everything between spot and it is on the same side.
          for (let step = 1; step < 60; step++) {
            const ticks = Math.round(SPOT * 1e8 + ((crossing.solvent - SPOT * 1e8) * step) / 60);
            expect(exactMargin(account, ticks) >= 0n, `at ${ticks}`).to.equal(true);
          }
        }
      });
    }

    it('isolated: the price of the future is that of the closed form', () => {
      for (const held of ['5', '-5', '150', '-150']) {
        const account = openBook(market, 1n, { ...ISOLATED, cash: '9000', holdings: [['BTC-26JUN20', held]] });
        const [liquidation] = new WhatIf(spec, account).before.liquidations;
        const crossing = Number(held) > 0 ? liquidation?.down : liquidation?.up;
        if (crossing === undefined) throw new Error('expected a liquidation price');
        const futureAt = (ticks: number): bigint =>
          buildMarket(moveMarket(spec, { spot: spotAt(ticks) }), { purpose: 'publish' }).table.rows.get(
            slot('BTC-26JUN20'),
          )!.linearPrice;
        const closed = liquidationPrice(account, market.table, 'maintenance')!;
        const [solvent, insolvent] = [futureAt(crossing.solvent), futureAt(crossing.insolvent)];
        // At prices of more than eight decimals the engine adds a billionth to each rate for their rounding.
        const room = closed / 500_000_000n;
        const [low, high] = solvent < insolvent ? [solvent, insolvent] : [insolvent, solvent];
        expect(closed >= low - room && closed <= high + room, `${held}: ${low} ${closed} ${high}`).to.equal(true);
      }
    });

    it('after a move they are those of the moved market', () => {
      const account = openBook(market, 1n);
      const move = { volatility: new Map([['BTC', 1.2]]) };
      const { after } = new WhatIf(spec, account).ask(move);
      for (const crossing of [after.liquidations[0]?.down, after.liquidations[0]?.up])
        expectExact(account, crossing!, moveMarket(spec, move));
    });

    it('an account under the line has the prices at which it is solvent again', () => {
      const account = openBook(market, 1n);
      const { after } = new WhatIf(spec, account).ask({ spot: new Map([['BTC', 6500]]) });
      expect(after.excess < 0n).to.equal(true);
      const [liquidation] = after.liquidations;
      expectExact(account, liquidation!.up!);
      expect(liquidation!.up!.solvent).to.equal(new WhatIf(spec, account).before.liquidations[0]!.down!.solvent);
    });

    it('none in range for an account that no price takes under its line, and no row without an underlying', () => {
      const rich = openBook(market, 1n, { ...ISOLATED, cash: '90000', holdings: [['BTC-26JUN20', '0.5']] });
      const [liquidation] = new WhatIf(spec, rich).before.liquidations;
      expect([liquidation?.down, liquidation?.up]).to.deep.equal([undefined, undefined]);
      const empty = openBook(market, 1n, { ...ISOLATED, holdings: [] });
      expect(new WhatIf(spec, empty).before.liquidations).to.deep.equal([]);
    });

    it('each underlying has its own while the others stay', () => {
      const [btc] = spec.underlyings;
      const perps = [{ name: 'ETH-PERP', price: 200, funding: 0, confidence: 1 }];
      const eth = { ...btc!, name: 'ETH', id: 2, spot: 200, perps, expiries: [], options: [] };
      const both: MarketSpec = { ...spec, underlyings: [btc!, eth] };
      const base = openBook(market, 1n, CROSS);
      const legs = [...base.legs, { instrument: 65, size: size(-500n * ONE_SIZE), cost: cash(-100_000n * ONE_SIZE) }];
      const account = { ...base, legs: legs.sort((a, b) => a.instrument - b.instrument) };
      const { liquidations } = new WhatIf(both, account).before;
      expect(liquidations.map(({ underlying }) => underlying)).to.deep.equal(['BTC', 'ETH']);
      const up = liquidations[1]!.up!;
      const at = (ticks: number): bigint => {
        const moved = moveMarket(both, { spot: new Map([['ETH', ticks / 1e8]]) });
        const { equity, requirement } = accountMargin(
          account,
          buildMarket(moved, { purpose: 'publish' }).table,
          'maintenance',
        );
        return equity - requirement;
      };
      expect([up.insolvent - up.solvent, at(up.solvent) >= 0n, at(up.insolvent) < 0n]).to.deep.equal([1, true, true]);
    });
  });

  describe('trades, deposits, moves', () => {
    it('nothing changed is nothing changed', () => {
      const model = new WhatIf(spec, openBook(market, 1n));
      const { before, after } = model.ask({});
      expect(after).to.deep.equal(before);
    });

    it('a trade at the settlement price moves no equity but its rounding, and closing leaves no leg', () => {
      const account = openBook(market, 1n);
      const model = new WhatIf(spec, account);
      const { before } = model;
      const one = 10n ** BigInt(before.decimals - 8);
      for (const held of [0n, 3n * ONE_SIZE + 1n, -17n * ONE_SIZE]) {
        const trades = new Map([[slot('BTC-26JUN20-7000-P'), size(held)]]);
        const { after, account: then } = model.ask({ trades });
        const lost = before.equity - after.equity;
        expect(lost >= 0n && lost < one, `${lost}`).to.equal(true);
        const leg = then.legs.find(({ instrument }) => instrument === slot('BTC-26JUN20-7000-P'));
        expect(leg?.size ?? 0n).to.equal(held);
      }
    });

    it('a deposit is worth its value, cash its amount', () => {
      const model = new WhatIf(spec, openBook(market, 1n));
      const deposits = new Map([[slot('BTC'), size(7n * ONE_SIZE)]]);
      const { before, after } = model.ask({ deposits, cash: cash(-1000n * ONE_SIZE) });
      const value = (7n - 6n) * market.table.rows.get(slot('BTC'))!.settlementPrice;
      expect(after.equity - before.equity).to.equal((value - 1000n * ONE_SIZE) * 10n ** BigInt(before.decimals - 8));
    });

    it('a move is the market of those prices: what it gives is what its publisher would build', () => {
      const account = openBook(market, 1n, CROSS);
      const { after } = new WhatIf(spec, account).ask({ spot: new Map([['BTC', 8000]]) });
      expect(after.equity - after.requirement).to.equal(exactMargin(account, 8000 * 1e8));
    });

    it('refuses an unknown underlying and an account out of range', () => {
      const model = new WhatIf(spec, openBook(market, 1n));
      expect(() => model.ask({ spot: new Map([['ETH', 1]]) })).to.throw(/expected one of BTC, got ETH/);
      expect(() => model.ask({ trades: new Map([[999, size(1n)]]) })).to.throw(/got slot 999/);
      expect(() => model.ask({ cash: cash(2n ** 63n - 1n) })).to.throw(
        /account\.cash: expected a number from .* to 92233720368\.54775807, got 92233730368\.54775807/,
      );
    });
  });

  describe('latency on a warm model, liquidation prices included', () => {
    const RUNS = 25;
    const timed = (model: WhatIf): number[] =>
      Array.from({ length: RUNS }, (_, run) => {
        const began = performance.now();
        model.ask({ spot: new Map([['BTC', SPOT * (1 + (run - 12) / 200)]]) });
        return performance.now() - began;
      }).sort((a, b) => a - b);
    const report = (name: string, times: readonly number[]): string =>
      `${name}: median ${times[12]?.toFixed(1)} ms, fastest ${times[0]?.toFixed(1)}, slowest ${times[24]?.toFixed(1)}`;

    it('8 legs: below 50 ms, the median of 25 answers', function () {
      const model = new WhatIf(spec, openBook(market, 1n));
      timed(model);
      const times = timed(model);
      this.test!.title += ` (${report('measured', times)})`;
      expect(times[12]).to.be.below(50);
    });

    it('36 legs: below 250 ms, the median of 25 answers', function () {
      const { wide, account } = wideBook();
      const model = new WhatIf(wide, account);
      const times = timed(model);
      this.test!.title += ` (${report('measured', times)})`;
      expect(times[12]).to.be.below(250);
    });
  });
});

/** Options of nine strikes in two expiries, calls and puts, each held. */
function wideBook(): { wide: MarketSpec; account: Account } {
  const [btc] = spec.underlyings;
  const [, second, third] = btc!.expiries;
  const options = [second!, third!].flatMap(({ expiry }) =>
    [5000, 6000, 7000, 8000, 9000, 10_000, 11_000, 12_000, 13_000].flatMap((strike) =>
      (['call', 'put'] as const).map((type) => ({
        name: `${expiry}-${strike}-${type}`,
        type,
        strike,
        expiry,
        impliedVol: 0.9,
      })),
    ),
  );
  const wide: MarketSpec = { ...spec, underlyings: [{ ...btc!, options }] };
  const built = buildMarket(wide, { purpose: 'publish' });
  const legs = built.instruments
    .filter(({ kind }) => kind !== 'collateral' && kind !== 'perp')
    .map(({ slot: instrument }, index) => ({
      instrument,
      size: size(BigInt((index % 5) - 2 || 1) * ONE_SIZE),
      cost: cash(0n),
    }));
  return { wide, account: { ...openBook(market, 1n), legs, cash: cash(50_000n * ONE_SIZE) } };
}
