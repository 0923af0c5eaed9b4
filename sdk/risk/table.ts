/** From a market in numbers to the table of integer rows that accounts are proven against. */
import { checkTable } from '../../prover/model/check-table.ts';
import { expiryKey, frozenRow, type ExpiryTerms, type MarketTable, type Row } from '../../prover/model/market.ts';
import { PRICE_DECIMALS, SIZE_RANGE } from '../../prover/model/units.ts';
import { checkMarket } from './market-check.ts';
import type { FrozenSpec, InstrumentKind, Listing, MarketSpec } from './market-spec.ts';
import { checkPublishable, scenarioName } from './parameters.ts';
import { checkPublished } from './published.ts';
import { exactTicks } from './rounding.ts';
import { collateralCell, expiryTerms, optionCell, perpCell, type Cell, type CellContext } from './rows.ts';
import { planScenarios, type NamedScenario } from './scenarios.ts';
import { assignSlots } from './slots.ts';
import { signedPrice, size } from './ranges.ts';

/** A row for people. */
export interface Instrument {
  readonly name: string;
  readonly slot: number;
  readonly kind: InstrumentKind;
  /** Options: unix seconds and quote currency. */
  readonly expiry?: number;
  readonly strike?: number;
}

/** An underlying for people: its name and its number in the table. */
export interface NamedUnderlying {
  readonly name: string;
  readonly id: number;
}

export interface BuiltMarket {
  readonly table: MarketTable;
  readonly underlyings: readonly NamedUnderlying[];
  /** By slot, ascending. */
  readonly instruments: readonly Instrument[];
  /** Slots of instruments that are gone. */
  readonly retiredSlots: readonly number[];
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
   * `publish` refuses parameters and tables that must not margin anybody, and tables that cannot be proven. `evaluate`
   * lets a worked portfolio vary one part beyond that.
   */
  readonly purpose: 'publish' | 'evaluate';
}

/**
 * Values are rounded to the nearest tick, everything else in the direction that asks for more margin; see
 * `compensation.ts` and `tiers.ts` for what makes up for the nearest ones.
 *
 * @throws USAGE naming the field, its value and the allowed range
 */
export function buildMarket(spec: MarketSpec, { purpose }: BuildOptions): BuiltMarket {
  const market = checkMarket(spec);
  const { parameters, stablePrice, underlyings } = market;
  if (purpose === 'publish') checkPublishable(parameters);
  const plan = planScenarios(parameters, stablePrice);
  const context: CellContext = { market, parameters, plan, stablePrice };
  const slots = assignSlots(market);
  const slotOf = ({ name }: Pick<Listing, 'name'>): number => slots.get(name) ?? 0;

  const placed = [
    ...listedRows(context, slotOf),
    ...market.frozen.map((item) => ({ instrument: instrumentOf(item, slotOf(item)), row: frozen(item, market) })),
  ].sort((a, b) => a.row.slot - b.row.slot);

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
    expiries: new Map(
      underlyings.flatMap(({ name, id, expiries }) =>
        expiries.map((expiry) => {
          const where = `market.underlyings[${name}].expiries[${expiry.expiry}]`;
          return [expiryKey(id, expiry.expiry), expiryTerms(expiry, where, context)] as const;
        }),
      ),
    ),
    rows: new Map(placed.map(({ row }) => [row.slot, row])),
  };
  checkTable(purpose === 'publish' ? table : withOrderedDiscounts(table));
  const built: BuiltMarket = {
    table,
    underlyings: underlyings.map(({ name, id }) => ({ name, id })),
    instruments: placed.map(({ instrument }) => instrument),
    retiredSlots: market.retiredSlots,
    scenarios: plan.named,
    scenarioNames: plan.placed.map(scenarioName),
    lossScale: plan.scale,
  };
  return purpose === 'publish' ? checkPublished(built) : built;
}

interface PlacedRow {
  readonly instrument: Instrument;
  readonly row: Row;
}

function listedRows(context: CellContext, slotOf: (listing: Listing) => number): PlacedRow[] {
  const { market } = context;
  const placed = (listing: Listing, terms: Pick<Instrument, 'kind' | 'expiry' | 'strike'>, cell: Cell): PlacedRow => {
    const slot = slotOf(listing);
    return { instrument: { name: listing.name, slot, ...terms }, row: rowOf(slot, listing, cell) };
  };
  return [
    ...market.collateral.map((item) => placed(item, { kind: 'collateral' }, collateralCell(item, context))),
    ...market.underlyings.flatMap((underlying) => [
      ...underlying.perps.map((perp) => placed(perp, { kind: 'perp' }, perpCell(perp, underlying, context))),
      ...underlying.options.map((option) => {
        const { type: kind, expiry, strike } = option;
        return placed(option, { kind, expiry, strike }, optionCell(option, underlying, context));
      }),
    ]),
  ];
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
  frozen: false,
});

function frozen({ name, slot, underlying, settlementPrice }: FrozenSpec, { underlyings }: MarketSpec): Row {
  const where = `market.frozen[${name}].settlementPrice`;
  return frozenRow({
    slot,
    underlying: underlyings.find((listed) => listed.name === underlying)?.id ?? 0,
    settlementPrice: signedPrice(exactTicks(settlementPrice, PRICE_DECIMALS, where), where),
  });
}

const instrumentOf = ({ name, kind, expiry, strike }: FrozenSpec, slot: number): Instrument => ({
  name,
  slot,
  kind,
  ...(expiry !== undefined && { expiry }),
  ...(strike !== undefined && { strike }),
});
