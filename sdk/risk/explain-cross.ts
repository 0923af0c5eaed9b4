import type { CrossMargin, ExpiryCharge } from '../../prover/model/cross.ts';
import type { CrossCell } from '../../prover/model/market.ts';
import { absolute, FACTOR_DECIMALS, ONE_FACTOR } from '../../prover/model/units.ts';
import type { ExplainedLine, ExplainedPart } from './explain.ts';
import { percentOf } from './figures.ts';
import { dayOf, type Names } from './names.ts';
import type { BuiltMarket } from './table.ts';

/** Which way volatility hurts, and how far the method moves it there. */
function vegaLine({ legs, level }: CrossMargin, market: BuiltMarket, expiry: ExpiryCharge): ExplainedLine {
  const rows = legs.map(({ leg }) => market.table.rows.get(leg.instrument));
  const row = rows.find((held) => held?.underlying === expiry.underlying && held.option?.expiry === expiry.expiry);
  const cell: CrossCell | undefined = row?.cross?.[level];
  const short = expiry.vega < 0n;
  const points = percentOf((short ? cell?.volUp : cell?.volDown) ?? 0n, FACTOR_DECIMALS, 1).replace('%', '');
  return {
    what: `volatility ${short ? 'up' : 'down'} ${points} points on ${dayOf(expiry.expiry)}, the book is ${short ? 'short' : 'long'} vega`,
    amount: expiry.charge,
  };
}

/** Moves of each underlying and its volatilities, then what it costs to close the legs. */
export function crossParts(margin: CrossMargin, market: BuiltMarket, names: Names): ExplainedPart[] {
  const moves = margin.underlyings.map(({ underlying, delta, gamma }) => ({
    title: `moves of ${names.underlying(underlying)} against the book`,
    lines: [
      {
        what: `spot ${delta < 0n ? 'up' : 'down'}, the book is ${delta < 0n ? 'short' : 'long'} delta`,
        amount: absolute(delta) * ONE_FACTOR,
      },
      { what: 'short gamma in the same move', amount: gamma < 0n ? -gamma * ONE_FACTOR : 0n },
      ...margin.expiries
        .filter((expiry) => expiry.underlying === underlying)
        .map((expiry) => vegaLine(margin, market, expiry)),
    ],
  }));
  const addOns = margin.legs.map(({ leg, addOn }) => ({ what: names.leg(leg), amount: addOn }));
  return [...moves, { title: 'liquidity: what closing each leg may cost', lines: addOns }];
}
