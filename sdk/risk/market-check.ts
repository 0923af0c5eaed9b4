/** What a market must be before a table is built from it. */
import { PlimsollError } from '../../prover/errors.ts';
import { CROSS_TIERS, SIZE_TIERS } from '../../prover/model/tiers.ts';
import { checkCrossParameters } from './cross-parameters.ts';
import {
  isOption,
  servesIsolated,
  type CollateralSpec,
  type FrozenSpec,
  type MarketSpec,
  type PerpSpec,
  type UnderlyingSpec,
} from './market-spec.ts';
import { checkLevelTiers } from './tiers.ts';

/**
 * Names and references, parts that need each other, and schedules that may margin somebody.
 *
 * @throws USAGE naming the place: a name or option that appears twice, an unknown underlying or expiry, a settled part
 * above its forward, a haircut of two kinds or none, tiers out of order
 */
export function checkMarket(market: MarketSpec): MarketSpec {
  const { underlyings, collateral, frozen, cross } = market;
  const repeats = (keys: readonly (string | number)[], where: string): void => refuseRepeats(keys, `market${where}`);
  repeats(
    underlyings.map(({ name }) => name),
    '.underlyings: names',
  );
  repeats(
    underlyings.map(({ id }) => id),
    '.underlyings: numbers',
  );
  repeats(
    [...underlyings.flatMap(({ perps, options }) => [...perps, ...options]), ...collateral, ...frozen].map(
      ({ name }) => name,
    ),
    ': instrument names',
  );
  if (cross !== undefined) checkCrossParameters(cross, 'market.cross');
  underlyings.forEach((underlying) => checkUnderlying(underlying, market));
  collateral.forEach((item) => checkCollateral(item, market));
  frozen.forEach((item) => checkFrozen(item, market));
  return market;
}

function checkUnderlying({ name, volatility, perps, expiries, options }: UnderlyingSpec, { cross }: MarketSpec): void {
  const where = `market.underlyings[${name}]`;
  if (cross !== undefined && volatility === undefined)
    refuse(`${where}.volatility`, 'the volatility that the cross method moves spot by', 'none');
  refuseRepeats(
    expiries.map(({ expiry }) => expiry),
    `${where}.expiries`,
  );
  refuseRepeats(
    options.map(({ type, strike, expiry }) => `${type} ${strike} of expiry ${expiry}`),
    `${where}.options`,
  );
  perps.forEach((perp) => checkPerp(perp, where));
  options.forEach((option) => {
    if (!expiries.some(({ expiry }) => expiry === option.expiry))
      refuse(`${where}.options[${option.name}].expiry`, `one of ${where}.expiries`, option.expiry);
  });
  expiries.forEach(({ expiry, forward, settledForwardPart }) => {
    if (settledForwardPart > forward)
      refuse(`${where}.expiries[${expiry}].settledForwardPart`, `at most the forward ${forward}`, settledForwardPart);
  });
}

function checkPerp({ name, isolated }: PerpSpec, where: string): void {
  if (isolated !== undefined) checkLevelTiers(isolated, SIZE_TIERS, `${where}.perps[${name}].isolated`);
}

function checkCollateral(item: CollateralSpec, market: MarketSpec): void {
  const { name, haircuts, maintenanceHaircut, initialHaircut, isolatedHaircut } = item;
  const where = `market.collateral[${name}]`;
  checkReference(item, where, market);
  const flat = [maintenanceHaircut, initialHaircut].filter((haircut) => haircut !== undefined);
  if (haircuts === undefined ? flat.length < 2 : flat.length > 0)
    refuse(where, 'either haircuts by size or both flat ones', haircuts === undefined ? 'a part' : 'both');
  if (isolatedHaircut !== undefined) {
    if (haircuts !== undefined)
      refuse(`${where}.isolatedHaircut`, 'none beside haircuts by size, which isolated accounts have too', 'one');
    checkLevelTiers([{ floor: 0, ...isolatedHaircut }], 1, `${where}.isolatedHaircut`);
  }
  if (haircuts !== undefined) {
    if (market.cross !== undefined && haircuts.length > CROSS_TIERS)
      refuse(`${where}.haircuts`, `at most ${CROSS_TIERS} tiers in a market with cross margin`, haircuts.length);
    checkLevelTiers(haircuts, SIZE_TIERS, `${where}.haircuts`);
    return;
  }
  const total = (maintenanceHaircut ?? 0) + (initialHaircut ?? 0);
  if ((market.cross !== undefined || servesIsolated(market)) && total > 1)
    refuse(`${where}.initialHaircut`, 'at most 1 together with maintenanceHaircut', total);
}

function checkFrozen(item: FrozenSpec, market: MarketSpec): void {
  const where = `market.frozen[${item.name}]`;
  checkReference(item, where, market);
  if (isOption(item) && (item.expiry === undefined || item.strike === undefined))
    refuse(where, 'the expiry and strike of an option', 'a part');
  if (!isOption(item) && item.strike !== undefined) refuse(`${where}.strike`, 'none for a perp', item.strike);
}

function checkReference({ underlying }: { underlying?: string | undefined }, where: string, market: MarketSpec): void {
  if (underlying !== undefined && !market.underlyings.some(({ name }) => name === underlying))
    refuse(`${where}.underlying`, 'one of market.underlyings', underlying);
}

function refuseRepeats(keys: readonly (string | number)[], where: string): void {
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) refuse(where, 'each once', `${repeated} twice`);
}

function refuse(where: string, expected: string, got: string | number): never {
  throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
}
