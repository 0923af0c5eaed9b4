/** Random parts of the rows of a market table. */
import type { CrossCell, ExpiryTerms, OptionValues, PerLevel } from '../../prover/model/market.ts';
import { CROSS_TIERS, SIZE_TIERS, type SizeTier, type SizeTiers } from '../../prover/model/tiers.ts';
import {
  absolute,
  factor,
  FACTOR_LIMIT,
  ONE_FACTOR,
  price,
  PRICE_LIMIT,
  signedPrice,
  type Factor,
  type Price,
} from '../../prover/model/units.ts';
import type { Random } from './random.ts';

/** Magnitudes of what is generated: `wild` reaches every edge of every range, `sane` looks like a market. */
export type Style = 'wild' | 'sane';

const SANE_PRICE = 20_000n * 10n ** 8n;
const FLOOR_LIMIT = (1n << 36n) - 1n;
const SANE_FLOOR = 10n ** 7n;

/** Two values, the second not below the first. */
function ordered(draw: () => bigint): [bigint, bigint] {
  const [first, second] = [draw(), draw()];
  return first < second ? [first, second] : [second, first];
}

export function randomPrice(random: Random, style: Style): Price {
  return price(style === 'wild' ? random.within(0n, PRICE_LIMIT) : random.within(0n, SANE_PRICE, 0));
}

export function randomSigned(random: Random, style: Style): Price {
  return signedPrice(
    style === 'wild' ? random.within(-PRICE_LIMIT, PRICE_LIMIT) : random.within(-SANE_PRICE, SANE_PRICE, 0),
  );
}

export function randomCharge(random: Random, style: Style): PerLevel<Price> {
  const [low, high] = ordered(() => randomPrice(random, style));
  const divide = style === 'sane' ? 50n : 1n;
  return { maintenance: price(low / divide), initial: price(high / divide) };
}

export function randomTerms(random: Random, style: Style): ExpiryTerms {
  const most = style === 'wild' ? FACTOR_LIMIT : 2n * ONE_FACTOR;
  const [low, high] = ordered(() => random.within(0n, most));
  return { discountLong: factor(low), discountShort: factor(high), basisFactor: factor(random.within(0n, most)) };
}

export const randomOption = (
  random: Random,
  style: Style,
  of: { expiry: number; scenarios: number },
): OptionValues => ({
  expiry: of.expiry,
  scenarios: Array.from({ length: of.scenarios }, () => randomPrice(random, style)),
  mark: randomPrice(random, style),
  basisUp: randomSigned(random, style),
  basisDown: randomSigned(random, style),
});

const ascending = (values: Iterable<bigint>): bigint[] => [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

function randomSchedule(random: Random, style: Style, most: number): SizeTiers {
  const count = 1 + random.index(most);
  const floors = new Set([0n]);
  while (floors.size < count) floors.add(random.within(1n, style === 'wild' ? FLOOR_LIMIT : SANE_FLOOR));
  const rates = ascending(Array.from({ length: count }, () => random.within(0n, ONE_FACTOR)));
  const tiers = ascending(floors).map((floor, index) => ({ floor, rate: factor(rates[index] ?? 0n) }));
  return { price: randomPrice(random, style), tiers };
}

/** Nowhere below `schedule`: some tiers start where the one before them did, some rates and the price are higher. */
function stricter(random: Random, { price: low, tiers }: SizeTiers, style: Style): SizeTiers {
  const raised: SizeTier[] = [];
  let floor = 0n;
  let least = 0n;
  for (const [index, tier] of tiers.entries()) {
    const next = tiers[index + 1];
    // The next tier takes this one's place.
    if (next !== undefined && random.chance(0.2)) continue;
    least = random.chance(0.3) ? random.within(tier.rate > least ? tier.rate : least, ONE_FACTOR) : least;
    least = least > tier.rate ? least : tier.rate;
    raised.push({ floor, rate: factor(least) });
    floor = next?.floor ?? 0n;
  }
  const higher = style === 'wild' && random.chance(0.3) ? random.within(low, PRICE_LIMIT) : low;
  return { price: price(higher), tiers: raised };
}

function randomLevels(random: Random, style: Style, most: number): PerLevel<SizeTiers> {
  const maintenance = randomSchedule(random, style, most);
  return { maintenance, initial: stricter(random, maintenance, style) };
}

/** @param flat whether there is one rate for any size */
export const randomSizeTiers = (random: Random, style: Style, flat: boolean): PerLevel<SizeTiers> =>
  randomLevels(random, style, flat ? 1 : SIZE_TIERS);

export interface VolatilityMoves {
  readonly volUp: Factor;
  readonly volDown: Factor;
}

/** Moves of volatility of one expiry. */
export function randomMoves(random: Random, style: Style): PerLevel<VolatilityMoves> {
  const most = style === 'wild' ? FACTOR_LIMIT : ONE_FACTOR;
  const [up, down] = [ordered(() => random.within(0n, most)), ordered(() => random.within(0n, most))];
  return {
    maintenance: { volUp: factor(up[0]), volDown: factor(down[0]) },
    initial: { volUp: factor(up[1]), volDown: factor(down[1]) },
  };
}

/**
 * What a unit gains from the move. Without an option there is no gamma, and the initial delta is not the smaller one.
 */
function randomGreeks(random: Random, style: Style, isOption: boolean): PerLevel<Pick<CrossCell, 'delta' | 'gamma'>> {
  const draw = () => ({ delta: randomSigned(random, style), gamma: randomSigned(random, style) });
  const [first, second] = [draw(), draw()];
  if (isOption) return { maintenance: first, initial: second };
  const [low, high] = absolute(first.delta) < absolute(second.delta) ? [first, second] : [second, first];
  const gamma = price(0n);
  return { maintenance: { delta: low.delta, gamma }, initial: { delta: high.delta, gamma } };
}

/** @param moves of the expiry, for an option; `flat` as for `randomSizeTiers` */
export function randomCells(
  random: Random,
  style: Style,
  { moves, flat }: { moves?: PerLevel<VolatilityMoves>; flat: boolean },
): PerLevel<CrossCell> {
  const tiers = randomLevels(random, style, flat ? 1 : CROSS_TIERS);
  const greeks = randomGreeks(random, style, moves !== undefined);
  const cell = (level: keyof PerLevel<unknown>): CrossCell => ({
    ...greeks[level],
    vega: moves === undefined ? price(0n) : randomSigned(random, style),
    ...(moves?.[level] ?? { volUp: factor(0n), volDown: factor(0n) }),
    tiers: tiers[level],
  });
  return { maintenance: cell('maintenance'), initial: cell('initial') };
}

/** The schedule with a risk price of at least `least`. */
export const raised = (schedule: SizeTiers, least: Price): SizeTiers =>
  schedule.price < least ? { ...schedule, price: least } : schedule;
