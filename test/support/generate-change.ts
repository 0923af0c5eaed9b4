/** Random changes of accounts: some that may be made, some that may not. */
import type { Account } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import type { Fill, Side } from '../../prover/model/fill.ts';
import { frozenRow, isCollateral, type MarketTable, type Row } from '../../prover/model/market.ts';
import {
  absolute,
  cash,
  CASH_RANGE,
  floorDivide,
  ONE_SIZE,
  price,
  size,
  SIZE_RANGE,
} from '../../prover/model/units.ts';
import type { Random } from './random.ts';

/** A field element of 192 random bits. */
export const randomSecret = (random: Random): bigint =>
  (random.next() << 128n) | (random.next() << 64n) | random.next();

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random.index(items.length)]!;
const clamp = (value: bigint, [low, high]: readonly [bigint, bigint]): bigint =>
  value < low ? low : value > high ? high : value;

/** The table with limits that some changes meet, and with some of its perpetuals frozen. */
export function limitedTable(random: Random, table: MarketTable): MarketTable {
  const limited = (row: Row): Row => {
    if (row.frozen) return row;
    if (row.option === undefined && !isCollateral(row.slot) && random.chance(0.3)) return frozenRow(row);
    const most = random.chance(0.5) ? SIZE_RANGE[1] : random.within(0n, SIZE_RANGE[1]);
    return { ...row, maxSize: size(most), fillBand: price(absolute(row.settlementPrice) / 16n + 1n) };
  };
  return { ...table, rows: new Map([...table.rows].map(([slot, row]) => [slot, limited(row)])) };
}

/** A fill of an instrument, often against what is held, mostly within the band of its row. */
export function randomFill(random: Random, account: Account, table: MarketTable): { side: Side; fill: Fill } {
  const held = account.legs.filter((leg) => leg.size !== 0n);
  const leg = held.length > 0 && random.chance(0.7) ? pick(random, held) : undefined;
  const row = table.rows.get(leg?.instrument ?? pick(random, [...table.rows.keys()]))!;
  const most = leg === undefined ? SIZE_RANGE[1] : clamp(absolute(leg.size), [1n, SIZE_RANGE[1]]);
  const amount = random.chance(0.4) ? most : random.within(1n, random.chance(0.8) ? most : SIZE_RANGE[1]);
  const away = (amount * row.fillBand) / ONE_SIZE;
  const fair = floorDivide(amount * row.settlementPrice, ONE_SIZE);
  const cost = fair + random.within(-away, random.chance(0.8) ? away : away + 2n);
  const closing: Side = (leg?.size ?? 0n) > 0n ? 'seller' : 'buyer';
  return {
    side: random.chance(0.7) ? closing : closing === 'buyer' ? 'seller' : 'buyer',
    fill: {
      instrument: row.slot,
      size: size(amount),
      cost: cash(clamp(cost, CASH_RANGE)),
      salt: randomSecret(random),
    },
  };
}

function randomFlow(random: Random, account: Account): Change {
  const collateral = account.legs.filter(({ instrument }) => isCollateral(instrument));
  const leg = collateral.length > 0 && random.chance(0.5) ? pick(random, collateral) : undefined;
  const asset = leg?.instrument ?? (random.chance(0.6) ? 0 : pick(random, [1, 2, 16, 18]));
  const there = leg?.size ?? (asset === 0 ? account.cash : 0n);
  const leaves = random.chance(0.6);
  const amount =
    random.chance(0.3) && there > 0n ? there : random.within(1n, random.chance(0.9) ? 10n ** 13n : 1n << 62n);
  return { kind: 'flow', asset, amount: leaves ? -amount : amount };
}

export function randomChange(random: Random, account: Account, table: MarketTable): Change {
  const which = random.index(10);
  if (which < 5) return { kind: 'fill', ...randomFill(random, account, table) };
  if (which < 8) return randomFlow(random, account);
  if (which < 9) return { kind: 'reseal' };
  const frozen = account.legs.filter(({ instrument }) => table.rows.get(instrument)?.frozen);
  const instruments = (random.chance(0.9) && frozen.length > 0 ? frozen : account.legs).map((leg) => leg.instrument);
  return { kind: 'settle', instrument: instruments.length > 0 ? pick(random, instruments) : 64 };
}
