import { expect } from 'chai';
import { compare, type Compared } from '../../sdk/compare.ts';
import { CROSS, ISOLATED, marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { parseMarket } from '../../sdk/files/market-file.ts';
import { PRESETS } from '../../sdk/files/presets.ts';
import { breakdown } from '../../sdk/risk/breakdown.ts';

const PUBLISH = { purpose: 'publish' } as const;
const market = marketAfter(SNAPSHOT);
const spec = parseMarket(marketFile(SNAPSHOT));

const compared = (book?: typeof CROSS): Compared[] => compare(spec, openBook(market, 1n, book), PUBLISH);
const named = (rows: readonly Compared[], name: string): Compared => {
  const row = rows.find(({ preset }) => preset.startsWith(name));
  if (row === undefined) throw new Error(`expected a row of ${name}`);
  return row;
};

describe('one book under every preset', () => {
  it('has a row for the market as given and for every preset', () => {
    const rows = compared();
    const presets = Object.values(PRESETS).flat();
    expect(rows).to.have.length(presets.length + 1);
    presets.forEach((preset) => named(rows, preset));
  });

  it('the market as given equals the breakdown of the account, and its own preset gives the same', () => {
    const rows = compared();
    const expected = breakdown(openBook(market, 1n), market, 'maintenance');
    expect(named(rows, 'as given')).to.have.property('maintenance').deep.equal(expected);
    expect(named(rows, 'derive-pm2')).to.have.property('maintenance').deep.equal(expected);
  });

  it('a method that does not take the book says why, in words', () => {
    const rows = compared();
    expect(named(rows, 'binance-usdtm').reason).to.equal(
      'takes one perpetual or future beside collateral; the book holds 7 derivative legs, 6 of them options',
    );
    expect(named(compared(CROSS), 'dydx-v4').reason).to.include('3 derivative legs, 2 of them options');
    expect(rows.filter(({ reason }) => reason === undefined).map(({ method }) => method)).to.include.members([
      'portfolio',
      'cross',
    ]);
  });

  it('every method takes one future, and initial is never below maintenance', () => {
    for (const row of compared(ISOLATED)) {
      expect(row.reason, row.preset).to.equal(undefined);
      if (row.reason !== undefined) continue;
      expect(Number(row.initial.requirement)).to.be.at.least(Number(row.maintenance.requirement));
      expect(row.maintenance.driver).not.to.equal('nothing is required');
    }
  });

  it('two underlyings: the cross method takes them, the portfolio method says that it does not', () => {
    const [btc] = spec.underlyings;
    const eth = {
      ...btc!,
      name: 'ETH',
      id: 2,
      spot: 200,
      perps: [{ name: 'ETH-PERP', price: 200, funding: 0, confidence: 1 }],
      expiries: [],
      options: [],
    };
    const both = { ...spec, underlyings: [btc!, eth] };
    const account = openBook(market, 1n, CROSS);
    const cost = account.legs[0]!.cost;
    const held = { ...account, legs: [...account.legs, { instrument: 65, size: account.legs[0]!.size, cost }] };
    const rows = compare(both, held, PUBLISH);
    expect(named(rows, 'greeks')).to.have.property('maintenance').with.property('underlyings').of.length(2);
    expect(named(rows, 'span-16').reason).to.equal('takes one underlying; the book has BTC and ETH');
  });

  it('a market without volatility of its underlying is moved by that of the option at the money', () => {
    const { underlyings, cross: _, ...rest } = spec;
    const bare = { ...rest, underlyings: underlyings.map(({ volatility: _v, ...underlying }) => underlying) };
    const account = openBook(market, 1n);
    const row = named(compare(bare, account, PUBLISH), 'greeks');
    const quoted = { ...spec, underlyings: underlyings.map((each) => ({ ...each, volatility: 0.9008 })) };
    expect(row).to.deep.equal(named(compare(quoted, account, PUBLISH), 'greeks'));
    expect(row.reason).to.equal(undefined);
  });
});
