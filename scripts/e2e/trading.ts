/** Trades between the traders of a run: who, what, how much, at which price. */
import { absolute, floorDivide, ONE_CASH, ONE_SIZE } from '../../prover/model/units.ts';
import { isOption } from '../../sdk/risk/market-spec.ts';
import { largestFitting, type Draft, type Listed } from './draft.ts';
import type { Trade } from './plan.ts';
import type { Trader } from './traders.ts';

/** Steps of size by underlying, in ticks. */
const LOT: Readonly<Record<string, bigint>> = { BTC: ONE_SIZE / 100n, ETH: ONE_SIZE / 10n };
const lotOf = ({ underlying }: Listed): bigint => LOT[underlying] ?? ONE_SIZE;
const LEAST_LOTS = 10n;
/** Largest value of the underlying that one trade is about. */
const MOST_NOTIONAL = 150_000n * ONE_CASH;

/** An instrument, the two sides of it, and a price in ticks. */
interface Deal {
  readonly listed: Listed;
  readonly buyer: Trader;
  readonly seller: Trader;
  readonly price: bigint;
}

const tradeOf = ({ listed, buyer, seller, price }: Deal, size: bigint): Trade => ({
  do: 'trade',
  buyer: buyer.name,
  seller: seller.name,
  instrument: listed.slot,
  size,
  cost: floorDivide(size * price, ONE_SIZE),
});

/** Whether the method and the underlying of a trader's account take an instrument. */
const takes = ({ method, underlying }: Trader, listed: Listed): boolean =>
  !listed.row.frozen &&
  (underlying === undefined || underlying === listed.underlying) &&
  (method !== 'isolated' || listed.kind === 'perp');

/** Within a tenth of the band from the settlement price, not below 0 for an option. */
function fillPrice({ random }: Draft, listed: Listed): bigint {
  const { settlementPrice, fillBand } = listed.row;
  const price = settlementPrice + (fillBand * BigInt(random.index(2001) - 1000)) / 10_000n;
  return isOption(listed) && price < 0n ? 0n : price;
}

/** Who would take which side of an instrument, in random order. */
function dealsIn(draft: Draft, listed: Listed): Deal[] {
  const leans = ({ leans: own }: Trader, side: 1 | -1): boolean => (own[listed.kind] ?? side) === side;
  const able = draft.traders.filter((trader) => takes(trader, listed));
  const price = fillPrice(draft, listed);
  return draft.shuffle(
    able
      .filter((trader) => leans(trader, 1))
      .flatMap((buyer) =>
        able
          .filter((trader) => trader !== buyer && leans(trader, -1))
          .map((seller) => ({ listed, buyer, seller, price })),
      ),
  );
}

/** In random order, those that nobody holds first, so that all come to be traded. */
function instrumentsInTurn(draft: Draft): Listed[] {
  const held = new Set([...draft.book.accounts.values()].flatMap(({ legs }) => legs.map((leg) => leg.instrument)));
  const [old, fresh] = [true, false].map((isHeld) =>
    draft.shuffle(draft.instruments.filter(({ slot }) => held.has(slot) === isHeld)),
  );
  return [...(fresh ?? []), ...(old ?? [])];
}

/** A trade between two traders who keep their cushions; none where nobody has room. */
export function tradeSomething(draft: Draft): void {
  for (const listed of instrumentsInTurn(draft)) {
    const lot = lotOf(listed);
    for (const deal of dealsIn(draft, listed)) {
      const fits = (size: bigint): boolean => draft.keepsCushions(tradeOf(deal, size), [deal.buyer, deal.seller]);
      const largest = largestFitting(lot, (MOST_NOTIONAL * ONE_SIZE) / listed.spot, fits);
      const size = draft.portion(largest, lot);
      if (size < LEAST_LOTS * lot || !fits(size)) continue;
      draft.do(tradeOf(deal, size));
      return;
    }
  }
}

/** The derivative that a trader holds most of, and how much. */
function largestPosition(draft: Draft, trader: Trader): { listed: Listed; size: bigint } | undefined {
  const positions = draft.account(trader).legs.flatMap(({ instrument, size }) => {
    const listed = draft.instruments.find(({ slot }) => slot === instrument);
    return listed === undefined || listed.kind === 'collateral' || listed.row.frozen ? [] : [{ listed, size }];
  });
  const notional = ({ listed, size }: { listed: Listed; size: bigint }): bigint => absolute(size) * listed.spot;
  return positions.sort((a, b) => (notional(a) > notional(b) ? -1 : 1))[0];
}

/** Brings a trader's largest position closer to 0, by the whole or a part of it, with somebody who keeps a cushion. */
export function reducePosition(draft: Draft, trader: Trader, divisor: bigint): void {
  const position = largestPosition(draft, trader);
  if (position === undefined) return;
  const { listed, size } = position;
  const price = fillPrice(draft, listed);
  const amount = (absolute(size) + divisor - 1n) / divisor;
  for (const other of draft.shuffle(draft.traders.filter((each) => each !== trader && takes(each, listed)))) {
    const sides = size > 0n ? { buyer: other, seller: trader } : { buyer: trader, seller: other };
    const trade = tradeOf({ listed, ...sides, price }, amount);
    if (!draft.keepsCushions(trade, [other])) continue;
    draft.do(trade);
    return;
  }
}

/** A trade of one lot that is refused for its price: a tick of cost beyond the band. */
export function refusePrice(draft: Draft): void {
  const listed = draft.pick(draft.instruments.filter(({ kind, row }) => kind === 'perp' && !row.frozen));
  const [deal] = listed === undefined ? [] : dealsIn(draft, listed);
  if (deal === undefined) return;
  const { settlementPrice, fillBand } = deal.listed.row;
  const trade = tradeOf({ ...deal, price: settlementPrice + fillBand }, lotOf(deal.listed));
  draft.refuse({ ...trade, cost: trade.cost + 1n }, 'price outside the band');
}

/** A trade that is refused because it would leave more than any account may hold. */
export function refuseSize(draft: Draft): void {
  const listed = draft.pick(draft.instruments.filter(({ kind }) => kind === 'perp'));
  const [deal] = listed === undefined ? [] : dealsIn(draft, listed);
  if (deal === undefined) return;
  draft.refuse(tradeOf(deal, 2n * deal.listed.row.maxSize + 1n), 'size above the limit');
}

/** A trade of what has settled: it can only become cash. */
export function refuseSettled(draft: Draft): void {
  const listed = draft.instruments.find(({ row }) => row.frozen);
  const [buyer, seller] = draft.traders.filter(({ method }) => method !== 'isolated');
  if (listed === undefined || buyer === undefined || seller === undefined) return;
  const trade = tradeOf({ listed, buyer, seller, price: listed.row.settlementPrice }, lotOf(listed));
  draft.refuse(trade, 'instrument settled');
}
