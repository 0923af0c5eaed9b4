// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title IVerifier
/// @notice Verifies Groth16 proofs over BN254 of one circuit.
interface IVerifier {
    /// @notice Whether `proof` proves the circuit's statement with these public signals.
    /// @dev False for another number of signals, a signal not below r, a coordinate not below q, a point off the curve
    /// or outside its subgroup, and a precompile that fails. Proofs are malleable: two proofs of one statement are the
    /// same thing, so callers key replay protection by statement.
    /// @param proof A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y (the order of EIP-197)
    /// @param signals the public signals in the order in which the circuit declares them
    function verifyProof(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool);
}
