import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { expectClose } from './close.ts';

const FILE = new URL('../snapshots/gas.json', import.meta.url);
/** A proof is random, so its calldata has now more and now fewer zero bytes. */
const NOISE = 0.005;

type Figures = Readonly<Record<string, number>>;

/** Gas of each call by who is called, as committed. */
const gasSnapshot = (): Record<string, Figures> => JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Figures>;

/**
 * Compares measured gas with `test/snapshots/gas.json`: half a percent of noise passes, anything else shows up as a
 * change of the snapshot. `PLIMSOLL_SNAPSHOT=write` writes it.
 *
 * @param group key of the snapshot
 */
export function checkGas(group: string, measured: Readonly<Record<string, bigint>>): void {
  const figures = Object.fromEntries(Object.entries(measured).map(([call, gas]) => [call, Number(gas)]));
  if (process.env['PLIMSOLL_SNAPSHOT'] === 'write') {
    writeFileSync(FILE, `${JSON.stringify({ ...gasSnapshot(), [group]: figures }, null, 2)}\n`);
  }
  const expected = gasSnapshot()[group] ?? {};
  expect(Object.keys(figures)).to.have.members(Object.keys(expected));
  for (const [call, gas] of Object.entries(figures)) {
    const committed = expected[call] ?? 0;
    expectClose(gas, committed, NOISE * committed);
  }
}
