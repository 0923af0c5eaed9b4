import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { expectClose } from './close.ts';

const FILE = new URL('../snapshots/gas.json', import.meta.url);
/** A proof is random, so its calldata has now more and now fewer zero bytes. */
const NOISE = 0.005;

type Snapshot = Readonly<Record<string, Readonly<Record<string, number>>>>;

const readSnapshot = (): Snapshot => JSON.parse(readFileSync(FILE, 'utf8')) as Snapshot;

/**
 * Compares the measured gas of a contract's calls with `test/snapshots/gas.json`: half a percent of noise passes,
 * anything else shows up as a change of the snapshot. `PLIMSOLL_SNAPSHOT=write` writes it.
 */
export function checkGas(contract: string, measured: Readonly<Record<string, bigint>>): void {
  const figures = Object.fromEntries(Object.entries(measured).map(([call, gas]) => [call, Number(gas)]));
  if (process.env['PLIMSOLL_SNAPSHOT'] === 'write')
    writeFileSync(FILE, `${JSON.stringify({ ...readSnapshot(), [contract]: figures }, null, 2)}\n`);
  const expected = readSnapshot()[contract] ?? {};
  expect(Object.keys(figures)).to.have.members(Object.keys(expected));
  for (const [call, gas] of Object.entries(figures)) {
    const committed = expected[call] ?? 0;
    expectClose(gas, committed, NOISE * committed);
  }
}
