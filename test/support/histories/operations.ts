/** Calls without proofs: of those who run the house and its market, and of whoever is owed something. */
import { MAX_PAUSE } from '../clearing-house.ts';
import { called, type Attempt, type Scene } from './attempt.ts';
import type { Draw } from './draws.ts';
import { ASSETS, LAST_EPOCH, marketOf, type Asset } from './house.ts';

/** The next epoch, one time in three, while there are proofs at one. */
export function publication({ amount }: Draw, { books, house }: Scene): Attempt | undefined {
  const epoch = books.lastPosted + 1;
  if (amount % 3n !== 0n || epoch > LAST_EPOCH) return undefined;
  const { root, table } = marketOf(epoch);
  const { operator, roots } = house.parts;
  return {
    contract: roots,
    method: 'post',
    by: operator,
    args: [epoch, root, table.time, table.parameters.version],
    isAllowed: books.now >= BigInt(table.time),
    enter: () => {
      books.lastPosted = epoch;
    },
  };
}

/** Where somebody waits, and half of the time the token first comes to refuse who is next: that payment is set aside. */
export function queuePayment(scene: Scene, { other, bit }: Draw, first: Asset): Attempt {
  const asset = ([first, 1 - first] as Asset[]).find((each) => scene.holdings[each]!.next !== undefined) ?? first;
  const owner = scene.holdings[asset]!.next;
  if (bit && owner !== undefined && !scene.books.refuses(asset, owner))
    return refusal(scene, { asset, owner, isRefused: true });
  const args = [ASSETS[asset].slot, 1n + (other % 4n)];
  return { ...called(scene, 'payQueue', scene.house.parts.stranger, args), isAllowed: true };
}

const refusal = (
  { books, house: { parts } }: Scene,
  { asset, owner, isRefused }: { asset: Asset; owner: number; isRefused: boolean },
): Attempt => ({
  contract: parts.tokens[asset]!,
  method: 'setRefused',
  by: parts.operator,
  args: [parts.owners[owner], isRefused],
  isAllowed: true,
  enter: () => books.setRefused(asset, owner, isRefused),
});

/** Takes the newest root back or pauses, by who may or by another; has a token refuse an owner or take it again. */
export function operation(scene: Scene, { amount, other, bit }: Draw, asset: Asset): Attempt {
  const { books, house } = scene;
  const { operator, roots, stranger } = house.parts;
  const by = bit ? operator : stranger;
  const what = amount % 64n;
  if (what < 6n) {
    const epoch = books.latest ?? 0;
    const enter = () => books.revoked.add(epoch);
    return { contract: roots, method: 'revoke', by, args: [epoch], isAllowed: bit && epoch !== 0, enter };
  }
  if (what < 12n) {
    const isAllowed = bit && books.now >= books.pausedUntil + MAX_PAUSE;
    const enter = (): void => {
      books.pausedUntil = books.now + MAX_PAUSE;
    };
    return { ...called(scene, 'pause', by, []), isAllowed, enter };
  }
  return refusal(scene, { asset, owner: Number(other % 3n), isRefused: what % 3n !== 0n });
}

/** By the recipient or by somebody else, to the recipient or to somebody else. */
export function claim(scene: Scene, { asset: first, one, other, bit }: Draw): Attempt {
  const { holdings, books, house } = scene;
  const { owners, stranger } = house.parts;
  // The first from there on for whom something is set aside, if there is one.
  const places = Array.from({ length: 6 }, (_, index) => ({
    asset: ((first + Math.floor(index / 3)) % 2) as Asset,
    recipient: (Number(one % 3n) + index) % 3,
  }));
  const claimable = ({ asset, recipient }: (typeof places)[number]): bigint => holdings[asset]!.claimable[recipient]!;
  const { asset, recipient } = places.find((place) => claimable(place) > 0n) ?? places[0]!;
  const to = other % 2n === 0n ? recipient : Number((other / 2n) % 3n);
  const amount = claimable({ asset, recipient });
  const [by, isRecipient] = bit ? [owners[recipient]!, true] : [stranger, false];
  return {
    ...called(scene, 'claim', by, [ASSETS[asset].slot, owners[recipient], owners[to]]),
    isAllowed: amount > 0n && books.takesClaim({ asset, recipient, to, amount, isRecipient }, holdings[asset]!),
  };
}
