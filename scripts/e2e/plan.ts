/** What every trader does in each epoch of a run, and what must be refused. Plain data: the same for models and a chain. */
import type { Claim } from '../../prover/model/margin.ts';
import type { Trader } from './traders.ts';

/** Assets and instruments by slot, amounts and sizes in ticks. */
export interface TraderFlow {
  readonly do: 'deposit' | 'withdraw';
  readonly trader: string;
  readonly asset: number;
  readonly amount: bigint;
}

export interface Trade {
  readonly do: 'trade';
  readonly buyer: string;
  readonly seller: string;
  readonly instrument: number;
  readonly size: bigint;
  /** What the buyer owes the seller for all of it. */
  readonly cost: bigint;
}

/** A leg of an instrument that has expired becomes cash. */
export interface Settlement {
  readonly do: 'settle';
  readonly trader: string;
  readonly instrument: number;
}

export interface Certificate extends Claim {
  readonly do: 'certify';
  readonly trader: string;
}

export type Action = TraderFlow | Trade | Settlement | Certificate;

/** Why an action has no proof, and how the message about it says so. */
export const REFUSALS = {
  'below initial margin': /at least the initial requirement/,
  'below maintenance': /at least the maintenance requirement/,
  'cash would be negative': /at least 0 after a withdrawal/,
  'price outside the band': /expected a price from/,
  'size above the limit': /a magnitude of at most/,
  'instrument settled': /being reduce-only/,
  'claim is false': /^claim: expected .* false/,
} as const;
export type Refusal = keyof typeof REFUSALS;

export interface Step {
  readonly action: Action;
  /** Absent where the action is done. */
  readonly refused?: Refusal;
}

export interface EpochPlan {
  readonly epoch: number;
  /** Traders whom the prices of this epoch put under maintenance; each tops up before anything else. */
  readonly below: readonly string[];
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly seed: bigint;
  readonly traders: readonly Trader[];
  readonly epochs: readonly EpochPlan[];
}
