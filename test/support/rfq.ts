/** A maker and a taker with accounts at a house, and the messages of a trade between them. Nothing is proven here. */
import type { HDNodeWallet } from 'ethers';
import { Wallet, type Signer } from 'ethers';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { Cash, Size } from '../../prover/model/units.ts';
import { wordOf } from '../../sdk/certificate.ts';
import { houseIdOf } from '../../sdk/house/deployment.ts';
import { fillOf } from '../../sdk/house/rfq/check.ts';
import { freshNonce, type HalfTrade, type SignedQuote } from '../../sdk/house/rfq/messages.ts';
import {
  ANYBODY,
  sign,
  signableQuote,
  signableTradeSide,
  signerOf,
  type Quote,
  type TradeSide,
} from '../../sdk/house/typed-data.ts';
import { NOBODY, type HouseView } from '../../sdk/house/view.ts';
import { deployment, state } from './house.ts';

export const HOUSE = houseIdOf(deployment);
export const NOW = 1_000n;
export const ROOT = 555n;

export interface Party {
  readonly wallet: HDNodeWallet;
  readonly account: Account;
  readonly id: string;
}

function party(id: bigint, sequence: bigint): Party {
  const wallet = Wallet.createRandom();
  const account = { ...state(sequence), id, owner: BigInt(wallet.address) };
  return { wallet, account, id: wordOf(id) };
}

export const maker = party(11n, 4n);
export const taker = party(12n, 9n);
export const stranger = party(13n, 1n);

/** The house with all three accounts, at an epoch and a time. */
export const view = (more: Partial<HouseView> = {}): HouseView => ({
  id: HOUSE,
  time: () => Promise.resolve(NOW),
  accountOf: (id) => {
    const found = [maker, taker, stranger].find((each) => each.id === id)?.account;
    return Promise.resolve(
      found === undefined
        ? { owner: NOBODY, commitment: 0n, sequence: 0n }
        : {
            owner: wordOf(found.owner).replace(/^0x0{24}/, '0x'),
            commitment: commitmentOf(found),
            sequence: found.sequence,
          },
    );
  },
  latestRoot: () => Promise.resolve({ epoch: 1n, root: ROOT }),
  isSigned: (owner, digest, signature) => Promise.resolve(signerOf(digest, signature) === owner),
  ...more,
});

export async function quoted(
  changes: Partial<Quote> = {},
  { signer = maker.wallet, id = HOUSE }: { signer?: Signer; id?: typeof HOUSE } = {},
): Promise<SignedQuote> {
  const quote: Quote = {
    account: maker.id,
    counterparty: ANYBODY,
    side: 'seller',
    instrument: 70,
    size: 500n as Size,
    cost: 900n as Cash,
    deadline: NOW + 60n,
    nonce: freshNonce(),
    mailbox: `0x${'0b'.repeat(32)}`,
    ...changes,
  };
  return { id, quote, signature: await sign(signer, signableQuote(id, quote)) };
}

export interface HalfOptions {
  readonly tradeSide?: Partial<TradeSide>;
  readonly signer?: Signer;
  readonly change?: Partial<HalfTrade['change']>;
}

/** The taker's half of a trade. */
export async function accepted(
  signedQuote: SignedQuote,
  { tradeSide: changes = {}, signer = taker.wallet, change = {} }: HalfOptions = {},
): Promise<HalfTrade> {
  const salt = 1n << 200n;
  const tradeSide: TradeSide = {
    account: taker.id,
    counterparty: maker.id,
    oldCommitment: commitmentOf(taker.account),
    newCommitment: 777n,
    sequence: taker.account.sequence + 1n,
    fill: fillOf(signedQuote.quote, salt),
    side: 'buyer',
    marketRoot: ROOT,
    deadline: signedQuote.quote.deadline,
    ...changes,
  };
  return {
    signedQuote,
    salt,
    tradeSide,
    signature: await sign(signer, signableTradeSide(HOUSE, tradeSide)),
    change: {
      account: tradeSide.account,
      circuit: 'transition-cross-8',
      newCommitment: tradeSide.newCommitment,
      proof: {
        a: [1n, 2n],
        b: [
          [3n, 4n],
          [5n, 6n],
        ],
        c: [7n, 8n],
      },
      sealedState: Array.from({ length: 13 }, (_, index) => BigInt(index + 1)),
      ...change,
    },
  };
}
