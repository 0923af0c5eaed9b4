import {
  expiryKey,
  isCollateral,
  SKEW_SCENARIOS,
  type ExpiryTerms,
  type MarketTable,
  type OptionValues,
} from '../../prover/model/market.ts';
import type { LegCharge, PortfolioMargin } from '../../prover/model/portfolio.ts';
import { CHARGE_DECIMALS, FACTOR_DECIMALS, ONE_FACTOR, VALUE_DECIMALS } from '../../prover/model/units.ts';
import type { ExplainedLine, ExplainedPart } from './explain.ts';
import { percentOf } from './figures.ts';
import type { Names } from './names.ts';
import type { BuiltMarket } from './table.ts';

type Share = (leg: LegCharge['leg']) => bigint;
type Rule = (
  terms: ExpiryTerms,
  sum: (field: (option: OptionValues) => bigint) => bigint,
) => (option: OptionValues) => bigint;

/** Sums over the options held of each expiry, and what a rule makes of one of them. */
function perOption(
  { legs }: PortfolioMargin,
  { rows, expiries }: MarketTable,
  rule: Rule,
): Map<string, (option: OptionValues) => bigint> {
  const held = new Map<string, { readonly size: bigint; readonly option: OptionValues }[]>();
  for (const { leg } of legs) {
    const row = rows.get(leg.instrument);
    if (row?.option === undefined) continue;
    const key = expiryKey(row.underlying, row.option.expiry);
    held.set(key, [...(held.get(key) ?? []), { size: leg.size, option: row.option }]);
  }
  return new Map(
    [...held].map(([key, options]) => {
      const terms = expiries.get(key) as ExpiryTerms;
      const sum = (field: (option: OptionValues) => bigint): bigint =>
        options.reduce((total, { size, option }) => total + size * field(option), 0n);
      return [key, rule(terms, sum)];
    }),
  );
}

/** What each leg adds to the damped profit of a scenario, scale 1e34: an expiry's discount and sign hold for all its legs. */
function scenarioShare(margin: PortfolioMargin, table: MarketTable, index: number): Share {
  const { shocks, dampings, skew } = table.parameters;
  const counted = skew[index - (shocks.length - SKEW_SCENARIOS)] === true;
  const changes = perOption(margin, table, ({ discountLong, discountShort }, sum) => {
    const shocked = sum(({ scenarios }) => scenarios[index] ?? 0n);
    const discount = shocked >= 0n ? discountLong : discountShort;
    const sign = counted && discount * shocked >= ONE_FACTOR * sum(({ mark }) => mark) ? -1n : 1n;
    return ({ scenarios, mark }) => sign * (discount * (scenarios[index] ?? 0n) - ONE_FACTOR * mark);
  });
  return shareOf(table, changes, (linearPrice) => linearPrice * (shocks[index] ?? 0n), dampings[index] ?? 0n);
}

/** The same for the move of forwards against spot. */
function basisShare(margin: PortfolioMargin, table: MarketTable): Share {
  const changes = perOption(margin, table, ({ basisFactor }, sum) => {
    const [up, down] = [sum(({ basisUp }) => basisUp), sum(({ basisDown }) => basisDown)];
    if (up >= 0n && down >= 0n) return () => 0n;
    return ({ basisUp, basisDown }) => basisFactor * (up < down ? basisUp : basisDown);
  });
  return shareOf(table, changes, () => 0n, ONE_FACTOR);
}

function shareOf(
  { rows }: MarketTable,
  changes: ReadonlyMap<string, (option: OptionValues) => bigint>,
  linear: (linearPrice: bigint) => bigint,
  weight: bigint,
): Share {
  return ({ instrument, size }) => {
    const row = rows.get(instrument);
    if (row === undefined) return 0n;
    const { option, underlying, linearPrice } = row;
    const change = option === undefined ? undefined : changes.get(expiryKey(underlying, option.expiry))?.(option);
    return weight * size * (change ?? linear(linearPrice));
  };
}

/** Loss of each leg in whatever decides, negative where the leg gains. */
function lossPart(margin: PortfolioMargin, market: BuiltMarket, names: Names): ExplainedPart[] {
  const { worst, legs, level } = margin;
  if (worst.kind === 'none') return [];
  const { table, scenarios, lossScale } = market;
  const lossFactor = table.parameters.lossFactor[level];
  const share = worst.kind === 'basis' ? basisShare(margin, table) : scenarioShare(margin, table, worst.index);
  const named =
    worst.kind === 'basis'
      ? 'forwards against spot'
      : (scenarios.find(({ index }) => index === worst.index)?.name ?? `scenario ${worst.index}`);
  const counts = percentOf(lossFactor * lossScale, FACTOR_DECIMALS);
  return [
    {
      title: `the worst scenario, ${named}: ${counts} of the loss`,
      lines: legs.map(({ leg }): ExplainedLine => {
        const amount = -share(leg) * lossFactor;
        return { what: `${names.leg(leg)} ${amount < 0n ? 'gains, which offsets' : 'loses'}`, amount };
      }),
    },
  ];
}

/** Contingencies, each on the size of one leg. */
function contingencyPart({ legs, decimals }: PortfolioMargin, { table }: BuiltMarket, names: Names): ExplainedPart {
  const [fromValue, fromCharge] = [10n ** BigInt(decimals - VALUE_DECIMALS), 10n ** BigInt(decimals - CHARGE_DECIMALS)];
  const isOption = ({ leg }: LegCharge): boolean => table.rows.get(leg.instrument)?.option !== undefined;
  const linear = legs
    .filter((leg) => !isOption(leg))
    .map(({ leg, charge, haircut }) => ({
      what: `${isCollateral(leg.instrument) ? 'haircut' : 'notional'} of ${names.leg(leg)}`,
      amount: charge * fromValue + haircut * fromCharge,
    }));
  const shorts = legs.map(({ leg, shortCharge }) => ({
    what: `naked short of the strike of ${names.leg(leg)}`,
    amount: shortCharge * fromValue,
  }));
  const rest = legs.filter(isOption).reduce((sum, { charge }) => sum + charge, 0n) * fromValue;
  return {
    title: 'contingencies',
    lines: [...linear, ...shorts, { what: 'doubt and rounding in the values of options', amount: rest }],
  };
}

/** The worst scenario leg by leg, then contingencies. */
export const portfolioParts = (margin: PortfolioMargin, market: BuiltMarket, names: Names): ExplainedPart[] => [
  ...lossPart(margin, market, names),
  contingencyPart(margin, market, names),
];
