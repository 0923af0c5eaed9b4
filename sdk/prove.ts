/** Certificates from accounts: the margin statement, its context and its proof put together. */
import { PlimsollError } from '../prover/errors.ts';
import type { Account } from '../prover/model/account.ts';
import { accountMargin, ratioBps, type Claim } from '../prover/model/margin.ts';
import type { Market } from '../prover/model/tree.ts';
import { absolute, CASH_DECIMALS, floorDivide, formatDecimal } from '../prover/model/units.ts';
import type { ProveOptions } from '../prover/prover.ts';
import { CIRCUITS, circuitFor, type CircuitShape } from '../prover/witness/circuits.ts';
import { publicSignals, stateMargin, type Statement } from '../prover/witness/statement.ts';
import type { CircuitInputs } from '../prover/witness-calculator.ts';
import { addressOf, wordOf, type Certificate } from './certificate.ts';
import { CheckedProver, type Artefacts } from './checked-prover.ts';
import { contextOf, type Purpose, type StatementContext } from './context.ts';

/** Whom a certificate is made for. */
export interface Addressee {
  readonly chainId: bigint;
  /** Address of the registry. */
  readonly registry: string;
  /** Address that will submit the proof. */
  readonly caller: string;
}

/** A certificate that no chain accepts: only for reading and `verifyCertificate`. */
export const NO_CHAIN: Addressee = { chainId: 0n, registry: addressOf(0n), caller: addressOf(0n) };

export interface CertificateRequest {
  readonly account: Account;
  readonly market: Market;
  readonly claim: Claim;
  /** Which side of the line is claimed; the false one is refused. */
  readonly side: 'solvent' | 'insolvent';
  /** `NO_CHAIN` unless given. */
  readonly addressee?: Addressee;
}

/** A chain accepts a ratio from this on for a certificate, and exactly this with no excess for an insolvency. */
export const LINE_BPS = 10_000n;

function checkAddressee({ claim, side, addressee = NO_CHAIN }: CertificateRequest): Addressee {
  if (addressee.chainId === 0n) return addressee;
  if (side === 'insolvent' && (claim.thresholdBps !== LINE_BPS || claim.minExcess !== 0n)) {
    throw new PlimsollError(
      'USAGE',
      `claim: expected 10000 bps and no excess for an insolvency on chain, got ${claim.thresholdBps} bps and ${claim.minExcess}`,
    );
  }
  if (claim.thresholdBps < LINE_BPS) {
    throw new PlimsollError(
      'USAGE',
      `claim.thresholdBps: expected at least 10000 for a certificate on chain, got ${claim.thresholdBps}`,
    );
  }
  return addressee;
}

function bind(request: CertificateRequest, addressee: Addressee): StatementContext {
  const purpose: Purpose = request.side === 'solvent' ? 'certify' : 'insolvency';
  return {
    ...addressee,
    account: wordOf(request.account.id),
    sequence: request.account.sequence,
    purpose,
    parameterVersion: BigInt(request.market.table.parameters.version),
  };
}

/** The whole claim in words, without figures of the account: the one wording of every message. */
export function claimInWords({ claim, side }: Pick<CertificateRequest, 'claim' | 'side'>): string {
  const amount = formatDecimal(claim.minExcess, CASH_DECIMALS).replace(/\.?0+$/, '');
  const excess = claim.minExcess === 0n ? '' : ` plus ${amount}`;
  const ratio = `${formatDecimal(claim.thresholdBps, 2)}% of the maintenance requirement${excess}`;
  return `equity ${side === 'solvent' ? 'at or above' : 'below'} ${ratio}`;
}

/** What a certificate's statement claims, in words. */
export const statementInWords = (statement: Statement): string =>
  claimInWords({ claim: statement, side: statement.solvent ? 'solvent' : 'insolvent' });

/** An amount below this is shown with all its decimals. */
const ONE_CENT = 10n ** BigInt(CASH_DECIMALS - 2);

/** How the account stands to the claim, for its holder: the ratio, and what it has above the claimed line. */
function standing({ account, market, claim }: CertificateRequest) {
  const margin = accountMargin(account, market.table, 'maintenance');
  const { equity, requirement, decimals } = margin;
  const tick = 10n ** BigInt(decimals - CASH_DECIMALS);
  const line = claim.thresholdBps * requirement + claim.minExcess * tick * LINE_BPS;
  return { ratio: ratioBps(margin), above: floorDivide(equity * LINE_BPS - line, tick * LINE_BPS) };
}

/** A statement that is true, ready to be proven. */
export interface TrueStatement {
  readonly circuit: string;
  readonly context: StatementContext;
  readonly statement: Statement;
  readonly inputs: CircuitInputs;
}

/**
 * The statement of a claim that is true.
 *
 * @throws INVALID when the claim is false; details hold `ratioBps`, for the account's holder only
 * @throws USAGE when account, market, claim and addressee do not fit together, or no circuit has room
 */
export function stateClaim(request: CertificateRequest): TrueStatement {
  const { account, market, claim, side } = request;
  const context = bind(request, checkAddressee(request));
  const circuit = circuitFor(account, market);
  const shape = CIRCUITS[circuit] as CircuitShape;
  const { statement, inputs } = stateMargin({ account, market, claim, shape, context: contextOf(context) });
  if (statement.solvent === (side === 'solvent')) return { circuit, context, statement, inputs };
  const { ratio, above } = standing(request);
  const places = absolute(above) >= ONE_CENT ? 2 : CASH_DECIMALS;
  const spare = `${formatDecimal(absolute(above), CASH_DECIMALS, places)} ${above < 0n ? 'short of' : 'above'} that`;
  const at = ratio === undefined ? '' : `, at a ratio of ${formatDecimal(ratio, 2)}%`;
  throw new PlimsollError(
    'INVALID',
    `claim: expected ${claimInWords(request)}, got an account ${spare}${at}: the claim is false and has no proof`,
    {
      details: { claimed: side, ...(ratio !== undefined && { ratioBps: ratio }) },
    },
  );
}

/** A warm prover of margin statements that makes certificates. Keeps a process alive until `close`. */
export class MarginProver {
  readonly circuit: string;
  /** True for a development key: anybody can forge proofs that verify. */
  readonly insecure: boolean;
  readonly #prover: CheckedProver;

  private constructor(prover: CheckedProver) {
    this.circuit = prover.circuit;
    this.insecure = prover.insecure;
    this.#prover = prover;
  }

  /** @throws ENVIRONMENT when an artefact is missing or differs from the manifest. */
  static async open(circuit: string, artefacts: Artefacts = {}): Promise<MarginProver> {
    return new MarginProver(await CheckedProver.open(circuit, artefacts));
  }

  /** Opens the smallest circuit with room for the account. @throws USAGE when none has; ENVIRONMENT as `open`. */
  static openFor(account: Account, market: Market, artefacts: Artefacts = {}): Promise<MarginProver> {
    return MarginProver.open(circuitFor(account, market), artefacts);
  }

  /**
   * Proves a claim that is true. The proof is verified before it is handed out.
   *
   * @throws INVALID when the claim is false
   * @throws USAGE when account, market, claim and addressee do not fit together or the circuit
   * @throws ENVIRONMENT when cancelled, out of time or closed
   */
  async prove(request: CertificateRequest, options: ProveOptions = {}): Promise<Certificate> {
    const { circuit, context, statement, inputs } = stateClaim(request);
    if (circuit !== this.circuit)
      throw new PlimsollError('USAGE', `prover: expected one for ${circuit}, got ${this.circuit}`);
    return {
      circuit: this.circuit,
      statement,
      context,
      market: { epoch: request.market.table.epoch, time: request.market.table.time },
      proof: await this.#prover.prove(inputs, publicSignals(statement), options),
      key: { sha256: this.#prover.keyHash, insecure: this.insecure },
    };
  }

  /** Ends the workers. */
  close(): Promise<void> {
    return this.#prover.close();
  }
}
