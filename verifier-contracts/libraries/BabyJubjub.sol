// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ScalarField} from "./ScalarField.sol";

/// @title BabyJubjub
/// @notice The twisted Edwards curve a x^2 + y^2 = 1 + d x^2 y^2 over the scalar field of BN254, to check public keys.
/// @dev a is a square and d is not, so the doubling below is complete: it needs no exceptions and no inverses. A key is
/// named by y alone: P and -P share it, and only the y of a product with a key is ever used.
library BabyJubjub {
    uint256 private constant A = 168700;
    uint256 private constant D = 168696;
    uint256 private constant R = ScalarField.MODULUS;

    /// @notice The coordinates are those of no point of the curve, or not below r.
    error NotOnCurve(uint256 x, uint256 y);
    /// @notice Eight times the point is the identity, so everybody knows its multiples.
    error LowOrder(uint256 x, uint256 y);

    /// @notice Reverts unless (x, y) is a point whose multiple by the cofactor 8 is not the identity.
    function requireKey(uint256 x, uint256 y) internal pure {
        if (x >= R || y >= R) revert NotOnCurve(x, y);
        uint256 xx = mulmod(x, x, R);
        uint256 yy = mulmod(y, y, R);
        uint256 left = addmod(mulmod(A, xx, R), yy, R);
        uint256 right = addmod(1, mulmod(D, mulmod(xx, yy, R), R), R);
        if (left != right) revert NotOnCurve(x, y);

        uint256 z = 1;
        (uint256 px, uint256 py) = (x, y);
        for (uint256 i = 0; i < 3; ++i) (px, py, z) = _double(px, py, z);
        // The identity (0, 1) is (0 : z : z).
        if (px == 0 && py == z) revert LowOrder(x, y);
    }

    /// @dev Projective: (X : Y : Z) stands for (X / Z, Y / Z).
    function _double(uint256 x, uint256 y, uint256 z) private pure returns (uint256, uint256, uint256) {
        uint256 xx = mulmod(x, x, R);
        uint256 yy = mulmod(y, y, R);
        uint256 axx = mulmod(A, xx, R);
        uint256 f = addmod(axx, yy, R);
        uint256 j = addmod(f, R - mulmod(2, mulmod(z, z, R), R), R);
        uint256 xy2 = mulmod(2, mulmod(x, y, R), R);
        return (mulmod(xy2, j, R), mulmod(f, addmod(axx, R - yy, R), R), mulmod(f, j, R));
    }
}
