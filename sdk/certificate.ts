/** The certificate file: one proven margin statement with everything needed to check it, nothing secret. */
import { z } from 'zod';

import { fromCalldata, toCalldata, type Proof } from '../prover/proof.ts';
import type { Statement } from '../prover/witness/statement.ts';
import { PURPOSES, type StatementContext } from './context.ts';
import { readWith } from './files/read.ts';
import { decimal, hex, uint32 } from './files/words.ts';

const FORMAT = 'plimsoll-certificate';
const VERSION = 1;

/** What the key was when the proof was made; the verifier decides by its own manifest. */
export interface CertificateKey {
  /** sha256 of the verification key, 32 bytes in hexadecimal. */
  readonly sha256: string;
  readonly insecure: boolean;
}

export interface Certificate {
  readonly circuit: string;
  readonly statement: Statement;
  /** What the public signal `context` was computed from; chain id 0 and zero addresses when no chain is named. */
  readonly context: StatementContext;
  /** Said, not proven: the market root commits to both, but does not show them. */
  readonly market: { readonly epoch: number; readonly time: number };
  readonly proof: Proof;
  readonly key: CertificateKey;
}

const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  circuit: z.string().regex(/^[a-z0-9-]{1,31}$/, 'expected the name of a circuit'),
  statement: z.strictObject({
    commitment: hex(32),
    marketRoot: hex(32),
    thresholdBps: decimal(8),
    minExcess: decimal(30),
    solvent: z.boolean(),
    context: hex(32),
  }),
  context: z.strictObject({
    chainId: decimal(78),
    registry: hex(20),
    account: hex(32),
    sequence: decimal(20),
    caller: hex(20),
    purpose: z.enum(Object.keys(PURPOSES) as [keyof typeof PURPOSES, ...(keyof typeof PURPOSES)[]]),
    parameterVersion: uint32,
  }),
  market: z.strictObject({ epoch: uint32, time: uint32 }),
  /** A.x, A.y, B.x (imaginary, real), B.y (imaginary, real), C.x, C.y: the order of EIP-197, ready for a contract. */
  proof: z.array(hex(32)).length(8),
  key: z.strictObject({ sha256: hex(32), insecure: z.boolean() }),
});

const word = (value: bigint, bytes = 32): string => `0x${value.toString(16).padStart(2 * bytes, '0')}`;

/** An address of 160 bits as a certificate writes it. */
export const addressOf = (value: bigint): string => word(value, 20);
/** A field element or account id as a certificate writes it. */
export const wordOf = (value: bigint): string => word(value);

/**
 * Reads a certificate. Nothing is checked but its form: see `verifyCertificate`.
 *
 * @throws USAGE naming the first field that is missing, unknown or malformed
 */
export function parseCertificate(json: unknown, where = 'certificate'): Certificate {
  const file = readWith(schema, json, { where });
  const { statement, context } = file;
  return {
    circuit: file.circuit,
    statement: {
      commitment: BigInt(statement.commitment),
      marketRoot: BigInt(statement.marketRoot),
      thresholdBps: BigInt(statement.thresholdBps),
      minExcess: BigInt(statement.minExcess),
      solvent: statement.solvent,
      context: BigInt(statement.context),
    },
    context: {
      ...context,
      chainId: BigInt(context.chainId),
      sequence: BigInt(context.sequence),
      parameterVersion: BigInt(context.parameterVersion),
    },
    market: file.market,
    proof: fromCalldata(file.proof.map(BigInt)),
    key: { sha256: file.key.sha256.slice(2), insecure: file.key.insecure },
  };
}

/** Writes a certificate as `parseCertificate` reads it. */
export function formatCertificate(certificate: Certificate): z.infer<typeof schema> {
  const { circuit, statement, context, market, proof, key } = certificate;
  return {
    format: FORMAT,
    version: VERSION,
    circuit,
    statement: {
      commitment: word(statement.commitment),
      marketRoot: word(statement.marketRoot),
      thresholdBps: statement.thresholdBps.toString(),
      minExcess: statement.minExcess.toString(),
      solvent: statement.solvent,
      context: word(statement.context),
    },
    context: {
      chainId: context.chainId.toString(),
      registry: context.registry.toLowerCase(),
      account: context.account.toLowerCase(),
      sequence: context.sequence.toString(),
      caller: context.caller.toLowerCase(),
      purpose: context.purpose,
      parameterVersion: Number(context.parameterVersion),
    },
    market,
    proof: toCalldata(proof).map((value) => word(value)),
    key: { sha256: `0x${key.sha256}`, insecure: key.insecure },
  };
}
