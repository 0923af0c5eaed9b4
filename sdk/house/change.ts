/** Changes of an account from what is wanted to what the contract takes: proposed, bound to the house, proven. */
import { PlimsollError } from '../../prover/errors.ts';
import { emptyAccount, type Account, type Method } from '../../prover/model/account.ts';
import type { Change } from '../../prover/model/change.ts';
import type { Proof } from '../../prover/proof.ts';
import type { ProveOptions } from '../../prover/prover.ts';
import { openingInputs, proposeChange, type ChangeRequest, type Proving } from '../../prover/witness/change.ts';
import { OPEN_CIRCUIT } from '../../prover/witness/circuits.ts';
import type { CircuitInputs } from '../../prover/witness-calculator.ts';
import { wordOf } from '../certificate.ts';
import { CheckedProver, type Artefacts } from '../checked-prover.ts';
import { freshBlinding } from '../files/account-file.ts';
import type { ProvenChange } from './proven-change.ts';
import { sealPoint } from './seal-point.ts';
import type { HouseId } from './typed-data.ts';

/** The house that a change is for, and the keys in force there that its new state is sealed to. */
export interface Destination {
  readonly id: HouseId;
  readonly viewingKey: bigint;
  readonly liquidationKey: bigint;
}

export type WantedChange = Proving & {
  readonly account: Account;
  readonly change: Change;
  readonly destination: Destination;
};

/** A change that is true, with everything that its proof needs. */
export interface StatedChange {
  readonly circuit: string;
  /** The new state, under a fresh blinding. Secret. */
  readonly account: Account;
  readonly newCommitment: bigint;
  readonly sealedState: readonly bigint[];
  readonly publicSignals: readonly bigint[];
  readonly inputs: CircuitInputs;
}

/** @throws as `proposeChange` does */
export function stateChange({ destination, ...wanted }: WantedChange): StatedChange {
  const { id, viewingKey, liquidationKey } = destination;
  const request: ChangeRequest = { ...wanted, viewingKey, liquidationKey, blinding: freshBlinding() };
  const proposed = proposeChange(request);
  const { circuit, account, newCommitment, words } = proposed;
  const subject = {
    id,
    account: wordOf(account.id),
    sequence: account.sequence,
    commitment: newCommitment,
    viewingKey,
    liquidationKey,
  };
  return { circuit, account, newCommitment, sealedState: words, ...proposed.at(sealPoint(subject, words)) };
}

/** A change that the contract takes, and the account that it leads to. */
export interface MadeChange {
  readonly account: Account;
  readonly proven: ProvenChange;
}

/** An account about to be opened, as the contract takes it. */
export interface ProvenOpening {
  readonly account: Account;
  readonly method: Method;
  readonly commitment: bigint;
  readonly circuit: string;
  readonly proof: Proof;
}

/**
 * Proves changes of any account, each circuit kept warm from its first proof to `close`. Keeps a process alive until
 * then.
 */
export class HouseProver {
  readonly #artefacts: Artefacts;
  readonly #provers = new Map<string, Promise<CheckedProver>>();
  #insecure = false;
  #closed = false;

  constructor(artefacts: Artefacts = {}) {
    this.#artefacts = artefacts;
  }

  /** True once a circuit with a development key was opened: anybody can forge its proofs. */
  get insecure(): boolean {
    return this.#insecure;
  }

  /**
   * Proves a change; the proof is verified before it is handed out.
   *
   * @throws INVALID when the change cannot be made, or its statement is not true of it
   * @throws USAGE when account, change and market do not fit together
   * @throws ENVIRONMENT when an artefact is missing or altered, or when cancelled, out of time or closed
   */
  async change(wanted: WantedChange, options: ProveOptions = {}): Promise<MadeChange> {
    const { circuit, account, newCommitment, sealedState, publicSignals, inputs } = stateChange(wanted);
    const prover = await this.open(circuit);
    const proof = await prover.prove(inputs, publicSignals, options);
    return { account, proven: { account: wordOf(account.id), circuit, newCommitment, proof, sealedState } };
  }

  /** Proves that the first state of an account is empty. @throws as `change` */
  async opening(header: Pick<Account, 'id' | 'owner' | 'method'>, options: ProveOptions = {}): Promise<ProvenOpening> {
    const account = emptyAccount(header);
    const inputs = openingInputs(account);
    const prover = await this.open(OPEN_CIRCUIT);
    const proof = await prover.prove(inputs, Object.values(inputs), options);
    return { account, method: account.method, commitment: inputs.commitment, circuit: OPEN_CIRCUIT, proof };
  }

  /** The prover of a circuit, opened once. @throws ENVIRONMENT when an artefact is missing or altered, or when closed */
  open(circuit: string): Promise<CheckedProver> {
    if (this.#closed)
      return Promise.reject(
        new PlimsollError('ENVIRONMENT', 'house prover: expected an open prover, got a closed one'),
      );
    const found = this.#provers.get(circuit);
    if (found !== undefined) return found;
    const opening = CheckedProver.open(circuit, this.#artefacts);
    this.#provers.set(circuit, opening);
    opening.then(
      ({ insecure }) => {
        this.#insecure ||= insecure;
      },
      // What could not be opened may be there the next time.
      () => this.#provers.delete(circuit),
    );
    return opening;
  }

  /** Cancels what is under way and ends the workers. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    const opened = await Promise.allSettled(this.#provers.values());
    await Promise.all(opened.map(async (each) => each.status === 'fulfilled' && each.value.close()));
  }
}
