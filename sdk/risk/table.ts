/** From a market in numbers to the table of integer rows that accounts are proven against. */
import { checkTable, type ExpiryTerms, type MarketTable, type Row } from '../../prover/model/market.ts';
import { size, SIZE_RANGE } from '../../prover/model/units.ts';
import { checkMarket, type Listing, type MarketSpec } from './market-spec.ts';
import { checkPublishable, scenarioName } from './parameters.ts';
import { collateralCell, expiryTerms, optionCell, perpCell, type Cell, type CellContext } from './rows.ts';
import { planScenarios, type NamedScenario } from './scenarios.ts';
import { assignSlots } from './slots.ts';

export type InstrumentKind = 'perp' | 'collateral' | 'call' | 'put';

/** A row for people. */
export interface Instrument {
  readonly name: string;
  readonly slot: number;
  readonly kind: InstrumentKind;
  /** Options: unix seconds and quote currency. */
  readonly expiry?: number;
  readonly strike?: number;
}

export interface BuiltMarket {
  readonly table: MarketTable;
  /** By slot, ascending. */
  readonly instruments: readonly Instrument[];
  /** Scenarios of the parameter set, in its order, with their place in the table. */
  readonly scenarios: readonly NamedScenario[];
  /** Name of each of the table's scenarios, in its order; unused places repeat the first. */
  readonly scenarioNames: readonly string[];
  /** Losses of the table are this many times the true ones; 1 but for extreme loss factors. */
  readonly lossScale: bigint;
}

/** Slots by instrument name, as account files name them. */
export const slotsOf = ({ instruments }: Pick<BuiltMarket, 'instruments'>): ReadonlyMap<string, number> =>
  new Map(instruments.map(({ name, slot }) => [name, slot]));

export interface BuildOptions {
  /**
   * `publish` refuses parameters that must not margin anybody and tables that cannot be proven. `evaluate` lets a
   * worked portfolio vary one part beyond that.
   */
  readonly purpose: 'publish' | 'evaluate';
}

/**
 * Values are rounded to the nearest tick, everything else in the direction that asks for more margin; see
 * `compensation.ts` for what makes up for the nearest ones.
 *
 * @throws USAGE naming the field, its value and the allowed range
 */
export function buildMarket(spec: MarketSpec, { purpose }: BuildOptions): BuiltMarket {
  const market = checkMarket(spec);
  const { parameters, stablePrice } = market;
  if (purpose === 'publish') checkPublishable(parameters);
  const plan = planScenarios(parameters, stablePrice);
  const context: CellContext = { market, parameters, plan, stablePrice };
  const slots = assignSlots(market);

  const placed = [
    ...market.perps.map((perp) => ({
      listing: perp,
      cell: perpCell(perp, context),
      instrument: { kind: 'perp' as const },
    })),
    ...market.collateral.map((item) => ({
      listing: item,
      cell: collateralCell(item, context),
      instrument: { kind: 'collateral' as const },
    })),
    ...market.options.map((option) => ({
      listing: option,
      cell: optionCell(option, context),
      instrument: { kind: option.type, expiry: option.expiry, strike: option.strike },
    })),
  ]
    .map((item) => ({ ...item, slot: slots.get(item.listing.name) ?? 0 }))
    .sort((a, b) => a.slot - b.slot);

  const table: MarketTable = {
    epoch: market.epoch,
    time: market.time,
    parameters: {
      version: market.parameterVersion,
      shocks: plan.shocks,
      dampings: plan.dampings,
      skew: plan.skew,
      lossFactor: plan.lossFactor,
    },
    expiries: new Map(market.expiries.map((expiry) => [expiry.expiry, expiryTerms(expiry, context)])),
    rows: new Map(placed.map(({ slot, listing, cell }) => [slot, rowOf(slot, listing, cell)])),
  };
  checkTable(purpose === 'publish' ? table : withOrderedDiscounts(table));
  return {
    table,
    instruments: placed.map(({ slot, listing, instrument }) => ({ name: listing.name, slot, ...instrument })),
    scenarios: plan.named,
    scenarioNames: plan.placed.map(scenarioName),
    lossScale: plan.scale,
  };
}

/** For checking ranges only: the order of discounts is the one rule that a worked portfolio may break. */
function withOrderedDiscounts(table: MarketTable): MarketTable {
  const ordered = ({ discountLong, discountShort, basisFactor }: ExpiryTerms): ExpiryTerms =>
    discountLong <= discountShort
      ? { discountLong, discountShort, basisFactor }
      : { discountLong: discountShort, discountShort: discountLong, basisFactor };
  return { ...table, expiries: new Map([...table.expiries].map(([expiry, terms]) => [expiry, ordered(terms)])) };
}

const rowOf = (slot: number, { name, maxSize, reduceOnly }: Listing, cell: Cell): Row => ({
  slot,
  ...cell,
  maxSize: size(maxSize ?? SIZE_RANGE[1], `market[${name}].maxSize`),
  reduceOnly: reduceOnly ?? false,
});
