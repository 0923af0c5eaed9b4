/**
 * What everybody sees of a transaction, tried out as something else: by another, with other amounts, once more. The
 * chain judges it as it was right before it took the transaction, where the transaction itself is good.
 */
import { Interface, type TransactionResponse } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { REGISTRY_ABI } from '../../sdk/abi.ts';
import { calling, type Submission } from '../../sdk/client.ts';
import { HOUSE_ABI } from '../../sdk/house/abi.ts';
import type { Refusals } from './refusals.ts';
import type { Stage } from './stage.ts';

const CALLS = new Interface([...HOUSE_ABI, ...REGISTRY_ABI]);

/** A call that the chain has taken. */
export interface Taken {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly sent: TransactionResponse;
}

export async function takenOf({ chain }: Stage, { transaction }: Submission): Promise<Taken> {
  const sent = await chain.provider.getTransaction(transaction);
  const parsed = sent === null ? null : CALLS.parseTransaction(sent);
  if (sent === null || parsed === null)
    throw new PlimsollError('ENVIRONMENT', `transaction ${transaction}: expected a call of the house, got another`);
  return { name: parsed.name, args: [...parsed.args], sent };
}

interface Altered {
  readonly what: string;
  readonly error: string;
  readonly alter: (args: readonly unknown[]) => readonly unknown[];
}

/** A whole unit of every token, in ticks. */
const UNIT = 100n;
const plus = (amount: unknown, more: bigint): bigint => (amount as bigint) + more;

const REJECTED = 'ProofRejected';
const ALTERED: Readonly<Record<string, readonly Altered[]>> = {
  deposit: [{ what: 'of less', error: REJECTED, alter: ([change, asset, paid]) => [change, asset, plus(paid, -UNIT)] }],
  withdraw: [
    {
      what: 'of more',
      error: REJECTED,
      alter: ([change, asset, amount, recipient]) => [change, asset, plus(amount, UNIT), recipient],
    },
  ],
  transfer: [
    { what: 'of more', error: REJECTED, alter: ([from, to, asset, amount]) => [from, to, asset, plus(amount, 1n)] },
    { what: 'to itself', error: 'SameAccount', alter: ([from, , ...flow]) => [from, from, ...flow] },
  ],
  trade: [
    {
      what: 'of another fill',
      error: 'SignatureRejected',
      alter: ([...sides]) => [...sides.slice(0, 2), plus(sides[2], 1n)],
    },
    {
      what: 'the other way round',
      error: 'SignatureRejected',
      alter: ([buyer, seller, fill]) => [seller, buyer, fill],
    },
    { what: 'with itself', error: 'SameAccount', alter: ([buyer, , fill]) => [buyer, buyer, fill] },
  ],
  certify: [
    {
      what: 'of more',
      error: REJECTED,
      alter: ([account, circuit, epoch, ratio, ...rest]) => [account, circuit, epoch, plus(ratio, 1n), ...rest],
    },
  ],
};
/** What comes of it once more, where anything does. */
const AGAIN: Readonly<Record<string, string>> = {
  open: 'AccountExists',
  deposit: REJECTED,
  withdraw: REJECTED,
  transfer: REJECTED,
  refresh: REJECTED,
  trade: 'FillUsed',
};
/** Calls that another may make just as well. */
const ANYBODY = ['trade', 'open'];

/** @throws INVALID when the chain would take a misuse, or would not have taken the transaction itself */
export async function misuse(stage: Stage, refusals: Refusals, submission: Submission): Promise<void> {
  const { provider } = stage.chain;
  const { name, args, sent } = await takenOf(stage, submission);
  const { from, to, data } = sent;
  const before = submission.block - 1;
  const tried = (call: { from?: string; data?: string; blockTag: number }): Promise<string> =>
    calling(name, () => provider.call({ from, to, data, ...call }));

  await tried({ blockTag: before });
  const other = await stage.relay.address();
  if (!ANYBODY.includes(name))
    await refusals.reverts(`${name} by another`, 'NotAccountOwner', () => tried({ from: other, blockTag: before }));
  for (const { what, error, alter } of ALTERED[name] ?? []) {
    const altered = CALLS.encodeFunctionData(name, alter(args));
    await refusals.reverts(`${name} ${what}`, error, () => tried({ data: altered, blockTag: before }));
  }
  const again = AGAIN[name];
  if (again !== undefined) await refusals.reverts(`${name} again`, again, () => tried({ blockTag: submission.block }));
}
