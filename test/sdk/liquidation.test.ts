import { expect } from 'chai';
import fc from 'fast-check';
import type { Account, Leg } from '../../prover/model/account.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import type { MarketTable, Row } from '../../prover/model/market.ts';
import { cash, ONE_SIZE, price, PRICE_LIMIT, signedPrice, size } from '../../prover/model/units.ts';
import { marketFromFile } from '../../sdk/files/market-file.ts';
import { liquidationPrice } from '../../sdk/risk/liquidation.ts';
import { slotsOf } from '../../sdk/risk/table.ts';
import { refusal } from '../support/risk-market.ts';

const market = marketFromFile({
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
    },
  ],
  collateral: [{ name: 'ETH', price: 3000, haircuts: [{ floor: 0, maintenance: 0.1, initial: 0.2 }] }],
});

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

/** The same market at another risk price of the perpetual; funding stays. */
function atPrice(table: MarketTable, slot: number, ticks: bigint): MarketTable {
  const row = table.rows.get(slot);
  if (row?.sizeTiers === undefined) throw new Error(`expected tiers in slot ${slot}`);
  const moved: Row = {
    ...row,
    settlementPrice: signedPrice(row.settlementPrice + ticks - row.sizeTiers.maintenance.price),
    sizeTiers: {
      maintenance: { ...row.sizeTiers.maintenance, price: price(ticks) },
      initial: { ...row.sizeTiers.initial, price: price(ticks) },
    },
  };
  return { ...table, rows: new Map([...table.rows, [slot, moved]]) };
}

describe('liquidation of an isolated position', () => {
  const perp = slotsOf(market).get('PERP') ?? 0;

  it('at the price the account holds, one tick beyond it does not', () => {
    const outcome = fc.check(
      fc.property(
        fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }).filter((units) => units !== 0n),
        fc.integer({ min: 1, max: 120 }),
        (units, leverage) => {
          const cost = units * 60_001n;
          const deposit = (cost < 0n ? -cost : cost) / BigInt(leverage);
          const account = isolated([leg(perp, units, cost), leg(1, ONE_SIZE)], deposit);
          const found = liquidationPrice(account, market.table, 'maintenance');
          if (found === undefined) {
            const free = atPrice(market.table, perp, units > 0n ? 0n : PRICE_LIMIT);
            const { equity, requirement } = accountMargin(account, free, 'maintenance');
            expect(equity >= requirement).to.equal(true);
            return;
          }
          const beyond = units > 0n ? found - 1n : found + 1n;
          const at = (ticks: bigint) => accountMargin(account, atPrice(market.table, perp, ticks), 'maintenance');
          expect(at(found).equity >= at(found).requirement, 'at the price').to.equal(true);
          expect(at(beyond).equity >= at(beyond).requirement, 'one tick beyond').to.equal(false);
        },
      ),
      { numRuns: 500 },
    );
    console.log(`      seed ${outcome.seed}`);
    if (outcome.failed) throw new Error(fc.defaultReportMessage(outcome) ?? 'expected agreement');
  });

  it('there is none without a position, and the end of the range under the line at every price', () => {
    const at = (units: bigint, held: bigint) =>
      liquidationPrice(isolated([leg(perp, units)], held), market.table, 'initial');
    expect(at(0n, 1n)).to.equal(undefined);
    expect(liquidationPrice(isolated([leg(1, 1n)]), market.table, 'initial')).to.equal(undefined);
    expect(at(ONE_SIZE, 10n ** 15n)).to.equal(undefined);
    expect(at(-ONE_SIZE, -(10n ** 9n))).to.equal(0n);
    expect(at(-1n, 10n ** 15n)).to.equal(undefined);
    expect(at(ONE_SIZE, -(10n ** 17n))).to.equal(PRICE_LIMIT);
    expect(refusal(() => liquidationPrice({ ...isolated([]), method: 'cross' }, market.table, 'initial'))).to.include(
      'method',
    );
  });
});
