/** Every proof of a run, made one after the other by warm provers, and counted. */
import type { ProveOptions } from '../../prover/prover.ts';
import { circuitFor } from '../../prover/witness/circuits.ts';
import type { Certificate } from '../../sdk/certificate.ts';
import { HouseProver, type MadeChange, type ProvenOpening, type WantedChange } from '../../sdk/house/change.ts';
import { MarginProver, type CertificateRequest } from '../../sdk/prove.ts';

export interface ProofCount {
  readonly count: number;
  /** With the opening of the prover, the first time. */
  readonly seconds: number;
}

export class Proofs extends HouseProver {
  readonly #options: ProveOptions;
  readonly #margins = new Map<string, Promise<MarginProver>>();
  readonly #counts = new Map<string, ProofCount>();

  /** @param signal ends the proof under way, and refuses more */
  constructor(signal?: AbortSignal) {
    super();
    this.#options = signal === undefined ? {} : { signal };
  }

  /** By circuit. */
  get counts(): ReadonlyMap<string, ProofCount> {
    return this.#counts;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((all, { count }) => all + count, 0);
  }

  override opening(header: Parameters<HouseProver['opening']>[0]): Promise<ProvenOpening> {
    return this.#counted(
      () => super.opening(header, this.#options),
      ({ circuit }) => circuit,
    );
  }

  override change(wanted: WantedChange): Promise<MadeChange> {
    return this.#counted(
      () => super.change(wanted, this.#options),
      ({ proven }) => proven.circuit,
    );
  }

  /** @throws INVALID when the claim is false */
  certificate(request: CertificateRequest): Promise<Certificate> {
    const circuit = circuitFor(request.account, request.market);
    const prover = this.#margins.get(circuit) ?? MarginProver.open(circuit);
    this.#margins.set(circuit, prover);
    return this.#counted(
      async () => (await prover).prove(request, this.#options),
      () => circuit,
    );
  }

  override async close(): Promise<void> {
    const margins = await Promise.allSettled(this.#margins.values());
    await super.close();
    await Promise.all(margins.map(async (each) => each.status === 'fulfilled' && each.value.close()));
  }

  /** What is refused is no proof and not counted. */
  async #counted<Made>(make: () => Promise<Made>, circuitOf: (made: Made) => string): Promise<Made> {
    const start = performance.now();
    const made = await make();
    const circuit = circuitOf(made);
    const { count, seconds } = this.#counts.get(circuit) ?? { count: 0, seconds: 0 };
    this.#counts.set(circuit, { count: count + 1, seconds: seconds + (performance.now() - start) / 1000 });
    return made;
  }
}
