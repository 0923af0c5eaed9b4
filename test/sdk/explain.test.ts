import { expect } from 'chai';
import type { Method } from '../../prover/model/account.ts';
import { accountMargin, type MarginLevel } from '../../prover/model/margin.ts';
import { CROSS, ISOLATED, marketAfter, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { breakdown } from '../../sdk/risk/breakdown.ts';
import { explain, shownLines, type ExplainedLine } from '../../sdk/risk/explain.ts';
import { percentOf, roundedShares, roundTo } from '../../sdk/risk/figures.ts';
import type { BuiltMarket } from '../../sdk/risk/table.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200521);
const TABLES = 30;
const ACCOUNTS = 20;
const LEVELS: readonly MarginLevel[] = ['maintenance', 'initial'];

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
const total = (lines: readonly ExplainedLine[]): bigint => sum(lines.map(({ amount }) => amount));

describe(`explanation (PLIMSOLL_SEED=${SEED})`, () => {
  for (const method of ['isolated', 'cross', 'portfolio'] as const satisfies readonly Method[]) {
    it(`${method}: lines add up to equity and requirement to the last integer, on ${TABLES * ACCOUNTS} random accounts`, () => {
      const random = new Random(SEED);
      for (let run = 0; run < TABLES; run++) {
        const style = run % 2 === 0 ? 'wild' : 'sane';
        const table = randomTable(random, { style, scenarios: run % 5 === 0 ? 33 : 5, optioned: 2 });
        const market: BuiltMarket = {
          table,
          underlyings: [],
          instruments: [],
          retiredSlots: [],
          scenarios: [],
          scenarioNames: [],
          lossScale: 1n,
        };
        for (let each = 0; each < ACCOUNTS; each++) {
          const account = randomAccount(random, table, { method, style });
          for (const level of LEVELS) {
            const explained = explain(account, market, level);
            const { equity, requirement, decimals } = accountMargin(account, table, level);
            expect([explained.equity, explained.requirement, explained.decimals]).to.deep.equal([
              equity,
              requirement,
              decimals,
            ]);
            const lines = explained.asked.flatMap((part) => part.lines);
            expect(total(explained.has), `equity, table ${run}, account ${each}`).to.equal(equity);
            expect(total(lines), `requirement, table ${run}, account ${each}`).to.equal(requirement);
            for (const places of [0, 2, 8]) {
              const shown = (of: 'equity' | 'requirement', all: readonly ExplainedLine[]): bigint =>
                sum(shownLines(all, { of, decimals, places }).map(({ units }) => units));
              expect(shown('requirement', lines)).to.equal(roundTo(requirement, decimals, places, 'up'));
              expect(shown('equity', explained.has)).to.equal(roundTo(equity, decimals, places, 'down'));
            }
          }
        }
      }
    });
  }

  it('names what it is about: scenario, tiers, moves, legs', () => {
    const market = marketAfter(SNAPSHOT);
    const words = (book?: typeof CROSS): string => {
      const { has, asked } = explain(openBook(market, 1n, book), market, 'maintenance');
      return [...has, ...asked.flatMap(({ title, lines }) => [{ what: title }, ...lines])]
        .map(({ what }) => what)
        .join('\n');
    };
    expect(words())
      .to.include('the worst scenario, spot x0.82, vol up: 80% of the loss')
      .and.include('-30 BTC-26JUN20-7000-P loses')
      .and.include('naked short of the strike of -10 BTC-22MAY20-9000-C')
      .and.include('value of 6 BTC');
    expect(words(ISOLATED)).to.include('5 BTC-26JUN20, by size\n0.4% of a notional of 45,476');
    expect(words(CROSS))
      .to.include('moves of BTC against the book')
      .and.match(/volatility up [\d.]+ points on 2020-06-26, the book is short vega/)
      .and.include('haircut on 4 BTC');
  });

  it('a position over several tiers pays each tier at its own rate', () => {
    const market = marketAfter(SNAPSHOT);
    const account = openBook(market, 1n, { ...ISOLATED, holdings: [['BTC-26JUN20', '-100']] });
    const [part] = explain(account, market, 'maintenance').asked;
    expect(part?.lines.map(({ what }) => what)).to.deep.equal([
      '0.4% of the first 50,000',
      '0.5% of the next 550,000',
      '0.65% of the next 309,524',
    ]);
  });

  it('breakdown of each method has the same equity and requirement, and says what drives it', () => {
    const market = marketAfter(SNAPSHOT);
    for (const [book, driver] of [
      [undefined, 'spot x0.82, vol up'],
      [ISOLATED, 'tier 1 of BTC-26JUN20'],
      [CROSS, 'spot move of BTC'],
    ] as const) {
      const account = openBook(market, 1n, book);
      const broken = breakdown(account, market, 'initial');
      const { equity, requirement, decimals } = explain(account, market, 'initial');
      expect(broken.method).to.equal(account.method);
      expect(broken.driver).to.equal(driver);
      // To the last digit, and never on the side that makes the account look safer.
      const ticks = (amount: string): bigint => BigInt(amount.replace('.', ''));
      expect(ticks(broken.equity)).to.equal(roundTo(equity, decimals, 8, 'down'));
      expect(ticks(broken.requirement)).to.equal(roundTo(requirement, decimals, 8, 'up'));
      if (broken.method === 'portfolio')
        expect(ticks(broken.scenarioCharge) + ticks(broken.charges)).to.equal(ticks(broken.requirement));
    }
  });
});

describe('figures that add up', () => {
  it('rounds to the nearest place with ties up, down and up', () => {
    const rounded = (direction: 'nearest' | 'down' | 'up'): bigint[] =>
      [5n, 4n, -5n, -6n, 15n, 20n].map((value) => roundTo(value, 1, 0, direction));
    expect(rounded('nearest')).to.deep.equal([1n, 0n, 0n, -1n, 2n, 2n]);
    expect(rounded('down')).to.deep.equal([0n, 0n, -1n, -1n, 1n, 2n]);
    expect(rounded('up')).to.deep.equal([1n, 1n, 0n, 0n, 2n, 2n]);
    expect(roundTo(3n, 0, 2, 'down')).to.equal(300n);
  });

  it('rounded shares add up to the rounded sum and are off by less than one each', () => {
    const amounts = [333n, 333n, 334n, -7n, 5n, 5n, 5n];
    for (const direction of ['nearest', 'down', 'up'] as const) {
      const shown = roundedShares(amounts, 3, 1, direction);
      expect(sum(shown)).to.equal(roundTo(sum(amounts), 3, 1, direction));
      amounts.forEach((amount, index) => {
        const error = 100n * (shown[index] ?? 0n) - amount;
        expect(error < 100n && error > -100n).to.equal(true);
      });
    }
  });

  it('writes shares as percentages without trailing zeros', () => {
    expect([4_000_000n, 4_000_001n, -15_000_000n, 1_000_000_000n].map((share) => percentOf(share, 9))).to.deep.equal([
      '0.4%',
      '0.4%',
      '-1.5%',
      '100%',
    ]);
  });
});
