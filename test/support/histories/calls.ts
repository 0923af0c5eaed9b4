/** Calls that a draw may become, each with what the rules say of it now. */
import { asSide, asStruct } from '../../../sdk/house/client.ts';
import { called, type Attempt, type Scene } from './attempt.ts';
import type { Draw } from './draws.ts';
import { ASSETS, NUMBER_OF_ACCOUNTS, OWNERS, type Asset } from './house.ts';
import { alterationsOf } from './misuse.ts';
import { claim, operation, publication, queuePayment } from './operations.ts';
import { AMOUNTS } from './pool.ts';

/** @returns undefined where nothing is prepared for it */
export function attemptOf(draw: Draw, scene: Scene): Attempt | undefined {
  const { call, one, other } = draw;
  const who = Number(one % NUMBER_OF_ACCOUNTS);
  const asset = (draw.asset % 2) as Asset;
  switch (call) {
    case 'deposit':
      return chosen(draw, deposits(scene, who));
    case 'withdraw':
      return chosen(draw, withdrawals(scene, who, Number(other % 3n)));
    case 'transfer':
      return chosen(draw, transfers(scene, who % 2));
    case 'trade':
      return chosen(draw, trades(scene, who));
    case 'refresh':
      return chosen(draw, refreshes(scene, who));
    case 'publish':
      return publication(draw, scene);
    case 'wait':
      return undefined;
    case 'payQueue':
      return queuePayment(scene, draw, asset);
    case 'operate':
      return operation(scene, draw, asset);
    case 'claim':
      return claim(scene, draw);
    case 'attack':
      return attack(scene, draw);
  }
}

/** One that is in order, three times in four, if there is any. */
function chosen({ amount }: Draw, attempts: readonly Attempt[]): Attempt | undefined {
  const allowed = attempts.filter(({ isAllowed }) => isAllowed);
  const from = allowed.length > 0 && amount % 4n !== 0n ? allowed : attempts;
  return from[Number((amount / 4n) % BigInt(Math.max(1, from.length)))];
}

const of = <Item extends { readonly who: number }>(items: readonly Item[], who: number): Item[] =>
  items.filter((item) => item.who === who);

function deposits(scene: Scene, who: number): Attempt[] {
  const { books, house, pool } = scene;
  return of(pool.receipts, who).map((receipt) => {
    const { asset, proven } = receipt;
    return {
      ...called(scene, 'deposit', house.ownerOf(who), [asStruct(proven), ASSETS[asset].slot, AMOUNTS[asset]]),
      isAllowed: books.takesDeposit(receipt),
      moves: [receipt],
      enter: () => books.receive(receipt, AMOUNTS[asset]),
    };
  });
}

function withdrawals(scene: Scene, who: number, recipient: number): Attempt[] {
  const { books, holdings, house, pool } = scene;
  return of(pool.payments, who).map((payment) => {
    const { asset, proven } = payment;
    const to = house.parts.owners[recipient];
    return {
      ...called(scene, 'withdraw', house.ownerOf(who), [asStruct(proven), ASSETS[asset].slot, AMOUNTS[asset], to]),
      isAllowed: books.takesWithdrawal(payment, recipient, holdings[asset]!),
      moves: [payment],
      enter: () => books.pay(payment, AMOUNTS[asset]),
    };
  });
}

function transfers(scene: Scene, who: number): Attempt[] {
  const { books, house, pool } = scene;
  const receipts = of(pool.receipts, 1 - who);
  return of(pool.payments, who).flatMap((payment) => {
    const { asset, proven } = payment;
    return receipts
      .filter((receipt) => receipt.asset === asset)
      .map((receipt) => ({
        ...called(scene, 'transfer', house.ownerOf(who), [
          ...[asStruct(proven), asStruct(receipt.proven)],
          ...[ASSETS[asset].slot, AMOUNTS[asset]],
        ]),
        isAllowed: books.takesPayment(payment) && books.takesReceipt(receipt),
        moves: [payment, receipt],
        enter: () => {
          books.pay(payment, AMOUNTS[asset]);
          books.receive(receipt, AMOUNTS[asset]);
        },
      }));
  });
}

function trades(scene: Scene, who: number): Attempt[] {
  const { books, house, pool } = scene;
  const own = pool.trades.filter(({ buyer, seller }) => buyer.who === who || seller.who === who);
  return own.map((trade) => ({
    ...called(scene, 'trade', house.parts.stranger, [
      asSide(trade.buyer.signed),
      asSide(trade.seller.signed),
      trade.fill,
    ]),
    isAllowed: books.takesTrade(trade),
    moves: [trade.buyer, trade.seller],
    enter: () => books.trade(trade),
  }));
}

function refreshes(scene: Scene, who: number): Attempt[] {
  const { books, house, pool } = scene;
  return of(pool.refreshes, who).map((refresh) => ({
    ...called(scene, 'refresh', house.ownerOf(who), [asStruct(refresh.proven)]),
    isAllowed: books.takesRefresh(refresh),
    moves: [refresh],
    enter: () => books.refresh(refresh),
  }));
}

/** A call that is in order, altered; the last one again where there is none. */
function attack(scene: Scene, draw: Draw): Attempt | undefined {
  const { last, pool } = scene;
  const again = last && { ...last, isAllowed: false };
  if (draw.bit) return again;
  const all = OWNERS.flatMap((_, who) => [
    ...deposits(scene, who),
    ...withdrawals(scene, who, 0),
    ...(who < 2 ? transfers(scene, who) : []),
    ...trades(scene, who),
    ...refreshes(scene, who),
  ]);
  const right = all.filter(({ isAllowed }) => isAllowed);
  if (right.length === 0) return again;
  const base = right[Number(draw.one % BigInt(right.length))]!;
  const alterations = alterationsOf(base, pool, scene.house);
  const call = alterations[Number(draw.other % BigInt(alterations.length))]!;
  return { ...call, isAllowed: false, altered: base };
}
