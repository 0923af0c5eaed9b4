/** What became of a change that was on its way when a process ended. The chain decides; nothing here is needed. */
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { NOBODY, type AccountState } from '../view.ts';
import type { Pending, SavedAccount } from './saved-account.ts';

/**
 * - `current`: what is saved is what the chain has;
 * - `landed`: the pending change arrived;
 * - `waiting`: it has not, and still may;
 * - `dropped`: it has not; if it comes after all, the account is found `replaced`;
 * - `replaced`: the chain has a state that is not saved, which was read from it.
 */
export type Standing = 'current' | 'landed' | 'waiting' | 'dropped' | 'replaced';

/** What reconciling reads of the chain. */
export interface ChainReader {
  accountOf(id: string): Promise<AccountState>;
  /** Unix seconds. */
  time(): Promise<bigint>;
  /** Whether a transaction is known to the node and in no block yet. */
  isWaiting(transaction: string): Promise<boolean>;
  /** The present opening of an account, decrypted from the chain, and the newest viewing key that it was given. */
  read(saved: SavedAccount): Promise<{ readonly account: Account; readonly index: number }>;
}

async function mayArrive({ transaction, deadline }: Pending, chain: ChainReader): Promise<boolean> {
  if (deadline !== undefined && (await chain.time()) < deadline) return true;
  return transaction !== undefined && (await chain.isWaiting(transaction));
}

/** The account as the chain has it. What is returned is to be saved; an account that is nowhere has no opening left. */
export async function reconcile(
  saved: SavedAccount,
  chain: ChainReader,
): Promise<{ readonly standing: Standing; readonly saved: SavedAccount }> {
  const { pending, ...settled } = saved;
  const { owner, commitment } = await chain.accountOf(saved.id);
  const has = (account: Account | undefined): account is Account =>
    owner !== NOBODY && account !== undefined && commitmentOf(account) === commitment;
  if (has(pending?.account)) return { standing: 'landed', saved: { ...settled, account: pending.account } };
  if (owner === NOBODY || has(saved.account)) {
    if (pending === undefined) return { standing: owner === NOBODY ? 'dropped' : 'current', saved };
    const waits = await mayArrive(pending, chain);
    return waits ? { standing: 'waiting', saved } : { standing: 'dropped', saved: settled };
  }
  const { account, index } = await chain.read(saved);
  // A key that this home is about to give it is newer than any that the chain knows.
  return { standing: 'replaced', saved: { id: saved.id, index: Math.max(saved.index, index), account } };
}
