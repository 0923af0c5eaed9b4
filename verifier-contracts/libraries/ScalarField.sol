// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title ScalarField
/// @notice Range of the BN254 scalar field, in which every public signal lives.
/// @dev A value v and v + r name the same element inside a proof, so every value is ranged where it enters the chain.
library ScalarField {
    /// @notice Order r of the BN254 groups.
    uint256 internal constant MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// @notice The value is zero or not below the modulus.
    error NotANonZeroElement(uint256 value);

    /// @notice Reverts unless 0 < value < r.
    function requireNonZero(uint256 value) internal pure {
        if (value == 0 || value >= MODULUS) revert NotANonZeroElement(value);
    }
}
