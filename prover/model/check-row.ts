/** What a publisher guarantees of one row of the market table, and circuits rely on. */
import { PlimsollError } from '../errors.ts';
import { SLOTS } from './account.ts';
import {
  expiryKey,
  hasTieredHaircut,
  isCollateral,
  type Charge,
  type CrossCell,
  type MarketTable,
  type OptionValues,
  type PerLevel,
  type Row,
} from './market.ts';
import { checkSizeTiers, CROSS_TIERS, isLooser, SIZE_TIERS, type SizeTiers } from './tiers.ts';
import { absolute, factor, integer, price, PRICE_LIMIT, signedPrice, size, SIZE_RANGE } from './units.ts';

const UINT32 = 2 ** 32 - 1;

export function uint32(value: number, where: string, low = 0): number {
  if (!Number.isInteger(value) || value < low || value > UINT32) {
    throw new PlimsollError('USAGE', `${where}: expected an integer from ${low} to ${UINT32}, got ${value}`);
  }
  return value;
}

const refuse = (where: string, expected: string): never => {
  throw new PlimsollError('USAGE', `${where}: expected ${expected}`);
};

function checkCharge(charge: Charge, where: string): void {
  price(charge.maintenance, `${where}.maintenance`);
  price(charge.initial, `${where}.initial`);
  if (charge.initial < charge.maintenance) {
    refuse(`${where}.initial`, `at least the maintenance charge ${charge.maintenance}, got ${charge.initial}`);
  }
}

function zero(value: bigint, where: string, when: string): void {
  if (value !== 0n) refuse(where, `0 ${when}, got ${value}`);
}

function checkLevels(schedule: PerLevel<SizeTiers>, most: number, where: PerLevel<string>): void {
  checkSizeTiers(schedule.maintenance, most, where.maintenance);
  checkSizeTiers(schedule.initial, most, where.initial);
  if (isLooser(schedule.initial, schedule.maintenance)) {
    refuse(where.initial, 'no charge below the maintenance one at any notional, got a lower one');
  }
}

/** A haircut is a share of all the value that counts; `schedule` has passed `checkLevels`, so initial is not below. */
function checkRiskPrice({ slot, settlementPrice }: Row, schedule: PerLevel<SizeTiers>, where: string): void {
  const { price: risk } = schedule.maintenance;
  if (isCollateral(slot) && risk < settlementPrice)
    refuse(`${where}.price`, `at least the settlement price of collateral ${settlementPrice}, got ${risk}`);
}

function checkSizeTiersOf(row: Row, where: string): void {
  const here = `${where}.sizeTiers`;
  if (row.sizeTiers === undefined) {
    if (hasTieredHaircut(row.slot)) refuse(here, `those of a haircut in slot ${row.slot}, got none`);
    return;
  }
  // A premium is no notional.
  if (row.option !== undefined) refuse(here, 'none for an option, got some');
  checkLevels(row.sizeTiers, SIZE_TIERS, { maintenance: `${here}.maintenance`, initial: `${here}.initial` });
  checkRiskPrice(row, row.sizeTiers, `${here}.maintenance`);
}

function checkCell(cell: CrossCell, option: OptionValues | undefined, where: string): void {
  signedPrice(cell.delta, `${where}.delta`);
  signedPrice(cell.gamma, `${where}.gamma`);
  signedPrice(cell.vega, `${where}.vega`);
  factor(cell.volUp, `${where}.volUp`);
  factor(cell.volDown, `${where}.volDown`);
  if (option !== undefined) return;
  // Without an option the value is a straight line, and a gamma would pay for the loss of somebody else's.
  // Instruments without an expiry share one sum of vega, frozen ones among them: nothing may be in it.
  for (const name of ['gamma', 'vega', 'volUp', 'volDown'] as const)
    zero(cell[name], `${where}.${name}`, 'without an option');
}

function checkCross(row: Row, where: string): void {
  const { underlying, cross, option } = row;
  if (cross === undefined) return;
  const here = { maintenance: `${where}.cross.maintenance`, initial: `${where}.cross.initial` };
  const { maintenance, initial } = cross;
  checkCell(maintenance, option, here.maintenance);
  checkCell(initial, option, here.initial);
  if (underlying === 0) {
    for (const level of ['maintenance', 'initial'] as const)
      zero(cross[level].delta, `${here[level]}.delta`, 'without an underlying');
  }
  if (option === undefined && absolute(initial.delta) < absolute(maintenance.delta)) {
    refuse(`${here.initial}.delta`, `at least the maintenance magnitude of ${maintenance.delta}, got ${initial.delta}`);
  }
  for (const move of ['volUp', 'volDown'] as const) {
    if (initial[move] < maintenance[move]) {
      refuse(`${here.initial}.${move}`, `at least the maintenance move ${maintenance[move]}, got ${initial[move]}`);
    }
  }
  const tiers = { maintenance: maintenance.tiers, initial: initial.tiers };
  checkLevels(tiers, CROSS_TIERS, { maintenance: `${here.maintenance}.tiers`, initial: `${here.initial}.tiers` });
  checkRiskPrice(row, tiers, `${here.maintenance}.tiers`);
}

function checkOption(row: Row, option: OptionValues, table: MarketTable, where: string): void {
  zero(row.linearPrice, `${where}.linearPrice`, 'for an option');
  uint32(option.expiry, `${where}.expiry`, 1);
  if (!table.expiries.has(expiryKey(row.underlying, option.expiry))) {
    refuse(`${where}.expiry`, `an expiry of the table for underlying ${row.underlying}, got ${option.expiry}`);
  }
  const scenarios = table.parameters.shocks.length;
  if (option.scenarios.length !== scenarios) {
    refuse(`${where}.scenarios`, `${scenarios} values, got ${option.scenarios.length}`);
  }
  const beyond = option.scenarios.findIndex((value) => value < 0n || value > PRICE_LIMIT);
  if (beyond >= 0) price(option.scenarios[beyond] as bigint, `${where}.scenarios[${beyond}]`);
  price(option.mark, `${where}.mark`);
  // Equity would count one value and the scenarios the loss from another.
  if (row.settlementPrice !== option.mark)
    refuse(`${where}.settlementPrice`, `the mark of the option ${option.mark}, got ${row.settlementPrice}`);
  signedPrice(option.basisUp, `${where}.basisUp`);
  signedPrice(option.basisDown, `${where}.basisDown`);
  const pair = table.rows.get(row.slot ^ 1);
  if (pair === undefined) return;
  if (pair.option?.expiry !== option.expiry || pair.underlying !== row.underlying) {
    refuse(
      where,
      `the call and put of one strike and expiry in slots ${row.slot & ~1} and ${row.slot | 1}, got another instrument beside it`,
    );
  }
  // Netted short size is charged at either leg's rate.
  const [own, other] = [row.shortCharge, pair.shortCharge];
  if (other.maintenance !== own.maintenance || other.initial !== own.initial) {
    refuse(
      `${where}.shortCharge`,
      `that of slot ${pair.slot}, ${other.maintenance} and ${other.initial}, got ${own.maintenance} and ${own.initial}`,
    );
  }
}

/** What is worth the same in every scenario and can only be turned into cash. Maintenance is nowhere above initial. */
function checkFrozen(row: Row, where: string): void {
  const { slot, option, reduceOnly, charge, shortCharge, sizeTiers, cross } = row;
  if (isCollateral(slot)) refuse(where, 'collateral whose price still moves, got a frozen row');
  if (!reduceOnly) refuse(`${where}.reduceOnly`, 'true in a frozen row, got false');
  if (option !== undefined) refuse(where, 'no option in a frozen row, got one');
  const nothing = {
    maxSize: row.maxSize,
    fillBand: row.fillBand,
    linearPrice: row.linearPrice,
    'charge.initial': charge.initial,
    'shortCharge.initial': shortCharge.initial,
    'sizeTiers.initial.price': sizeTiers?.initial.price,
    'cross.initial.delta': cross?.initial.delta,
    'cross.initial.tiers.price': cross?.initial.tiers.price,
  };
  for (const [name, value] of Object.entries(nothing)) {
    if (value !== 0n) refuse(`${where}.${name}`, `0 in a frozen row, got ${value ?? 'none'}`);
  }
}

/** @throws USAGE naming the field, its value and the allowed range. */
export function checkRow(row: Row, table: MarketTable): void {
  const where = `market.rows[${row.slot}]`;
  const { option } = row;
  if (!Number.isInteger(row.slot) || row.slot < 1 || row.slot >= SLOTS) {
    refuse(`${where}.slot`, `1 to ${SLOTS - 1}, got ${row.slot}`);
  }
  if (option !== undefined && isCollateral(row.slot)) {
    refuse(where, 'collateral in this slot, got an option');
  }
  // In an account, a row of no underlying stands beside those of any: what moves in it would offset all of them.
  uint32(row.underlying, `${where}.underlying`, isCollateral(row.slot) ? 0 : 1);
  signedPrice(row.settlementPrice, `${where}.settlementPrice`);
  price(row.linearPrice, `${where}.linearPrice`);
  if (row.underlying === 0) zero(row.linearPrice, `${where}.linearPrice`, 'without an underlying');
  checkCharge(row.charge, `${where}.charge`);
  checkCharge(row.shortCharge, `${where}.shortCharge`);
  integer(size(row.maxSize, `${where}.maxSize`), [0n, SIZE_RANGE[1]], `${where}.maxSize`);
  price(row.fillBand, `${where}.fillBand`);
  checkSizeTiersOf(row, where);
  checkCross(row, where);
  if (option === undefined) {
    // Whatever stands in neighbouring slots would net. The initial charge is the total, so no other is left.
    zero(row.shortCharge.initial, `${where}.shortCharge.initial`, 'without an option');
  } else {
    checkOption(row, option, table, where);
  }
  if (row.frozen) checkFrozen(row, where);
}
