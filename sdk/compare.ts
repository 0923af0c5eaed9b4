/** One book under the parameter sets of every method, side by side. */
import { PlimsollError } from '../prover/errors.ts';
import type { Account, Method } from '../prover/model/account.ts';
import { isCollateral } from '../prover/model/market.ts';
import { loadPreset, PRESETS, tableOf } from './files/presets.ts';
import { breakdown, type MarginBreakdown } from './risk/breakdown.ts';
import type { MarketSpec, UnderlyingSpec } from './risk/market-spec.ts';
import { buildMarket, type BuiltMarket, type BuildOptions } from './risk/table.ts';

interface Named {
  /** Preset, or what the market came with. */
  readonly preset: string;
  readonly method: Method;
}

/** What a method makes of the book, or why it does not take it. */
export type Compared = Named &
  (
    | { readonly maintenance: MarginBreakdown; readonly initial: MarginBreakdown; readonly reason?: undefined }
    | { readonly reason: string }
  );

/** A market as one set of parameters has it. */
interface Variant extends Named, BuildOptions {
  readonly market: MarketSpec;
}

/** Volatility at the money: of the option whose strike is nearest to its forward, or 0 without options. */
function volatilityAtTheMoney({ options, expiries }: UnderlyingSpec): number {
  const distance = (option: UnderlyingSpec['options'][number]): number => {
    const forward = expiries.find(({ expiry }) => expiry === option.expiry)?.forward ?? option.strike;
    return Math.abs(Math.log(option.strike / forward));
  };
  const [nearest] = options.toSorted((a, b) => distance(a) - distance(b) || a.expiry - b.expiry);
  return nearest?.impliedVol ?? 0;
}

const withUnderlyings = (market: MarketSpec, change: (underlying: UnderlyingSpec) => UnderlyingSpec): MarketSpec => ({
  ...market,
  underlyings: market.underlyings.map(change),
});

function crossVariant(market: MarketSpec, name: string): Variant {
  const quoted = withUnderlyings(market, (underlying) => ({
    ...underlying,
    volatility: underlying.volatility ?? volatilityAtTheMoney(underlying),
  }));
  const { parameters } = loadPreset('cross', name);
  return { preset: name, method: 'cross', purpose: 'publish', market: { ...quoted, cross: parameters } };
}

/** The table that is called after the underlying, else the first one. */
function isolatedVariant(market: MarketSpec, preset: string): Variant {
  const tables = Object.keys(loadPreset('isolated', preset).parameters.tables);
  const tableFor = (name: string): string => tables.find((table) => table.startsWith(name)) ?? tables[0] ?? '';
  const tiered = withUnderlyings(market, (underlying) => ({
    ...underlying,
    perps: underlying.perps.map((perp) => ({
      ...perp,
      isolated: tableOf({ preset, table: tableFor(underlying.name) }),
    })),
  }));
  const used = [...new Set(market.underlyings.map(({ name }) => tableFor(name)))].join(', ');
  return { preset: `${preset} (${used})`, method: 'isolated', purpose: 'publish', market: tiered };
}

function portfolioVariant(market: MarketSpec, name: string): Variant {
  const { parameters, version } = loadPreset('portfolio', name);
  return {
    preset: name,
    method: 'portfolio',
    purpose: 'publish',
    market: { ...market, parameters, parameterVersion: version },
  };
}

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

/** What the book holds that the method does not take, in words; undefined when that is not it. */
function notTaken({ method }: Named, { legs }: Account, { table, underlyings }: BuiltMarket): string | undefined {
  const rows = legs.flatMap(({ instrument }) => table.rows.get(instrument) ?? []);
  const positions = rows.filter(({ slot }) => !isCollateral(slot));
  const options = positions.filter(({ option }) => option !== undefined);
  if (method === 'isolated' && (positions.length > 1 || options.length > 0)) {
    const held =
      options.length === 0 ? '' : `, ${options.length} of them ${options.length === 1 ? 'an option' : 'options'}`;
    return `takes one perpetual or future beside collateral; the book holds ${count(positions.length, 'derivative leg')}${held}`;
  }
  const moving = [...new Set(rows.map(({ underlying }) => underlying))].filter((id) => id !== 0);
  if (method === 'portfolio' && moving.length > 1) {
    const names = moving.map((id) => underlyings.find((underlying) => underlying.id === id)?.name ?? id);
    return `takes one underlying; the book has ${names.join(' and ')}`;
  }
  return undefined;
}

function compared({ preset, method, market, purpose }: Variant, account: Account): Compared {
  const named: Named = { preset, method };
  const held = { ...account, method };
  let built: BuiltMarket | undefined;
  try {
    built = buildMarket(market, { purpose });
    const [maintenance, initial] = [breakdown(held, built, 'maintenance'), breakdown(held, built, 'initial')];
    return { ...named, maintenance, initial };
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== 'USAGE') throw error;
    return { ...named, reason: (built && notTaken(named, account, built)) ?? error.message };
  }
}

/**
 * The book as its market has it, then under every preset that ships. Where a preset of the cross method needs the
 * volatility of an underlying that the market does not give, it is that of the option nearest to the money.
 *
 * @param purpose of the market as it is given; presets are built to be published
 */
export function compare(market: MarketSpec, account: Account, { purpose }: BuildOptions): Compared[] {
  const given: Variant = { preset: 'as given', method: account.method, purpose, market };
  const variants = [
    given,
    ...PRESETS.portfolio.map((name) => portfolioVariant(market, name)),
    ...PRESETS.cross.map((name) => crossVariant(market, name)),
    ...PRESETS.isolated.map((name) => isolatedVariant(market, name)),
  ];
  return variants.map((variant) => compared(variant, account));
}
