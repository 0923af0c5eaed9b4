import { verifierOf } from '../sdk/deploy.ts';
import type { CircuitEntry } from '../prover/artifacts/manifest.ts';
import { BASE_FIELD } from '../prover/curve.ts';
import { SCALAR_FIELD } from '../prover/model/units.ts';
import { PlimsollError } from '../prover/errors.ts';
import { isUncontributed, type VerificationKeyFile } from '../prover/groth16/verification-key.ts';

type G1 = VerificationKeyFile['vk_alpha_1'];
type G2 = VerificationKeyFile['vk_beta_2'];

/**
 * Refuses keys under which proofs can be forged or a signal is not bound.
 *
 * @throws ENVIRONMENT when gamma equals delta (no phase-2 contribution), a point of G1 is off the curve, two IC points
 * are equal or opposite, a coordinate is not below q, or the public signals are not those of the manifest
 */
function assertSound(circuit: string, key: VerificationKeyFile, entry: CircuitEntry): void {
  const fail = (what: string): never => {
    throw new PlimsollError('ENVIRONMENT', `verification key of ${circuit}: expected ${what}`, {
      details: { circuit },
    });
  };
  if (isUncontributed(key)) {
    fail('gamma to differ from delta, got a key without a phase-2 contribution');
  }
  if (key.nPublic !== entry.publicSignals.length || key.IC.length !== key.nPublic + 1) {
    fail(`${entry.publicSignals.length} public signals, got ${key.nPublic}, with ${key.IC.length} IC points`);
  }
  for (const [x, y] of [key.vk_alpha_1, ...key.IC]) {
    const [a, b] = [BigInt(x), BigInt(y)];
    if (a >= BASE_FIELD || b >= BASE_FIELD || (b * b - a * a * a - 3n) % BASE_FIELD !== 0n) {
      fail(`points on the curve, got (${x}, ${y})`);
    }
  }
  for (const [x, y] of [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2]) {
    for (const coordinate of [...x, ...y]) {
      if (BigInt(coordinate) >= BASE_FIELD) fail(`coordinates below q, got ${coordinate}`);
    }
  }
  // Of two signals with one point, or opposite ones, only the sum or the difference is bound. Opposite points share x.
  if (new Set(key.IC.map(([x]) => BigInt(x))).size !== key.IC.length) {
    fail('IC points that differ up to sign, got two that are equal or opposite');
  }
}

const storeG1 = (offset: number, [x, y]: G1): string[] => storeWords(offset, [x, y]);
/** EIP-197 puts the imaginary part first. */
const storeG2 = (offset: number, [[x0, x1], [y0, y1]]: G2): string[] => storeWords(offset, [x1, x0, y1, y0]);

function storeWords(offset: number, words: readonly string[]): string[] {
  return words.map((word, index) => `mstore(add(m, ${offset + 32 * index}), ${word})`);
}

/**
 * Solidity source of the verifier of one circuit; the same bytes for the same key.
 *
 * @throws ENVIRONMENT when the key is unsound
 */
export function renderVerifier(circuit: string, key: VerificationKeyFile, entry: CircuitEntry): string {
  assertSound(circuit, key, entry);
  const development = entry.key.insecure;
  const name = verifierOf(circuit);
  const lines = (indent: number, rows: readonly string[]): string => rows.join(`\n${' '.repeat(indent)}`);
  const terms = key.IC.slice(1).map(
    ([x, y], index) => `addTerm(add(m, 384), calldataload(add(signals.offset, ${32 * index})), ${x}, ${y})`,
  );
  const [ic0] = key.IC as [G1];

  return `// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
${development ? 'import { LocalChain } from "../libraries/LocalChain.sol";\n' : ''}
/// @title ${name}
/// @notice ${development ? 'INSECURE: verifies against a development key, under which anybody can forge proofs' : 'Verifies Groth16 proofs'} (circuit ${circuit}).
/// @dev Public signals: ${entry.publicSignals.join(', ')}.
/// Assumptions.
/// Key: ${development ? 'none; works on local chains only, at deployment and at every call.' : 'at least one contributor to the ceremony forgot their secret.'}
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract ${name} is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "${circuit}${development ? ' (INSECURE development key)' : ''}";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x${entry.files.vkey.sha256};
${
  development
    ? `
    constructor() {
        LocalChain.requireLocal();
    }
`
    : ''
}
    /// @inheritdoc IVerifier
    function verifyProof(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool) {
${development ? '        LocalChain.requireLocal();\n' : ''}        // The pairs of the pairing check, 192 bytes each: (-A, B), (alpha, beta), (IC(signals), gamma), (C, delta).
        assembly ("memory-safe") {
            let q := ${BASE_FIELD}
            let r := ${SCALAR_FIELD}

            function reject() {
                mstore(0, 0)
                return(0, 32)
            }

            // A precompile that fails, runs out of gas or answers short is a rejection.
            function callOrReject(precompile, input, inputSize, output, outputSize) {
                if iszero(staticcall(gas(), precompile, input, inputSize, output, outputSize)) { reject() }
                if iszero(eq(returndatasize(), outputSize)) { reject() }
            }

            // sum += signal * (x, y), with the 96 bytes behind sum as scratch; a signal of 0 or 1 needs no product.
            function addTerm(sum, signal, x, y) {
                if iszero(signal) { leave }
                mstore(add(sum, 64), x)
                mstore(add(sum, 96), y)
                if gt(signal, 1) {
                    mstore(add(sum, 128), signal)
                    callOrReject(7, add(sum, 64), 96, add(sum, 64), 64)
                }
                callOrReject(6, sum, 128, sum, 64)
            }

            let inRange := eq(signals.length, ${entry.publicSignals.length})
            ${lines(
              12,
              key.IC.slice(1).map(
                (_, index) => `inRange := and(inRange, lt(calldataload(add(signals.offset, ${32 * index})), r))`,
              ),
            )}
            ${lines(
              12,
              Array.from(
                { length: 8 },
                (_, index) => `inRange := and(inRange, lt(calldataload(add(proof, ${32 * index})), q))`,
              ),
            )}
            if iszero(inRange) { reject() }

            let m := mload(0x40)
            ${lines(12, storeG1(384, ic0))}
            ${lines(12, terms)}

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            ${lines(12, storeG1(192, key.vk_alpha_1))}
            ${lines(12, storeG2(256, key.vk_beta_2))}
            ${lines(12, storeG2(448, key.vk_gamma_2))}
            calldatacopy(add(m, 576), add(proof, 192), 64)
            ${lines(12, storeG2(640, key.vk_delta_2))}
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
`;
}
