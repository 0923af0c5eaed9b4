import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import type { MarketTable, Row } from '../../prover/model/market.ts';
import { portfolioMargin, type MarginLevel } from '../../prover/model/portfolio.ts';
import { Market } from '../../prover/model/tree.ts';
import { cash, factor, ONE_FACTOR, price, signedPrice, size } from '../../prover/model/units.ts';
import { editWitness, violates, wireOf, type Circuit } from '../support/circuit.ts';
import { Random, randomAccount, randomTable, type Style } from '../support/generate.ts';
import { FULL, marginCircuit, marginInputs, SMALL, witnessMargin } from '../support/margin.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200521);
const LEVELS: readonly MarginLevel[] = ['maintenance', 'initial'];

describe(`margin/portfolio (PLIMSOLL_SEED=${SEED})`, () => {
  const compare = async (
    circuit: Circuit,
    level: MarginLevel,
    account: Account,
    table: MarketTable,
    capacity = SMALL,
  ) => {
    const market = new Market(table);
    const { equity, requirement } = portfolioMargin(account, table, level);
    const got = await witnessMargin(circuit, marginInputs(account, market, capacity, level));
    expect(got).to.deep.equal({ equity, requirement });
  };

  it('equals the model on 200 random accounts of full size', async () => {
    const random = new Random(SEED);
    const circuit = await marginCircuit(FULL, 'maintenance');
    for (let run = 0; run < 200; run++) {
      const style: Style = run % 2 === 0 ? 'sane' : 'wild';
      const table = randomTable(random, { style });
      await compare(circuit, 'maintenance', randomAccount(random, table, { style }), table, FULL);
    }
  });

  for (const level of LEVELS) {
    it(`equals the model on 100 random small accounts at the ${level} level`, async () => {
      const random = new Random(SEED + 1n);
      const circuit = await marginCircuit(SMALL, level);
      for (let run = 0; run < 100; run++) {
        const style: Style = run % 2 === 0 ? 'sane' : 'wild';
        const table = randomTable(random, { scenarios: 5, expiries: 2, strikes: 2, style });
        await compare(circuit, level, randomAccount(random, table, { legs: 4, style }), table);
      }
    });
  }

  describe('one at a time', () => {
    let circuit: Circuit;
    let table: MarketTable;
    let options: readonly Row[];
    const blank = {
      id: 1n,
      owner: 1n,
      method: 'portfolio',
      sequence: 0n,
      lossCheckpoint: 0n,
      cash: cash(0n),
      blinding: 1n,
    } as const;
    const holding = (...legs: [slot: number, amount: bigint][]): Account => ({
      ...blank,
      legs: legs
        .sort(([a], [b]) => a - b)
        .map(([instrument, amount]) => ({ instrument, size: size(amount), cost: cash(0n) })),
    });

    before(async () => {
      circuit = await marginCircuit(SMALL, 'maintenance');
      table = randomTable(new Random(SEED), { scenarios: 5, expiries: 2, strikes: 2 });
      options = [...table.rows.values()].filter((row) => row.option !== undefined).sort((a, b) => a.slot - b.slot);
    });

    it('nets the naked short of a call and a put of one strike, in every combination of signs', async () => {
      const [call, put] = [options[0]?.slot ?? 0, options[1]?.slot ?? 0];
      for (const first of [-3n, 0n, 2n]) {
        for (const second of [-3n, 0n, 2n, 3n])
          await compare(circuit, 'maintenance', holding([call, first], [put, second]), table);
      }
      const { legs } = portfolioMargin(holding([call, -3n], [put, 2n]), table, 'maintenance');
      expect(legs.map(({ shortCharge }) => shortCharge)).to.deep.equal([options[0]!.shortCharge.maintenance * 1n, 0n]);
    });

    it('does not net options of neighbouring strikes', async () => {
      const account = holding([options[1]!.slot, -3n], [options[2]!.slot, 3n]);
      await compare(circuit, 'maintenance', account, table);
      const { legs } = portfolioMargin(account, table, 'maintenance');
      expect(legs[0]?.shortCharge).to.equal(3n * options[1]!.shortCharge.maintenance);
    });

    it('keeps expiries apart: the same legs in one expiry need another margin than in two', async () => {
      const expiries = [...new Set(options.map((row) => row.option!.expiry))];
      const inExpiry = (index: number) => options.filter((row) => row.option!.expiry === expiries[index]);
      for (const account of [
        holding([inExpiry(0)[0]!.slot, 5n], [inExpiry(0)[2]!.slot, -5n]),
        holding([inExpiry(0)[0]!.slot, 5n], [inExpiry(1)[0]!.slot, -5n]),
        holding([inExpiry(1)[0]!.slot, 5n], [inExpiry(1)[1]!.slot, -5n]),
      ]) {
        await compare(circuit, 'maintenance', account, table);
      }
    });

    it('a basis gain of one expiry does not pay for the basis loss of another', async () => {
      const expiries = [...new Set(options.map((row) => row.option!.expiry))];
      const nothing = price(0n);
      // Nothing but the basis moves: up in the first expiry, down by as much in the second.
      const flat = options.map((row): [number, Row] => {
        const moved = signedPrice(row.option!.expiry === expiries[0] ? 10n : -10n);
        const scenarios = row.option!.scenarios.map(() => nothing);
        const option = { ...row.option!, scenarios, mark: nothing, basisUp: moved, basisDown: moved };
        return [row.slot, { ...row, option, charge: { maintenance: nothing, initial: nothing } }];
      });
      const listed: MarketTable = {
        ...table,
        rows: new Map([...table.rows, ...flat]),
        expiries: new Map(
          [...table.expiries].map(([expiry, terms]) => [expiry, { ...terms, basisFactor: factor(ONE_FACTOR) }]),
        ),
        parameters: { ...table.parameters, lossFactor: { maintenance: factor(1n), initial: factor(1n) } },
      };
      const [first, second] = expiries.map((expiry) => options.find((row) => row.option!.expiry === expiry)!.slot);
      for (const held of [1n, -1n]) {
        const account = holding([first!, held], [second!, 1n]);
        expect(portfolioMargin(account, listed, 'maintenance').worst).to.deep.equal({ kind: 'basis' });
        await compare(circuit, 'maintenance', account, listed);
      }
    });

    it('needs nothing for an empty account and for cash alone', async () => {
      await compare(circuit, 'maintenance', holding(), table);
      await compare(circuit, 'maintenance', { ...holding(), cash: cash(-1n) }, table);
      expect(portfolioMargin(holding(), table, 'maintenance').requirement).to.equal(0n);
    });

    it('refuses an expiry split over two groups, left out, invented or in the wrong order', async () => {
      const expiries = [...new Set(options.map((row) => row.option!.expiry))];
      const pick = (index: number) => options.find((row) => row.option!.expiry === expiries[index])!.slot;
      const market = new Market(table);
      const account = holding([pick(0), 5n], [pick(1), -5n]);
      const inputs = marginInputs(account, market, SMALL, 'maintenance');
      const [first, second] = inputs['group'] as bigint[];
      const attempts: bigint[][] = [
        [second!, first!],
        [first!, first!],
        [0n, first!],
        [0n, 0n],
        [first!, 0n],
        [first!, second! + 1n],
        [first!, second! + (1n << 108n)],
      ];
      for (const group of attempts) {
        let failed = false;
        await circuit.witness({ ...inputs, group }).catch((error: unknown) => {
          failed = true;
          expect((error as { details: { at: string } }).details.at).to.match(/ExpiryGroups/);
        });
        expect(failed, `groups ${group.join(' ')}`).to.equal(true);
      }
    });

    it('refuses hostile edits of an honest witness: signs, worst scenario, netting, discounts', async () => {
      const market = new Market(table);
      const account = holding([options[0]!.slot, -5n], [options[1]!.slot, 2n], [options[4]!.slot, 7n], [4, -1n]);
      const witness = await circuit.witness(marginInputs(account, market, SMALL, 'maintenance'));
      const changed = (name: string): bigint => {
        const value = witness[wireOf(circuit, name)] ?? 0n;
        return value === 0n || value === 1n ? 1n - value : value + 1n;
      };
      for (const name of [
        'change[0].positive[0]',
        'change[1].positive[3]',
        'sums[1][3].digit[0][0]',
        'change[0].sign[0].nonNegative',
        'basis[0].order.nonNegative',
        'charges.netSign[0].nonNegative',
        'charges.paired[1]',
        'charges.lanes.digit[0][3]',
        'expiries.member[0][0]',
        'expiries.digits[1].out[0]',
        'long[0]',
        'worst.out',
        'losses.loss[2]',
        'losses.moved[0]',
        'change[0].discounted[0]',
        'held[1][0]',
        'worth[0]',
        'requirement',
        'equity',
      ]) {
        violates(circuit, editWitness(circuit, witness, { [name]: changed(name) }), '');
      }
    });
  });

  it('keeps a row of another price apart: one tick changes the requirement or the equity', () => {
    const random = new Random(SEED + 2n);
    const table = randomTable(random);
    const account: Account = {
      ...randomAccount(random, table),
      legs: [{ instrument: 4, size: size(10n ** 8n), cost: cash(0n) }],
    };
    const before = portfolioMargin(account, table, 'maintenance');
    const row = table.rows.get(4)!;
    const rows = new Map(table.rows).set(4, {
      ...row,
      charge: { maintenance: price(row.charge.maintenance + 1n), initial: price(row.charge.initial + 1n) },
    });
    const after = portfolioMargin(account, { ...table, rows }, 'maintenance');
    expect(after.requirement - before.requirement).to.equal(10n ** 35n);
  });
});
