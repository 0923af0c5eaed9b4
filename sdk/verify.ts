/** Checks a certificate without chain or network: against the committed keys, and against a market or account at hand. */
import { committedManifest } from '../prover/artifacts/committed.ts';
import { DirectorySource } from '../prover/artifacts/directory-source.ts';
import { circuitEntry } from '../prover/artifacts/manifest.ts';
import { SCALAR_FIELD } from '../prover/model/units.ts';
import { PlimsollError } from '../prover/errors.ts';
import { commitmentOf, type Account } from '../prover/model/account.ts';
import type { Market } from '../prover/model/tree.ts';
import { openVerificationKey, verifyProof, type VerificationKey } from '../prover/verify.ts';
import { CIRCUITS } from '../prover/witness/circuits.ts';
import { EXCESS_RANGE, publicSignals, STATEMENT_SIGNALS, THRESHOLD_RANGE } from '../prover/witness/statement.ts';
import { wordOf, type Certificate } from './certificate.ts';
import { contextOf } from './context.ts';
import type { Artefacts } from './checked-prover.ts';

/** One thing that was checked. `reason` says why it failed. */
export interface Check {
  readonly name: 'key' | 'ranges' | 'context' | 'proof' | 'market' | 'account';
  readonly ok: boolean;
  readonly reason?: string;
}

export interface Verification {
  /** Every check passed. */
  readonly valid: boolean;
  /** The key is a development key: anybody can forge proofs that verify. */
  readonly insecure: boolean;
  readonly checks: readonly Check[];
}

export interface VerifyOptions extends Artefacts {
  /** When given, the market root must be this market's. */
  readonly market?: Market;
  /** When given, the commitment must be this account's, and the circuit one of its method. */
  readonly account?: Account;
}

const check = (name: Check['name'], reasons: readonly (string | false)[]): Check => {
  const failed = reasons.filter((reason) => reason !== false);
  return failed.length === 0 ? { name, ok: true } : { name, ok: false, reason: failed.join('; ') };
};

const differs = (what: string, expected: unknown, got: unknown): string | false =>
  expected !== got && `${what}: expected ${String(expected)}, got ${String(got)}`;

function checkRanges({ statement }: Certificate): Check {
  const { thresholdBps, minExcess } = statement;
  return check('ranges', [
    ...publicSignals(statement).map(
      (signal, index) =>
        signal >= SCALAR_FIELD && `${STATEMENT_SIGNALS[index]}: expected a number below r, got ${signal}`,
    ),
    thresholdBps > THRESHOLD_RANGE[1] && `thresholdBps: expected below 2^24, got ${thresholdBps}`,
    minExcess > EXCESS_RANGE[1] && `minExcess: expected below 2^96, got ${minExcess}`,
  ]);
}

const fits = (value: bigint, bits: bigint): boolean => value < 1n << bits;

function checkContext({ context, statement }: Certificate): Check {
  if (!fits(context.chainId, 256n) || !fits(context.sequence, 64n)) {
    return check('context', ['chainId and sequence: expected below 2^256 and 2^64, got more']);
  }
  const expected = contextOf(context);
  return check('context', [
    differs('context', wordOf(expected), wordOf(statement.context)),
    // A proof of one side made for the purpose of the other can only be a mistake or a trick.
    differs('purpose', statement.solvent ? 'certify' : 'insolvency', context.purpose),
  ]);
}

async function checkProof(certificate: Certificate, key: VerificationKey): Promise<Check> {
  try {
    const { valid } = await verifyProof({
      key,
      proof: certificate.proof,
      publicSignals: publicSignals(certificate.statement),
    });
    return check('proof', [!valid && 'expected a proof of this statement, got one that does not verify']);
  } catch (error) {
    // A coordinate or signal out of its field is a bad proof, not a bad environment.
    if (error instanceof PlimsollError && error.code === 'INVALID') return check('proof', [error.message]);
    throw error;
  }
}

function checkMarket({ statement, context, market }: Certificate, { root, table }: Market): Check {
  return check('market', [
    differs('marketRoot', wordOf(root), wordOf(statement.marketRoot)),
    differs('epoch', table.epoch, market.epoch),
    differs('time', table.time, market.time),
    differs('parameterVersion', BigInt(table.parameters.version), context.parameterVersion),
  ]);
}

function checkAccount({ circuit, statement, context }: Certificate, account: Account): Check {
  return check('account', [
    // A circuit opens accounts of its own method only; the commitment binds the method too.
    differs('method', CIRCUITS[circuit]?.method, account.method),
    differs('commitment', wordOf(commitmentOf(account)), wordOf(statement.commitment)),
    differs('account', wordOf(account.id), context.account),
    differs('sequence', account.sequence, context.sequence),
  ]);
}

/**
 * Checks a certificate. What a valid one does not show: whether the root holds true prices (that is its publisher's
 * word) and whether the commitment is the account's current one (that is the registry's).
 *
 * @throws ENVIRONMENT when the verification key is missing or differs from the manifest
 */
export async function verifyCertificate(certificate: Certificate, options: VerifyOptions = {}): Promise<Verification> {
  const { source = new DirectorySource(), manifest = committedManifest(), market, account } = options;
  const { circuit } = certificate;
  // Another circuit could have six public signals of another meaning.
  if (!Object.hasOwn(CIRCUITS, circuit)) {
    return {
      valid: false,
      insecure: false,
      checks: [check('key', [`circuit: expected one of ${Object.keys(CIRCUITS).join(', ')}, got ${circuit}`])],
    };
  }
  const key = await openVerificationKey({ circuit, source, manifest });
  const checks = [
    check('key', [
      differs('key.sha256', circuitEntry(manifest, circuit).files.vkey.sha256, certificate.key.sha256),
      differs('key.insecure', key.insecure, certificate.key.insecure),
    ]),
    checkRanges(certificate),
    checkContext(certificate),
    await checkProof(certificate, key),
    ...(market === undefined ? [] : [checkMarket(certificate, market)]),
    ...(account === undefined ? [] : [checkAccount(certificate, account)]),
  ];
  return { valid: checks.every(({ ok }) => ok), insecure: key.insecure, checks };
}
