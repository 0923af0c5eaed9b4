/** What a built table must be before anybody is margined by it, beyond what circuits rely on. */
import { PlimsollError } from '../../prover/errors.ts';
import {
  COLLATERAL_SLOTS,
  hasTieredHaircut,
  isCollateral,
  TIERED_COLLATERAL_SLOTS,
  type PerLevel,
  type Row,
} from '../../prover/model/market.ts';
import { isOption } from './market-spec.ts';
import type { BuiltMarket, Instrument } from './table.ts';

function refuse(where: string, expected: string, got: string | number | bigint): never {
  throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
}

function checkCollateral({ slot }: Instrument, row: Row, where: string): void {
  if (!isCollateral(slot)) refuse(`${where}.slot`, `1 to ${COLLATERAL_SLOTS - 1} for collateral`, slot);
  if (row.frozen) refuse(where, 'collateral with its haircut, reduce-only if need be', 'a frozen row');
  if (hasTieredHaircut(slot)) return;
  // The portfolio method reads tiers of the slots below only.
  const schedules = [row.sizeTiers?.maintenance, row.sizeTiers?.initial];
  const cells = [row.cross?.maintenance.tiers, row.cross?.initial.tiers];
  const most = Math.max(...[...schedules, ...cells].map((schedule) => schedule?.tiers.length ?? 0));
  if (most > 1) refuse(where, `one tier in slots from ${TIERED_COLLATERAL_SLOTS}`, most);
}

function checkDerivative(instrument: Instrument, row: Row, where: string): void {
  const { slot, kind, expiry, strike } = instrument;
  if (isCollateral(slot)) refuse(`${where}.slot`, `at least ${COLLATERAL_SLOTS} for a ${kind}`, slot);
  if (!isOption(instrument)) {
    if (row.option !== undefined) refuse(`${where}.kind`, 'call or put for an option', kind);
    if (strike !== undefined) refuse(`${where}.strike`, `none for a ${kind}`, strike);
    return;
  }
  const parity = kind === 'call' ? 0 : 1;
  if ((slot & 1) !== parity) refuse(`${where}.slot`, `an ${parity === 0 ? 'even' : 'odd'} slot for a ${kind}`, slot);
  if (expiry === undefined || strike === undefined) refuse(where, 'the expiry and strike of an option', 'a part');
  if (row.option === undefined && !row.frozen)
    refuse(`${where}.option`, `the values of a ${kind}, or a frozen row`, 'none');
  if (row.option !== undefined && row.option.expiry !== expiry)
    refuse(`${where}.expiry`, `that of the row ${row.option.expiry}`, expiry);
}

const termsOf = ({ kind, expiry, strike }: Instrument, underlying: number | undefined): string =>
  kind === 'perp' ? 'no option' : `strike ${strike} and expiry ${expiry} of underlying ${underlying}`;

const GREEKS = ['delta', 'gamma', 'vega'] as const;

/**
 * An account nets the Greeks of an underlying, so initial is the looser level of no account where the initial ones of
 * all instruments are the maintenance ones times one factor of at least 1; else it may be that of some.
 */
function checkProportion({ table, instruments }: BuiltMarket, where: string): void {
  const names = new Map(instruments.map(({ slot, name }) => [slot, name]));
  for (const greek of GREEKS) {
    const firsts = new Map<number, PerLevel<bigint>>();
    for (const { slot, underlying, cross } of table.rows.values()) {
      if (cross === undefined) continue;
      const own = { maintenance: cross.maintenance[greek], initial: cross.initial[greek] };
      const first = firsts.get(underlying) ?? own;
      if (own.maintenance !== 0n) firsts.set(underlying, first);
      const isLooser =
        own.maintenance === 0n ? own.initial !== 0n : own.initial * own.maintenance < own.maintenance ** 2n;
      if (!isLooser && own.initial * first.maintenance === first.initial * own.maintenance) continue;
      refuse(
        `${where}[${names.get(slot) ?? slot}].cross.initial.${greek}`,
        `the maintenance one, ${own.maintenance}, times a factor of at least 1 that its underlying has, ${first.initial}/${first.maintenance}`,
        own.initial,
      );
    }
  }
}

/**
 * Loss factors and Greeks in order, kinds of instruments in slots of their kind, a call and its put of one strike, and nothing in
 * a retired slot. Netting goes by slots alone, so what an instrument is called must be what its slot makes of it.
 *
 * @throws USAGE naming the instrument, what it must be and what it is
 */
export function checkPublished<Built extends BuiltMarket>(built: Built, where = 'market'): Built {
  const { table, instruments, retiredSlots } = built;
  const { maintenance, initial } = table.parameters.lossFactor;
  if (initial < maintenance)
    refuse(
      `${where}.parameters.lossFactor.initial`,
      `at least the maintenance one ${maintenance}, so that initial is not looser`,
      initial,
    );
  const bySlot = new Map(instruments.map((instrument) => [instrument.slot, instrument]));
  for (const instrument of instruments) {
    const { name, slot } = instrument;
    const here = `${where}[${name}]`;
    const row = table.rows.get(slot) ?? refuse(here, 'a row of the table', `none in slot ${slot}`);
    if (instrument.kind === 'collateral') checkCollateral(instrument, row, here);
    else checkDerivative(instrument, row, here);
    if (retiredSlots.includes(slot)) refuse(`${here}.slot`, 'one that is not retired', slot);
    const pair = bySlot.get(slot ^ 1);
    if (pair === undefined || !isOption(instrument)) continue;
    const [own, other] = [termsOf(instrument, row.underlying), termsOf(pair, table.rows.get(pair.slot)?.underlying)];
    if (own !== other) refuse(here, `${other}, as ${pair.name} beside it has`, own);
  }
  checkProportion(built, where);
  return built;
}
