import type { Account } from '../../prover/model/account.ts';
import { cash, ONE_CASH, ONE_SIZE, size } from '../../prover/model/units.ts';
import { marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { parseMarket, type MarketFile } from '../../sdk/files/market-file.ts';
import { buildMarket, slotsOf } from '../../sdk/risk/table.ts';
import { WhatIf, type Changes } from '../../sdk/risk/whatif.ts';
import { median, timed, type Log } from './measure.ts';
import { SAMPLE_TIME } from './sample-market.ts';

/** Milliseconds to answer a question about an account, liquidation prices included. */
export interface WhatIfLatency {
  readonly book: string;
  readonly legs: number;
  readonly instruments: number;
  /** From the market's quotes to how the account stands now. */
  readonly opening: number;
  /** How it would stand after one more trade. */
  readonly trade: number;
  /** After a move of spot and volatility. */
  readonly move: number;
}

interface Book {
  readonly name: string;
  readonly file: MarketFile;
  readonly account: Account;
  /** Of the instrument traded. */
  readonly traded: string;
}

const EXPIRIES = 8;
/** Seconds between one expiry and the next. */
const WEEK = 7 * 86_400;
const HOUR = 3600;
const STRIKES = Array.from({ length: 20 }, (_, index) => 8000 + 200 * index);
const SPOT = 10_000;

const expiriesOf = (between: number): number[] =>
  Array.from({ length: EXPIRIES }, (_, index) => SAMPLE_TIME + between * (index + 1));

/** A perpetual and 320 options of one underlying, and its collateral. */
const wideMarket = (between: number): MarketFile => ({
  epoch: 1,
  time: SAMPLE_TIME,
  underlyings: [
    {
      name: 'BTC',
      id: 1,
      spot: SPOT,
      perps: [{ name: 'PERP', price: SPOT }],
      expiries: expiriesOf(between).map((expiry) => ({ expiry, forward: SPOT, rate: 0 })),
      options: expiriesOf(between).flatMap((expiry, index) =>
        STRIKES.flatMap((strike) =>
          (['call', 'put'] as const).map((type) => ({
            name: `${index}-${strike}-${type}`,
            expiry,
            strike,
            type,
            impliedVol: 0.6,
          })),
        ),
      ),
    },
  ],
  collateral: [{ name: 'BTC', price: SPOT, underlying: 'BTC', maintenanceHaircut: 0.02, initialHaircut: 0.03 }],
  preset: 'derive-pm2',
});

/** Collateral, the perpetual and 34 options over all expiries, long and short in turn. */
function wideBook(file: MarketFile): Account {
  const slots = slotsOf(buildMarket(parseMarket(file), { purpose: 'publish' }));
  const options = Array.from({ length: 34 }, (_, index) => {
    const strike = STRIKES[(3 * index) % STRIKES.length] ?? SPOT;
    return `${index % EXPIRIES}-${strike}-${index % 3 === 0 ? 'put' : 'call'}`;
  });
  const legs = ['BTC', 'PERP', ...options].map((name, index) => ({
    instrument: slots.get(name) ?? 0,
    size: size((index === 0 ? 10n : index % 2 === 0 ? 2n : -1n) * ONE_SIZE),
    cost: cash(0n),
  }));
  return {
    id: 1n,
    owner: 1n,
    method: 'portfolio',
    sequence: 1n,
    lossCheckpoint: 0n,
    cash: cash(100_000n * ONE_CASH),
    legs: legs.sort((a, b) => a.instrument - b.instrument),
    blinding: 1n << 128n,
  };
}

/** The median time of some answers, each to a question of its own. */
async function latency(whatIf: WhatIf, answers: number, question: (index: number) => Changes): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index <= answers; index++) times.push((await timed(() => whatIf.ask(question(index))))[0]);
  return median(times.slice(1));
}

export async function measureWhatIf(answers: number, log: Log): Promise<WhatIfLatency[]> {
  const books: readonly Book[] = [
    {
      name: 'of the demonstration',
      file: marketFile(SNAPSHOT),
      account: openBook(marketAfter(SNAPSHOT), 1n),
      traded: 'BTC-26JUN20',
    },
    ...(
      [
        ['wide, weeks to expiry', WEEK],
        ['wide, hours to expiry', HOUR],
      ] as const
    ).map(([name, between]) => {
      const file = wideMarket(between);
      return { name, file, account: wideBook(file), traded: 'PERP' };
    }),
  ];
  const results: WhatIfLatency[] = [];
  for (const { name, file, account, traded } of books) {
    log(`what if: ${name}`);
    const [opening, { whatIf }] = await timed(() => {
      const opened = new WhatIf(parseMarket(file), account);
      return { whatIf: opened, before: opened.before };
    });
    const slot = slotsOf(whatIf.market).get(traded) ?? 0;
    const spot = file.underlyings[0]?.spot ?? SPOT;
    results.push({
      book: name,
      legs: account.legs.length,
      instruments: whatIf.market.instruments.length,
      opening,
      trade: await latency(whatIf, answers, (index) => ({
        trades: new Map([[slot, size(BigInt(index + 1) * ONE_SIZE)]]),
      })),
      move: await latency(whatIf, answers, (index) => ({
        spot: new Map([['BTC', spot * (0.8 + index / 100)]]),
        volatility: new Map([['BTC', 1.2]]),
      })),
    });
  }
  return results;
}
