/** A typed client of the solvency registry over any ethers v6 signer or provider. */
import {
  Contract,
  encodeBytes32String,
  isError,
  type Addressable,
  type ContractRunner,
  type Signer,
  type TransactionResponse,
} from 'ethers';

import { PlimsollError } from '../prover/errors.ts';
import { toCalldata } from '../prover/proof.ts';
import { errorInWords, REGISTRY_ABI } from './abi.ts';
import type { Certificate } from './certificate.ts';

/** Options of a provider: ethers caches answers for a moment, which hides a block that was just mined. */
export const UNCACHED = { cacheTimeout: -1 } as const;

/** What an integrator asks of an account. */
export interface Band {
  /** Least ratio of equity to maintenance requirement, 10,000 = 100%. */
  readonly minRatioBps: bigint;
  /** Least equity above that, 8 decimals of the cash unit. */
  readonly minExcess: bigint;
  /** Greatest age of the prices in seconds. */
  readonly maxAge: bigint;
}

/** The last certificate of an account, in force or not; all zero when there was none. */
export interface HeldCertificate {
  readonly epoch: bigint;
  /** Unix seconds of the prices. */
  readonly time: bigint;
  readonly ratioBps: bigint;
  readonly excess: bigint;
  readonly sequence: bigint;
}

/** The last proven insolvency of an account, open or not. */
export interface HeldGate {
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly liquidator: string;
}

export interface Submission {
  readonly transaction: string;
  readonly block: number;
  readonly gas: bigint;
}

/**
 * Any failure of a call as a PlimsollError: INVALID when the contract reverted, in words where it is an error of the
 * stack (`details.revert` holds its name), else ENVIRONMENT.
 */
export function callError(where: string, cause: unknown): PlimsollError {
  if (cause instanceof PlimsollError) return cause;
  if (isError(cause, 'CALL_EXCEPTION')) {
    const known = cause.data === null || cause.data === '0x' ? undefined : errorInWords(cause.data);
    const got = known === undefined ? (cause.reason ?? 'a revert without a reason') : `${known.name}: ${known.words}`;
    return new PlimsollError('INVALID', `${where}: expected the contract to accept, got ${got}`, {
      details: known === undefined ? {} : { revert: known.name },
      cause,
    });
  }
  const reason =
    cause instanceof Error ? ('shortMessage' in cause ? String(cause.shortMessage) : cause.message) : 'a failure';
  return new PlimsollError('ENVIRONMENT', `${where}: expected an answer from the chain, got ${reason}`, { cause });
}

/** Runs a call and turns what it throws into a PlimsollError. */
export async function calling<Result>(where: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    throw callError(where, cause);
  }
}

/**
 * Sends a transaction and waits until it is in a block.
 *
 * @param onSent called with its hash before the wait
 * @throws INVALID when it reverted; ENVIRONMENT when it was replaced or lost
 */
export async function settle(
  where: string,
  send: () => Promise<TransactionResponse>,
  onSent: (transaction: string) => void = () => undefined,
): Promise<Submission> {
  const sent = await calling(where, send);
  onSent(sent.hash);
  const receipt = await calling(where, () => sent.wait());
  if (receipt === null) throw new PlimsollError('ENVIRONMENT', `${where}: expected a receipt, got none`);
  return { transaction: receipt.hash, block: receipt.blockNumber, gas: receipt.gasUsed };
}

export class RegistryClient {
  readonly registry: string;
  readonly #contract: Contract;
  readonly #runner: ContractRunner;

  /** @param runner a signer to submit certificates, or a provider to read */
  constructor(registry: string, runner: ContractRunner) {
    this.registry = registry;
    this.#runner = runner;
    this.#contract = new Contract(registry, REGISTRY_ABI, runner);
  }

  /** Submits a certificate of solvency. @throws USAGE when it was made for another addressee; INVALID when it is refused. */
  async certify(certificate: Certificate): Promise<Submission> {
    await this.#checkAddressee(certificate, 'certify');
    const { statement, context, circuit, market, proof } = certificate;
    return settle('certify', () =>
      this.#send('certify', [
        context.account,
        encodeBytes32String(circuit),
        market.epoch,
        statement.thresholdBps,
        statement.minExcess,
        toCalldata(proof),
      ]),
    );
  }

  /** Submits a proof of insolvency. @throws as `certify` */
  async proveInsolvent(certificate: Certificate): Promise<Submission> {
    await this.#checkAddressee(certificate, 'insolvency');
    const { context, circuit, market, proof } = certificate;
    return settle('proveInsolvent', () =>
      this.#send('proveInsolvent', [context.account, encodeBytes32String(circuit), market.epoch, toCalldata(proof)]),
    );
  }

  /** Submits a certificate of either kind. */
  submit(certificate: Certificate): Promise<Submission> {
    return certificate.context.purpose === 'certify' ? this.certify(certificate) : this.proveInsolvent(certificate);
  }

  isSolvent(account: string, band: Band): Promise<boolean> {
    return this.#read('isSolvent', [account, band.minRatioBps, band.minExcess, band.maxAge]);
  }

  /** @param maxAge greatest age of the prices in seconds */
  isLiquidatable(account: string, maxAge: bigint): Promise<boolean> {
    return this.#read('isLiquidatable', [account, maxAge]);
  }

  async certificateOf(account: string): Promise<HeldCertificate> {
    const { epoch, time, ratioBps, excess, sequence } = await this.#read<HeldCertificate>('certificateOf', [account]);
    return { epoch, time, ratioBps, excess, sequence };
  }

  async gateOf(account: string): Promise<HeldGate> {
    const { epoch, sequence, liquidator } = await this.#read<HeldGate>('gateOf', [account]);
    return { epoch, sequence, liquidator };
  }

  #read<Result>(method: string, args: readonly unknown[]): Promise<Result> {
    return calling(method, () => this.#contract.getFunction(method).staticCall(...args) as Promise<Result>);
  }

  #send(method: string, args: readonly unknown[]): Promise<TransactionResponse> {
    return this.#contract.getFunction(method).send(...args);
  }

  /** Refused here it costs nothing; on chain it would fail as a proof of another statement. */
  async #checkAddressee({ context }: Certificate, purpose: Certificate['context']['purpose']): Promise<void> {
    const signer = this.#runner as Partial<Signer & Addressable>;
    if (signer.getAddress === undefined || signer.provider === undefined || signer.provider === null) {
      throw new PlimsollError('USAGE', `${purpose}: expected a signer with a provider, got a reader`);
    }
    const provider = signer.provider;
    const { chainId } = await calling('chain', () => provider.getNetwork());
    const caller = await calling('signer', () => (signer as Signer).getAddress());
    const refuse = (what: string, expected: unknown, got: unknown): never => {
      throw new PlimsollError(
        'USAGE',
        `certificate.${what}: expected one made for ${String(expected)}, got ${String(got)}`,
      );
    };
    if (context.purpose !== purpose) refuse('purpose', purpose, context.purpose);
    if (context.chainId !== chainId) refuse('chainId', chainId, context.chainId);
    if (context.registry.toLowerCase() !== this.registry.toLowerCase())
      refuse('registry', this.registry, context.registry);
    if (context.caller.toLowerCase() !== caller.toLowerCase()) refuse('caller', caller, context.caller);
  }
}
