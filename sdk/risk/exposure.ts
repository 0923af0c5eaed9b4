import { expiryKey, type Row } from '../../prover/model/market.ts';
import { absolute, FACTOR_DECIMALS, ONE_FACTOR } from '../../prover/model/units.ts';
import type { BuiltMarket } from './table.ts';

const largest = (values: readonly bigint[]): bigint =>
  values.reduce((most, value) => (value > most ? value : most), 0n);

/**
 * Most that one more or less unit of size can change initial or maintenance margin, in price ticks, rounded up: the
 * value now, the worst scenario at either loss factor, and every charge.
 *
 * @param valued whether the size also changes equity; not so for a position whose profit is given apart
 */
export function exposurePerUnit(row: Row, { table }: BuiltMarket, valued: boolean): bigint {
  const { shocks, dampings, lossFactor } = table.parameters;
  const lossRate = largest([lossFactor.maintenance, lossFactor.initial]);
  const linear = shocks.map((shock, index) => (dampings[index] ?? 0n) * absolute(shock) * row.linearPrice);
  const losses = [...linear, ...optionLosses(row, table)];
  const loss = (largest(losses) * lossRate) / 10n ** BigInt(3 * FACTOR_DECIMALS) + 1n;
  const equity = valued ? absolute(row.settlementPrice) : 0n;
  return equity + loss + row.charge.initial + row.shortCharge.initial;
}

/** Ticks times two factors, for each scenario and for basis. */
function optionLosses({ underlying, option }: Row, { expiries, parameters }: BuiltMarket['table']): bigint[] {
  if (option === undefined) return [];
  const terms = expiries.get(expiryKey(underlying, option.expiry));
  if (terms === undefined) return [];
  const discount = largest([terms.discountLong, terms.discountShort]);
  const scenarios = option.scenarios.map(
    (value, index) => (parameters.dampings[index] ?? 0n) * (discount * value + ONE_FACTOR * option.mark),
  );
  const basis = largest([absolute(option.basisUp), absolute(option.basisDown)]);
  return [...scenarios, basis * terms.basisFactor * ONE_FACTOR];
}
