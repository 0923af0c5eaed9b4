import type { Kind } from './clearing-house.ts';

/** What a change is to state. All that is not given is as it stands on chain, and empty. */
export interface Terms {
  readonly account: string;
  readonly kind?: Kind;
  readonly circuit?: string;
  readonly level?: bigint;
  readonly fill?: bigint;
  readonly side?: bigint;
  readonly flow?: bigint;
  readonly root?: bigint;
  readonly settle?: boolean;
  readonly oldCommitment?: bigint;
  readonly newCommitment?: bigint;
  readonly sequence?: bigint;
  readonly viewingKey?: bigint;
  readonly liquidationKey?: bigint;
  readonly house?: string;
  readonly chainId?: bigint;
  /** In place of a sealed state of the model. */
  readonly sealedState?: readonly bigint[];
  /** Makes what passes for a proof of a false statement: only the truth can stop it. */
  readonly lie?: boolean;
}
