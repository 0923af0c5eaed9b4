/** What `whatif` is asked, from its options. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Account } from '../../prover/model/account.ts';
import { isCollateral } from '../../prover/model/market.ts';
import { type Size } from '../../prover/model/units.ts';
import type { MarketSpec } from '../risk/market-spec.ts';
import type { BuiltMarket } from '../risk/table.ts';
import type { Changes } from '../risk/whatif.ts';
import { decimalTicks, slotOf } from './inputs.ts';
import { cash, size } from '../risk/ranges.ts';

export interface ChangeOptions {
  readonly spot?: readonly string[];
  readonly vol?: readonly string[];
  readonly size?: readonly string[];
  readonly collateral?: readonly string[];
  readonly cash?: string;
}

interface Context {
  readonly account: Account;
  readonly spec: MarketSpec;
  readonly market: BuiltMarket;
}

interface Given {
  readonly text: string;
  /** With two equals signs the number is what is to be had, whatever its sign. */
  readonly final: boolean;
}

/** `NAME=VALUE` by name. @throws USAGE naming the option */
function pairs(option: string, texts: readonly string[] = []): Map<string, Given> {
  const found = new Map<string, Given>();
  for (const given of texts) {
    const [, name = '', equals = '', text = ''] = /^(.+?)(==?)([^=]+)$/.exec(given) ?? [];
    if (name === '') throw new PlimsollError('USAGE', `${option}: expected NAME=VALUE, got ${given}`);
    if (found.has(name)) throw new PlimsollError('USAGE', `${option}: expected ${name} once, got it twice`);
    found.set(name, { text, final: equals === '==' });
  }
  return found;
}

/** `+10%` as the factor 1.1; undefined for what is no percentage. */
function factorOf(text: string): number | undefined {
  const [, percent] = /^([+-]\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  return percent === undefined ? undefined : 1 + Number(percent) / 100;
}

function spotOf(name: string, text: string, { underlyings }: MarketSpec): number {
  const underlying = underlyings.find((listed) => listed.name === name);
  if (underlying === undefined)
    throw new PlimsollError('USAGE', `--spot: expected ${underlyings.map((u) => u.name).join(' or ')}, got ${name}`);
  const factor = factorOf(text);
  const spot = factor === undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : underlying.spot * (factor ?? 0);
  if (spot > 0) return spot;
  throw new PlimsollError('USAGE', `--spot ${name}: expected +10%, -10% or a price above 0, got ${text}`);
}

function swingOf(name: string, text: string, { underlyings }: MarketSpec): number {
  if (!underlyings.some((listed) => listed.name === name))
    throw new PlimsollError('USAGE', `--vol: expected ${underlyings.map((u) => u.name).join(' or ')}, got ${name}`);
  const factor = factorOf(text);
  if (factor !== undefined && factor > 0) return factor;
  throw new PlimsollError('USAGE', `--vol ${name}: expected +20% or -20%, more than -100%, got ${text}`);
}

/** New sizes by slot: with a sign the number is added to what is held. */
function sizesOf(
  option: string,
  texts: readonly string[] | undefined,
  { account, market }: Context,
  wanted: (slot: number) => boolean,
): Map<number, Size> {
  return new Map(
    [...pairs(option, texts)].map(([name, { text, final }]) => {
      const slot = slotOf(name, market, option);
      if (!wanted(slot)) throw new PlimsollError('USAGE', `${option}: expected collateral of the market, got ${name}`);
      const held = account.legs.find(({ instrument }) => instrument === slot)?.size ?? 0n;
      const where = `${option} ${name}`;
      const given = decimalTicks(text, where);
      return [slot, size(!final && /^[+-]/.test(text) ? held + given : given, where)];
    }),
  );
}

/** @throws USAGE naming the option that is malformed or out of range */
export function changesOf(options: ChangeOptions, context: Context): Changes {
  const { spec } = context;
  return {
    spot: new Map([...pairs('--spot', options.spot)].map(([name, { text }]) => [name, spotOf(name, text, spec)])),
    volatility: new Map([...pairs('--vol', options.vol)].map(([name, { text }]) => [name, swingOf(name, text, spec)])),
    trades: sizesOf('--size', options.size, context, () => true),
    deposits: sizesOf('--collateral', options.collateral, context, isCollateral),
    ...(options.cash !== undefined && { cash: cash(decimalTicks(options.cash, '--cash'), '--cash') }),
  };
}
