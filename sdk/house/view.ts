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
  /** Unix seconds of the newest block: the clock of every deadline. */
  time(): Promise<bigint>;
  /** @param account id, a word of 32 bytes */
  accountOf(account: string): Promise<AccountState>;
  /** The newest market root; no other is accepted. */
  latestRoot(): Promise<{ readonly epoch: bigint; readonly root: bigint }>;
  /** Asks the contract at `owner`, where there is one, about a signature (ERC-1271). */
  isSignedByContract(owner: string, digest: string, signature: string): Promise<boolean>;
}
