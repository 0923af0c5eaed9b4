import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { leafElements, type PackedRow } from '../../prover/model/packing.ts';
import { ROW, ROW_FIELDS } from '../support/row.ts';

const PARAMS = new URL('../../circuits/params.circom', import.meta.url);

const section = (maintenance: bigint) => ({ hash: { maintenance, initial: maintenance + 1n }, content: undefined });
/** A row with the number of its place in each field. */
const NUMBERED: PackedRow = {
  underlying: BigInt(ROW.underlying),
  terms: BigInt(ROW.terms),
  settlementPrice: BigInt(ROW.settlementPrice),
  linearPrice: BigInt(ROW.linearPrice),
  charge: BigInt(ROW.charge),
  shortCharge: BigInt(ROW.shortCharge),
  limits: BigInt(ROW.limits),
  values: [100n, 101n, ...[0, 1, 2].map((pair) => BigInt(ROW.values + pair))],
  scenariosHash: BigInt(ROW.scenarios),
  cross: section(BigInt(ROW.cross)),
  sizeTiers: section(BigInt(ROW.sizeTiers)),
};

describe('market/row', () => {
  it('has its fields in one order in circuits, model and tests', () => {
    const stated = [...readFileSync(PARAMS, 'utf8').matchAll(/^function ROW_(\w+)\(\) { return (\d+); }$/gm)];
    const places = stated.map(([, name = '', place]) => [
      name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      Number(place),
    ]);
    expect(Object.fromEntries(places)).to.deep.equal({ ...ROW, fields: ROW_FIELDS });
    expect(leafElements(NUMBERED)).to.deep.equal(Array.from({ length: ROW_FIELDS }, (_, place) => BigInt(place)));
  });
});
