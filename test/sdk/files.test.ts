import { expect } from 'chai';
import { ONE_SIZE } from '../../prover/model/units.ts';
import { formatAccount, parseAccount, type AccountFile } from '../../sdk/files/account-file.ts';
import { marketFromFile, type MarketFile } from '../../sdk/files/market-file.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import { parsePortfolio, portfolioToModel } from '../../sdk/files/portfolio-file.ts';
import { refusal } from '../support/risk-market.ts';

const TIME = 1_700_000_000;
const BLINDING = '123456789012345678901234567890123456789';
const PORTFOLIO = {
  id: 1,
  name: 'one',
  source: 'this test',
  market: {
    spot: 1000,
    spotConfidence: 1,
    stablePrice: 1,
    perp: { price: 1000, confidence: 1 },
    expiries: [
      {
        secondsToExpiry: 86_400,
        forward: 1001,
        settledForwardPart: 0,
        rate: 0.1,
        forwardConfidence: 1,
        rateConfidence: 1,
        volConfidence: 1,
      },
    ],
  },
  account: {
    cash: 100,
    collateral: [],
    perp: { size: 0.123456789, unrealisedPnl: -1.5, unrealisedFunding: 0.25 },
    options: [{ secondsToExpiry: 86_400, strike: 1000, type: 'put', impliedVol: 0.5, size: -2 }],
  },
  parameters: loadPreset('portfolio', 'derive-pm2').parameters,
};
const BTC: MarketFile['underlyings'][number] = {
  name: 'BTC',
  id: 1,
  spot: 9000,
  perps: [{ name: 'BTC-PERP', price: 9001.53, funding: 3.27 }],
  expiries: [{ expiry: TIME + 86_400, forward: 9010, rate: 0.05 }],
  options: [{ name: 'BTC-C-9000', expiry: TIME + 86_400, strike: 9000, type: 'call', impliedVol: 0.7 }],
};
const MARKET: MarketFile = {
  time: TIME,
  underlyings: [BTC],
  collateral: [{ name: 'USDT', price: 1, maintenanceHaircut: 0.02, initialHaircut: 0.03 }],
  preset: 'derive-pm2',
};
const ACCOUNT: AccountFile = {
  id: '7',
  owner: '0x00000000000000000000000000000000000000aB',
  method: 'portfolio',
  sequence: '2',
  cash: '-12.5',
  legs: [
    { instrument: 'BTC-C-9000', size: '-0.5' },
    { instrument: 64, size: '0.00000001', cost: '9000.12345678' },
  ],
  blinding: BLINDING,
};

const slotsOf = (): Map<string, number> =>
  new Map(marketFromFile(MARKET).instruments.map(({ name, slot }) => [name, slot]));
describe('files', () => {
  it('portfolio: model of the file, sizes to the nearest eighth decimal and what that hides off cash', () => {
    const { market, account } = portfolioToModel(parsePortfolio(PORTFOLIO), { purpose: 'publish' });
    expect(market.instruments.map(({ name, slot, kind }) => [name, slot, kind])).to.deep.equal([
      ['perpetual', 64, 'perp'],
      ['put 1000 in 86400 s', 67, 'put'],
    ]);
    expect(account.legs.map(({ instrument, size }) => [instrument, size])).to.deep.equal([
      [64, 12_345_679n],
      [67, -2n * ONE_SIZE],
    ]);
    const [perp] = account.legs;
    const value = 12_345_679n * 100_000_000_000n - (perp?.cost ?? 0n) * ONE_SIZE;
    expect(value <= -125_000_000n * ONE_SIZE && value > -125_000_001n * ONE_SIZE).to.equal(true);
    expect(account.cash < 100n * ONE_SIZE && account.cash > 100n * ONE_SIZE - 1000n).to.equal(true);
  });

  it('portfolio: two readings have different blindings, given parts of the identity are kept', () => {
    const read = (identity = {}) =>
      portfolioToModel(parsePortfolio(PORTFOLIO), { purpose: 'evaluate', identity }).account;
    expect(read().blinding).to.not.equal(read().blinding);
    expect(read({ id: 9n, sequence: 4n, blinding: 5n })).to.include({ id: 9n, sequence: 4n, blinding: 5n });
  });

  it('portfolio: names the place of what is wrong, with what was expected and what was there', () => {
    const edited = (edit: (file: typeof PORTFOLIO) => void) => () => {
      const file = structuredClone(PORTFOLIO);
      edit(file);
      return portfolioToModel(parsePortfolio(file), { purpose: 'evaluate' });
    };
    expect(refusal(edited((file) => Object.assign(file.market, { spott: 1 })))).to.equal(
      'portfolio.market: expected known fields only, got spott',
    );
    expect(refusal(edited((file) => (file.market.spot = -1)))).to.equal(
      'portfolio.market.spot: expected more than 0, got -1',
    );
    expect(refusal(edited((file) => (file.market.spot = NaN)))).to.equal(
      'portfolio.market.spot: expected a value of type number, got NaN',
    );
    expect(refusal(edited((file) => Object.assign(file.account, { cash: '5' })))).to.equal(
      'portfolio.account.cash: expected a value of type number, got "5"',
    );
    expect(refusal(edited((file) => Object.assign(file.account.options[0] ?? {}, { impliedVol: 0 })))).to.equal(
      'portfolio.account.options[0].impliedVol: expected more than 0, got 0',
    );
    expect(refusal(edited((file) => Object.assign(file.account.options[0] ?? {}, { secondsToExpiry: 5 })))).to.include(
      'expiry: expected one of market.underlyings[underlying].expiries',
    );
    expect(refusal(edited((file) => Object.assign(file.market, { expiries: undefined })))).to.equal(
      'portfolio.market.expiries: expected a value of type array, got nothing',
    );
    expect(refusal(edited((file) => (file.account.perp.size = 4e8)))).to.include(
      'size: expected a number from -360287970.18963968 to 360287970.18963967, got 400000000',
    );
    expect(refusal(() => parsePortfolio([]))).to.equal('portfolio: expected a value of type object, got 0 items');
  });

  it('market: builds the table of the file, the same one every time', () => {
    const market = marketFromFile(MARKET);
    expect(market.instruments).to.deep.equal([
      { name: 'USDT', slot: 16, kind: 'collateral' },
      { name: 'BTC-PERP', slot: 64, kind: 'perp' },
      { name: 'BTC-C-9000', slot: 66, kind: 'call', expiry: TIME + 86_400, strike: 9000 },
    ]);
    expect(market.table.rows.get(64)?.settlementPrice).to.equal(899_826_000_000n);
    expect(marketFromFile(structuredClone(MARKET))).to.deep.equal(market);
  });

  it('market: wants a preset or parameters, known fields, and amounts in range', () => {
    const { preset: _, ...neither } = MARKET;
    expect(refusal(() => marketFromFile(neither))).to.include('expected either preset or parameters');
    expect(refusal(() => marketFromFile({ ...MARKET, preset: 'span' }))).to.equal(
      'market.preset: expected derive-pm2 or span-16 or deribit or paradex, got "span"',
    );
    expect(refusal(() => marketFromFile({ ...MARKET, stablecoin: 1 }))).to.include('got stablecoin');
    expect(refusal(() => marketFromFile({ ...MARKET, underlyings: [{ ...BTC, spotConfidence: 1.5 }] }))).to.equal(
      'market.underlyings[0].spotConfidence: expected at most 1, got 1.5',
    );
    expect(refusal(() => marketFromFile({ ...MARKET, time: TIME + 0.5 }))).to.include(
      'market.time: expected a value of type int',
    );
  });

  it('market: reads how far fills may be away, by kind of instrument', () => {
    const fillBand = { option: { ofPrice: 0, ofSpot: 0.5 } };
    const bandOf = (file: object) =>
      [...marketFromFile(file).table.rows.values()].find(({ option }) => option)?.fillBand;
    expect(bandOf({ ...MARKET, fillBand })).to.not.equal(bandOf(MARKET));
    expect(refusal(() => marketFromFile({ ...MARKET, fillBand: { perp: { ofPrice: 1.5 } } }))).to.include(
      'market.fillBand.perp.ofPrice',
    );
    expect(refusal(() => marketFromFile({ ...MARKET, fillBand: { option: { ofPrice: 0.1 } } }))).to.include(
      'market.fillBand.option.ofSpot',
    );
  });

  it('market: refuses to freeze collateral, whose haircut and shocks would be gone while its price still moves', () => {
    const frozen = { name: 'OLD', slot: 20, kind: 'collateral', underlying: 'BTC', settlementPrice: 1 };
    expect(refusal(() => marketFromFile({ ...MARKET, frozen: [frozen] }))).to.equal(
      'market.frozen[0].kind: expected perp or call or put, got "collateral"',
    );
    const collateral = MARKET.collateral?.map((item) => ({ ...item, reduceOnly: true }));
    const row = marketFromFile({ ...MARKET, collateral }).table.rows.get(16);
    expect(row).to.deep.equal({ ...marketFromFile(MARKET).table.rows.get(16), reduceOnly: true });
  });

  it('market: an expiry that has passed is settled at its forward', () => {
    const { table } = marketFromFile({ ...MARKET, time: TIME + 86_400 });
    const values = new Set(table.rows.get(66)?.option?.scenarios);
    expect([...values]).to.deep.equal([10n * ONE_SIZE]);
  });

  it('account: reads amounts exactly, by name or slot, in any order, and writes what it reads', () => {
    const account = parseAccount(ACCOUNT, slotsOf());
    expect(account).to.deep.equal({
      id: 7n,
      owner: 0xabn,
      method: 'portfolio',
      sequence: 2n,
      lossCheckpoint: 0n,
      cash: -1_250_000_000n,
      legs: [
        { instrument: 64, size: 1n, cost: 900_012_345_678n },
        { instrument: 66, size: -50_000_000n, cost: 0n },
      ],
      blinding: BigInt(BLINDING),
    });
    expect(parseAccount(formatAccount(account), new Map())).to.deep.equal(account);
  });

  it('account: refuses too many decimals instead of rounding, unknown instruments and repeated legs', () => {
    const read = (change: object) => refusal(() => parseAccount({ ...ACCOUNT, ...change }, slotsOf()));
    expect(read({ cash: '0.123456789' })).to.equal('account.cash: expected at most 8 decimals, got 0.123456789');
    expect(read({ cash: 5 })).to.equal('account.cash: expected a value of type string, got 5');
    expect(read({ cash: '1e5' })).to.equal('account.cash: expected a decimal number in quotes, got "1e5"');
    expect(read({ legs: [{ instrument: 'ETH', size: '1' }] })).to.equal(
      'account.legs[0].instrument: expected an instrument of the market, got ETH',
    );
    const leg = { instrument: 64, size: '1' };
    expect(read({ legs: [leg, leg] })).to.include('none appears twice');
    expect(read({ legs: [{ instrument: 64, size: '400000000' }] })).to.include(
      'account.legs[0].size: expected a number from -360287970.18963968 to 360287970.18963967, got 400000000',
    );
    expect(read({ method: 'spot' })).to.equal('account.method: expected isolated or cross or portfolio, got "spot"');
    expect(read({ owner: '0x12' })).to.include('expected an address, 0x and 40 hexadecimal digits');
    expect(read({ extra: 1 })).to.equal('account: expected known fields only, got extra');
  });

  it('account: never names the blinding by value (52: secrets in logs or artefacts)', () => {
    for (const blinding of [`${BLINDING}x`, 5, `9${BLINDING}${BLINDING.slice(0, 38)}`]) {
      const message = refusal(() => parseAccount({ ...ACCOUNT, blinding }, slotsOf()));
      expect(message).to.match(/^account\.blinding: expected /);
      expect(message).to.not.include(String(blinding).slice(0, 20) === '5' ? 'got 5' : BLINDING.slice(0, 20));
    }
  });
});
