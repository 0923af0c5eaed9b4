/** A change of an account with its proof, as the contract takes it. */
import { z } from 'zod';

import { fromCalldata, toCalldata, type Proof } from '../../prover/proof.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { hex } from '../files/words.ts';
import { wordOf } from '../certificate.ts';

export interface ProvenChange {
  /** Account id, a word of 32 bytes. */
  readonly account: string;
  /** Name of the circuit that proves it. */
  readonly circuit: string;
  readonly newCommitment: bigint;
  readonly proof: Proof;
  /** The new opening, sealed to the owner and to the house. */
  readonly sealedState: readonly bigint[];
}

/** Words before the message: ephemeral key and one wrapped key for each of two readers. */
export const SEAL_HEAD = 3;
/** Count and cash, as many legs as the circuit has room for, blinding. */
const MOST_SEALED = SEAL_HEAD + 8 + 2;

export const word = hex(32);
/** A number below the order of the field, as a word. */
export const element = word.refine((text) => BigInt(text) < SCALAR_FIELD, 'expected a word below r').transform(BigInt);

export const changeSchema = z
  .strictObject({
    account: word,
    circuit: z.string().regex(/^[a-z0-9-]{1,31}$/, 'expected the name of a circuit'),
    newCommitment: element,
    /** In the order of EIP-197. */
    proof: z.array(word.transform(BigInt)).length(8),
    sealedState: z.array(element).min(SEAL_HEAD).max(MOST_SEALED),
  })
  .transform((read): ProvenChange => ({ ...read, proof: fromCalldata(read.proof) }));

/** Writes a change as `changeSchema` reads it. */
export const formatChange = (change: ProvenChange): z.input<typeof changeSchema> => ({
  account: change.account,
  circuit: change.circuit,
  newCommitment: wordOf(change.newCommitment),
  proof: toCalldata(change.proof).map(wordOf),
  sealedState: change.sealedState.map(wordOf),
});
