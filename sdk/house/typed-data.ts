/**
 * What holders sign (EIP-712). The domain names chain and clearing house, so a signature is worth nothing elsewhere.
 * `TradeSide` is checked by the contract, `Quote` by the other party.
 */
import { recoverAddress, TypedDataEncoder, type Signer, type TypedDataDomain, type TypedDataField } from 'ethers';

import { SIDES, type Side } from '../../prover/model/fill.ts';
import type { Cash, Size } from '../../prover/model/units.ts';

/** A clearing house: the same address on another chain is another one. */
export interface HouseId {
  readonly chainId: bigint;
  /** Address of the contract, lower case. */
  readonly house: string;
}

export const oppositeOf = (side: Side): Side => (side === 'buyer' ? 'seller' : 'buyer');

/** One half of a trade, as its account's owner signs it. Ids are words of 32 bytes. */
export interface TradeSide {
  readonly account: string;
  readonly counterparty: string;
  readonly oldCommitment: bigint;
  readonly newCommitment: bigint;
  /** That of the new commitment. */
  readonly sequence: bigint;
  /** Hash of the fill, the same in both halves. */
  readonly fill: bigint;
  readonly side: Side;
  readonly marketRoot: bigint;
  /** Unix seconds. */
  readonly deadline: bigint;
}

/** What a maker offers to trade, good for one trade until its deadline. */
export interface Quote {
  readonly account: string;
  /** The account it is made to; `ANYBODY` for whoever holds it. */
  readonly counterparty: string;
  /** The side that the maker takes. */
  readonly side: Side;
  /** Slot of the market. */
  readonly instrument: number;
  /** Amount of the instrument, 8 decimals, above 0. */
  readonly size: Size;
  /** What the buyer pays for all of it, 8 decimals of the quote currency. */
  readonly cost: Cash;
  /** Unix seconds. */
  readonly deadline: bigint;
  /** Random word, never used twice. */
  readonly nonce: string;
  /** Where the acceptance goes. */
  readonly mailbox: string;
}

export const ANYBODY = `0x${'00'.repeat(32)}`;

/** A message with its domain and type, ready to be signed or checked. */
export interface Signable {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly value: Record<string, unknown>;
}

const fields = (declared: string): TypedDataField[] =>
  declared.split(', ').map((field) => {
    const [type = '', name = ''] = field.split(' ');
    return { type, name };
  });

const TRADE_SIDE = fields(
  'bytes32 account, bytes32 counterparty, uint256 oldCommitment, uint256 newCommitment, uint64 sequence, uint256 fill, int8 side, uint256 marketRoot, uint64 deadline',
);
const QUOTE = fields(
  'bytes32 account, bytes32 counterparty, int8 side, uint16 instrument, uint64 size, int64 cost, uint64 deadline, bytes32 nonce, bytes32 mailbox',
);

const domainOf = ({ chainId, house }: HouseId): TypedDataDomain => ({
  name: 'Plimsoll',
  version: '1',
  chainId,
  verifyingContract: house,
});

export const signableTradeSide = (id: HouseId, tradeSide: TradeSide): Signable => ({
  domain: domainOf(id),
  types: { TradeSide: TRADE_SIDE },
  value: { ...tradeSide, side: SIDES[tradeSide.side] },
});

export const signableQuote = (id: HouseId, quote: Quote): Signable => ({
  domain: domainOf(id),
  types: { Quote: QUOTE },
  value: { ...quote, side: SIDES[quote.side] },
});

export const sign = (signer: Signer, { domain, types, value }: Signable): Promise<string> =>
  signer.signTypedData(domain, types, value);

/** What a signature is of, 32 bytes in hexadecimal. */
export const digestOf = ({ domain, types, value }: Signable): string => TypedDataEncoder.hash(domain, types, value);

/** The address whose key signed, lower case; undefined when the bytes are no signature of a key. */
export function signerOf(digest: string, signature: string): string | undefined {
  try {
    return recoverAddress(digest, signature).toLowerCase();
  } catch {
    return undefined;
  }
}
