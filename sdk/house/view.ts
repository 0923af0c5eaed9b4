/** What is read of a clearing house and its chain. `ClearingHouseClient` reads it from a node. */
import type { HouseId } from './typed-data.ts';

/** The public state of an account; the owner is `NOBODY` for an unknown one. */
export interface AccountState {
  /** Address, lower case. */
  readonly owner: string;
  readonly commitment: bigint;
  readonly sequence: bigint;
}

export const NOBODY = `0x${'00'.repeat(20)}`;

export interface HouseView {
  readonly id: HouseId;
  /** Unix seconds of the next block, as far as the node knows: the clock of every deadline. */
  time(): Promise<bigint>;
  /** @param account id, a word of 32 bytes */
  accountOf(account: string): Promise<AccountState>;
  /** The newest market root; no other is accepted. */
  latestRoot(): Promise<{ readonly epoch: bigint; readonly root: bigint }>;
  /**
   * Whether the house takes a signature for that of `owner`: of its key, unless there is code at its address. Code is
   * asked (ERC-1271), also where it stands at the address of a key (EIP-7702).
   */
  isSigned(owner: string, digest: string, signature: string): Promise<boolean>;
}
