/** What a publisher guarantees of a market table, and circuits rely on. */
import { PlimsollError } from '../errors.ts';
import { checkRow, uint32 } from './check-row.ts';
import { expiryKey, type CrossCell, type ExpiryTerms, type MarketTable, type PortfolioParameters } from './market.ts';
import { factor, FACTOR_LIMIT, integer, ONE_FACTOR, signedFactor } from './units.ts';

const MIN_SCENARIOS = 5;

function checkParameters(parameters: PortfolioParameters): void {
  const where = 'market.parameters';
  uint32(parameters.version, `${where}.version`);
  const count = parameters.shocks.length;
  // An odd count fills the pairs of a row: scenarios, mark, basis up, basis down.
  if (count < MIN_SCENARIOS || count % 2 === 0) {
    throw new PlimsollError(
      'USAGE',
      `${where}.shocks: expected an odd number of scenarios, at least ${MIN_SCENARIOS}, got ${count}`,
    );
  }
  if (parameters.dampings.length !== count) {
    throw new PlimsollError('USAGE', `${where}.dampings: expected ${count} factors, got ${parameters.dampings.length}`);
  }
  // A spot factor is never negative.
  parameters.shocks.forEach((shock, index) => {
    const here = `${where}.shocks[${index}]`;
    integer(signedFactor(shock, here), [-ONE_FACTOR, FACTOR_LIMIT], here);
  });
  parameters.dampings.forEach((damping, index) => factor(damping, `${where}.dampings[${index}]`));
  const [first, second, ...more]: readonly unknown[] = parameters.skew;
  if (typeof first !== 'boolean' || typeof second !== 'boolean' || more.length > 0) {
    throw new PlimsollError('USAGE', `${where}.skew: expected two booleans, got [${String(parameters.skew)}]`);
  }
  factor(parameters.lossFactor.maintenance, `${where}.lossFactor.maintenance`);
  factor(parameters.lossFactor.initial, `${where}.lossFactor.initial`);
}

function checkTerms(key: string, terms: ExpiryTerms): void {
  const where = `market.expiries[${key}]`;
  const [underlying = NaN, expiry = NaN] = key.split('/').map(Number);
  if (expiryKey(uint32(underlying, where, 1), uint32(expiry, where, 1)) !== key) {
    throw new PlimsollError('USAGE', `${where}: expected the key ${expiryKey(underlying, expiry)}, got ${key}`);
  }
  factor(terms.discountLong, `${where}.discountLong`);
  factor(terms.discountShort, `${where}.discountShort`);
  factor(terms.basisFactor, `${where}.basisFactor`);
  // min(dLong * M, dShort * M) picks the discount by the sign of M only in this order.
  if (terms.discountLong > terms.discountShort) {
    throw new PlimsollError(
      'USAGE',
      `${where}.discountLong: expected at most discountShort ${terms.discountShort}, got ${terms.discountLong}`,
    );
  }
}

/** The moves that a sum of vega meets are those of any one of its options, so they must agree. */
function checkVolatilityMoves({ rows }: MarketTable): void {
  const first = new Map<string, { slot: number; cell: CrossCell }>();
  for (const { slot, underlying, option, cross } of rows.values()) {
    if (option === undefined || cross === undefined) continue;
    for (const level of ['maintenance', 'initial'] as const) {
      const key = `${expiryKey(underlying, option.expiry)} ${level}`;
      const cell = cross[level];
      const other = first.get(key) ?? { slot, cell };
      first.set(key, other);
      for (const move of ['volUp', 'volDown'] as const) {
        if (cell[move] === other.cell[move]) continue;
        throw new PlimsollError(
          'USAGE',
          `market.rows[${slot}].cross.${level}.${move}: expected that of slot ${other.slot} in the same expiry, ${other.cell[move]}, got ${cell[move]}`,
        );
      }
    }
  }
}

/**
 * What a publisher guarantees and circuits rely on: ranges of every field, discounts in order, collateral in its slots
 * and its haircuts on all its value, an underlying for everything that moves, calls beside their puts, options worth
 * their mark, tiers that rise, nothing in fields that belong to another kind of row, and in each row an initial level
 * that is not the looser one. Not the loss factors, which worked portfolios give in either order: who publishes a table
 * or reads a published one asks `checkPublished` for those.
 *
 * @throws USAGE naming the field, its value and the allowed range.
 */
export function checkTable(table: MarketTable): MarketTable {
  uint32(table.epoch, 'market.epoch');
  uint32(table.time, 'market.time');
  checkParameters(table.parameters);
  for (const [key, terms] of table.expiries) checkTerms(key, terms);
  for (const [slot, row] of table.rows) {
    if (slot !== row.slot)
      throw new PlimsollError('USAGE', `market.rows[${slot}].slot: expected ${slot}, got ${row.slot}`);
    checkRow(row, table);
  }
  checkVolatilityMoves(table);
  return table;
}
