// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Purpose, StatementContext} from "../../verifier-contracts/libraries/StatementContext.sol";

/// @title ContextHarness
/// @notice Opens the library to a comparison with its TypeScript twin.
contract ContextHarness {
    function contextOf(
        bytes32 account,
        uint64 sequence,
        address caller,
        Purpose purpose,
        uint32 parameterVersion
    ) external view returns (uint256) {
        return StatementContext.contextOf(account, sequence, caller, purpose, parameterVersion);
    }
}
