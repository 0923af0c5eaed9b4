import type { IsolatedMargin } from '../../prover/model/isolated.ts';
import { isCollateral } from '../../prover/model/market.ts';
import { tierIndex, type SizeTiers } from '../../prover/model/tiers.ts';
import { absolute, FACTOR_DECIMALS, VALUE_DECIMALS } from '../../prover/model/units.ts';
import type { ExplainedLine, ExplainedPart } from './explain.ts';
import { percentOf } from './figures.ts';
import type { Names } from './names.ts';
import type { BuiltMarket } from './table.ts';

const ONE_NOTIONAL = 10n ** BigInt(VALUE_DECIMALS);
const whole = (amount: bigint): string => (amount / ONE_NOTIONAL).toLocaleString('en-US');

/** Parts of a notional by tier, each at the tier's own rate: together the charge of the schedule. */
function tierLines({ price, tiers }: SizeTiers, size: bigint): ExplainedLine[] {
  const notional = absolute(size) * price;
  const last = tierIndex({ price, tiers }, absolute(size));
  return tiers.slice(0, last + 1).map(({ floor, rate }, index) => {
    const next = tiers[index + 1];
    const top = index === last || next === undefined ? notional : next.floor * ONE_NOTIONAL;
    const part = top - floor * ONE_NOTIONAL;
    const which = last === 0 ? 'a notional of' : index === 0 ? 'the first' : 'the next';
    return { what: `${percentOf(rate, FACTOR_DECIMALS)} of ${which} ${whole(part)}`, amount: rate * part };
  });
}

/** The position's tiers. */
export const isolatedParts = ({ legs, level }: IsolatedMargin, market: BuiltMarket, names: Names): ExplainedPart[] =>
  legs
    .filter(({ leg }) => !isCollateral(leg.instrument))
    .map(({ leg }) => {
      const tiers = market.table.rows.get(leg.instrument)?.sizeTiers?.[level];
      return {
        title: `${names.leg(leg)}, by size`,
        lines: tiers === undefined ? [] : tierLines(tiers, leg.size),
      };
    });
