// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ScalarField} from "./ScalarField.sol";

/// @notice What a proof may be used for.
enum Purpose {
    None,
    Certify,
    Insolvency
}

/// @title StatementContext
/// @notice Binds a proof to one chain, registry, account, sequence, caller, purpose and parameter version.
/// @dev `sdk/context.ts` computes the same value; a test holds the two together.
library StatementContext {
    bytes32 private constant TAG = keccak256("plimsoll.context.v1");

    /// @notice The public signal `context` of a statement submitted to the calling contract by `caller`.
    function contextOf(
        bytes32 account,
        uint64 sequence,
        address caller,
        Purpose purpose,
        uint32 parameterVersion
    ) internal view returns (uint256) {
        bytes32 digest = keccak256(
            abi.encode(TAG, block.chainid, address(this), account, sequence, caller, purpose, parameterVersion)
        );
        return uint256(digest) % ScalarField.MODULUS;
    }
}
