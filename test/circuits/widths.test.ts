import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { expiryKey, type MarketTable, type Row } from '../../prover/model/market.ts';
import { portfolioMargin } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import {
  cash,
  CASH_RANGE,
  factor,
  FACTOR_LIMIT,
  price,
  PRICE_LIMIT,
  signedPrice,
  size,
  SIZE_RANGE,
} from '../../prover/model/units.ts';
import type { Circuit } from '../support/circuit.ts';
import { Random, randomTable } from '../support/generate.ts';
import { LARGE, marginCircuit, marginInputs, SMALL, witnessMargin } from '../support/margin.ts';

const TOP = price(PRICE_LIMIT);
const MOST = factor(FACTOR_LIMIT);
const FULL_CHARGE = { maintenance: TOP, initial: TOP };
const LAST_EXPIRY = 2 ** 32 - 1;
const [LOW, HIGH] = SIZE_RANGE;

/** Calls and puts in neighbouring legs. All that is not given stands at its upper edge. */
interface Extreme {
  readonly sizes: readonly bigint[];
  /** Of every option in every scenario. */
  readonly value: bigint;
  readonly mark: bigint;
  /**
   * Of every leg, options too, beside the largest value now, whatever the mark: no table lists such a row, and the sums
   * of options and of prices peak together.
   */
  readonly linearPrice: bigint;
  readonly basis: readonly [up: bigint, down: bigint];
  /** Of the first strike and of all others. */
  readonly expiries?: readonly [number, number];
}

function extremeTable({ sizes, value, mark, basis, expiries = [1, 1] }: Extreme, scenarios: number): MarketTable {
  const base = randomTable(new Random(1n), { scenarios, expiries: 1, strikes: 1 });
  const rowOf = (slot: number): Row => ({
    slot,
    underlying: 7,
    settlementPrice: price(mark),
    linearPrice: price(0n),
    charge: FULL_CHARGE,
    shortCharge: FULL_CHARGE,
    maxSize: size(HIGH),
    reduceOnly: false,
    frozen: false,
    fillBand: price(0n),
    option: {
      expiry: expiries[slot < 102 ? 0 : 1],
      scenarios: new Array(scenarios).fill(price(value)),
      mark: price(mark),
      basisUp: signedPrice(basis[0]),
      basisDown: signedPrice(basis[1]),
    },
  });
  const terms = { discountLong: MOST, discountShort: MOST, basisFactor: MOST };
  return {
    ...base,
    expiries: new Map(expiries.map((expiry) => [expiryKey(7, expiry), terms])),
    rows: new Map(sizes.map((_, index) => [100 + index, rowOf(100 + index)])),
    parameters: {
      ...base.parameters,
      shocks: base.parameters.shocks.map(() => MOST),
      dampings: base.parameters.dampings.map(() => MOST),
      skew: [true, true],
      lossFactor: { maintenance: MOST, initial: MOST },
    },
  };
}

describe('margin/portfolio, every width at its edge', () => {
  let circuit: Circuit;
  before(async () => {
    circuit = await marginCircuit(SMALL);
  });

  async function compare(extreme: Extreme, shape = SMALL, target = circuit): Promise<void> {
    const table = extremeTable(extreme, shape.scenarios);
    const account: Account = {
      id: 1n,
      owner: 1n,
      method: 'portfolio',
      sequence: 0n,
      lossCheckpoint: 0n,
      cash: cash(CASH_RANGE[0]),
      blinding: 1n,
      legs: extreme.sizes.map((each, index) => ({
        instrument: 100 + index,
        size: size(each),
        cost: cash(CASH_RANGE[1]),
      })),
    };
    const linearPrice = price(extreme.linearPrice);
    const rows = new Map([...table.rows].map(([slot, row]) => [slot, { ...row, linearPrice, settlementPrice: TOP }]));
    const { equity, requirement } = portfolioMargin(account, { ...table, rows }, 'maintenance');
    const inputs = {
      ...marginInputs({ account, market: new Market(table), shape }, 'maintenance'),
      linearPrice: account.legs.map(() => linearPrice),
      settlementPrice: account.legs.map(() => TOP),
    };
    expect(await witnessMargin(target, inputs)).to.deep.equal({ equity, requirement });
  }

  const holdings: readonly (readonly [title: string, sizes: Extreme['sizes']])[] = [
    ['all short', [LOW, LOW, LOW, LOW]],
    ['all long', [HIGH, HIGH, HIGH, HIGH]],
    ['one strike short, one long', [LOW, LOW, HIGH, HIGH]],
    ['puts short, calls long', [HIGH, LOW, HIGH, LOW]],
  ];
  for (const [title, sizes] of holdings) {
    it(`equals the model with the largest sizes, ${title}, for every value, price and basis at an edge`, async () => {
      for (const value of [0n, PRICE_LIMIT]) {
        for (const mark of [0n, PRICE_LIMIT]) {
          for (const linearPrice of [0n, PRICE_LIMIT]) {
            for (const basis of [
              [PRICE_LIMIT, -PRICE_LIMIT],
              [-PRICE_LIMIT, PRICE_LIMIT],
              [-PRICE_LIMIT, -PRICE_LIMIT],
            ] as const) {
              await compare({ sizes, value, mark, linearPrice, basis });
            }
          }
        }
      }
    });
  }

  it('equals the model with 36 legs of the largest size: the widest sums there are', async () => {
    const large = await marginCircuit(LARGE);
    for (const [title, each] of [
      ['short', () => LOW],
      ['long', () => HIGH],
      ['short calls and long puts', (index: number) => (index % 2 === 0 ? LOW : HIGH)],
    ] as const) {
      const sizes = Array.from({ length: LARGE.legs }, (_, index) => each(index));
      for (const value of [0n, PRICE_LIMIT]) {
        const extreme: Extreme = {
          sizes,
          value,
          mark: PRICE_LIMIT - value,
          linearPrice: 0n,
          basis: [-PRICE_LIMIT, PRICE_LIMIT],
        };
        await compare(extreme, LARGE, large).catch((cause: unknown) => {
          throw new Error(`36 legs, ${title}, values of ${value}`, { cause });
        });
      }
    }
  });

  it('equals the model for the first and the last expiry there are, side by side', async () => {
    const sizes: Extreme['sizes'] = [LOW, LOW, LOW, LOW];
    for (const expiries of [
      [1, LAST_EXPIRY],
      [LAST_EXPIRY, 1],
      [LAST_EXPIRY - 1, LAST_EXPIRY],
    ] as const) {
      await compare({ sizes, value: PRICE_LIMIT, mark: 0n, linearPrice: 0n, basis: [0n, 0n], expiries });
    }
  });
});
