// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ScalarField} from "./ScalarField.sol";

/// @title Flow
/// @notice What enters or leaves an account, as one public signal: asset + 2^16 * amount, the amount signed.
/// @dev Injective: the asset has 16 bits and the amount 63 and a sign, so no two flows meet modulo r. 0 is no flow.
library Flow {
    /// @notice Amounts are in [1, 2^63).
    error AmountOutOfRange(uint256 amount);

    /// @notice The signal of `amount` ticks that an account receives.
    function into(uint16 asset, uint64 amount) internal pure returns (uint256) {
        return asset + _scaled(amount);
    }

    /// @notice The signal of `amount` ticks that leave an account.
    function outOf(uint16 asset, uint64 amount) internal pure returns (uint256) {
        return ScalarField.MODULUS - _scaled(amount) + asset;
    }

    function _scaled(uint64 amount) private pure returns (uint256) {
        if (amount == 0 || amount > uint64(type(int64).max)) revert AmountOutOfRange(amount);
        return uint256(amount) << 16;
    }
}
