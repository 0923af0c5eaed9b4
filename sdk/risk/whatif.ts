/** What an account would be after trades, deposits and moves of the market, and where it would be liquidated. */
import { PlimsollError } from '../../prover/errors.ts';
import type { Account } from '../../prover/model/account.ts';
import { accountMargin, excess, ratioBps } from '../../prover/model/margin.ts';
import { ONE_PRICE } from '../../prover/model/units.ts';
import { nearestCrossing, type Crossing } from './crossing.ts';
import { kinksOf } from './kinks.ts';
import type { MarketSpec, UnderlyingSpec } from './market-spec.ts';
import { moveMarket, type MarketMove } from './moves.ts';
import { changeAccount, heldMarket, type PositionChanges } from './positions.ts';
import { slopesOf } from './slopes.ts';
import { buildMarket, type BuiltMarket } from './table.ts';

/** Trades and deposits at the prices of now; then the market moves. */
export interface Changes extends PositionChanges, MarketMove {}

/** Liquidation prices of one underlying while nothing else moves, at maintenance margin. */
export interface Liquidation {
  readonly underlying: string;
  /** Price ticks, as all prices here. */
  readonly spot: number;
  /** The nearest price seen below, and above, at which the account changes to the other side (see `nearestCrossing`). */
  readonly down?: Crossing;
  readonly up?: Crossing;
}

export interface Outcome {
  readonly equity: bigint;
  /** Maintenance. */
  readonly requirement: bigint;
  readonly initialRequirement: bigint;
  /** Of equity and both requirements. */
  readonly decimals: number;
  /** Cash ticks. */
  readonly excess: bigint;
  readonly ratioBps?: bigint;
  readonly liquidations: readonly Liquidation[];
}

export interface Answer {
  readonly before: Outcome;
  readonly after: Outcome;
  /** The account as it would be. */
  readonly account: Account;
}

/** An account in a market of the instruments it holds only. */
interface Book {
  readonly account: Account;
  readonly market: MarketSpec;
}

const PUBLISH = { purpose: 'publish' } as const;

/** Excess at maintenance, exact; undefined where prices leave the range of the model. */
function marginOf({ account, market }: Book): bigint | undefined {
  try {
    const { equity, requirement } = accountMargin(account, buildMarket(market, PUBLISH).table, 'maintenance');
    return equity - requirement;
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'USAGE') return undefined;
    throw error;
  }
}

function liquidationOf({ account, market }: Book, listed: UnderlyingSpec): Liquidation {
  const { name: underlying, spot } = listed;
  const marginAt = (ticks: number): bigint | undefined =>
    marginOf({
      account,
      market: moveMarket(market, { spot: new Map([[underlying, ticks / Number(ONE_PRICE)]]) }),
    });
  const ticks = Math.round(spot * Number(ONE_PRICE));
  const margin = marginAt(ticks);
  if (margin === undefined) return { underlying, spot: ticks };
  const search = { marginAt, kinks: kinksOf(market, listed), slopes: slopesOf(account, market, listed) };
  const [down, up] = ([-1, 1] as const).map((direction) => nearestCrossing(search, { ticks, margin }, direction));
  return { underlying, spot: ticks, ...(down && { down }), ...(up && { up }) };
}

function outcomeOf(book: Book): Outcome {
  const { account, market } = book;
  const { table } = buildMarket(market, PUBLISH);
  const margin = accountMargin(account, table, 'maintenance');
  const ratio = ratioBps(margin);
  const held = new Set(account.legs.map(({ instrument }) => table.rows.get(instrument)?.underlying));
  return {
    equity: margin.equity,
    requirement: margin.requirement,
    initialRequirement: accountMargin(account, table, 'initial').requirement,
    decimals: margin.decimals,
    excess: excess(margin),
    ...(ratio !== undefined && { ratioBps: ratio }),
    liquidations: market.underlyings
      .filter(({ id }) => held.has(id))
      .map((underlying) => liquidationOf(book, underlying)),
  };
}

/** Answers for one account, again and again. What it holds is repriced by the engine that publishes markets. */
export class WhatIf {
  /** The whole market, for names and limits. */
  readonly market: BuiltMarket;
  readonly #spec: MarketSpec;
  readonly #account: Account;
  #before: Outcome | undefined;

  /** @throws USAGE when the market cannot be published */
  constructor(spec: MarketSpec, account: Account) {
    this.market = buildMarket(spec, PUBLISH);
    this.#spec = spec;
    this.#account = account;
  }

  /** How the account stands now. @throws USAGE when its method does not take what it holds */
  get before(): Outcome {
    this.#before ??= outcomeOf(this.#book(this.#account));
    return this.#before;
  }

  /** @throws USAGE when the account would be out of range, or hold what its method does not take */
  ask(changes: Changes): Answer {
    const account = changeAccount(this.#account, changes, this.market);
    const { market } = this.#book(account);
    return { before: this.before, after: outcomeOf({ account, market: moveMarket(market, changes) }), account };
  }

  #book(account: Account): Book {
    return { account, market: heldMarket(this.#spec, this.market, account) };
  }
}
