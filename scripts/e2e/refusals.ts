/** What must not happen, tried: statements without a proof, and submissions that the chain takes back. */
import { PlimsollError } from '../../prover/errors.ts';

const failed = (what: string, expected: string, got: string): PlimsollError =>
  new PlimsollError('INVALID', `${what}: expected ${expected}, got ${got}`);

/** Refusals that came as they had to, counted by their reason. */
export class Refusals {
  readonly #counts = new Map<string, number>();

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** @throws INVALID when there is a proof; whatever else is thrown but a false statement for this reason */
  async noProof(what: string, reason: RegExp, attempt: () => Promise<unknown>): Promise<void> {
    const error = await thrownBy(attempt);
    if (error === undefined) throw failed(what, `no proof (${reason.source})`, 'one');
    if (!(error instanceof PlimsollError) || error.code !== 'INVALID' || !reason.test(error.message)) throw error;
    this.#count('no proof');
  }

  /** @throws INVALID when the chain accepts, or refuses for another reason */
  async reverts(what: string, name: string, attempt: () => Promise<unknown>): Promise<void> {
    const error = await thrownBy(attempt);
    if (error === undefined) throw failed(what, `the chain to revert with ${name}`, 'a transaction');
    if (!(error instanceof PlimsollError) || error.details['revert'] !== name) throw error;
    this.#count(name);
  }

  #count(reason: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }
}

async function thrownBy(attempt: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
