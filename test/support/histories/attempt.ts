/** A call that a draw becomes, and what it is made from. */
import type { Contract, Signer } from 'ethers';
import type { Books, Holding } from './books.ts';
import type { RealHouse } from './house.ts';
import type { Pool, Prepared } from './pool.ts';

export interface Call {
  readonly contract: Contract;
  readonly method: string;
  readonly by: Signer;
  readonly args: readonly unknown[];
}

/** A call, and what the rules say of it. */
export interface Attempt extends Call {
  readonly isAllowed: boolean;
  /** The changes in it. */
  readonly moves?: readonly Prepared[];
  /** Puts into the books what it does. */
  readonly enter?: () => void;
  /** The call that it was made of by an alteration: one that is in order. */
  readonly altered?: Attempt;
}

export interface Scene {
  readonly house: RealHouse;
  readonly pool: Pool;
  readonly books: Books;
  readonly holdings: readonly Holding[];
  /** The last call with proofs that went through. */
  readonly last: Attempt | undefined;
}

/** A call of the house. */
export const called = ({ house }: Scene, method: string, by: Signer, args: readonly unknown[]): Call => ({
  contract: house.parts.contract,
  method,
  by,
  args,
});
