import { expect } from 'chai';
import type { Account, Method } from '../../prover/model/account.ts';
import {
  COLLATERAL_SLOTS,
  expiryKey,
  isCollateral,
  type CrossCell,
  type MarketTable,
  type Row,
} from '../../prover/model/market.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import { CROSS_TIERS, SIZE_TIERS, type SizeTiers } from '../../prover/model/tiers.ts';
import { Market } from '../../prover/model/tree.ts';
import {
  cash,
  CASH_RANGE,
  factor,
  FACTOR_LIMIT,
  ONE_FACTOR,
  price,
  PRICE_LIMIT,
  signedFactor,
  signedPrice,
  size,
  SIZE_RANGE,
} from '../../prover/model/units.ts';
import type { CircuitShape } from '../../prover/witness/circuits.ts';
import type { Circuit } from '../support/circuit.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';
import {
  CROSS,
  ISOLATED,
  marginCircuit,
  marginInputs,
  SEED,
  SMALL,
  statementCircuit,
  witnessMargin,
} from '../support/margin.ts';
import { exclusive } from './exclusive.ts';

const FLOOR_LIMIT = (1n << 36n) - 1n;
const CLAIMS = [0n, 10_000n, (1n << 24n) - 1n].flatMap((thresholdBps) =>
  [0n, (1n << 96n) - 1n].map((minExcess) => ({ thresholdBps, minExcess })),
);
const SHAPES: readonly CircuitShape[] = [ISOLATED, CROSS, SMALL];
const [SHORT, LONG] = SIZE_RANGE;

/** A last floor as high as there is, a rate of 1 from it on or from the start. */
const highest = (most: number, rate: bigint): SizeTiers => ({
  price: price(PRICE_LIMIT),
  tiers: Array.from({ length: most }, (_, index) => ({
    floor: index === 0 ? 0n : FLOOR_LIMIT - BigInt(most - 1 - index),
    rate: factor(index === most - 1 ? ONE_FACTOR : rate),
  })),
});

/** A table in which every number stands at an edge; `sign` turns all that have one. */
interface Edge {
  readonly name: string;
  readonly sign: bigint;
  readonly rate: bigint;
  /** Whether all rows have one underlying. */
  readonly together: boolean;
}
const EDGES: readonly Edge[] = [
  { name: 'all up, one underlying', sign: 1n, rate: ONE_FACTOR, together: true },
  { name: 'all down, one underlying', sign: -1n, rate: ONE_FACTOR, together: true },
  { name: 'all up, an underlying for each', sign: 1n, rate: 0n, together: false },
  { name: 'all down, an underlying for each', sign: -1n, rate: 0n, together: false },
];

function tableAt({ sign, rate, together }: Edge): MarketTable {
  const base = randomTable(new Random(1n), { scenarios: SMALL.scenarios, expiries: 1, strikes: 1 });
  const top = price(PRICE_LIMIT);
  const signed = signedPrice(sign * PRICE_LIMIT);
  const most = factor(FACTOR_LIMIT);
  const both = <Value>(value: Value) => ({ maintenance: value, initial: value });
  const cell = (isOption: boolean): CrossCell => ({
    delta: signed,
    gamma: isOption ? signed : price(0n),
    vega: isOption ? signed : price(0n),
    volUp: isOption ? most : factor(0n),
    volDown: isOption ? most : factor(0n),
    tiers: highest(CROSS_TIERS, rate),
  });
  // A call and its put have one underlying in any table.
  const underlyingOf = (slot: number): number => (together ? 7 : slot >= 2 * COLLATERAL_SLOTS ? slot & ~1 : slot);
  const rowOf = (slot: number): Row => {
    const isOption = slot >= 2 * COLLATERAL_SLOTS;
    const option = {
      expiry: 1,
      scenarios: new Array<typeof top>(SMALL.scenarios).fill(sign > 0n ? top : price(0n)),
      mark: sign > 0n ? price(0n) : top,
      basisUp: signed,
      basisDown: signed,
    };
    return {
      slot,
      underlying: underlyingOf(slot),
      // An option is worth its mark.
      settlementPrice: isOption ? option.mark : signed,
      linearPrice: isOption ? price(0n) : top,
      charge: both(top),
      shortCharge: both(isOption ? top : price(0n)),
      maxSize: size(LONG),
      reduceOnly: false,
      frozen: false,
      fillBand: top,
      cross: both(cell(isOption)),
      ...(isOption ? { option } : { sizeTiers: both(highest(SIZE_TIERS, rate)) }),
    };
  };
  const slots = [1, 2, 3, 16, 64, 65, 128, 129, 130, 132];
  const terms = { discountLong: most, discountShort: most, basisFactor: most };
  return {
    ...base,
    rows: new Map(slots.map((slot) => [slot, rowOf(slot)])),
    expiries: new Map(slots.map((slot) => [expiryKey(underlyingOf(slot), 1), terms])),
    parameters: {
      ...base.parameters,
      shocks: base.parameters.shocks.map((_, index) => (index % 2 === 0 ? most : signedFactor(-ONE_FACTOR))),
      dampings: base.parameters.dampings.map(() => most),
      lossFactor: both(most),
    },
  };
}

/** Which slots the account of a method holds. */
const HOLDINGS: Readonly<Record<Method, readonly (readonly number[])[]>> = {
  isolated: [[1, 2, 16, 64], [64], [1, 2, 3, 16]],
  cross: [
    [1, 64, 128, 130],
    [128, 129, 130, 132],
    [64, 65],
    [1, 2, 3, 16],
  ],
  portfolio: [[1, 2, 64, 128], [128, 129, 130, 132], [64], [1, 2, 16]],
};

const holding = (method: Method, slots: readonly number[], amount: bigint): Account => ({
  id: 1n,
  owner: 1n,
  method,
  sequence: 0n,
  lossCheckpoint: 0n,
  cash: cash(CASH_RANGE[amount < 0n ? 0 : 1]),
  blinding: 1n,
  legs: slots.map((instrument) => ({
    instrument,
    size: size(amount < 0n && isCollateral(instrument) ? LONG : amount),
    cost: cash(CASH_RANGE[amount < 0n ? 1 : 0]),
  })),
});

describe(`every account in range is provable, on exactly one side (PLIMSOLL_SEED=${SEED})`, () => {
  for (const shape of SHAPES) {
    describe(shape.method, () => {
      let circuit: Circuit;
      let margin: Circuit;
      before(async () => {
        circuit = await statementCircuit(shape);
        margin = await marginCircuit(shape);
      });

      for (const edge of EDGES) {
        // A portfolio account has one underlying.
        const slotsOf = HOLDINGS[shape.method].filter(
          (slots) => edge.together || shape.method !== 'portfolio' || slots.length === 1,
        );
        it(`with every number at its edge, ${edge.name}`, async () => {
          const market = new Market(tableAt(edge));
          let claim = 0;
          for (const slots of slotsOf) {
            for (const amount of [SHORT, LONG, 0n, 1n]) {
              // Each claim meets each method and edge, not each holding.
              const account = holding(shape.method, slots, amount);
              const { equity, requirement } = accountMargin(account, market.table, 'maintenance');
              const inputs = marginInputs({ account, market, shape }, 'maintenance');
              expect(await witnessMargin(margin, inputs)).to.deep.equal({ equity, requirement });
              for (let each = 0; each < 2; each++)
                await exclusive(circuit, {
                  account,
                  market,
                  shape,
                  claim: CLAIMS[claim++ % CLAIMS.length] ?? CLAIMS[0]!,
                });
            }
          }
        });
      }

      it('with a notional exactly at each floor, one tick below it and above it', async () => {
        const base = randomTable(new Random(SEED), { scenarios: SMALL.scenarios, expiries: 1, strikes: 1 });
        // One tick of size is one tick of notional: floors stand at whole sizes.
        const tiers = [0n, 1n, 2n, 5n].map((floor, index) => ({
          floor,
          rate: factor(BigInt(index + 1) * 100_000_000n),
        }));
        const schedule: SizeTiers = { price: price(10n ** 8n), tiers };
        const slot = shape.method === 'portfolio' ? 1 : COLLATERAL_SLOTS;
        const row = base.rows.get(slot)!;
        const both = <Value>(value: Value) => ({ maintenance: value, initial: value });
        const cell = { ...row.cross!.maintenance, tiers: schedule };
        const charged = { ...row, settlementPrice: schedule.price, sizeTiers: both(schedule), cross: both(cell) };
        const rows = new Map(base.rows).set(slot, charged);
        const market = new Market({ ...base, rows });
        for (const floor of [0n, 1n, 2n, 5n]) {
          for (const tick of [-1n, 0n, 1n]) {
            const amount = floor * 10n ** 8n + tick;
            if (amount >= 0n || !isCollateral(slot))
              await exclusive(circuit, { account: holding(shape.method, [slot], amount), market, shape });
          }
        }
      });

      it('on 24 random accounts of wild markets', async () => {
        const random = new Random(SEED + 5n);
        const optioned = shape.method === 'cross' ? 3 : 1;
        for (let tables = 0; tables < 4; tables++) {
          const market = new Market(
            randomTable(random, { style: 'wild', scenarios: SMALL.scenarios, expiries: 2, strikes: 1, optioned }),
          );
          for (let accounts = 0; accounts < 6; accounts++) {
            const account = randomAccount(random, market.table, { ...shape, style: 'wild' });
            await exclusive(circuit, {
              account,
              market,
              shape,
              claim: CLAIMS[random.index(CLAIMS.length)] ?? CLAIMS[0]!,
            });
          }
        }
      });
    });
  }
});
