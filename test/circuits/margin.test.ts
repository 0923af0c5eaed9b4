import { expect } from 'chai';
import { accountMargin } from '../../prover/model/margin.ts';
import type { MarginLevel } from '../../prover/model/market.ts';
import { Market } from '../../prover/model/tree.ts';
import type { CircuitShape, PortfolioShape } from '../../prover/witness/circuits.ts';
import type { Circuit } from '../support/circuit.ts';
import { Random, randomAccount, randomTable, type TableOptions } from '../support/generate.ts';
import {
  CROSS,
  FULL,
  FULL_CROSS,
  ISOLATED,
  LARGE,
  marginCircuit,
  marginInputs,
  SEED,
  SMALL,
  witnessMargin,
  type Held,
} from '../support/margin.ts';

const LEVELS: readonly MarginLevel[] = ['maintenance', 'initial'];
/** The hashes of a table take longer than anything else here. */
const ACCOUNTS_PER_TABLE = 20;

/** Random markets and accounts put to one circuit, at both levels. */
interface Sample {
  readonly name: string;
  readonly shape: CircuitShape;
  readonly runs: number;
  readonly tables: TableOptions;
}

const SAMPLES: readonly Sample[] = [
  { name: 'isolated-4', shape: ISOLATED, runs: 200, tables: { expiries: 1, strikes: 1 } },
  { name: 'cross-4', shape: CROSS, runs: 100, tables: { optioned: 2, expiries: 2, strikes: 1 } },
  { name: 'cross-8', shape: FULL_CROSS, runs: 200, tables: { optioned: 3, expiries: 2, strikes: 2 } },
  { name: 'small', shape: SMALL, runs: 200, tables: tablesFor(SMALL) },
  { name: 'portfolio-8', shape: FULL, runs: 200, tables: tablesFor(FULL) },
  { name: 'portfolio-36', shape: LARGE, runs: 20, tables: tablesFor(LARGE) },
];

function tablesFor({ scenarios, expiries, legs }: PortfolioShape): TableOptions {
  return { scenarios, expiries, strikes: legs > 8 ? 3 : 2 };
}

describe(`margins of circuit and model (PLIMSOLL_SEED=${SEED})`, () => {
  const compare = async (circuit: Circuit, held: Held, level: MarginLevel) => {
    const { equity, requirement } = accountMargin(held.account, held.market.table, level);
    expect(await witnessMargin(circuit, marginInputs(held, level))).to.deep.equal({ equity, requirement });
  };

  for (const { name, shape, runs, tables } of SAMPLES) {
    it(`${name}: equal on ${runs} random accounts at both levels`, async () => {
      const random = new Random(SEED + BigInt(shape.legs));
      const circuit = await marginCircuit(shape);
      for (let run = 0; run < runs; run += ACCOUNTS_PER_TABLE) {
        const style = random.chance(0.5) ? 'sane' : 'wild';
        const market = new Market(randomTable(random, { scenarios: 5, ...tables, style }));
        for (let held = 0; held < ACCOUNTS_PER_TABLE; held++) {
          const account = randomAccount(random, market.table, { ...shape, style });
          await compare(circuit, { account, market, shape }, LEVELS[held % LEVELS.length] ?? 'maintenance');
        }
      }
    });
  }

  it('portfolio-36: equal when every leg is used, eight expiries and eight tiered haircuts among them', async () => {
    const random = new Random(SEED);
    const circuit = await marginCircuit(LARGE);
    const table = randomTable(random, { style: 'wild', expiries: LARGE.expiries, strikes: 3 });
    let account = randomAccount(random, table, { ...LARGE, style: 'wild' });
    while (account.legs.length < LARGE.legs) account = randomAccount(random, table, { ...LARGE, style: 'wild' });
    await compare(circuit, { account, market: new Market(table), shape: LARGE }, 'maintenance');
  });
});
