/** What nobody can do with a proof but what it was made for: send it for another, make it say more, use it again. */
import type { Certificate } from '../../sdk/certificate.ts';
import type { Trade } from '../../sdk/house/client.ts';
import type { ChainBook } from './chain-book.ts';
import type { LiveAccount, Prepared } from './live-account.ts';
import type { TraderFlow } from './plan.ts';

type Book = Pick<ChainBook, 'refusals' | 'stage'>;

/** A whole unit of every token, in ticks. */
const UNIT = 100n;

/** Before it is sent: less is paid in, or more is taken out, than was proven. */
export async function misuseFlow(
  { refusals }: Book,
  { owner }: LiveAccount,
  { do: kind, asset, amount }: TraderFlow,
  { made: { proven } }: Prepared,
): Promise<void> {
  const { client, address: recipient } = owner;
  await refusals.reverts(`${kind} of another amount`, 'ProofRejected', () =>
    kind === 'deposit'
      ? client.deposit(proven, { asset, amount: amount - UNIT })
      : client.withdraw(proven, { asset, amount: amount + UNIT, recipient }),
  );
}

/** Before it is sent: somebody else sends it. */
export const misuseByAnother = ({ refusals, stage }: Book, what: string, { send }: Prepared): Promise<void> =>
  refusals.reverts(`${what} by another`, 'NotAccountOwner', () => send(stage.relay));

/** After it was sent: the account is at another commitment. */
export const misuseAgain = ({ refusals }: Book, what: string, { send }: Prepared): Promise<void> =>
  refusals.reverts(`${what} again`, 'ProofRejected', () => send());

/** Before it is sent: the parties did not sign this. */
export async function misuseTrade({ refusals, stage: { relay } }: Book, trade: Trade): Promise<void> {
  const { buyer, seller, fill } = trade;
  const wrong = (what: string, name: string, other: Trade): Promise<void> =>
    refusals.reverts(what, name, () => relay.trade(other));
  await wrong('trade of another fill', 'SignatureRejected', { ...trade, fill: fill + 1n });
  await wrong('trade with sides exchanged', 'SignatureRejected', { buyer: seller, seller: buyer, fill });
  await wrong('trade with itself', 'SameAccount', { buyer, seller: buyer, fill });
}

export const misuseTradeAgain = ({ refusals, stage }: Book, trade: Trade): Promise<void> =>
  refusals.reverts('trade again', 'FillUsed', () => stage.relay.trade(trade));

export async function misuseCertificate(
  { refusals }: Book,
  { owner }: LiveAccount,
  certificate: Certificate,
): Promise<void> {
  const { statement } = certificate;
  const more = { ...certificate, statement: { ...statement, thresholdBps: statement.thresholdBps + 1n } };
  await refusals.reverts('certificate of more', 'ProofRejected', () => owner.registry.certify(more));
}
