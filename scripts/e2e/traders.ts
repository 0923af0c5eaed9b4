/** Who takes part: what each may trade, which side it leans to, what it starts with. */
import type { Method } from '../../prover/model/account.ts';
import type { InstrumentKind } from '../../sdk/risk/market-spec.ts';
import type { UnderlyingName } from './prices.ts';

export interface Trader {
  readonly name: string;
  readonly method: Method;
  /** The only one it trades; an account on cross margin trades all. */
  readonly underlying?: UnderlyingName;
  /** Side of new positions by kind of instrument: 1 buys, -1 sells. What is not named it takes either side of. */
  readonly leans: Readonly<Partial<Record<InstrumentKind, 1 | -1>>>;
  /** Share of the initial requirement, in ten-thousandths, that it keeps as equity when it trades or withdraws. */
  readonly cushionBps: bigint;
  /** Whole units of the quote currency and of collateral by name. */
  readonly deposits: Readonly<Partial<Record<'quote' | UnderlyingName, number>>>;
}

/** Two take little more than initial margin asks for, so that the fall takes them under their line. */
const BOLD = 12_000n;
const CAREFUL = 25_000n;
/** Of accounts whose requirement is a few percent of one position: leverage of up to seven, and of four. */
const ISOLATED_BOLD = 28_000n;
const ISOLATED_CAREFUL = 50_000n;

const ISOLATED_BTC: Trader = {
  name: 'isolated-btc',
  method: 'isolated',
  underlying: 'BTC',
  leans: { perp: 1 },
  cushionBps: ISOLATED_BOLD,
  deposits: { quote: 25_000, BTC: 1 },
};
const CROSS_MAKER: Trader = {
  name: 'cross-maker',
  method: 'cross',
  leans: {},
  cushionBps: CAREFUL,
  deposits: { quote: 400_000, BTC: 20, ETH: 500 },
};
const PORTFOLIO_BTC: Trader = {
  name: 'portfolio-btc',
  method: 'portfolio',
  underlying: 'BTC',
  leans: { call: -1, put: 1 },
  cushionBps: CAREFUL,
  deposits: { quote: 100_000, BTC: 15 },
};

/** One of each method. */
export const THREE: readonly Trader[] = [ISOLATED_BTC, CROSS_MAKER, PORTFOLIO_BTC];
/** Two of each method. */
export const SIX: readonly Trader[] = [
  ISOLATED_BTC,
  {
    name: 'isolated-eth',
    method: 'isolated',
    underlying: 'ETH',
    leans: { perp: -1 },
    cushionBps: ISOLATED_CAREFUL,
    deposits: { quote: 20_000 },
  },
  CROSS_MAKER,
  {
    name: 'cross-basis',
    method: 'cross',
    leans: { collateral: 1, call: -1, put: -1 },
    cushionBps: BOLD,
    deposits: { quote: 100_000, BTC: 10 },
  },
  PORTFOLIO_BTC,
  {
    name: 'portfolio-eth',
    method: 'portfolio',
    underlying: 'ETH',
    leans: { perp: 1, put: -1 },
    cushionBps: BOLD,
    deposits: { quote: 60_000, ETH: 400 },
  },
];
