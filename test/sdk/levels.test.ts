/**
 * Initial margin asks of no account for less than maintenance margin does: what is proven at initial margin, a
 * withdrawal or a trade, ends in no account that could be proven insolvent at the same prices.
 */
import { expect } from 'chai';
import { emptyAccount, type Account, type Leg, type Method } from '../../prover/model/account.ts';
import { accountMargin } from '../../prover/model/margin.ts';
import { isCollateral, type CrossCell, type MarketTable, type PerLevel } from '../../prover/model/market.ts';
import { ONE_SIZE, price } from '../../prover/model/units.ts';
import { CRASH, marketAfter, SNAPSHOT } from '../../sdk/demo/book.ts';
import { checkPublished } from '../../sdk/risk/published.ts';
import { legOf } from '../support/change-cases.ts';
import { Random } from '../support/random.ts';
import { refusal } from '../support/risk-market.ts';

const BOOKS = 3_000;
/** Of one option against ten of another: a ratio spread. */
const LONGEST = 60n;
const LARGEST = 10n ** 4n * ONE_SIZE;

const accountOf = (method: Method, legs: readonly Leg[]): Account => ({
  ...emptyAccount({ id: 1n, owner: 0n, method }),
  legs: legs.toSorted((a, b) => a.instrument - b.instrument),
});

/** Both in the decimals of the method. */
const requirementsOf = (account: Account, table: MarketTable): PerLevel<bigint> => ({
  maintenance: accountMargin(account, table, 'maintenance').requirement,
  initial: accountMargin(account, table, 'initial').requirement,
});

describe('initial margin against maintenance margin', () => {
  const seed = BigInt(process.env['PLIMSOLL_SEED'] ?? Date.now());
  const market = marketAfter(SNAPSHOT);
  const { table } = market.market;
  const slotsOf = (kinds: readonly string[]): number[] =>
    market.instruments.filter(({ kind }) => kinds.includes(kind)).map(({ slot }) => slot);
  const options = slotsOf(['call', 'put']);
  const linear = slotsOf(['perp', 'future']);
  const collateral = slotsOf(['collateral']);

  function legsFor(method: Method, random: Random): Leg[] {
    const positions = method === 'isolated' ? linear.slice(0, 1) : [...linear, ...options];
    const some = [...collateral, ...positions].filter(() => method === 'isolated' || random.chance(0.4));
    return (some.length === 0 ? linear.slice(0, 1) : some).slice(0, 8).map((slot) => {
      const held = random.within(isCollateral(slot) ? 1n : -LARGEST, LARGEST);
      return legOf(slot, held === 0n ? 1n : held, 0n);
    });
  }

  for (const method of ['isolated', 'cross', 'portfolio'] as const) {
    it(`${method}: it asks no random book for less`, () => {
      const random = new Random(seed);
      for (const [name, { market: priced }] of Object.entries({ snapshot: market, crash: marketAfter(CRASH) })) {
        for (let count = 0; count < BOOKS; count++) {
          const account = accountOf(method, legsFor(method, random));
          const { initial, maintenance } = requirementsOf(account, priced.table);
          if (initial < maintenance)
            expect.fail(`book ${count} of seed ${seed}, ${name}: ${initial} of ${maintenance}`);
        }
      }
      console.log(`      seed ${seed}`);
    });
  }

  it('cross: it asks no ratio spread for less, however many are long', () => {
    let spreads = 0;
    for (const short of options) {
      for (const long of options) {
        if (short === long) continue;
        for (let units = 1n; units <= LONGEST; units++) {
          const legs = [legOf(short, -10n * ONE_SIZE, 0n), legOf(long, units * ONE_SIZE, 0n)];
          const { initial, maintenance } = requirementsOf(accountOf('cross', legs), table);
          if (initial < maintenance) expect.fail(`-10 of ${short}, ${units} of ${long}: ${initial} of ${maintenance}`);
          spreads++;
        }
      }
    }
    expect(spreads).to.be.above(5_000);
  });

  it('a table whose initial Greeks are not the maintenance ones times one factor is refused by name', () => {
    const option = options.at(-1) ?? 0;
    const perp = linear.at(-1) ?? 0;
    const nameOf = (slot: number): string => market.instruments.find((each) => each.slot === slot)?.name ?? '';
    for (const [slot, greek, change] of [
      [option, 'delta', 3n],
      [option, 'gamma', 9n],
      [option, 'vega', 1n],
      [option, 'vega', -1n],
      [perp, 'delta', 1n],
    ] as const) {
      const row = table.rows.get(slot);
      if (row?.cross === undefined) throw new Error(`slot ${slot}: expected a cell`);
      const { maintenance, initial } = row.cross;
      const cross = { maintenance, initial: { ...initial, [greek]: initial[greek] + change } };
      const rows = new Map([...table.rows, [slot, { ...row, cross }] as const]);
      const message = refusal(() => checkPublished({ ...market, table: { ...table, rows } }));
      expect(message).to.match(
        new RegExp(`^market\\[[^\\]]+\\]\\.cross\\.initial\\.${greek}: expected the maintenance one`),
      );
      if (slot === option) expect(message).to.include(nameOf(slot));
    }
  });

  it('a table with one factor below 1, or with a Greek at initial margin only, is refused', () => {
    const [first = 0] = options;
    for (const [greek, change] of [
      ['vega', (cell) => ({ ...cell, initial: { ...cell.initial, vega: price(0n) } })],
      [
        'gamma',
        ({ maintenance, initial }, slot) =>
          slot === first ? { maintenance: { ...maintenance, gamma: price(0n) }, initial } : { maintenance, initial },
      ],
    ] as readonly (readonly [string, (cell: PerLevel<CrossCell>, slot: number) => PerLevel<CrossCell>])[]) {
      const rows = new Map(
        [...table.rows].map(([slot, row]) => [slot, row.cross ? { ...row, cross: change(row.cross, slot) } : row]),
      );
      expect(refusal(() => checkPublished({ ...market, table: { ...table, rows } }))).to.include(
        `.cross.initial.${greek}: expected the maintenance one`,
      );
    }
  });
});
