/** The proof of a half trade, checked as the contract will check it: what fails is refused before anything is proven for it. */
import { committedManifest } from '../../../prover/artifacts/committed.ts';
import { DirectorySource } from '../../../prover/artifacts/directory-source.ts';
import { SIDES } from '../../../prover/model/fill.ts';
import { evaluate } from '../../../prover/model/seal.ts';
import { toField } from '../../../prover/model/units.ts';
import { openVerificationKey, verifyProof } from '../../../prover/verify.ts';
import { CHANGE_SIGNALS } from '../../../prover/witness/change.ts';
import { CHANGE_CIRCUITS } from '../../../prover/witness/circuits.ts';
import type { Artefacts } from '../../checked-prover.ts';
import type { Destination } from '../change.ts';
import { sealPoint } from '../seal-point.ts';
import { refuse } from './check.ts';
import type { HalfTrade } from './messages.ts';

/** Public signals of a half trade in their order, as the contract puts them together. */
function signalsOf(
  { tradeSide, change }: HalfTrade,
  { id, viewingKey, liquidationKey }: Destination,
  statement: 'transition' | 'reduce',
): bigint[] {
  const { account, sequence, oldCommitment, newCommitment, marketRoot, fill, side } = tradeSide;
  const subject = { id, account, sequence, commitment: newCommitment, viewingKey, liquidationKey };
  const point = sealPoint(subject, change.sealedState);
  const values = {
    oldCommitment,
    newCommitment,
    marketRoot,
    level: 1n,
    fill,
    side: toField(SIDES[side]),
    flow: 0n,
    viewingKey,
    liquidationKey,
    point,
    evaluation: evaluate(change.sealedState, point),
  };
  return CHANGE_SIGNALS[statement].map((name) => values[name]);
}

/**
 * Verifies the proof of a half trade that `checkHalf` has taken.
 *
 * @param destination the house and the keys in force for the account that accepts
 * @throws INVALID when it proves something else; details hold `refusal`
 * @throws ENVIRONMENT when the verification key is missing or altered
 */
export async function verifyHalf(
  half: HalfTrade,
  destination: Destination,
  { source = new DirectorySource(), manifest = committedManifest() }: Artefacts = {},
): Promise<void> {
  const { circuit, proof } = half.change;
  const statement = Object.hasOwn(CHANGE_CIRCUITS, circuit) ? CHANGE_CIRCUITS[circuit]?.statement : undefined;
  if (statement !== 'transition' && statement !== 'reduce')
    return refuse('proof', 'half.change.circuit', 'a circuit of trades', circuit);
  const key = await openVerificationKey({ circuit, source, manifest });
  const { valid } = await verifyProof({ key, proof, publicSignals: signalsOf(half, destination, statement) });
  if (!valid) refuse('proof', 'half.change.proof', 'a proof of this trade', 'one of something else');
}
